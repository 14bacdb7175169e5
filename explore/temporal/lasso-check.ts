import type { Action } from "../../model/action.ts";
import type { LivenessClaim } from "../../properties/claim.ts";
import type { Fairness } from "../liveness.ts";
import { fairnessOf, subjectsOf, subscriptionsIn } from "./fairness.ts";
import { HistoryModel, type WithHistory } from "./history-model.ts";
import type { ObservableModel } from "./observable-model.ts";

/** Actions of an infinite run: the stem once, then the loop for ever. */
export interface LassoRun {
	readonly stem: readonly Action[];
	/** Empty where the run ends, as nothing is enabled. */
	readonly loop: readonly Action[];
}

/** Result of a check of a lasso: the subjects that stay pending for ever, or the reason why it violates nothing. */
export type LassoCheck =
	| { readonly isViolated: true; readonly subjects: readonly number[]; readonly taken: readonly string[] }
	| { readonly isViolated: false; readonly reason: string };

/**
 * Runs a lasso on a model: the stem, and once round the loop.
 *
 * It violates the claim where the loop comes back to the state, with its history, in which it starts, is fair, and keeps a subject
 * pending in each of its states.
 */
export function checkLasso<S>(
	model: ObservableModel<S>,
	{ liveness }: LivenessClaim,
	{ stem, loop }: LassoRun,
): LassoCheck {
	const recorded = new HistoryModel(model, ["pending"]);
	const run = runOf(recorded, model.alphabet, [...stem, ...loop]);
	if (typeof run === "number") return violatesNothing(`step ${run + 1} cannot be taken`);
	const looped = run.slice(stem.length);
	const [start, end] = [looped[0], looped.at(-1)];
	if (loop.length === 0 && end?.enabled.size !== 0) return violatesNothing("there are actions to take behind the stem");
	if (!start || !end || !isSame(recorded, start.state, end.state)) {
		return violatesNothing("the loop does not come back to the state in which it starts");
	}
	const subjects = subjectsOf(model.scope, liveness.of).filter((subject) =>
		looped.every(({ state }) => liveness.isPending(state.observed, subject)),
	);
	if (subjects.length === 0) return violatesNothing("nothing stays pending in the loop");
	const taken = new Set(looped.slice(1).map(({ action }) => action));
	if (liveness.isOfFiniteSubscriptions && meets(taken, subscriptionsIn(model.alphabet))) {
		return violatesNothing("the loop has services subscribe for ever, which is assumed not to happen");
	}
	const fairness = fairnessOf(model.scope, model.alphabet);
	const unfair = fairness.find((set) => !meets(taken, set.actions) && looped.every((visited) => isDueIn(visited, set)));
	if (unfair) return violatesNothing(`the loop is not fair: it never comes about that ${unfair.name}`);
	const satisfied = fairness.filter(({ actions }) => meets(taken, actions));
	return { isViolated: true, subjects, taken: satisfied.map(({ name }) => name) };
}

function violatesNothing(reason: string): LassoCheck {
	return { isViolated: false, reason };
}

/** State of a run, with the number of the action that led to it and those of the actions that are enabled in it. */
interface Visited {
	readonly state: WithHistory;
	readonly action: number;
	readonly enabled: ReadonlySet<number>;
}

/** The states of a run, from the initial one on; the index of the first action that is not enabled where there is one. */
function runOf<S>(
	model: HistoryModel<S>,
	alphabet: readonly Action[],
	actions: readonly Action[],
): readonly Visited[] | number {
	const texts = alphabet.map((action) => JSON.stringify(action));
	const numbers = [...actions.map((action) => texts.indexOf(JSON.stringify(action))), -1];
	let [state] = model.initial();
	let last = -1;
	const run: Visited[] = [];
	for (const [index, number] of numbers.entries()) {
		if (!state) return Math.max(0, index - 1);
		const enabled = new Set<number>();
		let next: WithHistory | undefined;
		model.successors(state, (action, to) => {
			enabled.add(action);
			if (action === number) next = to;
		});
		run.push({ state, action: last, enabled });
		[state, last] = [next, number];
	}
	return run;
}

function isSame<S>(model: HistoryModel<S>, one: WithHistory, other: WithHistory): boolean {
	const words = [one, other].map((state) => {
		const encoded = new Int32Array(model.width);
		model.encode(state, encoded);
		return encoded.join();
	});
	return words[0] === words[1];
}

function isDueIn({ state, enabled }: Visited, { actions, isDue = () => true }: Fairness<WithHistory>): boolean {
	return isDue(state) && meets(enabled, actions);
}

/** True if the sets have an element in common. */
function meets(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
	return [...one].some((number) => other.has(number));
}

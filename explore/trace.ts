import { UnstableTarget } from "../impl/failure.ts";
import type { Model, Property } from "./model.ts";

/** A path from an initial state: one state more than actions, but where the last action violates and leads nowhere. */
export interface Trace<State> {
	readonly actions: readonly number[];
	readonly states: readonly State[];
}

/** The transition at the end of a trace that violates, or that is a witness. */
interface LastStep<State> {
	readonly action: number;
	/** The key of the violation. */
	readonly key: string;
	/** The condition on a witness; undefined for a violation. */
	readonly isReached: ((before: State, action: number, after: State) => boolean) | undefined;
}

type StepProperty<State> = Property<State> & { readonly kind: "step" };

/**
 * Finds the actions along a chain of stored states.
 *
 * With symmetry the states of the chain are representatives: the trace follows real states whose representatives they are.
 *
 * @param steps the properties of transitions: one that violates them was not followed, so no trace leads through it
 * @param chain the words of the states, the first one an initial state
 */
export function traceTo<State>(
	model: Model<State>,
	canonical: ((words: Int32Array) => number) | undefined,
	steps: readonly StepProperty<State>[],
	chain: readonly Int32Array[],
	last: LastStep<State> | undefined,
): Trace<State> {
	const words = new Int32Array(model.width);
	const stands = (state: State, stored: Int32Array | undefined): boolean => {
		model.encode(state, words);
		canonical?.(words);
		return words.every((word, index) => word === stored?.[index]);
	};
	const copy = (state: State): State => {
		model.encode(state, words);
		return model.decode(words.slice());
	};
	const [first] = model.initial().filter((state) => stands(state, chain[0]));
	if (first === undefined) throw new UnstableTarget("the path does not start at an initial state");
	const states: State[] = [copy(first)];
	const actions: number[] = [];
	for (const stored of chain.slice(1)) {
		const from = states.at(-1) as State;
		const isFollowed = (action: number, next: State): boolean =>
			steps.every((step) => step.check(from, action, next).length === 0);
		const found = firstSuccessor(model, from, (action, next) => stands(next, stored) && isFollowed(action, next));
		if (!found) throw new UnstableTarget("the path has a step that the model does not have");
		actions.push(found.action);
		states.push(copy(found.next));
	}
	if (last) actions.push(lastAction(model, states.at(-1) as State, last, steps, canonical !== undefined));
	return { actions, states };
}

function lastAction<State>(
	model: Model<State>,
	from: State,
	{ action, key, isReached }: LastStep<State>,
	steps: readonly StepProperty<State>[],
	isReduced: boolean,
): number {
	if (!isReduced) return action;
	const violates = (taken: number, next: State): boolean =>
		isReached?.(from, taken, next) ??
		steps.some((step) => step.check(from, taken, next).some((breach) => breach.key === key));
	const found = firstSuccessor(model, from, violates);
	if (!found) throw new UnstableTarget(`symmetry does not preserve the violation ${key}`);
	return found.action;
}

/** The first successor that satisfies a condition. */
function firstSuccessor<State>(
	model: Model<State>,
	from: State,
	satisfies: (action: number, next: State) => boolean,
): { readonly action: number; readonly next: State } | undefined {
	const words = new Int32Array(model.width);
	let found: number | undefined;
	model.successors(from, (action, next) => {
		if (found !== undefined || !satisfies(action, next)) return;
		found = action;
		model.encode(next, words);
	});
	return found === undefined ? undefined : { action: found, next: model.decode(words) };
}

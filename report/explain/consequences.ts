import type { Target, View } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type BrokenClaim, brokenClaims, observe, withMistakes } from "../../lockstep/run.ts";
import { type Action, formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { type State, sameState } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import { type EventTraces, NO_TRACES } from "../../properties/event-traces.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";

/** Further violations after a counterexample, where PM goes on. */
export interface Consequences {
	/** Number of further actions that were tried, in every combination that changes something. */
	readonly lookAhead: number;
	/** Sentences, code in them between backticks: claims that are then violated too, each by the fewest actions. */
	readonly sentences: readonly string[];
}

const MOST_ACTIONS = 3;
const MOST_RUNS = 10_000;

/** Specification and target after the same actions, from where a run can go on. */
interface Position {
	readonly state: State;
	readonly memory: Uint8Array;
	readonly view: View;
	/** Traces of the events that are not over. */
	readonly traces: EventTraces;
}

/** A path behind the counterexample, with the actions that can come next. */
interface Ways {
	readonly path: Interleaving;
	readonly actions: readonly Action[];
}

/**
 * Continues a counterexample and finds the claims that are then violated too.
 *
 * @param claims those that the counterexample itself does not break
 */
export function consequencesOf(target: Target, claims: readonly Claim[], counterexample: Interleaving): Consequences {
	const system = new System(target.scope);
	const broken = new Map<Claim, string>();
	const end = after(system, target, startOf(system, target), counterexample);
	let paths: readonly Interleaving[] = [[]];
	for (let lookAhead = 1; lookAhead <= MOST_ACTIONS; lookAhead++) {
		const ways = end ? paths.flatMap((path) => waysOn(system, target, end, path)) : [];
		const runs = ways.reduce((sum, { actions }) => sum + actions.length, 0);
		if (!end || runs === 0 || runs > MOST_RUNS) return { lookAhead: lookAhead - 1, sentences: [...broken.values()] };
		paths = ways.flatMap((way) => {
			return goOn(system, target, claims, end, way, (actions, one) => {
				if (!broken.has(one.claim)) broken.set(one.claim, sentence(target.scope, actions, one));
			});
		});
	}
	return { lookAhead: MOST_ACTIONS, sentences: [...broken.values()] };
}

function waysOn(system: System, target: Target, end: Position, path: Interleaving): readonly Ways[] {
	const position = after(system, target, end, path);
	return position ? [{ path, actions: system.enabled(position.state) }] : [];
}

/**
 * Takes each action behind a path.
 *
 * @returns the paths that are one action longer, violate nothing, and change something
 */
function goOn(
	system: System,
	target: Target,
	claims: readonly Claim[],
	end: Position,
	{ path, actions }: Ways,
	onBroken: (actions: Interleaving, broken: BrokenClaim) => void,
): readonly Interleaving[] {
	const position = after(system, target, end, path);
	if (!position) return [];
	return actions.flatMap((action) => {
		const [step] = take(system, target, position, action);
		const found = brokenClaims(claims, step, () => {});
		for (const one of found) onBroken([...path, action], one);
		const changes = step.expected && !sameState(step.expected.state, position.state);
		return found.length === 0 && changes ? [[...path, action]] : [];
	});
}

function startOf({ initial: state }: System, target: Target): Position {
	target.reset();
	return { state, memory: target.memory.slice(), view: target.view(), traces: NO_TRACES };
}

/** The position after more actions, of which those that are not enabled are skipped; undefined where the target fails. */
function after(system: System, target: Target, from: Position, actions: Interleaving): Position | undefined {
	let position = from;
	for (const action of actions) {
		if (!system.isEnabled(position.state, action)) continue;
		const [step, traces] = take(system, target, position, action);
		if (!step.outcome.ok || !step.expected) return undefined;
		position = { state: step.expected.state, memory: target.memory.slice(), view: step.after, traces };
	}
	return position;
}

/** Takes an action from a position, of both, with the mistakes that it completes in the trace, and the traces behind it. */
function take(
	system: System,
	target: Target,
	{ state, memory, view, traces }: Position,
	action: Action,
): readonly [ObservedStep, EventTraces] {
	target.memory.set(memory);
	return withMistakes(traces, observe(target, action, view, system.step(state, action)));
}

function sentence(scope: Scope, actions: Interleaving, { claim, violation }: BrokenClaim): string {
	const names = actions.map((action) => `\`${formatAction(scope, action)}\``);
	return `${names.join(", ")}: ${violation.detail}. This breaks \`${claim.id}\`: ${claim.sentence}.`;
}

import { isDeepStrictEqual } from "node:util";
import type { Outcome, Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import type { Action } from "../../model/action.ts";
import type { System } from "../../model/system.ts";

/** Disagreement of two targets that should be the same. */
export interface Disagreement {
	/** The number of the action in the interleaving, from 0. */
	readonly index: number;
	readonly action: Action;
	/** The two results, or the two memories, that differ. */
	readonly found: readonly [unknown, unknown];
}

/**
 * Runs an interleaving on two targets, such as the mirror and the C that it mirrors, and compares everything after each
 * action: the result, in order, and all memory by name. The words of a warning are each target's own.
 *
 * @param executed called after each action, with its number in the interleaving
 * @returns the first disagreement; undefined if there is none
 */
export function firstDisagreement(
	system: System,
	[one, other]: readonly [Target, Target],
	interleaving: Interleaving,
): Disagreement | undefined {
	one.reset();
	other.reset();
	let state = system.initial;
	for (const [index, action] of interleaving.entries()) {
		if (!system.isEnabled(state, action)) continue;
		state = system.step(state, action).state;
		const outcomes = [essence(one.apply(action)), essence(other.apply(action))] as const;
		if (!isDeepStrictEqual(...outcomes)) return { index, action, found: outcomes };
		const memories = [one.dump(), other.dump()] as const;
		if (!isDeepStrictEqual(...memories)) return { index, action, found: memories };
		if (outcomes[0] === "failure") return undefined;
	}
	return undefined;
}

/** Part of an outcome in which two targets have to agree. */
function essence(outcome: Outcome): unknown {
	if (!outcome.ok) return "failure";
	const { code, messages, callbacks, warnings } = outcome.result;
	return { code, messages, callbacks, warned: warnings.length };
}

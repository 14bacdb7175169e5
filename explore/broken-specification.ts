import { setImmediate } from "node:timers/promises";
import { type BrokenClaim, brokenClaims, specificationStep } from "../lockstep/run.ts";
import type { Action } from "../model/action.ts";
import type { State } from "../model/state.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import { type Limits, reachedLimit } from "./limits.ts";

/** How the specification breaks claims of its own. */
export interface BrokenSpecification {
	/** What the last step breaks. */
	readonly broken: readonly [BrokenClaim, ...BrokenClaim[]];
	/** Every step from the start to the one that breaks a claim: as few as there can be. */
	readonly steps: readonly ObservedStep[];
}

/** How a state was first reached. */
interface Reached {
	readonly state: State;
	readonly before: Reached | undefined;
	readonly action: Action | undefined;
}

/** How much a state takes, in bytes, as measured. */
const BYTES_PER_STATE = 600;
const STATES_PER_TURN = 64;

/**
 * The shortest interleaving by which the specification breaks one of the claims: breadth first, in plain data, by the
 * claims' own checks. It is slow, and only asked for where a search has found the specification broken.
 *
 * @returns undefined where no step within the limits does
 */
export async function shortestBroken(
	system: System,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<BrokenSpecification | undefined> {
	const started = performance.now();
	const seen = new Set([JSON.stringify(system.initial)]);
	const queue: Reached[] = [{ state: system.initial, before: undefined, action: undefined }];
	for (let next = 0; next < queue.length; next++) {
		const from = queue[next] as Reached;
		for (const action of system.enabled(from.state)) {
			const expected = system.step(from.state, action);
			const step = specificationStep(system.scope, from.state, action, expected);
			const [first, ...others] = brokenClaims(claims, step, () => {});
			if (first) return { broken: [first, ...others], steps: [...stepsTo(system, from), step] };
			const key = JSON.stringify(expected.state);
			if (seen.has(key)) continue;
			seen.add(key);
			queue.push({ state: expected.state, before: from, action });
		}
		if (next % STATES_PER_TURN !== 0) continue;
		await setImmediate();
		const progress = { stored: seen.size, frontier: queue.length - next, depth: 0, bytes: seen.size * BYTES_PER_STATE };
		if (reachedLimit({ limits, signal }, progress, performance.now() - started) !== undefined) return undefined;
	}
	return undefined;
}

function stepsTo(system: System, { before, action }: Reached): readonly ObservedStep[] {
	if (!before || !action) return [];
	const step = specificationStep(system.scope, before.state, action, system.step(before.state, action));
	return [...stepsTo(system, before), step];
}

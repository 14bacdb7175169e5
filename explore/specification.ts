import { setImmediate } from "node:timers/promises";
import type { Scope } from "../model/scope.ts";
import { Parts } from "./fast/rows/components.ts";
import { Sweep } from "./fast/rows/rows.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";

/** What a search of the specification came to. */
export interface SpecificationSearch {
	/** Distinct reachable states. */
	readonly states: number;
	/** The same up to renaming users among themselves and services among themselves. */
	readonly canonicalStates: number;
	/** Enabled (state, action) pairs over the states. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	/** States that were stored: with symmetry one for all that differ in names, or a few of those. */
	readonly stored: number;
	/** The memory for them, in bytes. */
	readonly bytes: number;
	/** How many threads the search ended with. */
	readonly threads: number;
	/** By claim id: how often the search put the claim to the test. */
	readonly exercised: ReadonlyMap<string, number>;
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How a search of the specification is to be done. */
export interface SpecificationOptions {
	readonly symmetry: boolean;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

const STATES_PER_TURN = 1 << 14;

/**
 * Visits every state of the specification at a scope, breadth first.
 *
 * With symmetry one state stands for all that differ from it in names, and is counted as often as there are such.
 *
 * @throws SpecificationBroken where the specification breaks one of the claims that are checked on the way
 */
export async function searchSpecification(scope: Scope, options: SpecificationOptions): Promise<SpecificationSearch> {
	const parts = new Parts(scope, { symmetry: options.symmetry });
	const sweep = new Sweep(parts);
	const started = performance.now();
	let stoppedBy: string | undefined;
	while (sweep.hasMore && stoppedBy === undefined) {
		sweep.expand(Math.max(1, Math.min(STATES_PER_TURN, options.limits.states - sweep.found)));
		const progress = sweep.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = sweep.hasMore ? reachedLimit(options, progress, performance.now() - started) : undefined;
	}
	const { states, canonicalStates, transitions } = sweep.counts;
	const { found: stored, depth, bytes } = sweep;
	const exercised = parts.exercised(sweep.counts.expanded);
	return { stored, states, canonicalStates, transitions, depth, bytes, threads: 1, exercised, stoppedBy };
}

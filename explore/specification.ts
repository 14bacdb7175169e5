import { setImmediate } from "node:timers/promises";
import type { Scope } from "../model/scope.ts";
import { Parts } from "./fast/rows/components.ts";
import { Sweep } from "./fast/rows/rows.ts";
import type { Sweepers } from "./fast/rows/sweepers.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import type { Snapshot } from "./snapshot.ts";

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
	/** Called now and then, and where a limit ends the search, with what saves it: to be used at once. */
	readonly onTurn?: (save: () => Snapshot) => void;
	/** What to go on from; from the start if left out. */
	readonly resumed?: Snapshot | undefined;
	/** How many threads may share the search: one if left out. */
	readonly workers?: number;
}

const STATES_PER_TURN = 1 << 14;
/** How many states one thread finds before others are started, which takes them a while: most searches are over by then. */
const LARGE = 1 << 24;
/** How many threads share a search at most: each marks all states that it meets, whoever keeps them, and that takes memory. */
const MOST_SWEEPERS = 4;

/**
 * Visits every state of the specification at a scope, breadth first.
 *
 * With symmetry one state stands for all that differ from it in names, and is counted as often as there are such. A search
 * that turns out large is handed over to several threads.
 *
 * @throws SpecificationBroken where the specification breaks one of the claims that are checked on the way
 */
export async function searchSpecification(scope: Scope, options: SpecificationOptions): Promise<SpecificationSearch> {
	const parts = new Parts(scope, { symmetry: options.symmetry });
	const sweep = new Sweep(parts);
	if (options.resumed) sweep.restore(options.resumed);
	const started = performance.now();
	const workers = Math.min(MOST_SWEEPERS, options.workers ?? 1);
	let sweepers: Sweepers | undefined;
	let stoppedBy: string | undefined;
	try {
		while (sweep.hasMore && stoppedBy === undefined) {
			// At least one, so that a search which is gone on with gets on.
			sweep.expand(Math.max(1, Math.min(STATES_PER_TURN, options.limits.states - sweep.found)));
			const progress = sweep.progress();
			options.onProgress?.(progress);
			options.onTurn?.(() => sweep.save());
			await setImmediate();
			stoppedBy = sweep.hasMore ? reachedLimit(options, progress, performance.now() - started) : undefined;
			if (workers === 1 || sweep.found < LARGE || !sweep.hasMore || stoppedBy !== undefined) continue;
			sweepers ??= await startSweepers(scope, options.symmetry, workers);
			if (sweepers.areReady) return await sweepers.goOn(sweep, options, started);
		}
	} finally {
		await sweepers?.dispose();
	}
	const { states, canonicalStates, transitions } = sweep.counts;
	const { found: stored, depth, bytes } = sweep;
	const exercised = parts.exercised(sweep.counts.expanded);
	return { stored, states, canonicalStates, transitions, depth, bytes, threads: 1, exercised, stoppedBy };
}

/** Loaded where it is asked for: most searches are small. */
async function startSweepers(scope: Scope, symmetry: boolean, workers: number): Promise<Sweepers> {
	const { Sweepers } = await import("./fast/rows/sweepers.ts");
	return new Sweepers(scope, symmetry, workers);
}

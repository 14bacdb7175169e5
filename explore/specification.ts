import { setImmediate } from "node:timers/promises";
import type { Snapshot } from "../impl/snapshot.ts";
import type { Scope } from "../model/scope.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import { Parts } from "./parts.ts";
import { Sweep } from "./sweep.ts";

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
	/** Memory for stored states at its highest, in bytes. */
	readonly bytes: number;
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
	if (options.resumed) sweep.restore(options.resumed);
	const started = performance.now();
	let stoppedBy: string | undefined;
	while (sweep.hasMore && stoppedBy === undefined) {
		// At least one, so that a search which is gone on with gets on.
		sweep.expand(Math.max(1, Math.min(STATES_PER_TURN, options.limits.states - sweep.found)));
		const progress = { stored: sweep.found, frontier: sweep.frontier, depth: sweep.depth, bytes: sweep.bytes };
		options.onProgress?.(progress);
		options.onTurn?.(() => sweep.save());
		await setImmediate();
		stoppedBy = sweep.hasMore ? reachedLimit(options, progress, performance.now() - started) : undefined;
	}
	const { states, canonicalStates, transitions } = sweep.counts;
	const exercised = parts.exercised(sweep.counts.stored);
	return { states, canonicalStates, transitions, depth: sweep.depth, bytes: sweep.bytes, exercised, stoppedBy };
}

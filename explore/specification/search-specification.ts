import { setImmediate } from "node:timers/promises";
import type { Scope } from "../../model/scope.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { Components, RowSearch } from "../fast/rows/index.ts";
import { type Limits, reachedLimit, type SearchProgress } from "../limits.ts";

/** Result of a search of the specification. */
export interface SpecificationSearch {
	/** Distinct reachable states. */
	readonly states: number;
	/** Canonical states: distinct up to renaming users among themselves and services among themselves. */
	readonly canonicalStates: number;
	/** Enabled (state, action) pairs over the states. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	/** Stored states: with symmetry, one or a few of each symmetry class. */
	readonly stored: number;
	/** The memory for them, in bytes. */
	readonly bytes: number;
	/** Number of threads when the search ended. */
	readonly threads: number;
	/** Number of times that the search exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	/** Limit that ended the check of one claim alone, by claim id. */
	readonly stoppedFor: Readonly<Record<string, string>>;
	/** Limit that stopped the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** Options of a search of the specification. */
export interface SpecificationOptions {
	readonly symmetry: boolean;
	/** Those that have a check are checked; all if left out. */
	readonly claims?: readonly Claim[];
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

const STATES_PER_TURN = 1 << 14;

/**
 * Visits every state of the specification at a scope, breadth first.
 *
 * With symmetry, one state represents its symmetry class, and counts as often as the class has states.
 *
 * @throws RangeError where rows are shared, so that a process keeps another from being spawned
 * @throws SpecificationViolated where the specification breaks one of the claims that are checked on the way
 */
export async function searchSpecification(scope: Scope, options: SpecificationOptions): Promise<SpecificationSearch> {
	if (scope.rows === "shared") throw new RangeError("the parts of this search have a row for each process");
	const { claims = CLAIMS } = options;
	const components = new Components(scope, { symmetry: options.symmetry }, undefined, claims);
	const search = new RowSearch(components);
	const started = performance.now();
	let stoppedBy: string | undefined;
	while (search.hasMore && stoppedBy === undefined) {
		search.expand(Math.max(1, Math.min(STATES_PER_TURN, options.limits.states - search.found)));
		const progress = search.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = search.hasMore ? reachedLimit(options, progress, performance.now() - started) : undefined;
	}
	const { states, canonicalStates, transitions } = search.counts;
	const { found: stored, depth, bytes } = search;
	const { exercised } = components.monitors;
	const counts = { stored, states, canonicalStates, transitions, depth, bytes, threads: 1 };
	const found = { ...counts, exercised, stoppedFor: {}, stoppedBy };
	if (claims.every(({ check, local }) => !check || local)) return found;
	const { withOtherClaims } = await import("./exercise.ts");
	return withOtherClaims(scope, claims, found, options, started);
}

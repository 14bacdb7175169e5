import { setImmediate } from "node:timers/promises";
import { nrProcs, type Scope } from "../model/scope.ts";
import { tabulatedCharts } from "../model/tables.ts";
import { BitSet } from "./bit-set.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import { canonicalRanking, orbitSize, rawRanking } from "./ranks.ts";
import { Successors } from "./successors.ts";

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
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** The claims that the search puts to every state: the integers it keeps would be wrong where one is broken. */
export const CLAIMS_ON_THE_WAY: readonly string[] = [
	"waiting-balances",
	"index-in-range",
	"subscribers-live",
	"lingers-only-if-owed",
];

/** How a search of the specification is to be done. */
export interface SpecificationOptions {
	readonly symmetry: boolean;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

const STATES_PER_TURN = 1 << 14;

/** A queue of states, each one digit per process, that is filled and then read once. */
class Level {
	readonly #width: number;
	bytes = new Uint8Array(1 << 16);
	length = 0;

	constructor(width: number) {
		this.#width = width;
	}

	push(digits: Uint8Array): void {
		const end = (this.length + 1) * this.#width;
		if (end > this.bytes.length) {
			const larger = new Uint8Array(this.bytes.length * 2);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes.set(digits, end - this.#width);
		this.length++;
	}
}

/**
 * Visits every state of the specification at a scope, breadth first.
 *
 * With symmetry one state stands for all that differ from it in names, and is counted as often as there are such.
 */
export async function searchSpecification(scope: Scope, options: SpecificationOptions): Promise<SpecificationSearch> {
	const { users, services } = scope;
	const successors = new Successors(scope, tabulatedCharts(nrProcs(scope)));
	const { user, service } = successors.alphabets;
	const ranking = options.symmetry ? canonicalRanking : rawRanking;
	const ranks = ranking(users, user.digits.length, services, service.digits.length);
	if (ranks.size > Number.MAX_SAFE_INTEGER) return nothing(`a scope of up to ${ranks.size.toExponential(1)} states`);
	const started = performance.now();
	const visited = new BitSet();
	const width = nrProcs(scope);
	let level = new Level(width);
	let nextLevel = new Level(width);
	const { next } = successors;
	const take = (): void => {
		if (visited.add(ranks.rank(next))) nextLevel.push(next);
	};
	next.fill(0);
	take();
	let [states, canonicalStates, transitions, depth, stored, bytes] = [0, 0, 0, -1, 0, 0];
	let stoppedBy: string | undefined;
	while (nextLevel.length > 0 && stoppedBy === undefined) {
		[level, nextLevel] = [nextLevel, level];
		nextLevel.length = 0;
		depth++;
		for (let index = 0; index < level.length; index++) {
			const offset = index * width;
			const orbit = orbitSize(level.bytes, offset, users, services);
			const sorted = isSorted(level.bytes, offset, users, services);
			states += options.symmetry ? orbit : 1;
			if (sorted) canonicalStates++;
			transitions += successors.enabledCount(level.bytes, offset) * (options.symmetry ? orbit : 1);
			successors.visit(level.bytes, offset, options.symmetry, take);
			stored++;
			if (stored % STATES_PER_TURN !== 0) continue;
			bytes = visited.bytes + level.bytes.length + nextLevel.bytes.length;
			const progress = { stored, frontier: level.length - index + nextLevel.length, depth, bytes };
			options.onProgress?.(progress);
			await setImmediate();
			stoppedBy = reachedLimit(options, progress, performance.now() - started);
			if (stoppedBy !== undefined) break;
		}
	}
	bytes = visited.bytes + level.bytes.length + nextLevel.bytes.length;
	return { states, canonicalStates, transitions, depth, bytes, stoppedBy };
}

function nothing(stoppedBy: string): SpecificationSearch {
	return { states: 0, canonicalStates: 0, transitions: 0, depth: 0, bytes: 0, stoppedBy };
}

/** Whether the digits of users, and those of services, stand in order: one state in each orbit has them so. */
function isSorted(digits: Uint8Array, offset: number, users: number, services: number): boolean {
	for (let i = 1; i < users + services; i++) {
		if (i !== users && (digits[offset + i - 1] ?? 0) > (digits[offset + i] ?? 0)) return false;
	}
	return true;
}

import { setImmediate } from "node:timers/promises";
import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import { countedAlphabet, type System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import { withOtherClaims } from "./exercise.ts";
import { ALONE, type Origin } from "./fast/kernel/engine.ts";
import { type Group, type PairCounts, PairSearch } from "./fast/kernel/pair-search.ts";
import { countBits } from "./fast/rows/bit-matrix.ts";
import { sumByClaim } from "./fast/rows/monitors.ts";
import { FULL, type Limits, reachedLimit, type SearchProgress } from "./limits.ts";

/** A violated claim with its shortest counterexample: the search is breadth first. */
export interface ProductFinding {
	readonly claim: Claim;
	/** The action kind that broke the claim, and how: findings are grouped by it. */
	readonly cause: string;
	readonly detail: string;
	readonly interleaving: readonly Action[];
	/** How many transitions broke the claim in this way. */
	readonly occurrences: number;
}

/** What a search of a target beside the specification came to. */
export interface ProductSearch {
	/** Distinct pairs of a state of the specification and a memory of the target. */
	readonly pairs: number;
	/** States of the specification among them. */
	readonly states: number;
	/** Enabled (pair, action) pairs over the pairs. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	readonly findings: readonly ProductFinding[];
	/** Transitions that broke a claim and were not followed. */
	readonly notFollowed: number;
	/** By claim id: how often the search exercised the claim. */
	readonly exercised: ReadonlyMap<string, number>;
	/** By claim id: which limit ended the check of this claim alone. */
	readonly stoppedFor: Readonly<Record<string, string>>;
	/** How many words of each entry behind the end of the list were left out of the state, since nothing reads them. */
	readonly unreadWords: number;
	/** The memory for the pairs and for what leads on from them, in bytes. */
	readonly bytes: number;
	/** How many threads searched. */
	readonly threads: number;
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How a search of a target is to be done. */
export interface ProductOptions {
	readonly claims: readonly Claim[];
	/** Whether memory that nothing reads is part of the state too. */
	readonly allMemory: boolean;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
	/** Which actions are taken; all if left out. With fewer, what is not found need not be absent. */
	readonly allows?: (action: Action) => boolean;
}

const PAIRS_PER_TURN = 1 << 12;
/** How many pairs are asked what they read before searchers start. */
const FIRST_PAIRS = 1 << 7;

/**
 * Visits every pair of a state of the specification and a memory of the target that some interleaving leads to, breadth
 * first, and takes every enabled action from each.
 *
 * The target's whole memory is its state, so what it hides is found too; only what nothing reads before it is written is
 * left out, unless that is wanted. Its rows have to have one life each. Where a result or a look differs from the
 * specification's, the claims are asked, and the path is not followed further.
 */
export async function searchProduct(system: System, target: Target, options: ProductOptions): Promise<ProductSearch> {
	const started = performance.now();
	const { leftovers } = target;
	let unread = allLeftovers(target, options);
	for (;;) {
		leftovers?.assume(unread);
		const search = new PairSearch(system, target, options.claims, ALONE, options.allows);
		let stoppedBy: string | undefined;
		while (stoppedBy === undefined && search.hasMore && (leftovers?.read ?? 0) === 0) {
			search.expand(PAIRS_PER_TURN);
			const progress = search.progress();
			options.onProgress?.(progress);
			await setImmediate();
			stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
		}
		const read = leftovers?.read ?? 0;
		leftovers?.assume(0);
		if (read === 0) {
			const ended = search.hasMore || search.isFull ? stoppedBy : undefined;
			const { claims } = options;
			const found = await conclude(system, claims, [search.counts()], unread, ended, (pair) =>
				search.post.origin(pair),
			);
			return options.allows ? found : withOtherClaims(system.scope, claims, found, options, started);
		}
		unread &= ~read;
	}
}

/** The words behind the end of the list that are left out as long as nothing reads them, a bit each. */
function allLeftovers({ leftovers }: Target, { allMemory }: ProductOptions): number {
	return allMemory || !leftovers ? 0 : 2 ** leftovers.words - 1;
}

/** The same without those that the first pairs already show to be read: so that searchers seldom start in vain. */
export function unreadAtFirst(system: System, target: Target, options: ProductOptions): number {
	const { leftovers } = target;
	let unread = allLeftovers(target, options);
	while (leftovers && unread !== 0) {
		leftovers.assume(unread);
		const search = new PairSearch(system, target, options.claims, ALONE);
		search.expand(FIRST_PAIRS);
		const { read } = leftovers;
		leftovers.assume(0);
		if (read === 0) break;
		unread &= ~read;
	}
	return unread;
}

/**
 * What several searchers came to, as one.
 *
 * @param unread the words of an entry that were left out, a bit each
 * @param originOf how a pair was first reached
 */
export async function conclude(
	system: System,
	claims: readonly Claim[],
	counts: readonly PairCounts[],
	unread: number,
	stoppedBy: string | undefined,
	originOf: (pair: number) => Origin | Promise<Origin>,
): Promise<ProductSearch> {
	const sum = (of: (one: PairCounts) => number): number => counts.reduce((total, one) => total + of(one), 0);
	const alphabet = countedAlphabet(system.scope);
	const findings: ProductFinding[] = [];
	for (const group of merged(counts.flatMap(({ groups }) => groups))) {
		const claim = claims.find(({ id }) => id === group.claim);
		if (!claim) throw new RangeError(`there is no claim ${group.claim}`);
		const actions = [group.action];
		for (let pair = group.pair; pair !== 0; ) {
			const { parent, action } = await originOf(pair);
			actions.push(action);
			pair = parent;
		}
		const interleaving = actions.reverse().flatMap((action) => alphabet[action] ?? []);
		const { cause, violation, occurrences } = group;
		findings.push({ claim, cause, detail: violation.detail, interleaving, occurrences });
	}
	return {
		pairs: sum(({ pairs }) => pairs),
		states: sum(({ states }) => states),
		transitions: sum(({ transitions }) => transitions),
		depth: Math.max(...counts.map(({ depth }) => depth)),
		findings,
		notFollowed: sum(({ notFollowed }) => notFollowed),
		exercised: sumByClaim(counts.flatMap(({ exercised }) => exercised)),
		stoppedFor: {},
		unreadWords: countBits(unread),
		bytes: sum(({ bytes }) => bytes),
		threads: counts.length,
		stoppedBy,
	};
}

/** Groups of the same claim and cause as one, that of the shortest path. */
function merged(groups: readonly Group[]): readonly Group[] {
	const best = new Map<string, Group>();
	for (const group of groups) {
		const known = best.get(group.key);
		const first = known && known.depth <= group.depth ? known : group;
		best.set(group.key, { ...first, occurrences: group.occurrences + (known?.occurrences ?? 0) });
	}
	return [...best.values()];
}

import { setImmediate } from "node:timers/promises";
import type { Target } from "../../../impl/target.ts";
import { countedAlphabet, type System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { countBits } from "../../count-bits.ts";
import { withOtherClaims } from "../../exercise.ts";
import { FULL, reachedLimit } from "../../limits.ts";
import type { ProductFinding, ProductOptions, ProductSearch } from "../../product-outcome.ts";
import { sumByClaim } from "../rows/monitors.ts";
import { ALONE, type Origin } from "./engine.ts";
import { type Group, type PairCounts, PairSearch } from "./pair-search.ts";

const PAIRS_PER_PAUSE = 1 << 12;
/** Pairs that are asked what they read before workers start. */
const FIRST_PAIRS = 1 << 7;

/**
 * Searches a compiled target side by side with the specification from inside its module, in one thread.
 *
 * @param unread the words of an entry behind the end of the list that are left out, a bit each
 * @param isRefuted whether one of them was read after all: the search is of no use then, and stops
 */
export async function searchByKernel(
	system: System,
	target: Target,
	options: ProductOptions,
	unread: number,
	isRefuted: () => boolean,
): Promise<ProductSearch> {
	const started = performance.now();
	const search = new PairSearch(system, target, options.claims, ALONE);
	let stoppedBy: string | undefined;
	while (stoppedBy === undefined && search.hasMore && !isRefuted()) {
		search.expand(PAIRS_PER_PAUSE);
		const progress = search.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
	}
	const ended = search.hasMore || search.isFull ? stoppedBy : undefined;
	const { claims } = options;
	const originOf = (pair: number): Origin => search.post.origin(pair);
	const found = await conclude(system, claims, [search.counts()], unread, ended, originOf);
	return isRefuted() ? found : withOtherClaims(system.scope, claims, found, options, started);
}

/** The words that are left out, without those that the first pairs already show to be read: so that workers seldom start in vain. */
export function unreadAtFirst(system: System, target: Target, claims: readonly Claim[], unread: number): number {
	const { leftovers } = target;
	let assumed = unread;
	while (leftovers && assumed !== 0) {
		leftovers.assume(assumed);
		new PairSearch(system, target, claims, ALONE).expand(FIRST_PAIRS);
		const { read } = leftovers;
		leftovers.assume(0);
		if (read === 0) break;
		assumed &= ~read;
	}
	return assumed;
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

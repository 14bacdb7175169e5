import { setImmediate } from "node:timers/promises";
import type { Target } from "../../../impl/target.ts";
import { countedAlphabet, type System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { withOtherClaims } from "../../exercise.ts";
import { FULL, reachedLimit } from "../../limits.ts";
import { assumedDead, type ProductFinding, type ProductOptions, type ProductSearch } from "../../product-search.ts";
import { countBits } from "../rows/bit-matrix.ts";
import { sumByClaim } from "../rows/monitors.ts";
import { type KernelCounts, KernelSearch } from "./kernel-search.ts";
import { type Origin, WHOLE } from "./partition.ts";
import type { Group } from "./violations.ts";

const PAIRS_PER_PAUSE = 1 << 12;
/** Pairs that are expanded to see what they read before workers start. */
const FIRST_PAIRS = 1 << 7;

/** Searches a compiled target in its own module, by one thread. */
export async function searchWithKernel(
	system: System,
	target: Target,
	options: ProductOptions,
): Promise<ProductSearch> {
	const started = performance.now();
	const { leftovers } = target;
	const { claims } = options;
	let unread = assumedDead(target, options);
	for (;;) {
		leftovers?.assume(unread);
		const search = new KernelSearch(system, target, claims, WHOLE);
		let stoppedBy: string | undefined;
		while (stoppedBy === undefined && search.hasMore && (leftovers?.read ?? 0) === 0) {
			search.expand(PAIRS_PER_PAUSE);
			const progress = search.progress();
			options.onProgress?.(progress);
			await setImmediate();
			stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
		}
		const read = leftovers?.read ?? 0;
		leftovers?.assume(0);
		if (read === 0) {
			const ended = search.hasMore || search.isFull ? stoppedBy : undefined;
			const originOf = (pair: number): Origin => search.kernel.origin(pair);
			const found = await conclude(system, claims, [search.counts()], unread, ended, originOf);
			return withOtherClaims(system.scope, claims, found, options, started);
		}
		unread &= ~read;
	}
}

/** The words assumed dead without those that the first pairs already read: so that workers seldom start in vain. */
export function unreadAtFirst(system: System, target: Target, options: ProductOptions): number {
	const { leftovers } = target;
	let unread = assumedDead(target, options);
	while (leftovers && unread !== 0) {
		leftovers.assume(unread);
		const search = new KernelSearch(system, target, options.claims, WHOLE);
		search.expand(FIRST_PAIRS);
		const { read } = leftovers;
		leftovers.assume(0);
		if (read === 0) break;
		unread &= ~read;
	}
	return unread;
}

/**
 * Sums up the results of workers.
 *
 * @param unread the words of an entry that were left out, a bit each
 * @param originOf gives the transition by which a pair was first reached
 */
export async function conclude(
	system: System,
	claims: readonly Claim[],
	counts: readonly KernelCounts[],
	unread: number,
	stoppedBy: string | undefined,
	originOf: (pair: number) => Origin | Promise<Origin>,
): Promise<ProductSearch> {
	const sum = (of: (one: KernelCounts) => number): number => counts.reduce((total, one) => total + of(one), 0);
	const findings: ProductFinding[] = [];
	for (const group of merged(counts.flatMap(({ groups }) => groups))) {
		findings.push(await findingOf(group, system, claims, originOf));
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

async function findingOf(
	group: Group,
	system: System,
	claims: readonly Claim[],
	originOf: (pair: number) => Origin | Promise<Origin>,
): Promise<ProductFinding> {
	const claim = claims.find(({ id }) => id === group.claim);
	if (!claim) throw new RangeError(`there is no claim ${group.claim}`);
	const actions = [group.action];
	for (let pair = group.pair; pair !== 0; ) {
		const { parent, action } = await originOf(pair);
		actions.push(action);
		pair = parent;
	}
	const alphabet = countedAlphabet(system.scope);
	const interleaving = actions.reverse().flatMap((action) => alphabet[action] ?? []);
	const { cause, violation, occurrences } = group;
	return { claim, cause, detail: violation.detail, interleaving, occurrences };
}

/** Merges the groups of different workers, each with the first step that has the shortest path. */
function merged(groups: readonly Group[]): readonly Group[] {
	const best = new Map<string, Group>();
	for (const group of groups) {
		const known = best.get(group.key);
		const first = known && known.depth <= group.depth ? known : group;
		best.set(group.key, { ...first, occurrences: group.occurrences + (known?.occurrences ?? 0) });
	}
	return [...best.values()];
}

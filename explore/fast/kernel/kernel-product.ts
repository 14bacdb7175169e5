import { setImmediate } from "node:timers/promises";
import type { Target } from "../../../impl/target.ts";
import { countedAlphabet, type System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { FULL, reachedLimit } from "../../limits.ts";
import { assumedDead, withoutDeadMemory } from "../../product/dead-memory.ts";
import type { ProductFinding, ProductOptions, ProductSearch } from "../../product/product-search.ts";
import { countBits } from "../../sets/count-bits.ts";
import { withOtherClaims } from "../../specification/exercise.ts";
import { sumByClaim } from "../rows/monitors.ts";
import { type KernelCounts, KernelSearch } from "./kernel-search.ts";
import { type Origin, WHOLE } from "./partition.ts";
import type { Group } from "./violations.ts";

const PAIRS_PER_PAUSE = 1 << 12;
/** Number of pairs that are expanded before workers start, to find words that are read. */
const FIRST_PAIRS = 1 << 7;

/**
 * Searches a compiled target in its own module, by one thread.
 *
 * @param dead the words of an entry behind the end of the list that are left out, a bit each
 * @param isRefuted whether one of them was read after all: the search is of no use then, and stops
 */
export async function searchWithKernel(
	system: System,
	target: Target,
	options: ProductOptions,
	dead: number,
	isRefuted: () => boolean,
): Promise<ProductSearch> {
	const started = performance.now();
	const { claims } = options;
	const search = new KernelSearch(system, target, claims, WHOLE);
	let stoppedBy: string | undefined;
	while (stoppedBy === undefined && search.hasMore && !isRefuted()) {
		search.expand(PAIRS_PER_PAUSE);
		const progress = search.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
	}
	const ended = search.hasMore || search.isFull ? stoppedBy : undefined;
	const originOf = (pair: number): Origin => search.kernel.origin(pair);
	const found = await conclude(system, claims, [search.counts()], dead, ended, originOf);
	return isRefuted() ? found : withOtherClaims(system.scope, claims, found, options, started);
}

/** Words assumed dead, without those that the first pairs already read: so that workers seldom have to start again. */
export function deadAtFirst(system: System, target: Target, { allMemory, claims }: ProductOptions): Promise<number> {
	return withoutDeadMemory(target, assumedDead(target, allMemory), async (dead) => {
		new KernelSearch(system, target, claims, WHOLE).expand(FIRST_PAIRS);
		return dead;
	});
}

/**
 * Sums up the results of workers.
 *
 * @param dead the words of an entry that were left out, a bit each
 * @param originOf gives the transition by which a pair was first reached
 */
export async function conclude(
	system: System,
	claims: readonly Claim[],
	counts: readonly KernelCounts[],
	dead: number,
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
		warns: [...new Set(counts.flatMap(({ warns }) => warns))],
		unreadWords: countBits(dead),
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

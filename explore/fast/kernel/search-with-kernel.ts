import { setImmediate } from "node:timers/promises";
import type { Target } from "../../../impl/target.ts";
import type { Action } from "../../../model/action.ts";
import type { System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { FULL, reachedLimit } from "../../limits.ts";
import { assumedDead, withoutDeadMemory } from "../../product/dead-memory.ts";
import type { ProductFinding, ProductOptions, ProductSearch, TargetSymmetry } from "../../product/search-result.ts";
import { countBits } from "../../sets/count-bits.ts";
import { withOtherClaims } from "../../specification/exercise.ts";
import { sumByClaim } from "../rows/monitors.ts";
import { type KernelCounts, KernelLoop } from "./kernel-loop.ts";
import { type Origin, WHOLE } from "./partition.ts";
import type { Group } from "./violations.ts";

const PAIRS_PER_PAUSE = 1 << 12;
/** Number of pairs that are expanded before workers start, to find words that are read. */
const FIRST_PAIRS = 1 << 7;

/**
 * Searches a compiled target in its own module, by one thread; without symmetry reduction where the target turns out not to
 * treat all processes alike.
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
	const { claims, symmetry = false } = options;
	const search = new KernelLoop(system, target, claims, WHOLE, symmetry);
	let stoppedBy: string | undefined;
	while (stoppedBy === undefined && search.hasMore && !isRefuted() && !search.asymmetric) {
		search.expand(PAIRS_PER_PAUSE);
		const progress = search.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
	}
	const { asymmetric } = search;
	if (asymmetric && !isRefuted()) {
		const timeMs = options.limits.timeMs - (performance.now() - started);
		const rest = { ...options, symmetry: false, limits: { ...options.limits, timeMs } };
		return { ...(await searchWithKernel(system, target, rest, dead, isRefuted)), asymmetric };
	}
	const ended = search.hasMore || search.isFull ? stoppedBy : undefined;
	const found = await conclude(claims, [search.counts()], {
		...{ dead, stoppedBy: ended },
		originOf: (pair) => search.kernel.origin(pair),
		follow: (actions) => search.follow(actions),
	});
	return isRefuted() ? found : withOtherClaims(system.scope, claims, found, options, started);
}

/** Words assumed dead, without those that the first pairs already read: so that workers seldom have to start again. */
export function deadAtFirst(system: System, target: Target, { allMemory, claims }: ProductOptions): Promise<number> {
	return withoutDeadMemory(target, assumedDead(target, allMemory), async (dead) => {
		new KernelLoop(system, target, claims, WHOLE, false).expand(FIRST_PAIRS);
		return dead;
	});
}

/** What is known of a search beside the counts of its workers. */
interface Ending {
	/** The words of an entry that were left out, a bit each. */
	readonly dead: number;
	readonly stoppedBy: string | undefined;
	/** Gives the transition by which a pair was first reached. */
	readonly originOf: (pair: number) => Origin | Promise<Origin>;
	/** Makes one interleaving of actions between kept pairs. */
	readonly follow: (actions: readonly number[]) => readonly Action[];
}

/** Sums up the results of workers. */
export async function conclude(
	claims: readonly Claim[],
	counts: readonly KernelCounts[],
	ending: Ending,
): Promise<ProductSearch> {
	const { dead, stoppedBy } = ending;
	const sum = (of: (one: KernelCounts) => number): number => counts.reduce((total, one) => total + of(one), 0);
	const findings: ProductFinding[] = [];
	for (const group of merged(counts.flatMap(({ groups }) => groups))) {
		findings.push(await findingOf(group, claims, ending));
	}
	return {
		pairs: sum(({ pairs }) => pairs),
		symmetry: symmetryOf(counts),
		states: sum(({ states }) => states),
		transitions: sum(({ transitions }) => transitions),
		depth: Math.max(...counts.map(({ depth }) => depth)),
		findings,
		notFollowed: sum(({ notFollowed }) => notFollowed),
		exercised: sumByClaim(counts.flatMap(({ exercised }) => exercised)),
		stoppedFor: {},
		warns: [...new Set(counts.flatMap(({ warns }) => warns))],
		unreadParts: countBits(dead),
		bytes: sum(({ bytes }) => bytes),
		threads: counts.length,
		stoppedBy,
	};
}

function symmetryOf(counts: readonly KernelCounts[]): TargetSymmetry | undefined {
	if (counts.some(({ renamedSteps }) => renamedSteps === undefined)) return undefined;
	const sum = (of: (one: KernelCounts) => number): number => counts.reduce((total, one) => total + of(one), 0);
	return {
		stored: sum(({ stored }) => stored),
		compared: sum(({ renamedSteps = 0 }) => renamedSteps),
		isExhausted: counts.some(({ isExhausted }) => isExhausted),
	};
}

async function findingOf(
	group: Group,
	claims: readonly Claim[],
	{ originOf, follow }: Ending,
): Promise<ProductFinding> {
	const claim = claims.find(({ id }) => id === group.claim);
	if (!claim) throw new RangeError(`there is no claim ${group.claim}`);
	const actions = [group.action];
	for (let pair = group.pair; pair !== 0; ) {
		const { parent, action } = await originOf(pair);
		actions.push(action);
		pair = parent;
	}
	const interleaving = follow(actions.reverse());
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

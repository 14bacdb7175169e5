import type { Recipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import type { System } from "../../model/system.ts";
import { areInLedger, CLAIMS } from "../../properties/ledger.ts";
import { fitsKernel, searchWithKernel } from "../fast/kernel/index.ts";
import type { WorkerPool } from "../parallel/pool.ts";
import { withGrowth, withNames } from "./counters.ts";
import { assumedDead, withoutDeadMemory } from "./dead-memory.ts";
import { searchPlainProduct } from "./plain-search.ts";
import type { ProductOptions, ProductSearch } from "./search-result.ts";

export type { ProductFinding, ProductOptions, ProductSearch } from "./search-result.ts";

/**
 * Visits every reachable product state of a target, breadth first, and takes every enabled action from each: by the
 * kernel for a compiled target, by the plain search for any other.
 *
 * The target's whole memory is part of the state, so that hidden differences are found too; only dead memory is left
 * out, unless all is wanted. Its rows have to have one life each. Where a result or an image differs from the
 * specification's, the claims are checked on the step, and a violating step is not followed.
 *
 * @param workers threads that share the search where a kernel can; this thread searches alone if left out
 */
export async function searchProduct(
	system: System,
	target: Target,
	options: ProductOptions,
	workers?: WorkerPool,
): Promise<ProductSearch> {
	const started = performance.now();
	const { claims, limits } = options;
	// A claim that is not in the ledger may tell processes apart.
	const symmetry = options.symmetry === true && areInLedger(claims);
	let { resumed } = options;
	const dead = resumed?.notes["dead"] ?? assumedDead(target, options.allMemory);
	/** Options of a search that starts now: a restarted search starts anew, with the time that is left. */
	const how = (): ProductOptions => {
		const timeMs = limits.timeMs - (performance.now() - started);
		const now = { ...options, symmetry, limits: { ...limits, timeMs }, resumed };
		resumed = undefined;
		return now;
	};
	// The kernel follows steps only where every difference from the specification is put to a claim.
	const isWhole = CLAIMS.every((claim) => !claim.check || claims.includes(claim));
	// A search that is saved, or that goes on from one, has to keep the same words in all its parts.
	const isAllKept = options.allMemory || options.onPause !== undefined || resumed !== undefined;
	const isPlain =
		options.allows || options.onPause || resumed || !isWhole || !fitsKernel(target) || system.scope.rows !== undefined;
	// Workers look claims up in the ledger by their ids: functions cannot be sent to them.
	if (!isPlain && workers && areInLedger(claims)) {
		return withGrowth(target, await workers.search(system, target, options));
	}
	const searchHere = isPlain ? searchPlainProduct : searchWithKernel;
	return withGrowth(
		target,
		await withoutDeadMemory(
			target,
			dead,
			(assumed, isRefuted, leftOut) =>
				withNames(target, leftOut, searchHere(system, target, how(), assumed, isRefuted)),
			isAllKept,
		),
	);
}

/**
 * Starts threads that share searches of a target; they have to be disposed of.
 *
 * @returns undefined where one thread searches: by choice, or because no kernel can search the target
 */
export async function startWorkers(recipe: Recipe, count: number): Promise<WorkerPool | undefined> {
	if (count === 1 || recipe.kind !== "c") return undefined;
	// Loaded where it is asked for: most searches are small.
	const { WorkerPool } = await import("../parallel/pool.ts");
	return new WorkerPool(recipe, count);
}

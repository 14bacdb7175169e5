import type { Recipe } from "../impl/recipe.ts";
import type { Target } from "../impl/target.ts";
import type { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { hasKernel, searchByKernel } from "./fast/kernel/index.ts";
import type { WorkerPool } from "./parallel/pool.ts";
import { searchPlainly } from "./plain-product.ts";
import type { ProductOptions, ProductSearch } from "./product-outcome.ts";
import { allUnread, withoutUnread } from "./unread.ts";

export type { ProductFinding, ProductOptions, ProductSearch } from "./product-outcome.ts";

/**
 * Visits every product state of a target that some interleaving leads to, breadth first, and takes every enabled action
 * from each.
 *
 * The target's whole memory is its state, so what it hides is found too; only dead memory is left out, unless that is
 * wanted. Its rows have to have one life each. Where a result or an image differs from the specification's, the claims are
 * checked, and a step that violates one is not followed. A compiled target is searched from inside its module where it can
 * be, and plainly else, to the same result.
 *
 * @param workers threads that share a search inside the module; this one searches alone if left out
 */
export function searchProduct(
	system: System,
	target: Target,
	options: ProductOptions,
	workers?: WorkerPool,
): Promise<ProductSearch> {
	const unread = options.allMemory ? 0 : allUnread(target);
	const isPlain = Boolean(options.allows ?? options.onPause ?? options.resumed) || !hasKernel(target);
	// Workers look claims up in the ledger by their ids: functions cannot be sent to them.
	const isShared = !isPlain && options.claims.every((claim) => CLAIMS.includes(claim));
	if (workers && isShared) return workers.search(system, target, options, unread);
	return withoutUnread(target, unread, (assumed, isRefuted) =>
		isPlain
			? searchPlainly(system, target, options, assumed, isRefuted)
			: searchByKernel(system, target, options, assumed, isRefuted),
	);
}

/**
 * Starts threads that share searches of a target; to be disposed of.
 *
 * @returns undefined where one thread searches: alone, or a target that is not compiled
 */
export async function startWorkers(recipe: Recipe, count: number): Promise<WorkerPool | undefined> {
	if (count === 1 || recipe.kind !== "c") return undefined;
	// Loaded where it is asked for: most searches are small.
	const { WorkerPool } = await import("./parallel/pool.ts");
	return new WorkerPool(recipe, count);
}

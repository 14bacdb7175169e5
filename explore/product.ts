import type { Target } from "../impl/target.ts";
import type { System } from "../model/system.ts";
import { hasKernel, searchByKernel } from "./fast/kernel/index.ts";
import { searchPlainly } from "./plain-product.ts";
import type { ProductOptions, ProductSearch } from "./product-outcome.ts";
import { allUnread, withoutUnread } from "./unread.ts";

export type { ProductFinding, ProductOptions, ProductSearch } from "./product-outcome.ts";

/**
 * Visits every pair of a state of the specification and a memory of the target that some interleaving leads to, breadth
 * first, and takes every enabled action from each.
 *
 * The target's whole memory is its state, so what it hides is found too; only what nothing reads before it is written is
 * left out, unless that is wanted. Its rows have to have one life each. Where a result or an image differs from the
 * specification's, the claims are checked, and a step that violates one is not followed. A compiled target is searched from
 * inside its module where it can be, and plainly else, to the same result.
 */
export function searchProduct(system: System, target: Target, options: ProductOptions): Promise<ProductSearch> {
	const unread = options.allMemory ? 0 : allUnread(target);
	const isPlain = Boolean(options.allows ?? options.onPause ?? options.resumed) || !hasKernel(target);
	return withoutUnread(target, unread, (assumed, isRefuted) =>
		isPlain
			? searchPlainly(system, target, options, assumed, isRefuted)
			: searchByKernel(system, target, options, assumed, isRefuted),
	);
}

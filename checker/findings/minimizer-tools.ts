import type { SearchProgress } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import type { Lives } from "../../impl/lives.ts";
import type { Target } from "../../impl/target.ts";
import { onlyOf } from "../../lockstep/counterexample.ts";
import type { MinimizerTools } from "../../lockstep/minimize.ts";
import { isSameScope, isService, type Scope, scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { OpenedTarget } from "../open-target.ts";

/** Limits of the search that proves an interleaving to be shortest. */
const PROOF_LIMITS = { states: 60_000, bytes: Number.POSITIVE_INFINITY, timeMs: 5_000 };

/** Search for short interleavings, with the length up to which it is complete. */
interface ShortSearch {
	readonly length: number;
	readonly search: ProductSearch;
}

/** Furthest search for each target, scope, set of claims and alphabet, shared by all findings there. */
const SHORT_SEARCHES = new WeakMap<OpenedTarget, Map<string, ShortSearch>>();

/**
 * Provides targets and searches for the minimiser.
 *
 * @param lives of each row, with which the interleaving fails
 * @param isOver true when it is to end with what it has
 */
export function minimizerTools(opened: OpenedTarget, lives: Lives, isOver: () => boolean): MinimizerTools {
	return {
		isOver,
		targetAt: (scope) => targetAt(opened, scope, lives),
		search: async (scope, claims, deaths, length) =>
			isOver() ? [] : (await shortSearch(opened, scope, claims, deaths, length)).findings,
	};
}

/** A target at a scope, for single interleavings. */
export function targetAt(opened: OpenedTarget, scope: Scope, lives: Lives = "many"): Promise<Target> {
	const isOpen = lives === "many" && isSameScope(opened.target.scope, scope);
	return isOpen ? Promise.resolve(opened.target) : opened.forSearch(scope, lives);
}

async function shortSearch(
	opened: OpenedTarget,
	scope: Scope,
	claims: readonly Claim[],
	deaths: boolean,
	length: number,
): Promise<ProductSearch> {
	const searches = SHORT_SEARCHES.get(opened) ?? new Map<string, ShortSearch>();
	SHORT_SEARCHES.set(opened, searches);
	const key = `${deaths} ${scopeName(scope)} ${onlyOf(claims)}`;
	const known = searches.get(key);
	if (known && known.length >= length) return known.search;
	// Once it is as deep, it finds nothing more that is as short.
	const deepEnough = new AbortController();
	const onProgress = ({ depth }: SearchProgress): void => {
		if (depth >= length) deepEnough.abort();
	};
	const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
		...{ claims, allMemory: false, limits: PROOF_LIMITS, signal: deepEnough.signal, onProgress },
		allows: ({ kind, process }) => deaths || kind !== "exit" || !isService(scope, process),
	});
	const isLimited = search.stoppedBy !== undefined && !deepEnough.signal.aborted;
	searches.set(key, {
		length: search.stoppedBy === undefined || isLimited ? Number.POSITIVE_INFINITY : length,
		search,
	});
	return search;
}

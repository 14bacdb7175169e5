import { OUT_OF_TIME } from "../../explore/limits.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { CompleteSearch, Unfinished } from "../../report/text/verify.ts";
import type { OpenedTarget } from "../open-target.ts";
import { limitsOf } from "../options.ts";
import type { EarlierResults } from "../reuse/earlier-results.ts";
import type { Plan } from "./plan.ts";
import { partOf } from "./searches.ts";

/** Scopes beyond the small ones, in the order in which they are searched: of four processes, then of five and of six. */
function largerScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 2, slots },
		{ users: 1, services: 3, slots },
		{ users: 3, services: 2, slots },
		{ users: 2, services: 3, slots },
		{ users: 3, services: 3, slots },
	];
}

/** Searches of larger scopes: those that are complete or found something, and the next one. */
export interface LargerSearches {
	readonly complete: readonly CompleteSearch[];
	/** Undefined where all are done, or nothing more is searched for another reason than time and memory. */
	readonly unfinished: Unfinished | undefined;
}

/** No searches of larger scopes. */
export const NO_LARGER: LargerSearches = { complete: [], unfinished: undefined };

/**
 * Searches larger scopes completely, one after the other, while the time for it lasts: until something is found, or one is not finished.
 *
 * Results of earlier runs take no time: a run goes on where the one before stopped.
 *
 * @param started when the run started, as `performance.now()` gives it
 */
export async function searchLarger(
	opened: OpenedTarget,
	plan: Plan,
	started: number,
	earlier: EarlierResults,
): Promise<LargerSearches> {
	const complete: CompleteSearch[] = [];
	if (plan.growMs === 0) return NO_LARGER;
	for (const scope of largerScopes(opened.target.scope.slots)) {
		if (plan.options.signal?.aborted) break;
		const msLeft = (): number => Math.min(started + plan.growMs - performance.now(), plan.deadline.msFor("induction"));
		const untouched: Unfinished = { scope, pairs: 0, stoppedBy: OUT_OF_TIME };
		// A module for it, by which earlier results are found, takes time too.
		if (msLeft() <= 0) return { complete, unfinished: untouched };
		const part = await partOf("search with symmetry", opened, plan, scope);
		const known = await earlier.find(part);
		const timeMs = msLeft();
		if (!known && timeMs <= 0) return { complete, unfinished: untouched };
		const search = known ?? (await searchOne(opened, plan, scope, timeMs));
		if (!known) await earlier.keep(part, search);
		const { stoppedBy, pairs, findings } = search;
		if (stoppedBy !== undefined && findings.length === 0) return { complete, unfinished: { scope, pairs, stoppedBy } };
		complete.push({ scope, search });
		if (findings.length > 0) break;
	}
	return { complete, unfinished: undefined };
}

async function searchOne(opened: OpenedTarget, { claims, bytes, options }: Plan, scope: Scope, timeMs: number) {
	const { signal, onProgress } = options;
	const ended = performance.now() + timeMs;
	const target = await opened.forSearch(scope);
	return searchProduct(new System(scope), target, {
		...{ claims, allMemory: false, symmetry: true, signal },
		limits: limitsOf({ timeMs: Math.max(0, ended - performance.now()), bytes }),
		onProgress: (progress) => onProgress?.({ phase: "search", purpose: "of a larger scope", scope, ...progress }),
	});
}

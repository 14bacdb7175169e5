import { searchProduct } from "../../explore/product/search-product.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { CompleteSearch } from "../../report/text/verify.ts";
import { searchOwnClaims } from "../findings/own-searches.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import { type OwnSearches, rawOfSearch } from "../findings/search-evidence.ts";
import { searchWholeAlphabet } from "../findings/whole-alphabet.ts";
import type { OpenedTarget } from "../open-target.ts";
import { limitsOf, OWN_SEARCH_STATES } from "../options.ts";
import type { FirstFinding } from "./first-finding.ts";
import type { Plan } from "./plan.ts";

/**
 * Small scopes that are searched completely: several users, two subscribers, three subscribers, more services than
 * slots.
 *
 * All have three processes, so that a C source is compiled once for each number of slots.
 */
export function smallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 0, services: 3, slots },
		{ users: 1, services: 2, slots: 1 },
	];
}

/** Searches the small scopes completely, and the smallest with every action. */
export async function searchCompletely(
	opened: OpenedTarget,
	plan: Plan,
	first: FirstFinding,
): Promise<readonly CompleteSearch[]> {
	const { signal, onProgress } = plan.options;
	const complete: CompleteSearch[] = [];
	for (const scope of (plan.options.scopes ?? smallScopes)(opened.target.scope.slots)) {
		const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
			claims: plan.claims,
			allMemory: false,
			limits: limitsOf({ timeMs: plan.msLeft() }),
			signal,
			onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
		});
		complete.push({ scope, search });
		await first.announce(rawsOf({ scope, search }, plan.claims));
	}
	const whole = await searchWholeAlphabet(opened, plan.claims, limitsOf({ timeMs: plan.msLeft() }), plan.options);
	await first.announce(rawsOf(whole, plan.claims));
	return [...complete, whole];
}

/** Searches for single claims: at scopes with several users, and with several services. */
export function searchOwn(opened: OpenedTarget, { claims, msLeft, options }: Plan): Promise<OwnSearches> {
	const { slots } = opened.target.scope;
	const scopes = [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
	];
	return searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims, scopes, witnessScopes: scopes.toReversed(), signal: options.signal },
			limits: () => limitsOf({ timeMs: msLeft(), states: OWN_SEARCH_STATES }),
			onProgress: (scope, progress) => options.onProgress?.({ phase: "search", scope, ...progress }),
		},
	);
}

/** The findings of a complete search. */
export function rawsOf({ scope, search }: CompleteSearch, claims: readonly Claim[]): readonly RawFinding[] {
	return search.findings.map((found) => rawOfSearch(scope, found, claims));
}

import type { Limits } from "../../explore/limits.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { CompleteSearch } from "../../report/text/verify.ts";
import { searchGivenLasso } from "../findings/lassos.ts";
import { searchOwnClaims } from "../findings/own-searches.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import { NO_OWN_SEARCHES, type OwnSearches, rawOfSearch } from "../findings/search-evidence.ts";
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
	const scopes = (plan.options.scopes ?? smallScopes)(opened.target.scope.slots);
	for (const [index, scope] of scopes.entries()) {
		const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
			claims: plan.claims,
			allMemory: false,
			limits: limitsOfSearch(plan, scopes.length - index),
			signal,
			onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
		});
		complete.push({ scope, search });
		await first.announce(rawsOf({ scope, search }, plan.claims));
	}
	const whole = await searchWholeAlphabet(opened, plan.claims, limitsOfSearch(plan, 0), plan.options);
	await first.announce(rawsOf(whole, plan.claims));
	return [...complete, whole];
}

/** Limits of a search: an equal share of the time that is left for searches. @param others searches that follow */
function limitsOfSearch({ deadline, bytes }: Plan, others: number): Limits {
	return limitsOf({ timeMs: deadline.msFor("searches") / (others + 1), bytes });
}

/** Searches for single claims: at scopes with several users, and with several services. */
export function searchOwn(opened: OpenedTarget, { claims, deadline, bytes, options }: Plan): Promise<OwnSearches> {
	const { slots } = opened.target.scope;
	const scopes = [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
	];
	return searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims, scopes, witnessScopes: scopes.toReversed(), signal: options.signal },
			// Half of what is left each time: however many there are, each has some.
			limits: () => limitsOf({ timeMs: deadline.msFor("own") / 2, bytes, states: OWN_SEARCH_STATES }),
			onProgress: (scope, progress) => options.onProgress?.({ phase: "search", scope, ...progress }),
		},
	);
}

/** Checks the lasso that was given, if one was. */
export function checkGivenLasso(
	opened: OpenedTarget,
	{ claims, given, loop }: Plan,
): Promise<OwnSearches> | OwnSearches {
	return given && loop ? searchGivenLasso(opened, claims, { stem: given, loop }) : NO_OWN_SEARCHES;
}

/** The findings of a complete search. */
export function rawsOf({ scope, search }: CompleteSearch, claims: readonly Claim[]): readonly RawFinding[] {
	return search.findings.map((found) => rawOfSearch(scope, found, claims));
}

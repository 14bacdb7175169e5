import type { Limits } from "../../explore/limits.ts";
import type { ProductFinding } from "../../explore/product/search-product.ts";
import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { SearchEvidence } from "../../properties/verdict.ts";
import type { CompleteSearch } from "../../report/text/verify.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions } from "../options.ts";
import type { RawFinding } from "./raw-finding.ts";
import { rawOfSearch, searchEvidence } from "./search-evidence.ts";

/** Claims about replies with any numbers: other searches have no replies about earlier lives, and no other numbers. */
const OF_ANY_NUMBER: readonly string[] = ["stray-reply-harmless"];

/** The smallest scope, which is searched with every action. */
export function wholeAlphabetScope({ target }: Pick<OpenedTarget, "target">): Scope {
	return { users: 1, services: 1, slots: target.scope.slots };
}

/** Searches the smallest scope with every action, those beside the counted alphabet too, and two lives of each row. */
export async function searchWholeAlphabet(
	opened: OpenedTarget,
	claims: readonly Claim[],
	limits: Limits,
	{ signal, onProgress }: Pick<CheckOptions, "signal" | "onProgress">,
	allows?: (action: Action) => boolean,
): Promise<CompleteSearch> {
	const scope = wholeAlphabetScope(opened);
	const { searchWholeAlphabet: searchAll } = await import("../../explore/product/whole-alphabet-search.ts");
	const search = await searchAll(new System(scope), await opened.forSearch(scope, "two"), {
		...{ claims, limits, signal, ...(allows ? { allows } : {}) },
		onProgress: (progress) => onProgress?.({ phase: "search", purpose: "with all actions", scope, ...progress }),
	});
	return { scope, search };
}

/** Searches the smallest scope with replies about any endpoint and any event, where a claim needs that. */
export async function searchAnyReply(
	opened: OpenedTarget,
	claims: readonly Claim[],
	...how: [Limits, Pick<CheckOptions, "signal" | "onProgress">]
): Promise<CompleteSearch | undefined> {
	if (!claims.some(({ id }) => OF_ANY_NUMBER.includes(id))) return undefined;
	// Masks with unknown bits would double the states, and say nothing of replies.
	return searchWholeAlphabet(opened, claims, ...how, ({ kind }) => kind !== "unknownMask");
}

/** Findings of that search of claims that another search found no violation of. */
export function newInWhole(
	whole: CompleteSearch | undefined,
	found: readonly ProductFinding[],
	claims: readonly Claim[],
): readonly RawFinding[] {
	if (!whole) return [];
	return whole.search.findings
		.filter(({ claim }) => found.every((other) => other.claim !== claim))
		.map((finding) => rawOfSearch(whole.scope, finding, claims));
}

/** Evidence of that search, for the claims that need it. */
export function evidenceOfWhole(whole: CompleteSearch | undefined): readonly SearchEvidence[] {
	return whole ? [{ ...searchEvidence(whole.scope, whole.search), decides: OF_ANY_NUMBER }] : [];
}

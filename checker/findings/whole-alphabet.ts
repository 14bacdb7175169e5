import type { Limits } from "../../explore/limits.ts";
import { searchWholeAlphabet as searchWhole } from "../../explore/product/whole-product.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { CompleteSearch } from "../../report/text/verify.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions } from "../options.ts";

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
): Promise<CompleteSearch> {
	const scope = wholeAlphabetScope(opened);
	const search = await searchWhole(new System(scope), await opened.forSearch(scope, "two"), {
		...{ claims, limits, signal },
		onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
	});
	return { scope, search };
}

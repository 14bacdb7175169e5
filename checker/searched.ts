import type { ProductFinding } from "../explore/product.ts";
import type { Scope } from "../model/scope.ts";
import type { Claim } from "../properties/ledger.ts";
import { counted } from "../report/text/numbers.ts";
import type { RawFinding } from "./findings.ts";

/** A finding of a complete search: breadth first, so no interleaving at the scope is shorter. */
export function rawOfSearch(
	scope: Scope,
	{ occurrences, ...finding }: ProductFinding,
	claims: readonly Claim[],
): RawFinding {
	const found = `${counted(occurrences, "transition")} like it`;
	return { ...finding, claims, scope, seed: undefined, minimality: "shortest", found };
}

/** The options that name a scope, as words of a command. */
export function scopeWords({ users, services, slots }: Scope): string {
	return ` --users ${users} --services ${services} --slots ${slots}`;
}

import type { SearchProgress } from "../explore/limits.ts";
import type { ProductFinding } from "../explore/product.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { counted, grouped } from "../report/text/numbers.ts";
import type { Verdict } from "../report/text/verify.ts";
import type { RawFinding } from "./findings.ts";

/** The exit code of each verdict. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { holds: 0, known: 0, violated: 1, unknown: 3 };

/** How far a complete search is, in one line. */
export function searchProgressText(scope: Scope, { stored, frontier, depth, bytes }: SearchProgress): string {
	const memory = `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;
	return `search at ${scopeName(scope)}: ${counted(stored, "state")}, ${grouped(frontier)} on the frontier, depth ${depth}, ${memory}`;
}

/** A finding of a complete search: breadth first, so no interleaving at the scope is shorter. */
export function rawOfSearch(scope: Scope, { occurrences, ...finding }: ProductFinding): RawFinding {
	const found = `${counted(occurrences, "transition")} like it`;
	return { ...finding, claims: CLAIMS, scope, seed: undefined, minimality: "shortest", found };
}

/** The options that name a scope, as words of a command. */
export function scopeWords({ users, services, slots }: Scope): string {
	return ` --users ${users} --services ${services} --slots ${slots}`;
}

import type { SearchProgress } from "../explore/limits.ts";
import type { ProductFinding } from "../explore/product.ts";
import { formatAction } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import type { ReportedFinding } from "../report/findings.ts";
import { counted, grouped } from "../report/numbers.ts";
import type { Verdict } from "../report/verify.ts";
import { type OpenTarget, quoted } from "./target.ts";

/** The exit code of each verdict. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { holds: 0, violated: 1, unknown: 3 };

/** How far a complete search is, in one line. */
export function searchProgressText(scope: Scope, { stored, frontier, depth, bytes }: SearchProgress): string {
	const memory = `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;
	return `search at ${scopeName(scope)}: ${counted(stored, "state")}, ${grouped(frontier)} on the frontier, depth ${depth}, ${memory}`;
}

/** A finding of a complete search, for a report. */
export function reportSearched(opened: OpenTarget, scope: Scope, finding: ProductFinding): ReportedFinding {
	const text = finding.interleaving.map((action) => formatAction(scope, action)).join(" ");
	const found = `shortest at ${scopeName(scope)}: breadth first, ${counted(finding.occurrences, "transition")} like it`;
	const replay = `npx rollcall verify${opened.words}${scopeWords(scope)} --interleaving ${quoted(text)}`;
	return { ...finding, scope, found, replay };
}

/** The options that name a scope, as words of a command. */
export function scopeWords({ users, services, slots }: Scope): string {
	return ` --users ${users} --services ${services} --slots ${slots}`;
}

import type { Suite } from "../../coverage/suite.ts";
import type { CoverageSummary } from "../../coverage/summary.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { PathsResult } from "../results.ts";
import { actionsText, measuresTable } from "./coverage.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "./finding.ts";
import { counted, grouped } from "./numbers.ts";

/** A suite of paths as it ran. */
interface RunSuite {
	readonly suite: Suite;
	/** What is new. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
	readonly cutShort: number;
}

/** A suite for a terminal. @param isListed whether its interleavings are to be shown */
export function suiteText(
	description: string,
	scope: Scope,
	{ suite, cutShort, remembered, findings }: RunSuite,
	summary: CoverageSummary,
	traces: string,
	isListed: boolean,
): string {
	const { interleavings, actions, leastActions } = suite;
	const longest = Math.max(0, ...interleavings.map(({ length }) => length));
	const ratio = (actions / Math.max(1, leastActions)).toFixed(2);
	return [
		`${description}\n`,
		`${counted(interleavings.length, "interleaving")} at ${scopeName(scope)}, ${counted(actions, "action")}, the longest ${grouped(longest)}\n`,
		`fewer than ${grouped(leastActions)} actions cannot do it: this is ${ratio} times that bound\n\n`,
		measuresTable(summary.measures),
		isListed ? `\n${interleavings.map((one) => `${actionsText(scope, one)}\n`).join("")}` : "",
		cutShort > 0 ? `\n${counted(cutShort, "interleaving")} ended early, at a broken claim\n` : "",
		traces,
		rememberedText(remembered),
		conclusion(findings, suite),
	].join("");
}

/** Walking every path shows no more than that these interleavings break nothing. */
function conclusion(findings: readonly ReportedFinding[], { interleavings }: Suite): string {
	if (findings.length > 0) return `\nviolated: ${[...new Set(findings.map(({ claim }) => claim.id))].join(", ")}\n`;
	return `\nno claim is newly violated in ${counted(interleavings.length, "interleaving")}: others may violate one, and explore tries them all\n`;
}

/** A suite for `--json`. */
export function suiteJson(
	scope: Scope,
	{ suite, findings, cutShort, remembered }: RunSuite,
	summary: CoverageSummary,
): PathsResult {
	const { known, gone, fixed, changed } = remembered;
	return {
		format: "rollcall-paths",
		version: 1,
		scope,
		interleavings: suite.interleavings.map((one) => actionsText(scope, one)),
		actions: suite.actions,
		leastActions: suite.leastActions,
		cutShort,
		criteria: summary.measures,
		findings: findings.map(findingJson),
		known: known.map(findingJson),
		...{ gone, fixed, changed },
	};
}

import type { Suite } from "../../coverage/suite.ts";
import type { CoverageSummary } from "../../coverage/summary.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { PathsResult } from "../results.ts";
import { actionsText, measuresTable } from "./coverage.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "./finding.ts";
import { coloured } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { afterViolation } from "./sections/next.ts";

/** A suite of paths as it ran. */
interface RunSuite {
	readonly suite: Suite;
	/** New findings. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
	readonly cutShort: number;
}

/** A suite for a terminal. @param isListed print its interleavings too */
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
	const ratio = (actions / leastActions).toFixed(2);
	const bound = `at least ${grouped(leastActions)} actions are needed: this is ${ratio} times that bound`;
	const counts = `${counted(interleavings.length, "interleaving")} at ${scopeName(scope)}, ${counted(actions, "action")}, at most ${grouped(longest)} in one`;
	return [
		wrapped(description),
		wrapped(counts, 2),
		leastActions === 0 ? "" : wrapped(bound, 2),
		`\n${measuresTable(summary.measures)}`,
		isListed ? `\n${interleavings.map((one) => `${actionsText(scope, one)}\n`).join("")}` : "",
		cutShort > 0 ? `\n${wrapped(`${counted(cutShort, "interleaving")} stopped at a violation`, 2)}` : "",
		`${traces}\n${rememberedText(remembered)}`,
		conclusion(findings, suite),
	].join("");
}

/** The result in a line, and the next step: other interleavings may still violate a claim. */
function conclusion(findings: readonly ReportedFinding[], { interleavings }: Suite): string {
	if (findings.length > 0) {
		const violated = [...new Set(findings.map(({ claim }) => claim.id))].join(", ");
		return `${wrapped(coloured("red", `violated: ${violated}`), 2)}${afterViolation(findings)}`;
	}
	const runs = counted(interleavings.length, "interleaving");
	return [
		wrapped(`no new violation in ${runs}`, 2),
		wrapped("next: run npx rollcall explore: it tries every interleaving of the scope", 2),
	].join("");
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

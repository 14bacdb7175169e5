import type { Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ReportedFinding } from "../../report/text/finding.ts";
import { type FindingsTextOptions, findingsText } from "../../report/text/findings.ts";
import { traceText } from "../../report/text/sections/trace-table.ts";
import { type Trace, traceOf } from "../../report/text/trace.ts";
import type { OpenedTarget } from "../open-target.ts";
import { targetOf } from "./findings.ts";

/** Text of findings with their traces; empty where there are none. */
export async function tracesText(
	opened: OpenedTarget,
	findings: readonly ReportedFinding[],
	{ shown = [], verbose = false, unsignedToo = [] }: Partial<FindingsTextOptions> = {},
): Promise<string> {
	const targets = new Map<ReportedFinding, Target>();
	for (const finding of findings) targets.set(finding, await targetOf(opened, finding));
	const traceOfFinding = (finding: ReportedFinding): Trace => {
		const { scope, interleaving, claims } = finding;
		return traceOf(new System(scope), targets.get(finding) ?? opened.target, claims, interleaving);
	};
	return findingsText(findings, traceOfFinding, { shown, verbose, unsignedToo });
}

/** Text of a given interleaving that breaks nothing, step by step. */
export function unbrokenText({ target }: OpenedTarget, claims: readonly Claim[], interleaving: Interleaving): string {
	return `\n${traceText(target.scope, traceOf(new System(target.scope), target, claims, interleaving))}`;
}

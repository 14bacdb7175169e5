import type { RunVerdict } from "../../../properties/verdict.ts";
import type { ProveResult } from "../../results-of-proofs.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "../finding.ts";
import { wrapped } from "../layout/width.ts";
import { type InductionReport, inductionJson, inductionText } from "./induction.ts";

/** Proof of a target. */
export interface SourceReport {
	readonly target: string;
	/** One line about the target. */
	readonly description: string;
	readonly verdict: RunVerdict;
	readonly induction: InductionReport;
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
}

/** The proof of a target for a terminal. @param traces of its findings */
export function sourceText({ description, induction, remembered }: SourceReport, traces: string): string {
	return [`${wrapped(description)}\n`, inductionText(induction), traces, rememberedText(remembered)].join("");
}

/** The proof of a target for `--json`. */
export function sourceJson({
	target,
	verdict,
	induction,
	findings,
	remembered,
}: SourceReport): NonNullable<ProveResult["source"]> {
	const { known, gone, fixed, changed } = remembered;
	return {
		...{ target, verdict, induction: inductionJson(induction) },
		...{ findings: findings.map(findingJson), known: known.map(findingJson), gone, fixed, changed },
	};
}

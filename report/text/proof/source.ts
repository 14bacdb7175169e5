import type { RunVerdict } from "../../../properties/verdict.ts";
import type { ProveResult } from "../../results-of-proofs.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "../finding.ts";
import { wrapped } from "../layout/width.ts";
import { type InductionReport, inductionJson, inductionText } from "./induction.ts";
import { type Stabilisation, stabilisationText } from "./stabilisation.ts";

/** Proof of a target. */
export interface SourceReport {
	readonly target: string;
	/** One line about the target. */
	readonly description: string;
	readonly verdict: RunVerdict;
	readonly induction: InductionReport;
	/** Abstract behaviours at growing scopes: evidence that rests on no memory that was built. */
	readonly stabilisation: Stabilisation;
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
}

/** The proof of a target for a terminal. @param traces of its findings */
export function sourceText(report: SourceReport, traces: string): string {
	const { description, induction, stabilisation, remembered } = report;
	return [
		`${wrapped(description)}\n`,
		inductionText(induction),
		stabilisationText(stabilisation),
		traces,
		rememberedText(remembered),
	].join("");
}

/** The proof of a target for `--json`. */
export function sourceJson({
	target,
	verdict,
	induction,
	stabilisation,
	findings,
	remembered,
}: SourceReport): NonNullable<ProveResult["source"]> {
	const { known, gone, fixed, changed } = remembered;
	return {
		...{ target, verdict, induction: inductionJson(induction) },
		stabilisation: stabilisation.sizes.map(({ stoppedBy, ...size }) => ({
			...size,
			...(stoppedBy === undefined ? {} : { stoppedBy }),
		})),
		...{ findings: findings.map(findingJson), known: known.map(findingJson), gone, fixed, changed },
	};
}

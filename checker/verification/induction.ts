import { nrProcs } from "../../model/scope.ts";
import type { InductionEvidence } from "../../properties/verdict.ts";
import type { InductionReport } from "../../report/text/proof/induction.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import { inductSource, type SourceInduction } from "../proof/induction.ts";
import type { Plan } from "./plan.ts";

/** Slots in use, at most: more take minutes. */
const IN_USE = 2;

/**
 * Takes the induction step on a source that violates nothing so far; undefined for others, and for the mirror.
 *
 * In a thread of its own, beside the searches for single claims.
 *
 * @param found findings of the searches
 */
export async function inductUnbroken(
	opened: OpenedTarget,
	{ claims, deadline, options, isReplay }: Plan,
	found: readonly RawFinding[],
): Promise<SourceInduction | undefined> {
	const isAsked = !isReplay && claims.some((claim) => claim.check);
	if (!isAsked || opened.source === undefined || found.length > 0) return undefined;
	const { signal, onProgress, fresh = false } = options;
	return inductSource(opened, claims, {
		...{ slots: IN_USE, counts: "likely", threads: 1, isApart: true, isResumed: !fresh, signal, onProgress },
		timeMs: deadline.msFor("induction"),
	});
}

/** Evidence of an induction that holds. */
export function inductionEvidence(report: InductionReport | undefined): InductionEvidence | undefined {
	if (report?.kind !== "taken" || report.verdict !== "holds") return undefined;
	return { nrProcs: nrProcs(report.scope), nrSubs: report.scope.slots, inUse: report.slots };
}

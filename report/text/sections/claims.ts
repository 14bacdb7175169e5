import type { ClaimVerdict, Verdict } from "../../../properties/verdict.ts";
import { isAboutDesign } from "../designs/refuted.ts";
import { heading, verdictMark } from "../layout/colours.ts";
import { plainTable } from "../layout/table.ts";
import { indented, wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";
import { sharedEvidence } from "../verdict.ts";

/** The order in which claims are listed: what needs attention first. */
const ORDER: readonly Verdict[] = ["violated", "unknown", "known", "holds", "witnessed", "not checked"];

/** The most claims that are named in a line; of more there is the number. */
const MOST_NAMED = 3;

/**
 * Claims with their verdicts, those with the same verdict and evidence together.
 *
 * @param verbose list every claim, with the number of random steps that exercised it; else claims that hold and claims that are not checked
 *   are counted only
 */
export function claimsText(verdicts: readonly ClaimVerdict[], verbose: boolean): string {
	return ORDER.flatMap((verdict) => [...groupsOf(verdicts, verdict)])
		.map(([evidence, group]) => groupText(evidence, group, verbose))
		.join("");
}

/** Claims of a verdict, by their evidence. */
function groupsOf(verdicts: readonly ClaimVerdict[], verdict: Verdict): ReadonlyMap<string, readonly ClaimVerdict[]> {
	const groups = new Map<string, ClaimVerdict[]>();
	for (const one of verdicts.filter((candidate) => candidate.verdict === verdict)) {
		const evidence = sharedEvidence(one);
		groups.set(evidence, [...(groups.get(evidence) ?? []), one]);
	}
	return groups;
}

function groupText(evidence: string, group: readonly ClaimVerdict[], verbose: boolean): string {
	const verdict = group[0]?.verdict ?? "not checked";
	const ids = group.map(({ claim }) => claim.id);
	const isNamed = ids.length <= MOST_NAMED;
	const subject = isNamed ? ids.join(", ") : counted(ids.length, "claim");
	const head = wrapped(`${verdictMark(verdict)} ${headOf(verdict, subject, group, evidence)}`, 2);
	if (verbose) return `${head}${indented(groupTable(group), 4)}`;
	const isFolded = isNamed || verdict === "holds" || verdict === "witnessed" || verdict === "not checked";
	return isFolded ? head : `${head}${wrapped(`    ${ids.join(", ")}`, 4)}`;
}

/** @param claims the claims' ids, or their number */
function headOf(verdict: Verdict, claims: string, group: readonly ClaimVerdict[], evidence: string): string {
	const [isOne, isOfDesign] = [group.length === 1, group.every(isAboutDesign)];
	switch (verdict) {
		case "violated":
			return isOfDesign ? `${claims} violated: ${evidence}` : `${claims} ${evidence}`;
		case "known":
			return `${claims} ${evidence}; known violations only`;
		case "unknown":
			return `${claims} unknown: ${evidence}`;
		case "holds":
			return `${claims} ${isOne ? "holds" : "hold"}: ${evidence}`;
		case "witnessed":
			return `${claims} witnessed: ${evidence}`;
		case "not checked":
			return `${claims} not checked by this command`;
	}
}

function groupTable(group: readonly ClaimVerdict[]): (width: number) => string {
	const isCounted = group.some(({ random, basis }) => random && basis.kind !== "no check");
	const names = heading("claim", "kind", ...(isCounted ? ["exercised"] : []));
	const rows = group.map(({ claim, random }) => [
		claim.id,
		claim.kinds.join(", "),
		...(isCounted ? [grouped(random?.exercised ?? 0)] : []),
	]);
	return (width) => plainTable([names, ...rows], width);
}

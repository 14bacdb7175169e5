import type { ClaimVerdict, Judgement, RunVerdict, Verdict } from "./verdict.ts";

/** Verdicts from the one that says most against a target to the one that says least. */
const ORDER: readonly Verdict[] = ["violated", "unknown", "known", "not checked", "witnessed", "holds"];

/** Verdicts of two runs of the same claims: for each claim the worse one, with its basis. */
export function mergedJudgement(first: Judgement, second: Judgement): Judgement {
	const claims = first.claims.map((one): ClaimVerdict => {
		const other = second.claims.find(({ claim }) => claim.id === one.claim.id);
		const { induction, ...worst } = other && isWorse(other.verdict, one.verdict) ? other : one;
		return induction && one.induction && other?.induction ? { ...worst, induction } : worst;
	});
	return { ...first, verdict: worse(first.verdict, second.verdict), claims };
}

function worse(first: RunVerdict, second: RunVerdict): RunVerdict {
	return isWorse(second, first) ? second : first;
}

function isWorse(one: Verdict, than: Verdict): boolean {
	return ORDER.indexOf(one) < ORDER.indexOf(than);
}

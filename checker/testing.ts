import type { VerifyResult } from "../report/results.ts";
import type { TargetSpec } from "./open-target.ts";
import type { VerifyOptions } from "./verification/plan.ts";
import { verify } from "./verify.ts";

/**
 * Expects that a target satisfies the claims, in a test of Vitest or of another runner.
 *
 * @param options of the verification
 * @returns the verification
 * @throws Error where a claim is violated or unknown: with each finding's cause and the command that replays it
 */
export async function expectClaimsHold(
	target: TargetSpec,
	options: Omit<VerifyOptions, "target"> = {},
): Promise<VerifyResult> {
	const result = await verify({ ...options, target });
	if (result.verdict === "holds" || result.verdict === "known") return result;
	throw new Error(failureText(result));
}

function failureText({ target, verdict, claims, findings }: VerifyResult): string {
	const open = claims.filter((claim) => claim.verdict === verdict);
	return [
		`expected ${target} to hold to all claims, found ${open.length} ${verdict}`,
		...open.map(({ id, sentence, evidence }) => `  ${id}: ${sentence}; ${evidence}`),
		...findings.map(({ claim, cause, detail, replay }) => `  ${claim}: ${cause}: ${detail}\n    ${replay}`),
	].join("\n");
}

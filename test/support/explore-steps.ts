import { type ExploreOptions, explore } from "../../checker/explore.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { ExploreResult } from "../../report/results.ts";

/** Claims that are checked step by step: the others have searches of their own, which find nothing about memory or about single steps. */
export const OF_STEPS = CLAIMS.filter(({ check }) => check !== undefined);

/** Explores with one worker, for what violates claims about steps. Plain char is signed, unless the target's options say otherwise. */
export function exploreSteps({ target, ...options }: ExploreOptions): Promise<ExploreResult> {
	const isSource = target?.kind === "c" && !("read" in target);
	const given = isSource ? { ...target, options: { char: "signed", ...target.options } as const } : target;
	return explore({ claims: OF_STEPS, workers: 1, ...options, ...(given ? { target: given } : {}) });
}

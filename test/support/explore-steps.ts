import { type ExploreOptions, explore } from "../../checker/explore.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { ExploreResult } from "../../report/results.ts";

/** Claims that are checked step by step: the others have searches of their own, which find nothing about memory or about single steps. */
export const OF_STEPS = CLAIMS.filter(({ check }) => check !== undefined);

/** Explores with one worker, for what violates claims about steps. */
export function exploreSteps(options: ExploreOptions): Promise<ExploreResult> {
	return explore({ claims: OF_STEPS, workers: 1, ...options });
}

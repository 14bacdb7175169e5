import type { Limits } from "../../explore/limits.ts";
import { shortestViolation } from "../../explore/specification/shortest-violation.ts";
import type { SpecificationViolated } from "../../explore/specification/specification-violated.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { BrokenReport } from "../../report/text/broken-specification.ts";

/** Greatest number of states to visit: in plain data that takes some seconds. */
const MOST_STATES = 20_000;

/** Finds the shortest interleaving by which the specification breaks the claim that a search found broken. */
export async function reportSpecificationViolation(
	error: SpecificationViolated,
	scope: Scope,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<BrokenReport> {
	const system = new System(scope);
	const named = claims.filter(({ id }) => id === error.claim);
	const within = { ...limits, states: Math.min(limits.states, MOST_STATES) };
	// What is wrong with a chart may show as another claim broken first.
	const found =
		(await shortestViolation(system, named, within, signal)) ??
		(await shortestViolation(system, claims, within, signal));
	return { scope, claim: error.claim, detail: error.detail, found };
}

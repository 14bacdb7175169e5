import { heldForAnyNumber } from "../../explore/parametric/prove-claims.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { SizelessEvidence } from "../../properties/verdict.ts";
import { EarlierResults } from "../reuse/earlier-results.ts";

/**
 * Evidence that is about no size, by claim id.
 *
 * It is about the specification, and rests on no search that a limit could cut short: so it is decided once for each version of the
 * code. It does not count as a result of an earlier run on the target.
 *
 * @param isUsed false to decide it anew
 */
export async function sizelessEvidence(isUsed: boolean): Promise<ReadonlyMap<string, readonly SizelessEvidence[]>> {
	const earlier = new EarlierResults(undefined, isUsed);
	const part = { name: "any number", claims: CLAIMS, recipes: [], inputs: "", isComplete: () => true };
	const held = await earlier.resultOf(part, async () => [...heldForAnyNumber()]);
	return new Map(held.map((id) => [id, ["any number"]]));
}

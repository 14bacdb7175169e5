import { heldForAnyNumber } from "../../explore/parametric/prove-claims.ts";
import type { SizelessEvidence } from "../../properties/verdict.ts";

/** Evidence that is about no size, by claim id. */
export function sizelessEvidence(): ReadonlyMap<string, readonly SizelessEvidence[]> {
	return new Map([...heldForAnyNumber()].map((id) => [id, ["any number"]]));
}

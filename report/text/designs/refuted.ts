import type { RefutedProperty } from "../../../properties/design-evidence.ts";
import type { ClaimVerdict } from "../../../properties/verdict.ts";
import { counted } from "../numbers.ts";

/** A property of a design that is false, with its counterexample, in a line. */
export function refutedText(refuted: RefutedProperty): string {
	const { design, property, states, counterexample } = refuted;
	if (!counterexample) return `${design}, ${property}: reached in none of ${counted(states, "state")}`;
	const { scope, actions } = counterexample;
	return `${design}, ${property}: violated after ${counted(actions.length, "action")} at ${scope}: ${actions.join(", ")}`;
}

/** True if a claim is about a design, so that no source decides it. */
export function isAboutDesign({ claim }: Pick<ClaimVerdict, "claim">): boolean {
	return claim.design !== undefined;
}

import type { AbstractSearch } from "../../../explore/parametric/search-abstraction.ts";
import type { RunVerdict } from "../../../properties/verdict.ts";
import type { ProveResult } from "../../results.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";

/** The proof of the specification. */
interface SpecificationProof {
	readonly verdict: RunVerdict;
	/** Complete search of the abstraction; undefined where there was none. */
	readonly search: AbstractSearch | undefined;
}

/** Result of `prove`. */
export interface ProveReport {
	readonly verdict: RunVerdict;
	readonly specification: SpecificationProof;
}

/** A proof for a terminal. */
export function proveText({ specification: { search } }: ProveReport): string {
	if (!search) return "";
	const { slots, states, of, transitions, depth } = search;
	return wrapped(
		`abstraction with up to ${counted(slots, "slot")}: ${grouped(states)} of ${counted(of, "state")} reached, ${counted(transitions, "transition")}, depth ${depth}`,
	);
}

/** A proof for `--json`. */
export function proveJson({ verdict, specification }: ProveReport): ProveResult {
	return { format: "rollcall-prove", version: 1, verdict, specification };
}

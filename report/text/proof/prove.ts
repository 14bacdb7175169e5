import { INVARIANT } from "../../../explore/parametric/invariant.ts";
import type { ClaimsProof } from "../../../explore/parametric/prove-claims.ts";
import type { AbstractSearch } from "../../../explore/parametric/search-abstraction.ts";
import type { RunVerdict } from "../../../properties/verdict.ts";
import type { ProveResult } from "../../results-of-proofs.ts";
import { coloured, verdictColour } from "../layout/colours.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";
import { claimJson, claimsProofText } from "./claims-proof.ts";
import { type SourceReport, sourceJson, sourceText } from "./source.ts";

/** The proof of the specification. */
interface SpecificationProof {
	readonly verdict: RunVerdict;
	readonly proof: ClaimsProof;
	/** Complete search of the abstraction; undefined where there was none. */
	readonly search: AbstractSearch | undefined;
}

/** Result of `prove`. */
export interface ProveReport {
	readonly verdict: RunVerdict;
	readonly specification: SpecificationProof;
	/** The proof of a target; undefined where none was named. */
	readonly source: SourceReport | undefined;
	readonly seconds: number;
}

/** A proof for a terminal. @param traces of the findings on the target */
export function proveText({ verdict, specification: { proof, search }, source }: ProveReport, traces: string): string {
	return [
		`${wrapped("specification, with any number of processes and slots")}\n`,
		claimsProofText(proof),
		search ? `\n${searchText(search)}` : "",
		source ? `\n${sourceText(source, traces)}` : "",
		`\n${wrapped(`verdict: ${coloured(verdictColour(verdict), verdict)}`, 2)}`,
	].join("");
}

/** The search of the abstraction, in a line. */
function searchText({ slots, states, of, transitions, depth }: AbstractSearch): string {
	const reached =
		states === of
			? `all ${counted(of, "state")} that the invariant admits are reached`
			: `${grouped(states)} of ${counted(of, "state")} that the invariant admits are reached`;
	return wrapped(
		`abstraction of up to ${counted(slots, "slot")}: ${reached}; ${counted(transitions, "transition")}, depth ${depth}`,
		2,
	);
}

/** A proof for `--json`. */
export function proveJson({ verdict, specification, source, seconds }: ProveReport): ProveResult {
	const { proof, search } = specification;
	const { states, steps, notInductive } = proof.decision;
	return {
		...{ format: "rollcall-prove", version: 1, verdict, seconds },
		specification: {
			verdict: specification.verdict,
			...{ states, steps },
			invariant: INVARIANT.map(({ id, sentence, of, allows }) => ({ id, sentence, of, allows })),
			...(notInductive ? { notInductive: notInductive.clause.id } : {}),
			claims: proof.claims.map(claimJson),
			...(search ? { search } : {}),
		},
		...(source ? { source: sourceJson(source) } : {}),
	};
}

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

/** Reason why a specification has no certificate. */
export type CertificateObstacle =
	| { readonly kind: "violated" | "unknown"; readonly claims: readonly string[] }
	/** None of the claims is carried by the abstraction. */
	| { readonly kind: "no claim" }
	/** The abstraction does not reach all states that the invariant admits. */
	| { readonly kind: "not all reached" };

/** The file of a certificate, and the reason why it was not written. */
export interface CertificateWritten {
	readonly file: string;
	readonly notWritten?: CertificateObstacle;
}

/** Result of `prove`. */
export interface ProveReport {
	readonly verdict: RunVerdict;
	readonly specification: SpecificationProof;
	/** The proof of a target; undefined where none was named. */
	readonly source: SourceReport | undefined;
	/** The certificate that was asked for. */
	readonly certificate: CertificateWritten | undefined;
	readonly seconds: number;
}

/** A proof for a terminal. @param traces of the findings on the target */
export function proveText(report: ProveReport, traces: string): string {
	const { verdict, specification, source, certificate } = report;
	const { proof, search } = specification;
	return [
		`${wrapped("specification, with any number of processes and slots")}\n`,
		claimsProofText(proof),
		search ? `\n${searchText(search)}` : "",
		source ? `\n${sourceText(source, traces)}` : "",
		certificate ? `\n${wrapped(writtenText(certificate), 2)}` : "",
		`\n${wrapped(`verdict: ${coloured(verdictColour(verdict), verdict)}`, 2)}`,
	].join("");
}

/** A sentence about a certificate. */
function writtenText({ file, notWritten }: CertificateWritten): string {
	if (notWritten) return `no certificate was written to ${file}: ${obstacleText(notWritten)}`;
	return `certificate of the specification's invariant: ${file}`;
}

function obstacleText(obstacle: CertificateObstacle): string {
	switch (obstacle.kind) {
		case "violated":
		case "unknown":
			return `the specification has ${counted(obstacle.claims.length, "claim")} ${obstacle.kind}: ${obstacle.claims.join(", ")}`;
		case "no claim":
			return "no claim of the specification is shown for any number of processes and slots";
		case "not all reached":
			return "the abstraction does not reach all states that the invariant admits";
	}
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
export function proveJson({ verdict, specification, source, certificate, seconds }: ProveReport): ProveResult {
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
		...(certificate ? { certificate: writtenJson(certificate) } : {}),
	};
}

function writtenJson({ file, notWritten }: CertificateWritten): NonNullable<ProveResult["certificate"]> {
	return { file, written: notWritten === undefined, ...(notWritten ? { reason: obstacleText(notWritten) } : {}) };
}

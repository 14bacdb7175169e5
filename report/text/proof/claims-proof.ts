import type { ConstructedStep } from "../../../explore/parametric/decide.ts";
import { INVARIANT } from "../../../explore/parametric/invariant.ts";
import type {
	AnyNumberBasis,
	AnyNumberVerdict,
	Beyond,
	ClaimsProof,
} from "../../../explore/parametric/prove-claims.ts";
import { formatAction } from "../../../model/action.ts";
import { scopeName } from "../../../model/scope.ts";
import type { AnyNumberClaim } from "../../results-of-proofs.ts";
import { verdictMark } from "../layout/colours.ts";
import { wrapped } from "../layout/width.ts";
import { counted } from "../numbers.ts";
import { traceText } from "../sections/trace-table.ts";
import { processStates, slotsText } from "../trace.ts";

/** Subjects that the abstraction does not have, with the reason. */
const BEYOND: Readonly<Record<Beyond, string>> = {
	liveness:
		"infinite runs: counters forget which process waits, so a loop of the abstraction need not be one of processes",
	witness: "situations that can be reached: one run of one size decides that",
	design: "other designs",
	source: "memory, assertions and differences of a source, which the specification has not",
};

/** Claims with their decisions for any number of processes and slots, for a terminal. */
export function claimsProofText(proof: ClaimsProof): string {
	const { decision, claims } = proof;
	const holding = claims.filter(({ verdict }) => verdict === "holds");
	const steps = Object.values(decision.steps).reduce((sum, count) => sum + count, 0);
	return [
		inductiveText(proof),
		...claims.map(claimText),
		holding.length === 0
			? ""
			: wrapped(
					`${verdictMark("holds")} ${counted(holding.length, "claim")} hold${holding.length === 1 ? "s" : ""} for any number of processes and slots: ${counted(steps, "step")} of ${counted(decision.states, "representative state")}`,
					2,
				),
		holding.length === 0 ? "" : wrapped(`    ${holding.map(({ claim }) => claim.id).join(", ")}`, 4),
		...(Object.keys(BEYOND) as Beyond[]).map((beyond) => beyondText(claims, beyond)),
	].join("");
}

function inductiveText({ decision: { notInductive }, startsInside }: ClaimsProof): string {
	const clauses = counted(INVARIANT.length, "clause");
	if (!startsInside) return wrapped(`${verdictMark("unknown")} the state at the start breaks the invariant`, 2);
	if (!notInductive) return wrapped(`${verdictMark("holds")} the invariant is inductive: ${clauses}`, 2);
	const { clause } = notInductive;
	return wrapped(`${verdictMark("unknown")} not inductive: ${clause.sentence}; ${stepText(notInductive)} breaks it`, 2);
}

/** A claim that is violated or unknown. */
function claimText({ claim, verdict, basis }: AnyNumberVerdict): string {
	if (verdict === "holds" || verdict === "not carried") return "";
	const head = wrapped(`${verdictMark(verdict)} ${claim.id} ${verdict}: ${basisText(basis)}`, 2);
	if (basis.kind !== "violation") return head;
	return `${head}\n${traceText(basis.scope, basis.run)}\n`;
}

function basisText(basis: AnyNumberBasis): string {
	switch (basis.kind) {
		case "not carried":
			return `not carried, about ${BEYOND[basis.beyond]}`;
		case "every step":
			return "the specification alone, for any number of processes";
		case "violation":
			return `by ${counted(basis.run.steps.length, "action")} at ${scopeName(basis.scope)}`;
		case "constructed":
			return `${stepText(basis.step)} breaks it: ${basis.step.detail}; not reached from the start at ${basis.notReachedAt.join(", ")}`;
		case "not inductive":
			return "the invariant is not inductive";
		case "rests on":
			return `it rests on ${basis.claim}, which a step breaks`;
		case "not exercised":
			return "no step exercises it";
	}
}

/** A step from a constructed state, in words. */
function stepText({ scope, before, action }: ConstructedStep): string {
	const processes = processStates(scope, before, () => true);
	return `${formatAction(scope, action)} at ${scopeName(scope)} from ${processes}; slots: ${slotsText(scope, before)}`;
}

/** Claims that the abstraction does not carry for one reason. */
function beyondText(claims: readonly AnyNumberVerdict[], beyond: Beyond): string {
	const named = claims.filter(({ basis }) => basis.kind === "not carried" && basis.beyond === beyond);
	if (named.length === 0) return "";
	const ids = named.map(({ claim }) => claim.id).join(", ");
	return wrapped(`${verdictMark("not checked")} not carried, about ${BEYOND[beyond]}: ${ids}`, 2);
}

/** A claim for `--json`. */
export function claimJson({ claim: { id, sentence }, verdict, basis }: AnyNumberVerdict): AnyNumberClaim {
	const finding =
		basis.kind === "violation"
			? {
					scope: basis.scope,
					interleaving: basis.run.steps.map(({ action }) => formatAction(basis.scope, action)),
					detail: basis.run.broken[0].violation.detail,
				}
			: undefined;
	return { id, sentence, verdict, evidence: basisText(basis), ...(finding ? { finding } : {}) };
}

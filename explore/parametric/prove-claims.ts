import { tabulatedCharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope, scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS, type Claim, withRested } from "../../properties/ledger.ts";
import type { Limits } from "../limits.ts";
import { type BrokenSpecification, shortestViolation } from "../specification/shortest-violation.ts";
import { type BrokenStep, type Decision, decide, type Specification } from "./decide.ts";
import { brokenClause } from "./invariant.ts";

/** Subject of a claim that the abstraction does not have: another design, an infinite run, one run, or the memory of a source. */
export type Beyond = "design" | "liveness" | "witness" | "source";

/** Basis of a decision on a claim for any number of processes and slots. */
export type AnyNumberBasis =
	| { readonly kind: "not carried"; readonly beyond: Beyond }
	/** No step from a state that the invariant admits breaks it. */
	| { readonly kind: "every step"; readonly exercised: number }
	/** Steps from the start break it. */
	| { readonly kind: "violation"; readonly scope: Scope; readonly run: BrokenSpecification }
	/** A step breaks it from a state that was not reached from the start. */
	| { readonly kind: "constructed"; readonly step: BrokenStep; readonly notReachedAt: readonly string[] }
	/** A step leads out of the invariant, so that states which it does not admit may be reached. */
	| { readonly kind: "not inductive" }
	/** Its condition on steps is enough only together with another claim, which a step breaks. */
	| { readonly kind: "rests on"; readonly claim: string }
	| { readonly kind: "not exercised" };

/** A claim with its decision for any number of processes and slots. */
export interface AnyNumberVerdict {
	readonly claim: Claim;
	readonly verdict: "holds" | "violated" | "unknown" | "not carried";
	readonly basis: AnyNumberBasis;
}

/** Claims of the specification for any number of processes and slots. */
export interface ClaimsProof {
	readonly decision: Decision;
	/** True if the state at the start satisfies the invariant, at every number of processes: all of them are free. */
	readonly startsInside: boolean;
	readonly claims: readonly AnyNumberVerdict[];
}

/** Options of a proof of claims. */
export interface ClaimsProofOptions {
	/** The specification: model/system.ts unless given. */
	readonly createSystem?: Specification;
	readonly signal?: AbortSignal | undefined;
}

/** Scopes at which a violation is looked for from the start, and the most states at each. */
const CONCRETE: readonly Scope[] = [
	{ users: 1, services: 1, slots: 1 },
	{ users: 2, services: 1, slots: 1 },
	{ users: 1, services: 2, slots: 1 },
	{ users: 1, services: 2, slots: 4 },
];
const CONCRETE_LIMITS: Limits = { states: 50_000, bytes: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY };

/** Subject of a claim that the abstraction does not have; undefined where it carries the claim. */
export function beyondOf({ check, design, liveness, needsSpecification, seesFailures }: Claim): Beyond | undefined {
	if (design) return "design";
	if (liveness) return "liveness";
	if (!check) return "witness";
	return needsSpecification || seesFailures ? "source" : undefined;
}

/**
 * Decides claims for any number of processes and slots.
 *
 * A step that breaks a claim, or the invariant, decides nothing by itself: its state may not be reached. A run from the start is
 * looked for at small scopes; where there is none, the claim is unknown.
 */
export async function proveClaims(
	claims: readonly Claim[],
	{ createSystem = (scope, charts) => new System(scope, charts), signal }: ClaimsProofOptions = {},
): Promise<ClaimsProof> {
	const carried = withRested(claims).filter((claim) => beyondOf(claim) === undefined);
	const decision = decide(carried, createSystem);
	const [smallest = { users: 1, services: 1, slots: 1 }] = CONCRETE;
	const startsInside = brokenClause(smallest, systemAt(createSystem, smallest).initial) === undefined;
	const isInductive = startsInside && decision.notInductive === undefined;
	const verdicts: AnyNumberVerdict[] = [];
	for (const claim of claims) {
		const basis = basisOf(claim, decision, isInductive);
		const isOpen = basis.kind === "constructed" || basis.kind === "not inductive";
		const found = isOpen ? await violationFromStart(claim, createSystem, signal) : undefined;
		verdicts.push(verdictOf(claim, found ?? basis));
	}
	return { decision, startsInside, claims: verdicts };
}

let known: ReadonlySet<string> | undefined;

/** Ids of the claims of the ledger that the specification satisfies with any number of processes and slots. */
export function heldForAnyNumber(): ReadonlySet<string> {
	known ??= heldBy(decide(CLAIMS.filter((claim) => beyondOf(claim) === undefined)));
	return known;
}

function heldBy(decision: Decision): ReadonlySet<string> {
	const isInductive = decision.notInductive === undefined;
	const held = CLAIMS.filter((claim) => basisOf(claim, decision, isInductive).kind === "every step");
	return new Set(held.map(({ id }) => id));
}

function basisOf(claim: Claim, { broken, exercised }: Decision, isInductive: boolean): AnyNumberBasis {
	const beyond = beyondOf(claim);
	if (beyond) return { kind: "not carried", beyond };
	const step = broken.get(claim.id);
	if (step) return { kind: "constructed", step, notReachedAt: CONCRETE.map(scopeName) };
	if (!isInductive) return { kind: "not inductive" };
	const rest = claim.restsOn?.find((id) => broken.has(id));
	if (rest !== undefined) return { kind: "rests on", claim: rest };
	const count = exercised.get(claim.id) ?? 0;
	return count > 0 ? { kind: "every step", exercised: count } : { kind: "not exercised" };
}

function verdictOf(claim: Claim, basis: AnyNumberBasis): AnyNumberVerdict {
	switch (basis.kind) {
		case "not carried":
			return { claim, verdict: "not carried", basis };
		case "every step":
			return { claim, verdict: "holds", basis };
		case "violation":
			return { claim, verdict: "violated", basis };
		case "constructed":
		case "not inductive":
		case "rests on":
		case "not exercised":
			return { claim, verdict: "unknown", basis };
	}
}

/** The shortest run from the start that violates a claim, at the first of the small scopes that has one. */
async function violationFromStart(
	claim: Claim,
	createSystem: Specification,
	signal: AbortSignal | undefined,
): Promise<AnyNumberBasis | undefined> {
	for (const scope of CONCRETE) {
		const run = await shortestViolation(systemAt(createSystem, scope), [claim], CONCRETE_LIMITS, signal);
		if (run) return { kind: "violation", scope, run };
	}
	return undefined;
}

function systemAt(createSystem: Specification, scope: Scope): System {
	return createSystem(scope, tabulatedCharts(nrProcs(scope)));
}

import type { Claim } from "./claim.ts";
import { searchesFor } from "./deciding-searches.ts";
import type { RefutedProperty } from "./design-evidence.ts";
import {
	basisPast,
	type FollowedEvidence,
	type NotFollowed,
	type PastViolations,
	sumOf,
	type TraceEvidence,
} from "./unfollowed.ts";

/**
 * Verdict on a claim.
 *
 * `holds` only where complete searches decided it; `witnessed` where what the claim says can happen was reached; `known`
 * where only violations of the baseline break it; `not checked` where the run does not check the claim; else `unknown`.
 */
export type Verdict = RunVerdict | "witnessed" | "not checked";

/** Verdict of a run over all claims that have a check. */
export type RunVerdict = "violated" | "unknown" | "known" | "holds";

/** Exit code of each verdict of a run. */
export const EXIT_CODES: Readonly<Record<RunVerdict, number>> = { holds: 0, known: 0, violated: 1, unknown: 3 };

/** True if the claim is decided: it holds, is witnessed or is violated. */
export function isDecided(verdict: Verdict): boolean {
	return verdict !== "unknown" && verdict !== "not checked";
}

/** A violation that was found. */
export interface ViolationEvidence {
	/** The id of the claim. */
	readonly claim: string;
	/** Number of actions in the interleaving. */
	readonly length: number;
	/** True if the baseline lists it. */
	readonly isKnown: boolean;
	/** The property that is false, of a claim about designs; left out for other claims. */
	readonly refuted?: RefutedProperty | undefined;
}

/** A search of every state of a scope. */
export interface SearchEvidence extends FollowedEvidence {
	/** Ids of claims that this search alone decides. */
	readonly decides?: readonly string[];
	/** Limit that stopped it; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
	/** Limit that ended the check of one claim alone, by claim id. */
	readonly stoppedFor: Readonly<Record<string, string>>;
}

/** A search for one claim of its own: about liveness, about what can happen, or about another design. */
export interface OwnSearchEvidence {
	/** The id of the claim. */
	readonly claim: string;
	/** The scope's name. */
	readonly scope: string;
	/** States that were visited. */
	readonly states: number;
	readonly result: OwnSearchResult;
}

/** Result of a search for one claim; a violation is evidence of its own. */
export type OwnSearchResult =
	| { readonly kind: "holds" | "violated" | "not exercised" | "no witness" }
	/** @param length number of actions of the shortest witness */
	| { readonly kind: "witnessed"; readonly length: number }
	| { readonly kind: "stopped"; readonly by: string }
	/** A lasso that was given violates nothing. */
	| { readonly kind: "no lasso"; readonly by: string };

/** Interleavings at random, or given ones. */
interface RandomEvidence {
	readonly runs: number;
	/** Number of steps that exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
}

/**
 * Evidence that is about no size. `any number`: the specification satisfies the claim with any number of processes and
 * slots; it says nothing about a target by itself, and changes no verdict.
 */
export type SizelessEvidence = "any number";

/**
 * Induction on a target: with lists of up to so many slots in use, every step from a memory that stands for a state of the
 * specification with `nrProcs` processes does what the specification does. It changes no verdict.
 */
export interface InductionEvidence {
	readonly nrProcs: number;
	readonly nrSubs: number;
	readonly inUse: number;
}

/** Everything that a run learned about claims. */
export interface Evidence {
	readonly violations: readonly ViolationEvidence[];
	readonly searches: readonly SearchEvidence[];
	/** Searches of whole traces past violations; left out where there were none. */
	readonly traces?: readonly TraceEvidence[];
	/** Searches for single claims; empty where the run has none. */
	readonly ownSearches: readonly OwnSearchEvidence[];
	/** Undefined where there was no random part. */
	readonly random: RandomEvidence | undefined;
	/** Evidence that is about no size, by claim id; left out where the run asked for none. */
	readonly sizeless?: ReadonlyMap<string, readonly SizelessEvidence[]>;
	/** Undefined where there was none, or it did not hold. */
	readonly induction?: InductionEvidence | undefined;
}

/** Reason of a verdict. */
export type Basis =
	| { readonly kind: "no check" }
	/** `refuted`: properties of designs that are false; left out for claims about something else. */
	| { readonly kind: "violation"; readonly length: number; readonly refuted?: readonly RefutedProperty[] }
	/** Every search came to its end. */
	| {
			readonly kind: "complete";
			readonly states: number;
			readonly scopes: readonly string[];
			readonly exercised: number;
			/** Left out where every search followed everything. */
			readonly past?: PastViolations;
	  }
	| { readonly kind: "witness"; readonly length: number; readonly scope: string }
	| { readonly kind: "no witness"; readonly states: number; readonly scopes: readonly string[] }
	| { readonly kind: "not exercised"; readonly states: number; readonly scopes: readonly string[] }
	| NotFollowed
	| { readonly kind: "stopped"; readonly by: string; readonly scope: string; readonly states: number }
	| { readonly kind: "no search" }
	| { readonly kind: "no lasso"; readonly reason: string };

/** A claim with its verdict and the basis of it. */
export interface ClaimVerdict {
	readonly claim: Claim;
	readonly verdict: Verdict;
	readonly basis: Basis;
	/** Random runs, and the number of their steps that exercised the claim; undefined where there were none. */
	readonly random: { readonly runs: number; readonly exercised: number } | undefined;
	/** Evidence that is about no size; left out where there is none. */
	readonly sizeless?: readonly SizelessEvidence[];
	/** Left out where there was none, or it did not hold, or the claim is not checked step by step. */
	readonly induction?: InductionEvidence;
}

/** Verdicts of a run. */
export interface Judgement {
	readonly verdict: RunVerdict;
	readonly claims: readonly ClaimVerdict[];
	/** The scopes that were searched completely. */
	readonly scopes: readonly string[];
}

/**
 * Turns evidence into verdicts.
 *
 * A claim holds where all searches came to their end and followed everything, at least one exercised it, and nothing broke
 * it: random runs on top change nothing. `basisPast` says when it holds where violations of other claims were not followed. Claims
 * without a check do not count for the run.
 */
export function judge(claims: readonly Claim[], evidence: Evidence): Judgement {
	const { random } = evidence;
	const verdicts = claims.map((claim): ClaimVerdict => {
		const basis = basisOf(claim, evidence);
		const added = claim.check && random && { runs: random.runs, exercised: random.exercised.get(claim.id) ?? 0 };
		const sizeless = evidence.sizeless?.get(claim.id);
		const verdict = verdictOf(claim, basis, evidence);
		const induction = claim.check && evidence.induction;
		const beyond = { ...(sizeless ? { sizeless } : {}), ...(induction ? { induction } : {}) };
		return { claim, verdict, basis, random: added, ...beyond };
	});
	const whole = evidence.searches.filter(({ notFollowed, decides }) => notFollowed === 0 && !decides);
	const complete = whole.filter(({ stoppedBy }) => stoppedBy === undefined);
	return { verdict: overall(verdicts), claims: verdicts, scopes: complete.map(({ scope }) => scope) };
}

function basisOf(claim: Claim, evidence: Evidence): Basis {
	const [violations, searches] = [evidence.violations, searchesFor(claim.id, evidence.searches)];
	const own = violations.filter((violation) => violation.claim === claim.id);
	if (own.length > 0) return basisOfViolations(own);
	if (!claim.check) return basisOfOwn(evidence.ownSearches.filter((search) => search.claim === claim.id));
	if (searches.length === 0) return { kind: "no search" };
	const states = sumOf(searches, (search) => search.states);
	for (const { scope, stoppedBy, stoppedFor } of searches) {
		const by = stoppedBy ?? stoppedFor[claim.id];
		if (by !== undefined) return { kind: "stopped", by, scope, states };
	}
	if (searches.some(({ notFollowed }) => notFollowed > 0))
		return basisPast(claim, searches, violations, evidence.traces);
	const scopes = searches.map(({ scope }) => scope);
	const exercised = sumOf(searches, (search) => search.exercised.get(claim.id) ?? 0);
	return exercised > 0 ? { kind: "complete", states, scopes, exercised } : { kind: "not exercised", states, scopes };
}

function basisOfViolations(violations: readonly ViolationEvidence[]): Basis {
	// What nothing reaches has no run.
	const runs = violations.filter((one) => !one.refuted || one.refuted.counterexample);
	const length = runs.length > 0 ? Math.min(...runs.map((one) => one.length)) : 0;
	const refuted = violations.flatMap((one) => one.refuted ?? []);
	return { kind: "violation", length, ...(refuted.length > 0 ? { refuted } : {}) };
}

/** Basis of a claim that is not checked step by step. */
function basisOfOwn(searches: readonly OwnSearchEvidence[]): Basis {
	if (searches.length === 0) return { kind: "no check" };
	const states = sumOf(searches, (search) => search.states);
	for (const { scope, result } of searches) {
		if (result.kind === "witnessed") return { kind: "witness", length: result.length, scope };
	}
	for (const { scope, result } of searches) {
		if (result.kind === "no lasso") return { kind: "no lasso", reason: result.by };
		if (result.kind === "stopped") return { kind: "stopped", by: result.by, scope, states };
	}
	const scopes = searches.map(({ scope }) => scope);
	if (searches.some(({ result }) => result.kind === "no witness")) return { kind: "no witness", states, scopes };
	const exercised = searches.filter(({ result }) => result.kind === "holds").length;
	return exercised > 0 ? { kind: "complete", states, scopes, exercised } : { kind: "not exercised", states, scopes };
}

function verdictOf({ id }: Claim, basis: Basis, { violations }: Evidence): Verdict {
	switch (basis.kind) {
		case "violation":
			return violations.every(({ claim, isKnown }) => claim !== id || isKnown) ? "known" : "violated";
		case "no check":
			return "not checked";
		case "complete":
			return "holds";
		case "witness":
			return "witnessed";
		case "no witness":
		case "not exercised":
		case "not followed":
		case "stopped":
		case "no search":
		case "no lasso":
			return "unknown";
	}
}

/**
 * Computes the verdict over all claims.
 *
 * Claims that are unknown only because known violations hide states do not make a run unknown: otherwise no run with a
 * baseline could pass.
 */
export function overall(verdicts: readonly ClaimVerdict[]): RunVerdict {
	const has = (wanted: Verdict): boolean => verdicts.some(({ verdict }) => verdict === wanted);
	const isHidden = ({ basis }: ClaimVerdict): boolean => basis.kind === "not followed" && basis.isKnown;
	if (has("violated")) return "violated";
	if (verdicts.some((one) => one.verdict === "unknown" && !isHidden(one))) return "unknown";
	if (has("known")) return "known";
	return has("holds") || has("witnessed") ? "holds" : "unknown";
}

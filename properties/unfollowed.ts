import type { ActionKind } from "../model/action.ts";
import type { Claim } from "./claim.ts";

// Claims where searches did not follow transitions that violate other claims: docs/adr/026.

/** Transitions of one kind of action that violate a claim; one that violates several is counted for each of them. */
export interface Unfollowed {
	/** Kind of the action. */
	readonly action: ActionKind;
	/** The id of the claim. */
	readonly claim: string;
	readonly transitions: number;
}

/** A search of the states that a target reaches by itself, steps that break claims followed like others. */
interface AloneEvidence {
	readonly states: number;
	/** Number of steps that exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	readonly stoppedBy: string | undefined;
}

/** A search of whole traces of a target by itself, for claims that rest on one that is violated. */
export interface TraceEvidence extends AloneEvidence {
	/** The scope's name. */
	readonly scope: string;
	/** Ids of the claims that it checks. */
	readonly claims: readonly string[];
}

/** Evidence of a search of every state of a scope that may have left out what lies past violations. */
export interface FollowedEvidence {
	/** The scope's name. */
	readonly scope: string;
	/** States, or product states, that were visited. */
	readonly states: number;
	/** Enabled transitions, those that were not followed too. */
	readonly transitions: number;
	/** Number of times that the search exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	/** Transitions that broke a claim and were not followed. */
	readonly notFollowed: number;
	/** What these violate; left out where there are none. */
	readonly unfollowed?: readonly Unfollowed[];
	/** True if the transitions that were followed reach all states of the specification; undefined where that was not found out. */
	readonly reachesAll?: boolean | undefined;
	/** Search of the target by itself, past the violations; left out where there was none. */
	readonly alone?: AloneEvidence | undefined;
}

/** A violation of a claim, as far as others depend on it. */
interface OtherViolation {
	readonly claim: string;
	readonly isKnown: boolean;
}

/** Violations of other claims, past which a claim was decided. */
export interface PastViolations {
	/** Transitions that violate other claims where the search past them came to its end, and what they violate. */
	readonly passed: { readonly transitions: number; readonly unfollowed: readonly Unfollowed[] };
	/** Scopes at which the search past them was cut short; there the claim holds apart from what lies past them. */
	readonly openScopes: readonly string[];
	/** Transitions that were not followed there. */
	readonly transitions: number;
	/** What these violate. */
	readonly unfollowed: readonly Unfollowed[];
	/** Limit that cut the search short; left out where there is no such scope. */
	readonly stoppedBy?: string;
}

/** Reason why transitions that were not followed leave a claim open. */
export type OpenReason =
	/** Past them the specification is in another state, with which the claim's check compares. */
	| { readonly kind: "needs the specification" }
	/** The check takes a claim for granted that is violated, and not all whole traces were searched. */
	| {
			readonly kind: "rests on";
			readonly claim: string;
			readonly stopped?: { readonly scope: string; readonly by: string };
	  }
	/** Nothing was searched past them. */
	| { readonly kind: "not searched" }
	/** No search past them came to its end. @param by the limit that stopped it */
	| { readonly kind: "stopped"; readonly by: string }
	/** The searches past them that came to their end did not exercise the claim. */
	| { readonly kind: "not exercised" }
	/** Where the search past them was cut short, it was not shown that all states of the specification are reached without them. */
	| { readonly kind: "unreached"; readonly scopes: readonly string[] };

/** Evidence of a claim that transitions leave open. */
export interface NotFollowed {
	readonly kind: "not followed";
	/** Transitions that violated another claim and were not followed. */
	readonly transitions: number;
	/** Transitions that were followed: none of them violates the claim. */
	readonly followed: number;
	readonly states: number;
	/** True if the baseline has all that was violated. */
	readonly isKnown: boolean;
	/** What the transitions violate that were not followed. */
	readonly unfollowed: readonly Unfollowed[];
	readonly reason: OpenReason;
}

/** Evidence of a claim that holds past violations of others. */
export interface HeldPast {
	readonly kind: "complete";
	readonly states: number;
	readonly scopes: readonly string[];
	readonly exercised: number;
	readonly past: PastViolations;
}

/**
 * Basis of a claim that no violation breaks, where searches did not follow all transitions.
 *
 * It holds if searches of the target by itself, past the transitions, decide it at some scope at least, and if wherever these were
 * cut short the transitions that were followed reach all states of the specification.
 *
 * @param traces searches of whole traces: a claim that rests on one that is violated holds only if these decide it at every scope
 */
export function basisPast(
	claim: Claim,
	searches: readonly FollowedEvidence[],
	violations: readonly OtherViolation[],
	traces: readonly TraceEvidence[] = [],
): HeldPast | NotFollowed {
	const rested = claim.restsOn?.find((id) => violations.some((one) => one.claim === id));
	if (rested !== undefined && !claim.needsSpecification)
		return basisOfTraces(claim, rested, searches, violations, traces);
	const decided = searches.flatMap((search) => decidedOf(search) ?? []);
	const open = searches.filter((search) => !decidedOf(search));
	const exercised = sumOf(decided, (search) => search.exercised.get(claim.id) ?? 0);
	const reason = reasonOf(claim, open, exercised);
	if (reason) return notFollowed(searches, violations, reason);
	const stoppedBy = open.flatMap(({ alone }) => alone?.stoppedBy ?? [])[0];
	const passed = searches.filter((search) => !open.includes(search));
	return {
		kind: "complete",
		states: sumOf(decided, ({ states }) => states),
		scopes: decided.map(({ scope }) => scope),
		exercised,
		past: {
			passed: { transitions: sumOf(passed, (search) => search.notFollowed), unfollowed: mergedUnfollowed(passed) },
			openScopes: open.map(({ scope }) => scope),
			transitions: sumOf(open, (search) => search.notFollowed),
			unfollowed: mergedUnfollowed(open),
			...(stoppedBy === undefined ? {} : { stoppedBy }),
		},
	};
}

/** Basis of a claim that rests on a violated one. What lies past a violation is never left out: the claim is about whole traces. */
function basisOfTraces(
	{ id }: Claim,
	rested: string,
	searches: readonly FollowedEvidence[],
	violations: readonly OtherViolation[],
	traces: readonly TraceEvidence[],
): HeldPast | NotFollowed {
	const own = traces.filter(({ claims }) => claims.includes(id));
	const partial = searches.filter(({ notFollowed }) => notFollowed > 0);
	const [stopped] = own.flatMap(({ scope, stoppedBy: by }) => (by === undefined ? [] : [{ scope, by }]));
	const isSearched = partial.every(({ scope }) => own.some((one) => one.scope === scope));
	if (stopped || !isSearched) {
		return notFollowed(searches, violations, { kind: "rests on", claim: rested, ...(stopped ? { stopped } : {}) });
	}
	const decided = [...searches.filter((search) => !partial.includes(search)), ...own];
	const exercised = sumOf(decided, (search) => search.exercised.get(id) ?? 0);
	if (exercised === 0) return notFollowed(searches, violations, { kind: "not exercised" });
	const passed = { transitions: sumOf(partial, (search) => search.notFollowed), unfollowed: mergedUnfollowed(partial) };
	return {
		...{ kind: "complete", exercised, states: sumOf(decided, ({ states }) => states) },
		scopes: decided.map(({ scope }) => scope),
		past: { passed, openScopes: [], transitions: 0, unfollowed: [] },
	};
}

/** A search that decides claims for the target as it is, with the evidence of the one past its violations. */
function decidedOf(search: FollowedEvidence): Pick<FollowedEvidence, "scope" | "states" | "exercised"> | undefined {
	const { scope, notFollowed, alone } = search;
	if (notFollowed === 0) return search;
	return alone && alone.stoppedBy === undefined ? { ...alone, scope } : undefined;
}

function reasonOf(
	{ needsSpecification }: Claim,
	open: readonly FollowedEvidence[],
	exercised: number,
): OpenReason | undefined {
	if (needsSpecification) return { kind: "needs the specification" };
	if (open.some(({ alone }) => !alone)) return { kind: "not searched" };
	const by = open.flatMap(({ alone }) => alone?.stoppedBy ?? [])[0];
	if (exercised === 0) return by === undefined ? { kind: "not exercised" } : { kind: "stopped", by };
	const unreached = open.filter(({ reachesAll }) => reachesAll !== true);
	return unreached.length > 0 ? { kind: "unreached", scopes: unreached.map(({ scope }) => scope) } : undefined;
}

function notFollowed(
	searches: readonly FollowedEvidence[],
	violations: readonly OtherViolation[],
	reason: OpenReason,
): NotFollowed {
	const transitions = sumOf(searches, (search) => search.notFollowed);
	return {
		kind: "not followed",
		transitions,
		followed: sumOf(searches, (search) => search.transitions) - transitions,
		states: sumOf(searches, ({ states }) => states),
		isKnown: violations.length > 0 && violations.every(({ isKnown }) => isKnown),
		unfollowed: mergedUnfollowed(searches),
		reason,
	};
}

/** What transitions of several searches violate. */
function mergedUnfollowed(searches: readonly FollowedEvidence[]): readonly Unfollowed[] {
	const merged = new Map<string, Unfollowed>();
	for (const one of searches.flatMap(({ unfollowed = [] }) => unfollowed)) {
		const key = `${one.action} ${one.claim}`;
		const transitions = one.transitions + (merged.get(key)?.transitions ?? 0);
		merged.set(key, { ...one, transitions });
	}
	return [...merged.values()];
}

/** Sum over some items. */
export function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
	return items.reduce((sum, item) => sum + of(item), 0);
}

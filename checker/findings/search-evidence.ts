import type { ProductFinding, ProductSearch } from "../../explore/product/search-product.ts";
import type { SpecificationSearch } from "../../explore/specification/search-specification.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { Claim } from "../../properties/claim.ts";
import type { Unfollowed } from "../../properties/unfollowed.ts";
import type { OwnSearchEvidence, SearchEvidence, ViolationEvidence } from "../../properties/verdict.ts";
import { scopeOptions } from "../../report/formats/replay-command.ts";
import type { AuditReport } from "../../report/text/explore.ts";
import type { ReportedFinding } from "../../report/text/finding.ts";
import { counted } from "../../report/text/numbers.ts";
import type { Lasso } from "../../report/text/sections/lasso.ts";
import type { WitnessRun } from "../../report/text/sections/witness.ts";
import type { CompleteSearch } from "../../report/text/verify.ts";
import type { RawFinding } from "./raw-finding.ts";

/** Finding of a complete search, which is breadth first: no interleaving at the scope is shorter. */
export function rawOfSearch(
	scope: Scope,
	{ occurrences, ...finding }: ProductFinding,
	claims: readonly Claim[],
): RawFinding {
	const found = `${counted(occurrences, "transition")} ${occurrences === 1 ? "fails" : "fail"} the same way`;
	return { ...finding, claims, scope, seed: undefined, minimality: "shortest", found };
}

/** Results of the searches that single claims have of their own. */
export interface OwnSearches {
	readonly evidence: readonly OwnSearchEvidence[];
	/** Properties of designs that are false. */
	readonly violations: readonly ViolationEvidence[];
	readonly lassos: readonly Lasso[];
	readonly witnesses: readonly WitnessRun[];
}

/** No searches of single claims. */
export const NO_OWN_SEARCHES: OwnSearches = { evidence: [], violations: [], lassos: [], witnesses: [] };

/** Violations that single claims' searches found. @param lassos as the store knows them */
export function ownViolationsOf({ violations }: OwnSearches, lassos: readonly Lasso[]): readonly ViolationEvidence[] {
	const ofLassos = lassos.map(({ claim, steps, isKnown }) => ({ claim: claim.id, length: steps.length, isKnown }));
	return [...violations, ...ofLassos];
}

/** Findings as evidence. @param known those that the baseline has */
export function violationsOf(
	findings: readonly ReportedFinding[],
	known: readonly ReportedFinding[],
): readonly ViolationEvidence[] {
	const violation = ({ claim, interleaving }: ReportedFinding, isKnown: boolean): ViolationEvidence => {
		return { claim: claim.id, length: interleaving.length, isKnown };
	};
	return [...findings.map((one) => violation(one, false)), ...known.map((one) => violation(one, true))];
}

/** Evidence of a complete search of a target, with that of the search past its violations. */
export function completeEvidence({ scope, search, alone, reachesAll }: CompleteSearch): SearchEvidence {
	return { ...searchEvidence(scope, search), alone, reachesAll };
}

/** Evidence of a search of the target, or of the specification alone. */
export function searchEvidence(scope: Scope, search: ProductSearch | SpecificationSearch): SearchEvidence {
	const { exercised, transitions, stoppedBy, stoppedFor } = search;
	const counts = { scope: scopeName(scope), transitions, exercised, stoppedBy, stoppedFor };
	if (!("pairs" in search)) return { ...counts, states: search.states, notFollowed: 0 };
	const { pairs: states, notFollowed, findings } = search;
	return { ...counts, states, notFollowed, unfollowed: unfollowedOf(findings) };
}

/** Transitions that violate claims, by the kind of the action and by the claim. */
function unfollowedOf(findings: readonly ProductFinding[]): readonly Unfollowed[] {
	return findings.flatMap(({ claim, interleaving, occurrences }) => {
		const action = interleaving.at(-1)?.kind;
		return action === undefined ? [] : [{ action, claim: claim.id, transitions: occurrences }];
	});
}

/** Evidence of the search of the scope. An audit that was cut short makes it inconclusive. */
export function auditedEvidence(
	scope: Scope,
	search: ProductSearch | SpecificationSearch,
	audits: readonly AuditReport[] = [],
): SearchEvidence {
	const main = searchEvidence(scope, search);
	const cutShort = audits.find(({ audit }) => audit.stoppedBy !== undefined)?.audit.stoppedBy;
	return { ...main, stoppedBy: main.stoppedBy ?? cutShort };
}

/** Options for a scope, as words of a command. */
export function scopeWords(scope: Scope): string {
	return ` ${scopeOptions(scope).join(" ")}`;
}

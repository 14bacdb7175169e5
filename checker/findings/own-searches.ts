import type { Limits, SearchProgress } from "../../explore/limits.ts";
import { SystemModel } from "../../explore/models/system-model.ts";
import { TargetModel } from "../../explore/models/target-model.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import { MOST_PROCESSES } from "../../explore/temporal/history-model.ts";
import {
	checkLivenessClaims,
	type LivenessResult,
	type LivenessSearch,
	livenessClaims,
} from "../../explore/temporal/liveness-claims.ts";
import type { ObservableModel } from "../../explore/temporal/observable-model.ts";
import { searchWitnesses, situationsIn, type WitnessSearch, witnessClaims } from "../../explore/temporal/witnesses.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { nrProcs, type Scope, scopeName } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import type { WitnessClaim } from "../../properties/claim.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import type { OwnSearchEvidence, OwnSearchResult } from "../../properties/verdict.ts";
import { shellWord } from "../../report/escape/shell.ts";
import type { Lasso } from "../../report/text/sections/lasso.ts";
import type { WitnessRun } from "../../report/text/sections/witness.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions, SearchPurpose } from "../options.ts";
import type { EarlierResults, Part } from "../reuse/earlier-results.ts";
import { areComplete, designsPart, searchDesigns } from "../verification/design-searches.ts";
import { lassoOfSystem, lassoOnTarget, shortestLassos } from "./lassos.ts";
import { NO_OWN_SEARCHES, type OwnSearches, scopeWords } from "./search-evidence.ts";

/** Options of the searches of single claims. */
export interface OwnSearchOptions {
	readonly claims: readonly Claim[];
	/** Scopes for liveness, all of which are searched. */
	readonly scopes: readonly Scope[];
	/** Scopes for witnesses, which are searched until one is found. */
	readonly witnessScopes: readonly Scope[];
	readonly limits: () => Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: CheckOptions["onProgress"];
	/** Results of earlier runs on the same target; all is searched anew if left out. */
	readonly earlier?: EarlierResults | undefined;
	/** Searches of designs that have begun; they begin last if left out. */
	readonly designs?: Promise<OwnSearches> | undefined;
}

/** Subject of the searches: a target by itself, or the specification. */
type Searched = { readonly kind: "target"; readonly opened: OpenedTarget } | { readonly kind: "specification" };

/** Checks claims about liveness and about what can happen, each at small scopes. */
export async function searchOwnClaims(searched: Searched, options: OwnSearchOptions): Promise<OwnSearches> {
	const parts: OwnSearches[] = [];
	for (const scope of options.scopes) {
		const part = await partOf("liveness", searched, [scope], options);
		parts.push(await resultOf(part, options, () => livenessAt(searched, scope, options)));
	}
	const part = await partOf("witnesses", searched, options.witnessScopes, options);
	parts.push(await resultOf(part, options, () => firstWitnesses(searched, options)));
	parts.push(await (options.designs ?? resultOf(designsPart(options), options, () => searchDesigns(options))));
	return merged(parts);
}

function resultOf(
	part: Part<OwnSearches>,
	{ earlier }: OwnSearchOptions,
	find: () => Promise<OwnSearches>,
): Promise<OwnSearches> {
	return earlier ? earlier.resultOf(part, find) : find();
}

async function partOf(
	name: string,
	searched: Searched,
	scopes: readonly Scope[],
	{ claims }: OwnSearchOptions,
): Promise<Part<OwnSearches>> {
	if (searched.kind === "specification") return { name, claims, recipes: [], inputs: scopes, isComplete: areComplete };
	const { opened } = searched;
	const recipes = await Promise.all(scopes.map((scope) => opened.recipeFor(scope)));
	// The commands that replay witnesses have the target's words.
	return { name, claims, recipes, inputs: opened.words, isComplete: areComplete };
}

function merged(parts: readonly OwnSearches[]): OwnSearches {
	return {
		evidence: parts.flatMap(({ evidence }) => evidence),
		violations: parts.flatMap(({ violations }) => violations),
		lassos: shortestLassos(parts.flatMap(({ lassos }) => lassos)),
		witnesses: parts.flatMap(({ witnesses }) => witnesses),
	};
}

/** Searches scopes in turn until each claim has a witness. */
async function firstWitnesses(searched: Searched, options: OwnSearchOptions): Promise<OwnSearches> {
	const parts: OwnSearches[] = [];
	let open = witnessClaims(options.claims);
	for (const scope of options.witnessScopes) {
		if (open.length === 0) break;
		const part = await witnessesAt(searched, scope, open, options);
		parts.push(part);
		open = open.filter((claim) => part.witnesses.every((witness) => witness.claim !== claim));
	}
	return merged(parts);
}

async function livenessAt(searched: Searched, scope: Scope, options: OwnSearchOptions): Promise<OwnSearches> {
	const claims = livenessClaims(options.claims);
	if (claims.length === 0) return NO_OWN_SEARCHES;
	const search = await onModel(searched, scope, (model): Promise<LivenessSearch> => {
		return checkLivenessClaims(model, claims, howAt(scope, "for endless runs", options));
	});
	const found: Lasso[] = [];
	for (const result of search.results) {
		const lasso = await lassoOf(searched, scope, result);
		if (lasso) found.push(lasso);
	}
	const evidence = search.results.map(
		(result): OwnSearchEvidence => ({
			claim: result.claim.id,
			scope: scopeName(scope),
			states: search.states,
			result: livenessResultOf(search, result),
		}),
	);
	return { ...NO_OWN_SEARCHES, evidence, lassos: found };
}

function livenessResultOf({ stoppedBy }: LivenessSearch, { lasso, isExercised }: LivenessResult): OwnSearchResult {
	if (stoppedBy !== undefined) return { kind: "stopped", by: stoppedBy };
	if (lasso) return { kind: "violated" };
	return { kind: isExercised ? "holds" : "not exercised" };
}

/** Searches the model once for witnesses of several claims. */
async function witnessesAt(
	searched: Searched,
	scope: Scope,
	claims: readonly WitnessClaim[],
	options: OwnSearchOptions,
): Promise<OwnSearches> {
	const search = await onModel(searched, scope, (model): Promise<WitnessSearch> => {
		return searchWitnesses(model, claims, howAt(scope, "for a witness", options));
	});
	const { witnesses, stoppedBy, states } = search;
	const words = searched.kind === "target" ? searched.opened.words : "";
	return {
		...NO_OWN_SEARCHES,
		evidence: claims.map(({ id }) => {
			const result = witnessResultOf(witnesses.get(id), stoppedBy);
			return { claim: id, scope: scopeName(scope), states, result };
		}),
		witnesses: claims.flatMap((claim) => {
			const interleaving = witnesses.get(claim.id);
			return interleaving ? [witnessRun(words, claim, scope, interleaving)] : [];
		}),
	};
}

/**
 * Finds out which of the claims about what can happen a given interleaving shows. That it does not show one is said only where that claim
 * was asked for, and not of a whole ledger.
 */
export async function searchGivenWitnesses(
	{ target, forSearch }: OpenedTarget,
	claims: readonly Claim[],
	interleaving: Interleaving,
): Promise<OwnSearches> {
	const { scope } = target;
	const asked = witnessClaims(claims);
	if (asked.length === 0 || nrProcs(scope) > MOST_PROCESSES) return NO_OWN_SEARCHES;
	const reached = situationsIn(new TargetModel(await forSearch(scope)), asked, interleaving);
	const evidence = asked.flatMap(({ id }): readonly OwnSearchEvidence[] => {
		const length = reached.get(id);
		if (length !== undefined) {
			return [{ claim: id, scope: scopeName(scope), states: 0, result: { kind: "witnessed", length } }];
		}
		const states = interleaving.length + 1;
		const isOfFew = claims.length < CLAIMS.length;
		return isOfFew ? [{ claim: id, scope: "the interleaving", states, result: { kind: "no witness" } }] : [];
	});
	return { ...NO_OWN_SEARCHES, evidence };
}

/** A witness with the command that runs it again. @param words of the command that name the target */
export function witnessRun(words: string, claim: Claim, scope: Scope, interleaving: Interleaving): WitnessRun {
	const text = interleaving.map((action) => formatAction(scope, action)).join(" ");
	const replay = `npx rollcall verify${words}${scopeWords(scope)} --only ${claim.id} --interleaving ${shellWord(text)}`;
	return { claim, scope, interleaving, replay };
}

function witnessResultOf(witness: readonly Action[] | undefined, stoppedBy: string | undefined): OwnSearchResult {
	if (witness) return { kind: "witnessed", length: witness.length };
	return stoppedBy === undefined ? { kind: "no witness" } : { kind: "stopped", by: stoppedBy };
}

function howAt(scope: Scope, purpose: SearchPurpose, { limits, signal, onProgress }: OwnSearchOptions) {
	return {
		...{ limits: limits(), signal },
		onProgress: (progress: SearchProgress) => onProgress?.({ phase: "search", purpose, scope, ...progress }),
	};
}

/** Searches the model of what is searched, without the target's dead memory. */
async function onModel<Result>(
	searched: Searched,
	scope: Scope,
	search: <S>(model: ObservableModel<S>) => Promise<Result>,
): Promise<Result> {
	if (searched.kind === "specification") return search(new SystemModel(new System(scope)));
	const target = await searched.opened.forSearch(scope);
	return withoutDeadMemory(target, assumedDead(target), () => search(new TargetModel(target, countedAlphabet(scope))));
}

function lassoOf(
	searched: Searched,
	scope: Scope,
	{ claim, subject, lasso }: LivenessResult,
): Promise<Lasso> | Lasso | undefined {
	if (!lasso || subject === undefined) return undefined;
	const found = { ...lasso, claim, subject, isShortest: true };
	return searched.kind === "target"
		? lassoOnTarget(searched.opened, scope, found)
		: lassoOfSystem(new System(scope), found);
}

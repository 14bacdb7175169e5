import type { Limits, SearchProgress } from "../../explore/limits.ts";
import { SystemModel } from "../../explore/models/system-model.ts";
import { TargetModel } from "../../explore/models/target-model.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import {
	checkLivenessClaims,
	type LivenessResult,
	type LivenessSearch,
	livenessClaims,
} from "../../explore/temporal/liveness-claims.ts";
import type { ObservableModel } from "../../explore/temporal/observable-model.ts";
import { searchWitness, type WitnessSearch, witnessClaims } from "../../explore/temporal/witnesses.ts";
import type { Target } from "../../impl/target.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import type { WitnessClaim } from "../../properties/claim.ts";
import type { PropertyEvidence } from "../../properties/design-evidence.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import type { OwnSearchEvidence, OwnSearchResult } from "../../properties/verdict.ts";
import { shellWord } from "../../report/escape/shell.ts";
import type { Lasso, RunStep } from "../../report/text/sections/lasso.ts";
import type { OpenedTarget } from "../open-target.ts";
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
	readonly onProgress: (scope: Scope, progress: SearchProgress) => void;
}

/** What is searched: a target by itself, or the specification. */
type Searched = { readonly kind: "target"; readonly opened: OpenedTarget } | { readonly kind: "specification" };

/** Checks claims about liveness and about what can happen, each at small scopes. */
export async function searchOwnClaims(searched: Searched, options: OwnSearchOptions): Promise<OwnSearches> {
	const parts: OwnSearches[] = [];
	for (const scope of options.scopes) parts.push(await livenessAt(searched, scope, options));
	for (const claim of witnessClaims(options.claims)) {
		let isWitnessed = false;
		for (const scope of options.witnessScopes) {
			if (isWitnessed) break;
			const part = await witnessAt(searched, scope, claim, options);
			parts.push(part);
			isWitnessed = part.witnesses.length > 0;
		}
	}
	parts.push(await searchDesigns(options));
	return {
		evidence: parts.flatMap(({ evidence }) => evidence),
		violations: parts.flatMap(({ violations }) => violations),
		lassos: shortestOfEach(parts.flatMap(({ lassos }) => lassos)),
		witnesses: parts.flatMap(({ witnesses }) => witnesses),
	};
}

/** Decides the properties of designs that claims rest on. Each design is searched once. */
async function searchDesigns({ claims, limits, signal }: OwnSearchOptions): Promise<OwnSearches> {
	const checks = claims.flatMap((claim) => (claim.design ?? []).map((check) => ({ claim, check })));
	if (checks.length === 0) return NO_OWN_SEARCHES;
	const { decideDesign } = await import("../../explore/designs/decide.ts");
	const { designOf } = await import("../../model/designs/index.ts");
	const decided = new Map<string, readonly PropertyEvidence[]>();
	for (const id of new Set(checks.map(({ check }) => check.design))) {
		decided.set(id, await decideDesign(designOf(id), limits(), signal));
	}
	const parts = checks.map(({ claim, check }) => {
		const wanted = (decided.get(check.design) ?? []).filter(({ property }) => check.properties.includes(property));
		return evidenceOfDesign(claim, check.design, wanted);
	});
	return {
		...NO_OWN_SEARCHES,
		evidence: parts.flatMap(({ evidence }) => evidence),
		violations: parts.flatMap(({ violations }) => violations),
	};
}

/** Evidence of the properties that a claim needs of one design: it is violated where one of them is false. */
function evidenceOfDesign(
	claim: Claim,
	design: string,
	properties: readonly PropertyEvidence[],
): Pick<OwnSearches, "evidence" | "violations"> {
	const refuted = properties.filter(({ isTrue }) => isTrue === false);
	const violations = refuted.map(({ trace }) => ({
		claim: claim.id,
		length: trace?.steps.length ?? 0,
		isKnown: false,
	}));
	const open = properties.find(({ isTrue }) => isTrue === undefined);
	const by = open?.searches.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy ?? "a limit";
	const result: OwnSearchResult = open ? { kind: "stopped", by } : { kind: refuted.length > 0 ? "violated" : "holds" };
	const searches = properties[0]?.searches ?? [];
	const evidence = searches.map(({ scope, states }) => ({
		claim: claim.id,
		scope: `${design}: ${scope}`,
		states,
		result,
	}));
	return { evidence, violations };
}

/** The shortest lasso of each claim, and of each that it follows from. */
function shortestOfEach(lassos: readonly Lasso[]): readonly Lasso[] {
	const sorted = lassos.toSorted((a, b) => a.steps.length - b.steps.length);
	const keyOf = ({ claim, follows }: Lasso): string => [claim.id, ...(follows?.claims ?? [])].join();
	return sorted.filter((lasso, index) => sorted.findIndex((other) => keyOf(other) === keyOf(lasso)) === index);
}

async function livenessAt(searched: Searched, scope: Scope, options: OwnSearchOptions): Promise<OwnSearches> {
	const claims = livenessClaims(options.claims);
	if (claims.length === 0) return NO_OWN_SEARCHES;
	const search = await onModel(searched, scope, (model): Promise<LivenessSearch> => {
		return checkLivenessClaims(model, claims, howAt(scope, options));
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

async function witnessAt(
	searched: Searched,
	scope: Scope,
	claim: WitnessClaim,
	options: OwnSearchOptions,
): Promise<OwnSearches> {
	const search = await onModel(searched, scope, (model): Promise<WitnessSearch> => {
		return searchWitness(model, claim, howAt(scope, options));
	});
	const { witness: interleaving, stoppedBy, states } = search;
	const evidence = {
		claim: claim.id,
		scope: scopeName(scope),
		states,
		result: witnessResultOf(interleaving, stoppedBy),
	};
	if (!interleaving) return { ...NO_OWN_SEARCHES, evidence: [evidence] };
	const words = searched.kind === "target" ? searched.opened.words : "";
	const text = interleaving.map((action) => formatAction(scope, action)).join(" ");
	const replay = `npx rollcall verify${words}${scopeWords(scope)} --interleaving ${shellWord(text)}`;
	return { ...NO_OWN_SEARCHES, evidence: [evidence], witnesses: [{ claim, scope, interleaving, replay }] };
}

function witnessResultOf(witness: readonly Action[] | undefined, stoppedBy: string | undefined): OwnSearchResult {
	if (witness) return { kind: "witnessed", length: witness.length };
	return stoppedBy === undefined ? { kind: "no witness" } : { kind: "stopped", by: stoppedBy };
}

function howAt(scope: Scope, { limits, signal, onProgress }: OwnSearchOptions) {
	return { limits: limits(), signal, onProgress: (progress: SearchProgress) => onProgress(scope, progress) };
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

async function lassoOf(
	searched: Searched,
	scope: Scope,
	{ claim, subject, lasso }: LivenessResult,
): Promise<Lasso | undefined> {
	if (!lasso || subject === undefined) return undefined;
	const actions = [...lasso.stem, ...lasso.loop];
	const target = searched.kind === "target" ? await searched.opened.forSearch(scope) : undefined;
	const steps = target ? runAlone(target, actions) : runOfSystem(new System(scope), actions);
	const { cause } = claim.liveness;
	const follows = target && followsFrom(target, lasso.stem);
	return { ...lasso, claim, scope, subject, cause, steps, follows };
}

/** Runs actions on a target by itself, whether or not the specification does the same. */
function runAlone(target: Target, actions: readonly Action[]): readonly RunStep[] {
	target.reset();
	return actions.map((action) => {
		target.apply(action);
		return { action, after: target.view() };
	});
}

function runOfSystem(system: System, actions: readonly Action[]): readonly RunStep[] {
	let state = system.initial;
	return actions.map((action) => {
		state = system.step(state, action).state;
		return { action, after: state };
	});
}

/** The first step of the stem that breaks claims, and those. */
function followsFrom(target: Target, stem: readonly Action[]): Lasso["follows"] {
	const { taken, broken } = replayOn(target, CLAIMS, stem);
	return broken.length === 0 ? undefined : { claims: broken.map(({ claim }) => claim.id), step: taken.length };
}

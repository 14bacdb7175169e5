import type { Limits } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { countStates } from "../../explore/specification/count-states.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { CompleteSearch, LeftOut } from "../../report/text/verify.ts";
import { searchGivenLasso } from "../findings/lassos.ts";
import { searchGivenWitnesses, searchOwnClaims } from "../findings/own-searches.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import { NO_OWN_SEARCHES, type OwnSearches, rawOfSearch } from "../findings/search-evidence.ts";
import { searchWholeAlphabet, wholeAlphabetScope } from "../findings/whole-alphabet.ts";
import type { OpenedTarget } from "../open-target.ts";
import { limitsOf, OWN_SEARCH_STATES } from "../options.ts";
import type { Part as EarlierPart, EarlierResults } from "../reuse/earlier-results.ts";
import type { FirstFinding } from "./first-finding.ts";
import { searchPast } from "./past-violations/searches.ts";
import { limitsOfSearch, type Plan, timeFor } from "./plan.ts";

/** Processes of a scope whose search is over at once. */
const SMALL_PROCESSES = 3;
/** The most time to count the states of the specification, in milliseconds. */
const COUNT_MS = 5_000;

/**
 * Small scopes that are searched completely: several users, two subscribers, three subscribers, services in the rows before users, or in
 * those of users, more services than slots.
 *
 * All have three processes, so that a C source is compiled once for each number of slots.
 */
export function smallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 0, services: 3, slots },
		{ users: 2, services: 1, slots, rows: "services first" },
		{ users: 1, services: 2, slots, rows: "services first" },
		{ users: 2, services: 1, slots, rows: "shared" },
		{ users: 1, services: 2, slots, rows: "shared" },
		{ users: 1, services: 2, slots: 1 },
	];
}

/** Complete searches, and the scopes that were left out because the target cannot have their number of slots. */
export interface CompleteSearches {
	readonly complete: readonly CompleteSearch[];
	readonly leftOut: readonly LeftOut[];
}

/** No complete searches. */
export const NO_SEARCHES: CompleteSearches = { complete: [], leftOut: [] };

/** Searches the small scopes completely, and the smallest with every action; then past what violates claims. */
export async function searchCompletely(
	opened: OpenedTarget,
	plan: Plan,
	first: FirstFinding,
	earlier: EarlierResults,
): Promise<CompleteSearches> {
	const leftOut: LeftOut[] = [];
	const complete: CompleteSearch[] = [];
	const scopes = scopesOf(opened, plan);
	for (const [index, scope] of scopes.entries()) {
		const reason = await opened.cannotHave(scope);
		if (reason !== undefined) {
			leftOut.push({ scope, reason });
			continue;
		}
		const limits = limitsOfSearch(plan, scopes.length - index);
		const part = await partOf("search", opened, plan, scope);
		const search = await earlier.resultOf(part, () => searchAt(opened, plan, scope, limits));
		complete.push({ scope, search });
		await first.announce(rawsOf({ scope, search }, plan.claims));
	}
	const scope = wholeAlphabetScope(opened);
	const part = await partOf("search with all actions", opened, plan, scope);
	const search = await earlier.resultOf(part, async () => {
		return (await searchWholeAlphabet(opened, plan.claims, limitsOfSearch(plan, 0), plan.options)).search;
	});
	await first.announce(rawsOf({ scope, search }, plan.claims));
	const past = await searchPast(opened, plan, [...complete, { scope, search, isWhole: true }], earlier);
	return { complete: past, leftOut };
}

/** The search of a scope, as a part whose result can be taken from an earlier run. */
export async function partOf(
	name: string,
	opened: OpenedTarget,
	{ claims }: Plan,
	scope: Scope,
): Promise<EarlierPart<ProductSearch>> {
	return {
		...{ name, claims, recipes: [await opened.recipeFor(scope)], inputs: "" },
		isComplete: ({ stoppedBy, stoppedFor }) => stoppedBy === undefined && Object.keys(stoppedFor).length === 0,
	};
}

/** The scopes that are searched with the counted actions. */
function scopesOf({ target }: OpenedTarget, { options }: Plan): readonly Scope[] {
	return (options.scopes ?? smallScopes)(target.scope.slots);
}

/** The scopes that are searched completely, that with every action last. */
export function searchedScopes(opened: OpenedTarget, plan: Plan): readonly Scope[] {
	return [...scopesOf(opened, plan), wholeAlphabetScope(opened)];
}

/** Searches one scope with the counted actions. */
async function searchAt(opened: OpenedTarget, plan: Plan, scope: Scope, limits: Limits): Promise<ProductSearch> {
	const { signal, onProgress } = plan.options;
	const of = await expectedStates(scope, signal);
	return searchProduct(new System(scope), await opened.forSearch(scope), {
		claims: plan.claims,
		allMemory: false,
		limits,
		signal,
		onProgress: (progress) => onProgress?.({ phase: "search", scope, of, ...progress }),
	});
}

/** Number of states of the specification at a large scope, where it is known: a target has about as many. Undefined at a small one. */
async function expectedStates(scope: Scope, signal: AbortSignal | undefined): Promise<number | undefined> {
	return nrProcs(scope) <= SMALL_PROCESSES ? undefined : countStates(scope, limitsOf({ timeMs: COUNT_MS }), signal);
}

/** Small scopes of the searches for single claims. */
export function ownSmallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
	];
}

/** Searches for single claims: at scopes with several users, and with several services. */
export function searchOwn(
	opened: OpenedTarget,
	plan: Plan,
	earlier: EarlierResults,
	designs: Promise<OwnSearches>,
): Promise<OwnSearches> {
	const { claims, bytes, options } = plan;
	const { ownScopes = ownSmallScopes, ownStates: states = OWN_SEARCH_STATES } = options;
	const scopes = ownScopes(opened.target.scope.slots);
	return searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims, scopes, earlier, designs, witnessScopes: scopes.toReversed(), signal: options.signal },
			// Half of what is left each time: however many there are, each has some.
			limits: () => limitsOf({ timeMs: timeFor("own", plan) / 2, bytes, states }),
			onProgress: options.onProgress,
		},
	);
}

/** Checks the lasso that was given, if one was, or what a given interleaving shows that can happen. */
export async function checkGiven(opened: OpenedTarget, { claims, given, loop }: Plan): Promise<OwnSearches> {
	if (!given) return NO_OWN_SEARCHES;
	return loop ? searchGivenLasso(opened, claims, { stem: given, loop }) : searchGivenWitnesses(opened, claims, given);
}

/** The findings of a complete search. */
export function rawsOf({ scope, search }: CompleteSearch, claims: readonly Claim[]): readonly RawFinding[] {
	return search.findings.map((found) => rawOfSearch(scope, found, claims));
}

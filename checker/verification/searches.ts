import type { Limits } from "../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../explore/product/alone-search.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import type { Lives } from "../../impl/facility.ts";
import { alphabet } from "../../model/action.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { CompleteSearch, LeftOut } from "../../report/text/verify.ts";
import { searchGivenLasso } from "../findings/lassos.ts";
import { searchOwnClaims } from "../findings/own-searches.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import { NO_OWN_SEARCHES, type OwnSearches, rawOfSearch } from "../findings/search-evidence.ts";
import { searchWholeAlphabet, wholeAlphabetScope } from "../findings/whole-alphabet.ts";
import type { OpenedTarget } from "../open-target.ts";
import { limitsOf, OWN_SEARCH_STATES } from "../options.ts";
import type { Part as EarlierPart, EarlierResults } from "../reuse/earlier-results.ts";
import type { Part } from "./deadline.ts";
import type { FirstFinding } from "./first-finding.ts";
import type { Plan } from "./plan.ts";

/** Processes of a scope whose search is over at once. */
const SMALL_PROCESSES = 3;
/** The most time to count the states of the specification, in milliseconds. */
const COUNT_MS = 5_000;

/**
 * Small scopes that are searched completely: several users, two subscribers, three subscribers, more services than
 * slots.
 *
 * All have three processes, so that a C source is compiled once for each number of slots.
 */
export function smallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 0, services: 3, slots },
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

/** Searches the small scopes completely, and the smallest with every action. */
export async function searchCompletely(
	opened: OpenedTarget,
	plan: Plan,
	first: FirstFinding,
	earlier: EarlierResults,
): Promise<CompleteSearches> {
	const leftOut: LeftOut[] = [];
	const complete: CompleteSearch[] = [];
	const scopes = (plan.options.scopes ?? smallScopes)(opened.target.scope.slots);
	for (const [index, scope] of scopes.entries()) {
		const reason = await opened.cannotHave(scope);
		if (reason !== undefined) {
			leftOut.push({ scope, reason });
			continue;
		}
		const limits = limitsOfSearch(plan, scopes.length - index);
		const part = await partOf("search", opened, plan, scope);
		const search = await earlier.resultOf(part, () => searchAt(opened, plan, scope, limits));
		const alone = await searchPast(opened, plan, { scope, search }, earlier);
		complete.push({ scope, search, alone });
		await first.announce(rawsOf({ scope, search }, plan.claims));
	}
	const scope = wholeAlphabetScope(opened);
	const part = await partOf("search with all actions", opened, plan, scope);
	const search = await earlier.resultOf(part, async () => {
		return (await searchWholeAlphabet(opened, plan.claims, limitsOfSearch(plan, 0), plan.options)).search;
	});
	await first.announce(rawsOf({ scope, search }, plan.claims));
	const alone = await searchPast(opened, plan, { scope, search }, earlier, "two");
	return { complete: [...complete, { scope, search, alone }], leftOut };
}

async function partOf(
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

/** Number of states of the specification at a large scope: a target has about as many. Undefined at a small one. */
async function expectedStates(scope: Scope, signal: AbortSignal | undefined): Promise<number | undefined> {
	if (nrProcs(scope) <= SMALL_PROCESSES) return undefined;
	const how = { symmetry: true, claims: [], limits: limitsOf({ timeMs: COUNT_MS }), signal, onProgress: undefined };
	const { states, stoppedBy } = await searchSpecification(scope, how);
	return stoppedBy === undefined ? states : undefined;
}

/**
 * Searches the target by itself where a search did not follow all of its steps, and that is asked for.
 *
 * @param lives of each row; with two of them every action is taken
 */
async function searchPast(
	opened: OpenedTarget,
	plan: Plan,
	{ scope, search }: CompleteSearch,
	earlier: EarlierResults,
	lives: Lives = "one",
): Promise<AloneSearch | undefined> {
	const { statesPast: states, signal, onProgress } = plan.options;
	if (states === undefined || search.notFollowed === 0 || search.stoppedBy !== undefined) return undefined;
	const part: EarlierPart<AloneSearch> = {
		...{ name: "search past violations", claims: plan.claims },
		...{ recipes: [await opened.recipeFor(scope)], inputs: { states, lives } },
		isComplete: ({ stoppedBy }) => stoppedBy === undefined || stoppedBy === "the limit of states",
	};
	return earlier.resultOf(part, async () =>
		searchAlone(await opened.forSearch(scope, lives), (lives === "one" ? countedAlphabet : alphabet)(scope), {
			claims: plan.claims,
			limits: { ...limitsOfSearch(plan, 1), states },
			signal,
			onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
		}),
	);
}

/** Limits of a search: an equal share of the time that is left for searches. @param others searches that follow */
function limitsOfSearch(plan: Plan, others: number): Limits {
	return limitsOf({ timeMs: timeFor("searches", plan) / (others + 1), bytes: plan.bytes });
}

/** Time for a part in milliseconds. An interruption is for the signal to tell: a search is to name it, and not its limit. */
function timeFor(part: Part, { deadline, options }: Plan): number {
	return options.signal?.aborted ? Number.POSITIVE_INFINITY : deadline.msFor(part);
}

/** Small scopes of the searches for single claims. */
export function ownSmallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
	];
}

/** Searches for single claims: at scopes with several users, and with several services. */
export function searchOwn(opened: OpenedTarget, plan: Plan, earlier: EarlierResults): Promise<OwnSearches> {
	const { claims, bytes, options } = plan;
	const { ownScopes = ownSmallScopes, ownStates: states = OWN_SEARCH_STATES } = options;
	const scopes = ownScopes(opened.target.scope.slots);
	return searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims, scopes, earlier, witnessScopes: scopes.toReversed(), signal: options.signal },
			// Half of what is left each time: however many there are, each has some.
			limits: () => limitsOf({ timeMs: timeFor("own", plan) / 2, bytes, states }),
			onProgress: (scope, progress) => options.onProgress?.({ phase: "search", scope, ...progress }),
		},
	);
}

/** Checks the lasso that was given, if one was. */
export function checkGivenLasso(
	opened: OpenedTarget,
	{ claims, given, loop }: Plan,
): Promise<OwnSearches> | OwnSearches {
	return given && loop ? searchGivenLasso(opened, claims, { stem: given, loop }) : NO_OWN_SEARCHES;
}

/** The findings of a complete search. */
export function rawsOf({ scope, search }: CompleteSearch, claims: readonly Claim[]): readonly RawFinding[] {
	return search.findings.map((found) => rawOfSearch(scope, found, claims));
}

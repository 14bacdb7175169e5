import type { Limits } from "../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../explore/product/alone-search.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import type { Lives } from "../../impl/facility.ts";
import { type Action, alphabet } from "../../model/action.ts";
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
		const one = await earlier.resultOf(part, () => searchAt(opened, plan, scope, limits));
		complete.push(one);
		await first.announce(rawsOf(one, plan.claims));
	}
	const part = await partOf("whole alphabet", opened, plan, wholeAlphabetScope(opened));
	const whole = await earlier.resultOf(part, () => searchWhole(opened, plan));
	await first.announce(rawsOf(whole, plan.claims));
	return { complete: [...complete, whole], leftOut };
}

async function partOf(
	name: string,
	opened: OpenedTarget,
	plan: Plan,
	scope: Scope,
): Promise<EarlierPart<CompleteSearch>> {
	const inputs = { statesPast: plan.options.statesPast };
	return { name, recipes: [await opened.recipeFor(scope)], inputs, isComplete };
}

/** True if no limit came first. */
function isComplete({ search, alone }: CompleteSearch): boolean {
	return (
		search.stoppedBy === undefined && Object.keys(search.stoppedFor).length === 0 && alone?.stoppedBy === undefined
	);
}

/** Searches one scope with the counted actions. */
async function searchAt(opened: OpenedTarget, plan: Plan, scope: Scope, limits: Limits): Promise<CompleteSearch> {
	const { signal, onProgress } = plan.options;
	const of = await expectedStates(scope, signal);
	const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
		claims: plan.claims,
		allMemory: false,
		limits,
		signal,
		onProgress: (progress) => onProgress?.({ phase: "search", scope, of, ...progress }),
	});
	return { scope, search, alone: await searchPast(opened, plan, { scope, search }, countedAlphabet(scope)) };
}

/** Searches the smallest scope with every action. */
async function searchWhole(opened: OpenedTarget, plan: Plan): Promise<CompleteSearch> {
	const whole = await searchWholeAlphabet(opened, plan.claims, limitsOfSearch(plan, 0), plan.options);
	return { ...whole, alone: await searchPast(opened, plan, whole, alphabet(whole.scope), "two") };
}

/** Number of states of the specification at a large scope: a target has about as many. Undefined at a small one. */
async function expectedStates(scope: Scope, signal: AbortSignal | undefined): Promise<number | undefined> {
	if (nrProcs(scope) <= SMALL_PROCESSES) return undefined;
	const how = { symmetry: true, claims: [], limits: limitsOf({ timeMs: COUNT_MS }), signal, onProgress: undefined };
	const { states, stoppedBy } = await searchSpecification(scope, how);
	return stoppedBy === undefined ? states : undefined;
}

/** Searches the target by itself where a search did not follow all of its steps, and that is asked for. */
async function searchPast(
	opened: OpenedTarget,
	plan: Plan,
	{ scope, search }: CompleteSearch,
	actions: readonly Action[],
	lives?: Lives,
): Promise<AloneSearch | undefined> {
	const { statesPast: states, signal, onProgress } = plan.options;
	if (states === undefined || search.notFollowed === 0 || search.stoppedBy !== undefined) return undefined;
	return searchAlone(await opened.forSearch(scope, lives), actions, {
		claims: plan.claims,
		limits: { ...limitsOfSearch(plan, 1), states },
		signal,
		onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
	});
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
export async function searchOwn(opened: OpenedTarget, plan: Plan, earlier: EarlierResults): Promise<OwnSearches> {
	const { claims, bytes, options } = plan;
	const { ownScopes = ownSmallScopes, ownStates: states = OWN_SEARCH_STATES } = options;
	const scopes = ownScopes(opened.target.scope.slots);
	const part: EarlierPart<OwnSearches> = {
		name: "claims with searches of their own",
		recipes: await Promise.all(scopes.map((scope) => opened.recipeFor(scope))),
		// The commands that replay witnesses have the target's words.
		inputs: opened.words,
		isComplete: ({ evidence }) => evidence.every(({ result }) => result.kind !== "stopped"),
	};
	return earlier.resultOf(part, () =>
		searchOwnClaims(
			{ kind: "target", opened },
			{
				...{ claims, scopes, witnessScopes: scopes.toReversed(), signal: options.signal },
				// Half of what is left each time: however many there are, each has some.
				limits: () => limitsOf({ timeMs: timeFor("own", plan) / 2, bytes, states }),
				onProgress: (scope, progress) => options.onProgress?.({ phase: "search", scope, ...progress }),
			},
		),
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

import type { Limits } from "../../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../../explore/product/alone-search.ts";
import { searchSpecification } from "../../../explore/specification/search-specification.ts";
import { alphabet } from "../../../model/action.ts";
import { countedAlphabet } from "../../../model/system.ts";
import { conforms } from "../../../properties/claims/conforms.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { CompleteSearch } from "../../../report/text/verify.ts";
import type { OpenedTarget } from "../../open-target.ts";
import { limitsOf, STATES_PAST } from "../../options.ts";
import type { EarlierResults, Part } from "../../reuse/earlier-results.ts";
import { limitsOfSearch, type Plan } from "../plan.ts";

/** The most time to count the states of the specification, in milliseconds. */
const COUNT_MS = 5_000;

/**
 * Searches the target by itself, past what violates claims, where complete searches did not follow all transitions and claims are left to
 * decide: docs/adr/026.
 *
 * @returns the searches, each with that past its violations
 */
export async function searchPast(
	opened: OpenedTarget,
	plan: Plan,
	complete: readonly CompleteSearch[],
	earlier: EarlierResults,
): Promise<readonly CompleteSearch[]> {
	const claims = leftToDecide(plan.claims, complete);
	if (claims.length === 0) return complete;
	const searched: CompleteSearch[] = [];
	for (const [index, one] of complete.entries()) {
		const isPartial = one.search.notFollowed > 0 && one.search.stoppedBy === undefined;
		if (!isPartial) {
			searched.push(one);
			continue;
		}
		const limits = limitsOfSearch(plan, complete.length - 1 - index);
		const alone = await aloneOf(opened, { ...plan, claims }, one, limits, earlier);
		searched.push({ ...one, alone, reachesAll: await reachesAll(plan, one) });
	}
	return searched;
}

/** Claims that no search violated, and that a target by itself decides. */
function leftToDecide(claims: readonly Claim[], complete: readonly CompleteSearch[]): readonly Claim[] {
	const violated = new Set(complete.flatMap(({ search }) => search.findings.map(({ claim }) => claim)));
	return claims.filter((claim) => claim.check && !claim.needsSpecification && !violated.has(claim));
}

/** Searches the target of a complete search by itself. */
async function aloneOf(
	opened: OpenedTarget,
	{ claims, options }: Plan,
	{ scope, isWhole }: CompleteSearch,
	limits: Limits,
	earlier: EarlierResults,
): Promise<AloneSearch> {
	const { statesPast: states = STATES_PAST, signal, onProgress } = options;
	const part: Part<AloneSearch> = {
		...{
			name: "search past violations",
			claims,
			recipes: [await opened.recipeFor(scope)],
			inputs: { states, isWhole: isWhole === true },
		},
		isComplete: ({ stoppedBy }) => stoppedBy === undefined || stoppedBy === "the limit of states",
	};
	const actions = (isWhole ? alphabet : countedAlphabet)(scope);
	return earlier.resultOf(part, async () =>
		searchAlone(await opened.forSearch(scope, isWhole ? "two" : "one"), actions, {
			...{ claims, limits: { ...limits, states }, signal },
			onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
		}),
	);
}

/**
 * True if the transitions that a search followed reach all states of the specification; undefined where that was not found out.
 *
 * The claim `conforms` has to be checked: without it, a step may be followed that does something else than the specification.
 */
async function reachesAll({ claims, options }: Plan, { scope, search }: CompleteSearch): Promise<boolean | undefined> {
	if (!claims.includes(conforms)) return undefined;
	if (search.reachesAll !== undefined) return search.reachesAll;
	const limits = limitsOf({ timeMs: COUNT_MS });
	const how = { symmetry: true, claims: [], limits, signal: options.signal, onProgress: undefined };
	const { states, stoppedBy } = await searchSpecification(scope, how);
	return stoppedBy === undefined ? states === search.states : undefined;
}

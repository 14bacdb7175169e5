import { type Limits, OUT_OF_STATES } from "../../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../../explore/product/alone-search.ts";
import { countStates } from "../../../explore/specification/count-states.ts";
import { alphabet } from "../../../model/action.ts";
import { countedAlphabet } from "../../../model/system.ts";
import { conforms } from "../../../properties/claims/conforms.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { CompleteSearch } from "../../../report/text/verify.ts";
import type { OpenedTarget } from "../../open-target.ts";
import { STATES_FURTHER, STATES_PAST } from "../../options.ts";
import type { EarlierResults, Part } from "../../reuse/earlier-results.ts";
import { limitsOfSearch, type Plan } from "../plan.ts";

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
		const limits = {
			...limitsOfSearch(plan, complete.length - 1 - index),
			states: plan.options.statesPast ?? STATES_PAST,
		};
		const alone = await aloneOf(opened, { ...plan, claims }, one, limits, earlier);
		searched.push({ ...one, alone, reachesAll: await reachesAll(plan, one) });
	}
	return searchFurther(opened, { ...plan, claims }, searched, earlier);
}

/**
 * Searches one scope further where the others leave claims open: those that only searches exercise which the limit of states stopped.
 */
async function searchFurther(
	opened: OpenedTarget,
	plan: Plan,
	searched: readonly CompleteSearch[],
	earlier: EarlierResults,
): Promise<readonly CompleteSearch[]> {
	const isOpen = ({ id }: Claim): boolean =>
		searched.every(({ alone, search }) => {
			if (search.notFollowed === 0) return !search.exercised.has(id);
			return alone?.stoppedBy !== undefined || (!alone?.exercised.has(id) && !alone?.violations.has(id));
		});
	const stopped = searched.find(({ alone }) => alone?.stoppedBy === OUT_OF_STATES);
	if (plan.options.statesPast !== undefined || !stopped || !plan.claims.some(isOpen)) return searched;
	const limits = { ...limitsOfSearch(plan, 0), states: STATES_FURTHER };
	const alone = await aloneOf(opened, plan, stopped, limits, earlier);
	return searched.map((one) => (one === stopped ? { ...one, alone } : one));
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
	const { signal, onProgress } = options;
	const part: Part<AloneSearch> = {
		...{
			name: "search past violations",
			claims,
			recipes: [await opened.recipeFor(scope)],
			inputs: { states: limits.states, isWhole: isWhole === true },
		},
		isComplete: ({ stoppedBy }) => stoppedBy === undefined || stoppedBy === OUT_OF_STATES,
	};
	const actions = (isWhole ? alphabet : countedAlphabet)(scope);
	return earlier.resultOf(part, async () =>
		searchAlone(await opened.forSearch(scope, isWhole ? "two" : "one"), actions, {
			...{ claims, limits, signal },
			onProgress: (progress) => onProgress?.({ phase: "search", purpose: "past violations", scope, ...progress }),
		}),
	);
}

/**
 * True if the transitions that a search followed reach all states of the specification; undefined where that was not found out.
 *
 * The claim `conforms` has to be checked: without it, a step may be followed that does something else than the specification.
 */
async function reachesAll(plan: Plan, { scope, search }: CompleteSearch): Promise<boolean | undefined> {
	const { claims, options } = plan;
	if (!claims.includes(conforms)) return undefined;
	if (search.reachesAll !== undefined) return search.reachesAll;
	const states = await countStates(scope, limitsOfSearch(plan, 0), options.signal);
	return states === undefined ? undefined : states === search.states;
}

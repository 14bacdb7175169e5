import type { Limits } from "../../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../../explore/product/alone-search.ts";
import { alphabet } from "../../../model/action.ts";
import { isSameScope, type Scope, scopeName } from "../../../model/scope.ts";
import { countedAlphabet } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { TraceEvidence } from "../../../properties/unfollowed.ts";
import type { CompleteSearch } from "../../../report/text/verify.ts";
import type { RawFinding } from "../../findings/raw-finding.ts";
import type { OpenedTarget } from "../../open-target.ts";
import { limitsOf, TRACE_STATES } from "../../options.ts";
import type { EarlierResults, Part } from "../../reuse/earlier-results.ts";
import type { Plan } from "../plan.ts";

/** Processes of the first search: a subscriber is lost where three are subscribed, one of them leaves, and a user is in an event. */
const ENOUGH = { users: 1, services: 3 } as const;

/** A search of whole traces of a target by itself. */
export interface TraceSearch {
	readonly scope: Scope;
	/** True if it takes every action. */
	readonly isWhole: boolean;
	/** The claims that it checks. */
	readonly claims: readonly Claim[];
	readonly alone: AloneSearch;
}

/**
 * Searches whole traces of the target by itself, for claims whose conditions on single steps take for granted what is violated:
 * where three services are subscribed, then at each scope whose complete search did not follow all transitions.
 *
 * @param found violations of other claims
 */
export async function searchTraces(
	opened: OpenedTarget,
	plan: Plan,
	complete: readonly CompleteSearch[],
	found: readonly RawFinding[],
	earlier: EarlierResults,
): Promise<readonly TraceSearch[]> {
	let claims = plan.isReplay ? [] : restingOnViolated(plan.claims, found);
	if (claims.length === 0) return [];
	const searches: TraceSearch[] = [];
	for (const { scope, isWhole } of await scopesOf(opened, complete)) {
		if (claims.length === 0) break;
		const alone = await traced(opened, { ...plan, claims }, scope, isWhole, earlier);
		searches.push({ scope, isWhole, claims, alone });
		claims = claims.filter(({ id }) => !alone.violations.has(id));
	}
	return searches;
}

/** Claims that nothing violates so far, and that rest on one that is violated. */
function restingOnViolated(claims: readonly Claim[], found: readonly RawFinding[]): readonly Claim[] {
	const violated = new Set(found.map(({ claim }) => claim.id));
	return claims.filter(
		({ id, check, restsOn = [] }) => check && !violated.has(id) && restsOn.some((other) => violated.has(other)),
	);
}

/** Claims that these searches leave open: nothing violates them, and some search was cut short. */
export function leftOpen(searches: readonly TraceSearch[]): readonly Claim[] {
	const claims = new Set(searches.flatMap((search) => search.claims));
	return [...claims].filter((claim) => {
		const own = searches.filter((search) => search.claims.includes(claim));
		const isViolated = own.some(({ alone }) => alone.violations.has(claim.id));
		return !isViolated && own.some(({ alone }) => alone.stoppedBy !== undefined);
	});
}

/** Evidence of these searches. */
export function traceEvidence(searches: readonly TraceSearch[]): readonly TraceEvidence[] {
	return searches.map(({ scope, claims, alone: { states, exercised, stoppedBy } }) => {
		return { scope: scopeName(scope), claims: claims.map(({ id }) => id), states, exercised, stoppedBy };
	});
}

async function scopesOf(
	opened: OpenedTarget,
	complete: readonly CompleteSearch[],
): Promise<readonly Pick<TraceSearch, "scope" | "isWhole">[]> {
	const partial = complete
		.filter(({ search }) => search.notFollowed > 0)
		.map(({ scope, isWhole = false }) => ({ scope, isWhole }));
	const enough = { ...ENOUGH, slots: opened.target.scope.slots };
	const isThere = partial.some(({ scope, isWhole }) => isSameScope(scope, enough) && !isWhole);
	const isPossible = !isThere && (await opened.cannotHave(enough)) === undefined;
	return [...(isPossible ? [{ scope: enough, isWhole: false }] : []), ...partial];
}

async function traced(
	opened: OpenedTarget,
	{ claims, deadline, bytes, options }: Plan,
	scope: Scope,
	isWhole: boolean,
	earlier: EarlierResults,
): Promise<AloneSearch> {
	const { statesPast: states = TRACE_STATES, signal, onProgress } = options;
	const part: Part<AloneSearch> = {
		...{ name: "search of traces", claims, recipes: [await opened.recipeFor(scope)], inputs: { states, isWhole } },
		isComplete: ({ stoppedBy }) => stoppedBy === undefined || stoppedBy === "a discovery",
	};
	// Half of what is left each time: however many there are, each has some.
	const limits: Limits = { ...limitsOf({ timeMs: deadline.msFor("all") / 2, bytes }), states };
	const actions = (isWhole ? alphabet : countedAlphabet)(scope);
	return earlier.resultOf(part, async () =>
		searchAlone(await opened.forSearch(scope, isWhole ? "two" : "one"), actions, {
			...{ claims, limits, signal, hasTraces: true },
			onProgress: (progress) =>
				onProgress?.({ phase: "search", purpose: "of the history of events", scope, ...progress }),
		}),
	);
}

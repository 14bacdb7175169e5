import type { Action } from "../../model/action.ts";
import type { Claim, LivenessClaim } from "../../properties/claim.ts";
import { exploreGraph, type GraphOptions } from "../graph/explored-graph.ts";
import { checkLivenessOn, type LivenessProperty } from "../liveness.ts";
import { fairnessOf, subjectsOf, subscriptionsIn } from "./fairness.ts";
import { HistoryModel, type WithHistory } from "./history-model.ts";
import type { ObservableModel } from "./observable-model.ts";

/** A fair run that violates a claim: it takes the stem, then the loop for ever. */
export interface ActionLasso {
	readonly stem: readonly Action[];
	/** Empty where the run ends, as nothing is enabled. */
	readonly loop: readonly Action[];
	/** Fairness that the loop satisfies by taking an action, by name; all else is not due somewhere in the loop. */
	readonly taken: readonly string[];
}

/** Result of a liveness check of one claim at one scope. */
export interface LivenessResult {
	readonly claim: LivenessClaim;
	/** Process or service that stays pending for ever; undefined where none does. */
	readonly subject: number | undefined;
	readonly lasso: ActionLasso | undefined;
	/** True if some reachable state satisfies the condition of the claim. */
	readonly isExercised: boolean;
}

/** Result of the liveness checks at one scope. */
export interface LivenessSearch {
	readonly states: number;
	readonly transitions: number;
	readonly results: readonly LivenessResult[];
	/** Limit that ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** Claims that are checked on the state graph. */
export function livenessClaims(claims: readonly Claim[]): readonly LivenessClaim[] {
	return claims.filter((claim): claim is LivenessClaim => claim.liveness !== undefined);
}

/**
 * Checks claims about liveness over the complete state graph of a model, for each of their subjects.
 *
 * @param isFair false where fairness is not assumed: then a service that never replies violates
 */
export async function checkLivenessClaims<S>(
	model: ObservableModel<S>,
	claims: readonly LivenessClaim[],
	options: GraphOptions & { readonly isFair?: boolean } = {},
): Promise<LivenessSearch> {
	const { isFair = true, ...how } = options;
	const recorded = new HistoryModel(model, ["pending"]);
	const explored = await exploreGraph(recorded, how);
	const { stored: states, transitions, stoppedBy } = explored.outcome;
	const fairness = isFair ? fairnessOf(model.scope, model.alphabet) : [];
	const questions = claims.flatMap((claim) =>
		subjectsOf(model.scope, claim.liveness.of).map((subject) => ({
			claim,
			subject,
			property: propertyOf(claim, subject),
		})),
	);
	const outcomes = checkLivenessOn(
		explored,
		questions.map(({ claim, property }) => {
			const finite =
				isFair && claim.liveness.isOfFiniteSubscriptions ? subscriptionsIn(model.alphabet) : new Set<number>();
			return { ...property, fairness, finite };
		}),
	);
	const answers = questions.flatMap((question, index) => {
		const outcome = outcomes[index];
		return outcome ? [{ ...question, outcome }] : [];
	});
	const results = claims.map((claim): LivenessResult => {
		const own = answers.filter((answer) => answer.claim === claim);
		const lassos = own.flatMap(({ subject, outcome }) => {
			if (outcome.verdict !== "violated") return [];
			const { stem, loop, taken } = outcome.lasso;
			const actions = (numbers: readonly number[]) => numbers.map((number) => recorded.action(number));
			return [{ subject, lasso: { stem: actions(stem.actions), loop: actions(loop.actions), taken } }];
		});
		const [shortest] = lassos.toSorted((a, b) => lengthOf(a.lasso) - lengthOf(b.lasso));
		const isExercised = own.some(({ outcome }) => outcome.verdict !== "unknown");
		return { claim, subject: shortest?.subject, lasso: shortest?.lasso, isExercised };
	});
	return { states, transitions, results, stoppedBy };
}

function lengthOf({ stem, loop }: ActionLasso): number {
	return stem.length + loop.length;
}

function propertyOf({ liveness }: LivenessClaim, subject: number): LivenessProperty<WithHistory> {
	return {
		trigger: ({ observed }) => liveness.isPending(observed, subject),
		goal: ({ observed }) => !liveness.isPending(observed, subject),
	};
}

import type { Action } from "../../model/action.ts";
import type { Claim, WitnessClaim } from "../../properties/claim.ts";
import type { Property } from "../model.ts";
import { type SearchOptions, search } from "../search.ts";
import { HistoryModel, type WithHistory } from "./history-model.ts";
import type { ObservableModel } from "./observable-model.ts";

/** Result of the search for a witness of one claim at one scope. */
export interface WitnessSearch {
	readonly claim: WitnessClaim;
	/** Shortest interleaving that reaches the situation; undefined where the search found none. */
	readonly witness: readonly Action[] | undefined;
	/** States that were visited. */
	readonly states: number;
	/** Limit that ended the search before a witness was found; undefined where there is one, or there is none at the scope. */
	readonly stoppedBy: string | undefined;
}

/** Claims of which a search has to find a witness. */
export function witnessClaims(claims: readonly Claim[]): readonly WitnessClaim[] {
	return claims.filter((claim): claim is WitnessClaim => claim.witness !== undefined);
}

/** Searches a model, breadth first, for a shortest interleaving that reaches the situation of a claim. */
export async function searchWitness<S>(
	model: ObservableModel<S>,
	claim: WitnessClaim,
	options: Pick<SearchOptions, "limits" | "signal" | "onProgress"> = {},
): Promise<WitnessSearch> {
	const recorded = new HistoryModel(model, ["asked", "late"]);
	const property: Property<WithHistory> = {
		kind: "step",
		check(before, index, after) {
			const step = {
				action: recorded.action(index),
				before: before.observed,
				after: after.observed,
				messages: recorded.messages,
			};
			return claim.witness.isReached(before.history, step) ? [{ key: claim.id, detail: claim.sentence }] : [];
		},
	};
	const outcome = await search(recorded, [property], { ...options, symmetry: false, isOverWhenFound: true });
	const [found] = outcome.discoveries;
	return {
		claim,
		witness: found?.trace.actions.map((action) => recorded.action(action)),
		states: outcome.stored,
		stoppedBy: found ? undefined : outcome.stoppedBy,
	};
}

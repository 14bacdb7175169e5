import { specificationStep } from "../../lockstep/run.ts";
import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/claim.ts";
import type { Property } from "../model.ts";
import { SystemModel } from "../models/system-model.ts";
import { type SearchOptions, search } from "../search.ts";
import { subjectsOf } from "./fairness.ts";

/** Result of the search for the situation in which a claim is exercised. */
export interface SituationSearch {
	/** Shortest interleaving whose last step exercises the claim; undefined where the search found none. */
	readonly interleaving: readonly Action[] | undefined;
	/** States that were visited. */
	readonly states: number;
	/** Limit that ended the search before it found one; undefined where it found one, or is complete. */
	readonly stoppedBy: string | undefined;
}

/**
 * Searches the specification, breadth first, for a step that exercises a claim: one that its check applies to and that shows what it says or, of a claim about
 * liveness, one that leads to a state in which something is pending.
 */
export async function searchSituation(
	scope: Scope,
	claim: Claim,
	options: Pick<SearchOptions, "limits" | "signal" | "onProgress"> = {},
): Promise<SituationSearch> {
	const model = new SystemModel(new System(scope));
	const found = await search(model, [situationOf(model, claim)], {
		...options,
		symmetry: false,
		isOverWhenFound: true,
	});
	const actions = found.discoveries[0]?.trace.actions;
	return {
		interleaving: actions?.map((action) => model.action(action)),
		states: found.stored,
		stoppedBy: actions ? undefined : found.stoppedBy,
	};
}

function situationOf(model: SystemModel, { id: name, check, shows = () => true, liveness }: Claim): Property<State> {
	const { scope } = model;
	if (liveness) {
		const subjects = subjectsOf(scope, liveness.of);
		return { kind: "sometimes", name, holds: (state) => subjects.some((one) => liveness.isPending(state, one)) };
	}
	return {
		kind: "witness",
		name,
		isReached(before, action) {
			const step = specificationStep(scope, before, model.action(action), model.step);
			return check?.(step) === "holds" && shows(step);
		},
	};
}

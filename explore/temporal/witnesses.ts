import { type Action, formatAction } from "../../model/action.ts";
import type { Claim, WitnessClaim } from "../../properties/claim.ts";
import type { Property } from "../model.ts";
import { type SearchOptions, search } from "../search.ts";
import { HistoryModel, type WithHistory } from "./history-model.ts";
import type { ObservableModel } from "./observable-model.ts";

/** Result of a search for witnesses at one scope. */
export interface WitnessSearch {
	/** A shortest interleaving that reaches the situation of each claim, by its id; without those that were not found. */
	readonly witnesses: ReadonlyMap<string, readonly Action[]>;
	/** States that were visited. */
	readonly states: number;
	/** Limit that ended the search before every witness was found; undefined where it found all, or is complete. */
	readonly stoppedBy: string | undefined;
}

/** Claims of which a search has to find a witness. */
export function witnessClaims(claims: readonly Claim[]): readonly WitnessClaim[] {
	return claims.filter((claim): claim is WitnessClaim => claim.witness !== undefined);
}

/** Searches a model once, breadth first, for shortest interleavings that reach the situations of claims. */
export async function searchWitnesses<S>(
	model: ObservableModel<S>,
	claims: readonly WitnessClaim[],
	options: Pick<SearchOptions, "limits" | "signal" | "onProgress"> = {},
): Promise<WitnessSearch> {
	const recorded = new HistoryModel(model, ["asked", "late"]);
	const open = new Set(claims);
	const over = new AbortController();
	const properties = claims.map(
		(claim): Property<WithHistory> => ({
			kind: "witness",
			name: claim.id,
			isReached(before, index, after) {
				const isReached = open.has(claim) && reaches(recorded, claim, before, index, after);
				if (isReached && open.delete(claim) && open.size === 0) over.abort();
				return isReached;
			},
		}),
	);
	const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
	const outcome = await search(recorded, properties, { ...options, signal, symmetry: false });
	const witnesses = outcome.discoveries.map(
		({ name, trace }) => [name, trace.actions.map((action) => recorded.action(action))] as const,
	);
	return {
		witnesses: new Map(witnesses),
		states: outcome.stored,
		stoppedBy: open.size === 0 ? undefined : outcome.stoppedBy,
	};
}

/** True if the step that is being emitted reaches the situation of a claim. */
function reaches<S>(
	recorded: HistoryModel<S>,
	{ witness }: WitnessClaim,
	before: WithHistory,
	index: number,
	after: WithHistory,
): boolean {
	if (after.hasStopped) return false;
	const { messages } = recorded;
	const step = { action: recorded.action(index), before: before.observed, after: after.observed, messages };
	return witness.isReached(before.history, step);
}

/** Situations that an interleaving reaches: for each claim's id the number of actions after which it does; an action that is not enabled is skipped. */
export function situationsIn<S>(
	model: ObservableModel<S>,
	claims: readonly WitnessClaim[],
	interleaving: readonly Action[],
): ReadonlyMap<string, number> {
	const recorded = new HistoryModel(model, ["asked", "late"]);
	const reached = new Map<string, number>();
	let [state] = recorded.initial();
	for (const [place, action] of interleaving.entries()) {
		const before = state;
		if (!before) break;
		const name = formatAction(model.scope, action);
		recorded.successors(before, (index, after) => {
			if (recorded.actionName(index) !== name) return;
			state = after;
			for (const claim of claims) {
				const isNew = !reached.has(claim.id) && reaches(recorded, claim, before, index, after);
				if (isNew) reached.set(claim.id, place + 1);
			}
		});
	}
	return reached;
}

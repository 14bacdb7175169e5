import type { Target } from "../../impl/target.ts";
import type { Action } from "../../model/action.ts";
import type { Claim } from "../../properties/claim.ts";
import { AloneModel } from "../models/alone-model.ts";
import { search } from "../search.ts";
import { TreeSet } from "../sets/tree-set.ts";
import { assumedDead, withoutDeadMemory } from "./dead-memory.ts";
import type { ProductOptions } from "./search-result.ts";

/** Result of a search of a target by itself. */
export interface AloneSearch {
	readonly states: number;
	readonly transitions: number;
	/** Number of steps that exercised each claim, by its id. */
	readonly exercised: ReadonlyMap<string, number>;
	/** A shortest interleaving that breaks each claim, by its id; without those that no step breaks. */
	readonly violations: ReadonlyMap<string, readonly Action[]>;
	/** Limit that ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** Claims that a target by itself decides: their checks do not look at what the specification would have done. */
function decidedAlone(claims: readonly Claim[]): readonly Claim[] {
	return claims.filter(({ check, needsSpecification }) => check && !needsSpecification);
}

/** The way in which a target is to be searched by itself. */
interface AloneOptions extends Pick<ProductOptions, "claims" | "limits" | "signal" | "onProgress"> {
	/** True to keep the traces of events as part of the state, and to end when every claim is violated. */
	readonly hasTraces?: boolean;
}

/**
 * Visits every state that a target reaches by itself, past steps that break claims, and checks claims at every step.
 *
 * @param actions that are taken where they are enabled
 */
export function searchAlone(
	target: Target,
	actions: readonly Action[],
	{ claims, limits, signal, onProgress, hasTraces = false }: AloneOptions,
): Promise<AloneSearch> {
	return withoutDeadMemory(target, assumedDead(target), async (_, isRefuted): Promise<AloneSearch> => {
		const model = new AloneModel(target, decidedAlone(claims), actions, hasTraces);
		const states = new TreeSet(model.width);
		const refuted = new AbortController();
		const found = await search(model, model.properties, {
			...{ states, limits, onProgress, symmetry: false, isOverWhenFound: hasTraces && "all" },
			signal: signal ? AbortSignal.any([signal, refuted.signal]) : refuted.signal,
			// What was taken for dead was read: the search is made again, and what it found so far does not count.
			onPause: () => void (isRefuted() && refuted.abort()),
		});
		const violations = found.discoveries.map(
			({ name, trace }) => [name, trace.actions.flatMap((action) => model.alphabet[action] ?? [])] as const,
		);
		return {
			states: found.stored,
			transitions: found.transitions,
			exercised: model.exercised,
			violations: new Map(violations),
			stoppedBy: found.stoppedBy,
		};
	});
}

import { type Limits, UNLIMITED } from "../../explore/limits.ts";
import { TargetModel } from "../../explore/models/target-model.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import { search } from "../../explore/search.ts";
import { TreeSet } from "../../explore/sets/tree-set.ts";
import type { CountingTarget } from "../../impl/c/runtime/target.ts";
import type { Target } from "../../impl/target.ts";
import { alphabet } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Matchers } from "../charts/matchers.ts";
import { Composed, ScopeTooLarge } from "../system/composed.ts";

/** Greatest number of memory states in a search for reachable code. */
export const MOST_MEMORIES = 150_000;

/** Execution counts of a C source's counters in searches of one scope. */
export interface Reach {
	/** Counts up to and including the first step that breaks a claim; undefined where the search was too large. */
	readonly conforming: readonly number[] | undefined;
	/** Counts whichever claims are broken on the way. */
	readonly all: readonly number[];
	/** True if `all` has everything that interleavings of the scope reach. */
	readonly isComplete: boolean;
}

/**
 * Searches a target whose rows have one life for the reachable code of its source.
 *
 * @param most greatest number of memory states where the search continues after violations
 * @param limits its other limits
 */
export async function reachOf(
	{ target, counters, clear }: CountingTarget,
	scope: Scope,
	matchers: Matchers,
	most: number = MOST_MEMORIES,
	limits: Limits = UNLIMITED,
): Promise<Reach> {
	const conforming = await conformingReach({ target, counters, clear }, scope, matchers);
	const isComplete = await withoutDeadMemory(target, assumedDead(target), () => {
		clear();
		return visitEverything(target, { ...limits, states: most + 1 });
	});
	return { conforming, all: counters(), isComplete };
}

async function conformingReach(
	{ target, counters, clear }: Pick<CountingTarget, "target" | "counters" | "clear">,
	scope: Scope,
	matchers: Matchers,
): Promise<readonly number[] | undefined> {
	try {
		await Composed.of(scope, matchers, target, clear);
		return counters();
	} catch (error) {
		if (error instanceof ScopeTooLarge) return undefined;
		throw error;
	}
}

/**
 * Visits every reachable memory state of the target, whichever claims are violated on the way. @returns true if it is
 * complete
 */
async function visitEverything(target: Target, limits: Limits): Promise<boolean> {
	// Masks with unknown bits multiply the states by what no branch of a source should depend on.
	const actions = alphabet(target.scope).filter(({ kind }) => kind !== "unknownMask");
	const model = new TargetModel(target, actions);
	const { stoppedBy } = await search(model, [], { states: new TreeSet(model.width), limits });
	return stoppedBy === undefined;
}

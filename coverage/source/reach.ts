import type { CountingTarget } from "../../impl/c/runtime/facility.ts";
import { TargetFailure } from "../../impl/failure.ts";
import type { Target, View } from "../../impl/target.ts";
import { alphabet } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Matchers } from "../record/recorder.ts";
import { Composed, ScopeTooLarge } from "../system/composed.ts";
import { withoutLeftovers } from "../system/leftovers.ts";

/** A search of a target for what can be reached of its source keeps so many memories at most. */
export const MOST_MEMORIES = 150_000;

/** What searches of one scope reach of a C source: by counter, how often. */
export interface Reach {
	/** Up to the first step that breaks a claim, that included; undefined where that is too much to be searched. */
	readonly conforming: readonly number[] | undefined;
	/** Whatever claims are broken on the way. */
	readonly all: readonly number[];
	/** Whether `all` has everything that interleavings of the scope reach. */
	readonly isComplete: boolean;
}

/**
 * Searches a target of rows with one life for what can be reached of its source.
 *
 * @param most how many memories are kept at most where the search goes on behind broken claims
 */
export function reachOf(
	counting: CountingTarget,
	scope: Scope,
	matchers: Matchers,
	most: number = MOST_MEMORIES,
): Reach {
	const conforming = conformingReach(counting, scope, matchers);
	const isComplete = withoutLeftovers(counting.target, () => {
		counting.clear();
		return visitEverything(counting.target, scope, most);
	});
	return { conforming, all: counting.counters(), isComplete };
}

function conformingReach(counting: CountingTarget, scope: Scope, matchers: Matchers): readonly number[] | undefined {
	try {
		Composed.of(scope, matchers, counting.target, counting.clear);
		return counting.counters();
	} catch (error) {
		if (error instanceof ScopeTooLarge) return undefined;
		throw error;
	}
}

/**
 * Visits every memory that the target comes to, on its own: what is enabled is what its own process table says. Only a failure
 * ends its path, since PM is gone then.
 *
 * @returns whether that were all
 */
function visitEverything(target: Target, scope: Scope, most: number): boolean {
	const system = new System(scope);
	const actions = alphabet(scope);
	const known = new Set<string>();
	const memories: Uint8Array[] = [];
	const visit = (): void => {
		const key = Buffer.from(target.memory).toString("latin1");
		if (known.has(key)) return;
		known.add(key);
		memories.push(target.memory.slice());
	};
	target.reset();
	visit();
	for (const memory of memories) {
		if (memories.length > most) return false;
		target.memory.set(memory);
		const view = look(target);
		for (const action of view ? actions.filter((one) => system.isEnabled(view, one)) : []) {
			target.memory.set(memory);
			if (target.step(action)) visit();
		}
	}
	return true;
}

/** What can be seen of the target; undefined where a source fails to show itself. */
function look(target: Target): View | undefined {
	try {
		return target.view();
	} catch (error) {
		if (error instanceof TargetFailure) return undefined;
		throw error;
	}
}

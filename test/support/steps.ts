import type { Outcome, View } from "../../impl/target.ts";
import { specificationStep } from "../../lockstep/run.ts";
import { parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Result } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import { callChangesOf, type ObservedStep } from "../../properties/step.ts";

/** Differences of a target's step from the specification's. */
export interface Changes {
	readonly result?: Partial<Result>;
	readonly outcome?: Outcome;
	readonly after?: Partial<View>;
}

/** A user and two services, with a slot for each service: processes 0, 1 and 2. */
export const SMALL: Scope = { users: 1, services: 2, slots: 2 };
/** The service processes of `SMALL`. */
export const [S0, S1] = [1, 2];

/**
 * The last step of an interleaving of the specification, changed as if a target had done something else.
 *
 * @param texts actions, as in "spawn(u0) exit(u0)"
 */
export function lastStep(texts: string, { result, outcome, after }: Changes = {}, scope = SMALL): ObservedStep {
	const system = new System(scope);
	const actions = (texts.match(/\w+\([^)]*\)/g) ?? []).map((text) => {
		const action = parseAction(scope, text);
		if ("error" in action) throw new RangeError(action.error);
		return action;
	});
	const last = actions.pop();
	if (!last) throw new RangeError("no action is given");
	const state = actions.reduce((from, action) => system.step(from, action).state, system.initial);
	if (!system.isEnabled(state, last)) throw new RangeError(`${texts}: the last action is not enabled`);
	const step = specificationStep(scope, state, last, system.step(state, last));
	const own = step.outcome.ok ? step.outcome.result : undefined;
	const changed = outcome ?? (own && result ? { ok: true as const, result: { ...own, ...result } } : step.outcome);
	const seen = { ...step.after, ...after };
	return { ...step, outcome: changed, after: seen, callChanges: callChangesOf(last, step.before, changed, seen) };
}

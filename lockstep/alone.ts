import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { State } from "../model/state.ts";
import type { Step, System } from "../model/system.ts";
import { NO_TRACES } from "../properties/event-traces.ts";
import type { Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import { type BrokenClaim, brokenClaims, observe, withMistakes } from "./run.ts";

/**
 * Runs an interleaving on a target by itself: a step that breaks claims does not end the run, and what is enabled is what the
 * target's own process table shows.
 *
 * The specification takes the same actions as long as it can; a step that it cannot take has no expected step, nor has any after it.
 * The run ends at an action that is not enabled, and at a failure of the target.
 *
 * @param claims those that are checked at every step
 */
export function runAlone(
	system: System,
	target: Target,
	claims: readonly Claim[],
	interleaving: readonly Action[],
	onStep: (step: ObservedStep, broken: readonly BrokenClaim[]) => void,
): void {
	target.reset();
	let state: State | undefined = system.initial;
	let before = target.view();
	let traces = NO_TRACES;
	for (const action of interleaving) {
		if (!system.isEnabled(before, action)) return;
		const expected: Step | undefined =
			state && system.isEnabled(state, action) ? system.step(state, action) : undefined;
		const [step, next] = withMistakes(traces, observe(target, action, before, expected));
		onStep(
			step,
			brokenClaims(claims, step, () => {}),
		);
		if (!step.outcome.ok) return;
		[state, traces] = [expected?.state, next];
		before = step.after;
	}
}

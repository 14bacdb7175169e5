import fc from "fast-check";
import { EventFacility } from "../impl/mirror/event.ts";
import { createMirror } from "../impl/mirror/target.ts";
import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { type State, sameState } from "../model/state.ts";
import { countedAlphabet, System } from "../model/system.ts";

/** The model of fast-check's commands: an object that changes with every command. */
interface Model {
	readonly system: System;
	state: State;
	steps: number;
}

/** One action as a command: it is run where it is enabled, and the target's view is compared with the model. */
class ActionCommand implements fc.Command<Model, Target> {
	readonly #action: Action;

	constructor(action: Action) {
		this.#action = action;
	}

	check({ system, state }: Model): boolean {
		return system.isEnabled(state, this.#action);
	}

	run(model: Model, target: Target): void {
		model.state = model.system.step(model.state, this.#action).state;
		model.steps++;
		const outcome = target.apply(this.#action);
		if (!outcome.ok || !sameState(model.state, target.view())) throw new Error(`differs after ${this.toString()}`);
	}

	toString(): string {
		return JSON.stringify(this.#action);
	}
}

/**
 * Runs random commands on the repaired mirror, as a property test with fast-check's `commands` does.
 *
 * @returns how many steps were taken, commands that were not enabled left out
 */
export function runCommands(scope: Scope, runs: number, seed: number): number {
	const system = new System(scope);
	const commands = countedAlphabet(scope).map((action) => fc.constant(new ActionCommand(action)));
	let steps = 0;
	const property = fc.property(fc.commands(commands, { maxCommands: 200, size: "max" }), (sequence) => {
		const model: Model = { system, state: system.initial, steps: 0 };
		fc.modelRun(() => ({ model, real: createMirror(scope, "clear-waiting", EventFacility, "one") }), sequence);
		steps += model.steps;
	});
	fc.assert(property, { numRuns: runs, seed });
	return steps;
}

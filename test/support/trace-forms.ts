import { MemoryModel } from "../../explore/models/memory-model.ts";
import { decodeTraces, encodeTraces } from "../../explore/models/trace-words.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import { search } from "../../explore/search.ts";
import type { Target } from "../../impl/target.ts";
import { brokenClaims, observe, specificationStep, withMistakes } from "../../lockstep/run.ts";
import { type Action, EXIT, SIGNAL } from "../../model/action.ts";
import { nrProcs } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import type { System } from "../../model/system.ts";
import { askedOnce, inSubscriptionOrder, noSubscriberSkipped } from "../../properties/claims/trace.ts";
import { type EventTraces, NO_TRACES } from "../../properties/event-traces.ts";
import type { ObservedStep } from "../../properties/step.ts";

const CLAIMS = [noSubscriberSkipped, askedOnce];

/** True for actions about u0's signals alone: enough to lose a subscriber, or to ask one twice. */
export function isAboutSignals(action: Action): boolean {
	if (action.kind === "setMask") return action.mask !== EXIT + SIGNAL;
	if (action.kind === "reply") return action.event === SIGNAL && action.about === 0;
	return action.kind === "spawn" || action.kind === "signal" || action.kind === "vfsReply";
}

/** Counts of a search that compares the conditions on single steps with the monitor of whole traces. */
interface Compared {
	/** States with the monitor. */
	readonly states: number;
	/** Steps that were compared: those that keep the order of subscribers. */
	readonly steps: number;
	/** Steps that break a claim's condition on single steps. */
	readonly broken: number;
	/** Mistakes of whole traces in steps that satisfy the condition. */
	readonly disagreements: readonly string[];
	/** Number of steps that exercised each claim, by its id. */
	readonly exercised: ReadonlyMap<string, number>;
}

/** Compares the two at single steps. */
class Comparison {
	#steps = 0;
	#broken = 0;
	readonly #disagreements: string[] = [];
	readonly #exercised = new Map<string, number>();

	/** @param seen the step with the mistakes that it completes. @returns true if it keeps the order and the conditions */
	compare(step: ObservedStep, seen: ObservedStep): boolean {
		if (brokenClaims([inSubscriptionOrder], step, () => {}).length > 0) return false;
		this.#steps++;
		const byStep = brokenClaims(CLAIMS, step, ({ id }) => {
			this.#exercised.set(id, (this.#exercised.get(id) ?? 0) + 1);
		});
		if (byStep.length > 0) this.#broken++;
		for (const { claim, violation } of brokenClaims(CLAIMS, seen, () => {})) {
			const isNew = byStep.every((other) => other.claim !== claim);
			if (isNew) this.#disagreements.push(`${claim.id}: ${violation.detail}`);
		}
		return byStep.length === 0;
	}

	result(states: number): Compared {
		const [steps, broken] = [this.#steps, this.#broken];
		return { states, steps, broken, disagreements: this.#disagreements, exercised: this.#exercised };
	}
}

/** A target by itself with the monitor, each of whose steps is observed in full. */
class ComparedModel extends MemoryModel {
	readonly width: number;
	readonly comparison = new Comparison();

	constructor(target: Target, actions: readonly Action[]) {
		super(target, actions);
		this.width = this.memory.length + nrProcs(target.scope);
	}

	initial(): readonly Int32Array[] {
		this.target.reset();
		return [this.#stateOf(NO_TRACES)];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		const memory = state.subarray(0, this.memory.length);
		this.memory.set(memory);
		const before = this.view();
		if (!before) return;
		const traces = decodeTraces(state.subarray(this.memory.length));
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.system.isEnabled(before, action)) continue;
			this.memory.set(memory);
			const step = observe(this.target, action, before, undefined);
			if (!step.outcome.ok) continue;
			const [seen, next] = withMistakes(traces, step);
			if (this.comparison.compare(step, seen)) emit(index, this.#stateOf(next));
		}
	}

	#stateOf(traces: EventTraces): Int32Array {
		const words = new Int32Array(this.width);
		words.set(this.memory);
		encodeTraces(traces, words.subarray(this.memory.length));
		return words;
	}
}

/** Searches a target by itself, as far as its steps keep the order and the conditions, and compares the two at every step. */
export function comparedInTarget(target: Target, actions: readonly Action[]): Promise<Compared> {
	return withoutDeadMemory(target, assumedDead(target), async () => {
		const model = new ComparedModel(target, actions);
		const { stored } = await search(model, [], { symmetry: false });
		return model.comparison.result(stored);
	});
}

/** Searches the specification, and compares the two at every step. */
export function comparedInSpecification(system: System, actions: readonly Action[]): Compared {
	const comparison = new Comparison();
	const reached = new Map<string, readonly [State, EventTraces]>();
	const add = (state: State, traces: EventTraces): void => {
		const key = JSON.stringify([state, [...traces]]);
		if (!reached.has(key)) reached.set(key, [state, traces]);
	};
	add(system.initial, NO_TRACES);
	// A map is iterated over what is added on the way too.
	for (const [state, traces] of reached.values()) {
		for (const action of actions.filter((one) => system.isEnabled(state, one))) {
			const expected = system.step(state, action);
			const step = specificationStep(system.scope, state, action, expected);
			const [seen, next] = withMistakes(traces, step);
			if (comparison.compare(step, seen)) add(expected.state, next);
		}
	}
	return comparison.result(reached.size);
}

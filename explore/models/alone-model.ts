import type { Target } from "../../impl/target.ts";
import { type BrokenClaim, brokenClaims, observe } from "../../lockstep/run.ts";
import type { Action } from "../../model/action.ts";
import type { Claim } from "../../properties/claim.ts";
import type { Model, Property } from "../model.ts";
import { MemoryModel } from "./memory-model.ts";

/**
 * A target by itself whose every step is checked: a state is its memory, and a word that says if PM has stopped.
 *
 * Steps that break claims are followed like others. A failing action leads to a state without successors.
 */
export class AloneModel extends MemoryModel implements Model<Int32Array> {
	readonly width: number;
	/** Number of steps that exercised each claim, by its id. */
	readonly exercised = new Map<string, number>();
	readonly #claims: readonly Claim[];
	readonly #next: Int32Array;
	#broken: readonly BrokenClaim[] = [];

	/** @param claims those that are checked, without what the specification would have done */
	constructor(target: Target, claims: readonly Claim[], actions: readonly Action[]) {
		super(target, actions);
		this.#claims = claims;
		this.width = this.memory.length + 1;
		this.#next = new Int32Array(this.width);
	}

	/** Violations of each claim, as properties of the steps that are being emitted. */
	get properties(): readonly Property<Int32Array>[] {
		return this.#claims.map(({ id }) => ({
			kind: "witness",
			name: id,
			isReached: () => this.#broken.some(({ claim }) => claim.id === id),
		}));
	}

	initial(): readonly Int32Array[] {
		this.target.reset();
		return [this.#stateOf(false).slice()];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		if (state.at(-1) === 1) return;
		this.#restore(state);
		const before = this.view();
		if (!before) return;
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.system.isEnabled(before, action)) continue;
			this.#restore(state);
			const step = observe(this.target, action, before, undefined);
			this.#broken = brokenClaims(this.#claims, step, ({ id }) => {
				this.exercised.set(id, (this.exercised.get(id) ?? 0) + 1);
			});
			emit(index, this.#stateOf(!step.outcome.ok));
		}
	}

	#stateOf(hasStopped: boolean): Int32Array {
		this.#next.set(this.memory);
		this.#next[this.memory.length] = hasStopped ? 1 : 0;
		return this.#next;
	}

	#restore(state: Int32Array): void {
		this.memory.set(state.subarray(0, this.memory.length));
	}
}

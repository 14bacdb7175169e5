import { TargetFailure } from "../../impl/failure.ts";
import type { Target, View } from "../../impl/target.ts";
import { type BrokenClaim, brokenClaims, observe } from "../../lockstep/run.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/claim.ts";
import type { Model, Property } from "../model.ts";

/**
 * A target by itself whose every step is checked: a state is its memory, and a word that says if PM has stopped.
 *
 * Steps that break claims are followed like others. A failing action leads to a state without successors.
 */
export class AloneModel implements Model<Int32Array> {
	readonly width: number;
	readonly alphabet: readonly Action[];
	/** Number of steps that exercised each claim, by its id. */
	readonly exercised = new Map<string, number>();
	readonly #target: Target;
	readonly #system: System;
	readonly #claims: readonly Claim[];
	readonly #memory: Int32Array;
	readonly #next: Int32Array;
	#broken: readonly BrokenClaim[] = [];

	/** @param claims those that are checked, without what the specification would have done */
	constructor(target: Target, claims: readonly Claim[], actions: readonly Action[]) {
		const { buffer, byteOffset, byteLength } = target.memory;
		this.#target = target;
		this.#system = new System(target.scope);
		this.#claims = claims;
		this.#memory = new Int32Array(buffer, byteOffset, byteLength / 4);
		this.width = this.#memory.length + 1;
		this.#next = new Int32Array(this.width);
		this.alphabet = actions;
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
		this.#target.reset();
		return [this.#stateOf(false).slice()];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		if (state.at(-1) === 1) return;
		this.#restore(state);
		const before = this.#view();
		if (!before) return;
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.#system.isEnabled(before, action)) continue;
			this.#restore(state);
			const step = observe(this.#target, action, before, undefined);
			this.#broken = brokenClaims(this.#claims, step, ({ id }) => {
				this.exercised.set(id, (this.exercised.get(id) ?? 0) + 1);
			});
			emit(index, this.#stateOf(!step.outcome.ok));
		}
	}

	#stateOf(hasStopped: boolean): Int32Array {
		this.#next.set(this.#memory);
		this.#next[this.#memory.length] = hasStopped ? 1 : 0;
		return this.#next;
	}

	#restore(state: Int32Array): void {
		this.#memory.set(state.subarray(0, this.#memory.length));
	}

	#view(): View | undefined {
		try {
			return this.#target.view();
		} catch (error) {
			if (error instanceof TargetFailure) return undefined;
			throw error;
		}
	}

	encode(state: Int32Array, words: Int32Array): void {
		words.set(state);
	}

	decode(words: Int32Array): Int32Array {
		return words;
	}

	actionName(action: number): string {
		const taken = this.alphabet[action];
		return taken ? formatAction(this.#target.scope, taken) : `action ${action}`;
	}
}

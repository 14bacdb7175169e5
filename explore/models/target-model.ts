import type { Target, View } from "../../impl/target.ts";
import { type Action, alphabet } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Message } from "../../model/state.ts";
import type { ObservableModel } from "../temporal/observable-model.ts";
import { MemoryModel } from "./memory-model.ts";

/**
 * A target on its own as a model: a state is its memory, and what is enabled is what its own process table shows.
 *
 * An action at which it fails leads nowhere, since PM is gone then; so does every action of a memory that it fails to show.
 */
export class TargetModel extends MemoryModel implements ObservableModel<Int32Array> {
	readonly width: number;

	/** @param actions that are taken where they are enabled; all if left out */
	constructor(target: Target, actions: readonly Action[] = alphabet(target.scope)) {
		super(target, actions);
		this.width = this.memory.length;
	}

	initial(): readonly Int32Array[] {
		this.target.reset();
		return [this.memory.slice()];
	}

	successors(
		state: Int32Array,
		emit: (action: number, next: Int32Array) => void,
		onFailure?: (action: number) => void,
	): void {
		this.memory.set(state);
		const view = this.view();
		if (!view) return;
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.system.isEnabled(view, action)) continue;
			this.memory.set(state);
			if (this.target.step(action)) emit(index, this.memory);
			else onFailure?.(index);
		}
	}

	/** Shape of the target's memory; undefined where its own view of it fails. */
	observe(state: Int32Array): View | undefined {
		if (state !== this.memory) this.memory.set(state);
		return this.view();
	}

	get messages(): readonly Message[] {
		return this.target.record.messages;
	}

	get scope(): Scope {
		return this.target.scope;
	}
}

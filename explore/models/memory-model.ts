import { TargetFailure } from "../../impl/failure.ts";
import type { Target, View } from "../../impl/target.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { System } from "../../model/system.ts";

/** Base of the models of a target by itself: a state begins with the target's memory, in words. */
export abstract class MemoryModel {
	readonly alphabet: readonly Action[];
	protected readonly target: Target;
	protected readonly system: System;
	protected readonly memory: Int32Array;

	/** @param actions that are taken where they are enabled */
	constructor(target: Target, actions: readonly Action[]) {
		const { buffer, byteOffset, byteLength } = target.memory;
		this.target = target;
		this.system = new System(target.scope);
		this.memory = new Int32Array(buffer, byteOffset, byteLength / 4);
		this.alphabet = actions;
	}

	/** Shape of the memory as it is; undefined where the target's own view of it fails. */
	protected view(): View | undefined {
		try {
			return this.target.view();
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
		return taken ? formatAction(this.target.scope, taken) : `action ${action}`;
	}
}

/** True if a memory has the words that a state begins with. */
export function hasWords(memory: Int32Array, state: Int32Array): boolean {
	for (let word = 0; word < memory.length; word++) if (memory[word] !== state[word]) return false;
	return true;
}

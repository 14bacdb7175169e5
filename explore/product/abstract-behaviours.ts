import { TargetFailure } from "../../impl/failure.ts";
import type { Target } from "../../impl/target.ts";
import type { Result } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Limits } from "../limits.ts";
import type { Model } from "../model.ts";
import { ProductModel } from "../models/product-model.ts";
import { abstractionOf, stateNumber } from "../parametric/abstract-state.ts";
import { search } from "../search.ts";
import { TreeSet } from "../sets/tree-set.ts";
import { assumedDead, withoutDeadMemory } from "./dead-memory.ts";

/** Behaviours of a target at a scope: what its steps are with processes counted as none, one or several. */
export interface Behaviours {
	/** Product states that were visited. */
	readonly states: number;
	/** Abstract state, action kind, abstract next state and result, as keys. */
	readonly keys: ReadonlySet<string>;
	/** Limit that stopped the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** Searches a target beside the specification, and collects its abstract behaviours. Steps that break claims are not followed. */
export async function behavioursOf(
	target: Target,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<Behaviours> {
	return withoutDeadMemory(target, assumedDead(target), async () => {
		const keys = new Set<string>();
		const product = new ProductModel(new System(target.scope), target, claims);
		const model = new BehaviourModel(product, target, keys);
		const states = new TreeSet(product.width);
		const { stored, stoppedBy } = await search(model, [product.property], { states, limits, signal, symmetry: false });
		return { states: stored, keys, stoppedBy };
	});
}

/** A product whose steps are noted by their abstractions. */
class BehaviourModel implements Model<Int32Array> {
	readonly width: number;
	readonly #product: ProductModel;
	readonly #target: Target;
	readonly #keys: Set<string>;
	readonly #users: UserRows | undefined;

	constructor(product: ProductModel, target: Target, keys: Set<string>) {
		[this.#product, this.#target, this.#keys, this.width] = [product, target, keys, product.width];
		this.#users = userRowsOf(target);
	}

	initial(): readonly Int32Array[] {
		return this.#product.initial();
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		const before = stateNumber(abstractionOf(this.#product.systemState(state)));
		this.#product.successors(state, (action, next) => {
			this.#keys.add(`${before} ${this.#product.action(action).kind} ${this.#after()}`);
			emit(action, next);
		});
	}

	encode(state: Int32Array, words: Int32Array): void {
		this.#product.encode(state, words);
		if (this.#users) sortUsers(words, this.#users);
	}

	decode(words: Int32Array): Int32Array {
		return this.#product.decode(words);
	}

	actionName(action: number): string {
		return this.#product.actionName(action);
	}

	/** The abstract state of the target after a step, and its result. */
	#after(): string {
		try {
			return `${stateNumber(abstractionOf(this.#target.view()))} ${resultKey(this.#target.record.result([]))}`;
		} catch (error) {
			if (error instanceof TargetFailure) return error.failure.kind;
			throw error;
		}
	}
}

/** Rows of the users in a compiled target's memory. */
interface UserRows {
	/** Words from the start of the memory to the first row, and of a row. */
	readonly first: number;
	readonly words: number;
	readonly count: number;
	/** The memory at the start. */
	readonly initial: Int32Array;
}

function userRowsOf(target: Target): UserRows | undefined {
	const { compiled, scope, memory } = target;
	if (!compiled) return undefined;
	const { exports, region, rowSize } = compiled;
	target.reset();
	const initial = new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4).slice();
	return { first: (exports.mproc.value - region.start) / 4, words: rowSize / 4, count: scope.users, initial };
}

/**
 * Puts the users in an order, so that of states that differ in names of users one is kept. What is new in a row since the start changes its
 * place; what each row has from the start stays.
 */
function sortUsers(memory: Int32Array, { first, words, count, initial }: UserRows): void {
	const newAt = (at: number): number => (memory[at] ?? 0) ^ (initial[at] ?? 0);
	/** Whether the row at one address belongs behind that at another. */
	const isBehind = (one: number, other: number): boolean => {
		for (let word = 0; word < words; word++) {
			const difference = newAt(one + word) - newAt(other + word);
			if (difference !== 0) return difference > 0;
		}
		return false;
	};
	for (let user = 1; user < count; user++) {
		for (let at = first + user * words; at > first && isBehind(at - words, at); at -= words) {
			for (let word = at; word < at + words; word++) {
				const [before, own] = [newAt(word - words), newAt(word)];
				memory[word - words] = (initial[word - words] ?? 0) ^ own;
				memory[word] = (initial[word] ?? 0) ^ before;
			}
		}
	}
}

/** A result with its messages and callbacks counted as none, one or several. */
function resultKey({ code, messages, callbacks }: Result): string {
	const count = (found: readonly unknown[]): number => Math.min(found.length, 2);
	const events = [1, 2].map((event) => count(messages.filter((message) => message.event === event)));
	const names = ["exit_restart", "restart_sigs"].map((name) => count(callbacks.filter((one) => one.name === name)));
	return [code, ...events, ...names].join(" ");
}

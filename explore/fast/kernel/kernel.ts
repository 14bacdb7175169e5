import { KERNEL } from "../../../impl/c/layout/kernel-constants.ts";
import type { CompiledModule, Exports } from "../../../impl/c/runtime/module.ts";
import { TargetFailure } from "../../../impl/failure.ts";
import { WARNING_DIFFERENCES, type WarningNote } from "../../../lockstep/warnings.ts";
import { ACTION_KINDS } from "../../../model/action.ts";
import type { ExpectedSteps } from "../expected/expected-steps.ts";
import type { FactoredState } from "../rows/components.ts";
import { ExpectedStructs } from "./expected-structs.ts";
import { type Counts, KernelMemory, TABLES } from "./kernel-memory.ts";
import type { KernelListener } from "./listener.ts";
import { PairStates } from "./pair-states.ts";
import type { Origin, Partition } from "./partition.ts";
import { Renaming } from "./symmetry/renaming.ts";

/** Drives impl/c/kernel, the inner loop of a search in the module itself. */
export class Kernel {
	readonly #exports: Exports;
	readonly #guarded: CompiledModule["guarded"];
	readonly #memory: KernelMemory;
	readonly #structs: ExpectedStructs;
	readonly #words: Int32Array;
	readonly #workers: number;
	/** Addresses, in words: of the numbers of pairs that are not discarded, and of the parents of all. */
	readonly #pairs: number;
	readonly #parents: number;
	readonly #actions: Uint16Array;
	/** Addresses, in words: of the pairs of a group, of its counted steps, of the combined step, of the words in each mailbox. */
	readonly #group: number;
	readonly #counted: number;
	readonly #combined: number;
	readonly #mailboxUsed: number;
	/** Pairs that are discarded, and the most that were held before. */
	#discarded = 0;
	#held = 0;
	readonly #states: PairStates;
	/** Symmetry reduction, off until it is opened. */
	readonly renaming: Renaming;

	constructor(module: CompiledModule, counts: Counts, partition: Partition) {
		const { exports, guarded, hasPlaces } = module;
		[this.#exports, this.#guarded, this.#workers] = [exports, guarded, partition.count];
		const memory = new KernelMemory(module, counts, partition);
		[this.#memory, this.#words, this.#structs] = [memory, memory.words, new ExpectedStructs(memory)];
		this.renaming = new Renaming(module, memory);
		[this.#pairs, this.#parents] = [memory.get("pairs") / 4, memory.get("parents") / 4];
		this.#actions = new Uint16Array(memory.words.buffer, memory.get("actions"), memory.get("capacity"));
		[this.#group, this.#counted] = [memory.at("group"), memory.at("counted")];
		[this.#combined, this.#mailboxUsed] = [memory.at("combined"), memory.at("mailbox_used")];
		this.#states = new PairStates(hasPlaces);
		memory.set({ is_inexact: hasPlaces ? 1 : 0 });
	}

	/** Pairs that are kept, numbered from 0 in the order in which they came. */
	get size(): number {
		return this.#memory.get("size");
	}

	/** Memory for them, in bytes. */
	get bytes(): number {
		const memory = this.#memory;
		const tables = TABLES.map((table) => {
			const words = memory.ofTable(table, "width") * memory.ofTable(table, "size");
			return 4 * (words + memory.ofTable(table, "length"));
		});
		const bits = memory.get("arena") - memory.arena;
		const pairs = 6 * this.size + 8 * this.#peak + 8 * memory.get("visited_count") + bits;
		return tables.reduce(
			(sum, bytes) => sum + bytes,
			pairs + memory.lists.bytes + this.#states.bytes + this.renaming.bytes,
		);
	}

	/** The most pairs that were held. */
	get #peak(): number {
		return Math.max(this.#held, this.size - this.#discarded);
	}

	/** True if there is no room for more: what came after was not kept. */
	get isFull(): boolean {
		return this.#memory.lists.isFull || this.#memory.get("is_full") !== 0;
	}

	/** Differences in warnings between the steps and what is expected of them. */
	get warns(): readonly WarningNote[] {
		return WARNING_DIFFERENCES.flatMap((difference) => {
			const kinds = this.#memory.get(`warnings_${difference}`);
			return ACTION_KINDS.filter((_, kind) => (kinds >>> kind) & 1).map((kind): WarningNote => `${kind} ${difference}`);
		});
	}

	/** Keeps the target's memory as it is now, as number 0: for the worker that starts. */
	start(): void {
		this.#exports.kernel_start();
	}

	/** The number of pairs that one stands for: those that differ from it in names only. */
	waysOf(number: number): number {
		return this.renaming.waysOf(this.#usersOf(number), this.#restOf(number), () => this.load(number));
	}

	/** Discards the pairs before a number: they stay visited, and their origins known, but cannot be loaded. */
	discard(before: number): void {
		this.#held = this.#peak;
		this.#discarded = before;
		this.#exports.kernel_discard(before);
	}

	/** Sorts the numbers from one on and before another so that pairs with the same rest come together: much of them is then cached. */
	order(from: number, to: number): Float64Array {
		// By rest, then by number: as one number that is exact, since there are far fewer than 2 ** 53 such.
		const count = to - from;
		const numbers = new Float64Array(count);
		for (let i = 0; i < count; i++) numbers[i] = this.#restOf(from + i) * count + i;
		numbers.sort();
		for (let i = 0; i < count; i++) numbers[i] = from + ((numbers[i] ?? 0) % count);
		return numbers;
	}

	/** True if two pairs differ in their users only. */
	haveSameRest(one: number, other: number): boolean {
		return this.#restOf(one) === this.#restOf(other) && this.#isExact;
	}

	/** Makes the target's memory that of a pair. */
	load(number: number): void {
		this.#exports.kernel_load(number);
	}

	/**
	 * Takes every step from pairs with the same rest, and stores the successors or writes them as messages to their
	 * owners.
	 */
	expand(numbers: readonly number[], steps: ExpectedSteps, listener: KernelListener): void {
		this.#expandGroup(numbers, steps, listener);
		for (const number of numbers) this.#expandPair(number, steps, listener);
	}

	/** Takes the steps that do not depend on the users' identities, once for all pairs. */
	#expandGroup(numbers: readonly number[], steps: ExpectedSteps, listener: KernelListener): void {
		const exports = this.#exports;
		const [first] = numbers;
		if (first === undefined) return;
		const state = this.#stateOf(first, listener);
		const [users, services] = [this.#structs.users(steps, state), this.#structs.services(steps, state)];
		steps.load(state, "counted");
		const count = steps.length;
		this.#structs.writeSteps(steps, this.#counted);
		if (this.#memory.lists.isFull) return;
		for (const [index, number] of numbers.entries()) this.#words[this.#group + index] = number;
		this.load(first);
		let action = this.#take(() => exports.kernel_group(numbers.length, users, services, count));
		while (action !== KERNEL.DONE) {
			const isBroken = listener.mismatch(first, state, action, numbers, this.#restIfExact(first));
			this.load(first);
			if (!isBroken && numbers.length > 1) exports.kernel_separate();
			else if (!isBroken) this.#accept();
			action = this.#take(() => exports.kernel_group_next());
		}
	}

	/** Takes the other steps from one pair. */
	#expandPair(number: number, steps: ExpectedSteps, listener: KernelListener): void {
		const exports = this.#exports;
		const state = this.#stateOf(number, listener);
		const users = this.#structs.users(steps, state);
		listener.visit(state, this.waysOf(number));
		if (this.#memory.lists.isFull) return;
		let action = this.#take(() => exports.kernel_pair(number, users));
		while (action !== KERNEL.DONE && !this.#memory.lists.isFull) {
			if (action === KERNEL.UNKNOWN) this.#learn(steps, state, users);
			else {
				const isBroken = listener.mismatch(number, state, action, [number], this.#restIfExact(number));
				this.load(number);
				if (!isBroken) this.#accept();
			}
			action = this.#take(() => exports.kernel_pair_next());
		}
	}

	/** Writes a combined step that is not known yet. */
	#learn(steps: ExpectedSteps, state: FactoredState, users: number): void {
		const action = this.#structs.actionOf(this.#combined);
		steps.load(state, "both");
		const step = steps.indexOf(action);
		if (step === undefined) throw new Error(`action ${action} is expected by the kernel and not by the specification`);
		this.#structs.writeCombined(steps, step, users);
	}

	get #isExact(): boolean {
		return this.#memory.get("is_inexact") === 0;
	}

	#restIfExact(number: number): number | undefined {
		return this.#isExact ? this.#restOf(number) : undefined;
	}

	/**
	 * Takes steps. @returns the action of the first that differs from the expected one or fails; DONE if none is left
	 */
	#take(steps: () => number): number {
		try {
			return this.#guarded(steps);
		} catch (error) {
			if (!(error instanceof TargetFailure)) throw error;
			const failed = this.#memory.get("running") / 4;
			this.#memory.set({ running: 0 });
			const action = this.#structs.actionOf(failed);
			this.#compareFailed(failed, action);
			return action;
		}
	}

	/** Compares a step that failed with the same under other names, where it fails too or the source is asymmetric. */
	#compareFailed(step: number, action: number): void {
		try {
			this.renaming.compareFailed(step, action);
		} catch (error) {
			if (!(error instanceof TargetFailure)) throw error;
			this.#memory.set({ running: 0 });
		}
	}

	/** Stores the successor of the last step, unless it failed: nothing is enabled after a failure. */
	#accept(): void {
		this.#take(() => {
			this.#exports.kernel_accept();
			return KERNEL.DONE;
		});
	}

	/** The transition by which a pair was first reached. */
	origin(number: number): Origin {
		return { parent: (this.#words[this.#parents + number] ?? 0) >>> 0, action: this.#actions[number] ?? 0 };
	}

	/** Messages for another worker: the pairs that it is to keep, in the kernel's own words. */
	messages(worker: number): Int32Array {
		const start = this.#memory.mailboxes + worker * this.#memory.mailboxWords;
		return this.#words.subarray(start, start + (this.#words[this.#mailboxUsed + worker] ?? 0));
	}

	/** Words of messages in the fullest mailbox. */
	get messageWords(): number {
		return this.#words
			.subarray(this.#mailboxUsed, this.#mailboxUsed + this.#workers)
			.reduce((a, b) => Math.max(a, b), 0);
	}

	clearMessages(worker: number): void {
		this.#words[this.#mailboxUsed + worker] = 0;
	}

	/** Keeps the pairs of another worker's messages. */
	receive(messages: Int32Array): void {
		const inbox = this.#memory.mailboxes + this.#workers * this.#memory.mailboxWords;
		this.#words.set(messages, inbox);
		this.#exports.kernel_receive(inbox * 4, (inbox + messages.length) * 4);
	}

	#usersOf(number: number): number {
		return this.#words[this.#pairs + 2 * (number - this.#discarded)] ?? 0;
	}

	#restOf(number: number): number {
		return this.#words[this.#pairs + 2 * (number - this.#discarded) + 1] ?? 0;
	}

	/** The state of the specification that a pair has. */
	#stateOf(number: number, listener: KernelListener): FactoredState {
		return this.#states.of(this.#usersOf(number), this.#restOf(number), () => {
			this.load(number);
			return listener.state();
		});
	}
}

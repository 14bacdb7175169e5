import type { Target } from "../../../impl/target.ts";
import type { Action } from "../../../model/action.ts";
import { TreeSet } from "../../tree-set.ts";
import type { ExpectedSteps } from "../expected/expected-steps.ts";
import type { Engine, Origin, Searcher, Watcher } from "./engine.ts";
import { Paths } from "./paths.ts";

/** Letters for one searcher, one after the other. */
interface Outbox {
	words: Int32Array;
	/** How many words there are. */
	length: number;
}

const NO_LETTERS: Outbox = { words: new Int32Array(0), length: 0 };

/** An engine for any target: by its memory and by single steps. */
export class MemoryEngine implements Engine {
	readonly #target: Target;
	readonly #memory: Int32Array;
	readonly #kept: TreeSet;
	readonly #paths = new Paths();
	readonly #image = new Int32Array(1024);
	#loaded = 0;
	/** Whether the memory may be another than the one that was loaded. */
	#isDirty = false;
	readonly isFull = false;
	readonly #searcher: Searcher;
	/** How many words one letter has: the origin's parent and action, and the memory. */
	readonly #letterWords: number;
	readonly #outboxes: Outbox[];
	readonly #allows: (action: Action) => boolean;

	/** @param allows which actions are taken */
	constructor(target: Target, searcher: Searcher, allows: (action: Action) => boolean = () => true) {
		this.#searcher = searcher;
		this.#allows = allows;
		const { memory } = target;
		if (memory.byteOffset % 4 !== 0 || memory.length % 4 !== 0) {
			throw new RangeError("the target's memory is not in words");
		}
		this.#target = target;
		this.#memory = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
		this.#kept = new TreeSet(this.#memory.length);
		this.#letterWords = 2 + this.#memory.length;
		this.#outboxes = Array.from({ length: searcher.count }, () => ({ words: new Int32Array(1 << 12), length: 0 }));
	}

	get size(): number {
		return this.#kept.size;
	}

	get bytes(): number {
		return this.#kept.bytes + this.#paths.bytes;
	}

	start(): void {
		this.#keep(0, 0);
	}

	/** What is kept of a memory is how it is known again, too. */
	forget(): void {}

	order(from: number, to: number): Float64Array {
		return Float64Array.from({ length: to - from }, (_, index) => from + index);
	}

	/** What is alike in a memory of any kind is not known. */
	areAlike(): boolean {
		return false;
	}

	load(number: number): void {
		this.#kept.load(number);
		this.#loaded = number;
		this.#restore();
	}

	expand(numbers: readonly number[], steps: ExpectedSteps, watcher: Watcher): void {
		for (const number of numbers) this.#expand(number, steps, watcher);
	}

	#expand(number: number, steps: ExpectedSteps, watcher: Watcher): void {
		this.load(number);
		const state = watcher.state();
		watcher.met(state);
		steps.load(state);
		for (let step = 0; step < steps.length; step++) {
			const action = steps.alphabet[steps.action(step)];
			if (!action) throw new RangeError(`there is no action ${steps.action(step)}`);
			if (!this.#allows(action)) continue;
			if (this.#isDirty) this.#restore();
			const isRight = this.#take(action, steps, step);
			if (isRight && !this.#isDirty) continue;
			if (!isRight) {
				const isBroken = watcher.differs(number, state, steps.action(step), 1, undefined);
				steps.load(state);
				this.load(number);
				if (isBroken) continue;
				this.#target.step(action);
			}
			this.#isDirty = true;
			this.#put(steps.owner(steps.servicesAfter(step)), steps.action(step));
		}
	}

	/** Takes a step from the memory that was loaded. @returns whether it did what is expected */
	#take(action: Action, steps: ExpectedSteps, step: number): boolean {
		const did = this.#target.step(action) && this.#target.record.equals(steps.record(steps.result(step)));
		this.#isDirty = !this.#stayed();
		if (!did) return false;
		return this.#isDirty ? steps.matches(step, this.#image, this.#target.image(this.#image)) : !steps.changes(step);
	}

	/** Keeps the memory as it is now, or puts it into the outbox for its owner. */
	#put(owner: number, action: number): void {
		const { me, count } = this.#searcher;
		const parent = this.#loaded * count + me;
		if (owner === me) this.#keep(parent, action);
		else this.#post(owner, parent, action);
	}

	#keep(parent: number, action: number): void {
		if (this.#kept.add(this.#memory) === this.#paths.length) this.#paths.push(parent, action);
	}

	#post(owner: number, parent: number, action: number): void {
		const box = this.#outboxes[owner];
		if (!box) throw new RangeError(`there is no searcher ${owner}`);
		const at = box.length;
		box.length += this.#letterWords;
		if (box.length > box.words.length) {
			const larger = new Int32Array(box.words.length * 2 + this.#letterWords);
			larger.set(box.words);
			box.words = larger;
		}
		box.words[at] = parent;
		box.words[at + 1] = action;
		box.words.set(this.#memory, at + 2);
	}

	outbox(owner: number): Int32Array {
		const { words, length } = this.#outboxes[owner] ?? NO_LETTERS;
		return words.subarray(0, length);
	}

	get outboxLength(): number {
		return Math.max(...this.#outboxes.map(({ length }) => length));
	}

	emptyOutbox(owner: number): void {
		const box = this.#outboxes[owner];
		if (box) box.length = 0;
	}

	receive(letters: Int32Array): void {
		for (let at = 0; at < letters.length; at += this.#letterWords) {
			this.#memory.set(letters.subarray(at + 2, at + this.#letterWords));
			this.#isDirty = true;
			this.#keep((letters[at] ?? 0) >>> 0, letters[at + 1] ?? 0);
		}
	}

	origin(number: number): Origin {
		return this.#paths.origin(number);
	}

	#restore(): void {
		const [memory, before] = [this.#memory, this.#kept.words];
		for (let word = 0; word < memory.length; word++) memory[word] = before[word] ?? 0;
		this.#isDirty = false;
	}

	/** Whether the memory is still what it was before the step. */
	#stayed(): boolean {
		const [memory, before] = [this.#memory, this.#kept.words];
		for (let word = 0; word < memory.length; word++) if (memory[word] !== before[word]) return false;
		return true;
	}
}

import type { Engine, ExpectedSteps } from "../impl/engine.ts";
import { joined, partOf, type Snapshot } from "../impl/snapshot.ts";
import type { Target } from "../impl/target.ts";
import { Paths } from "./paths.ts";
import { TreeSet } from "./tree-set.ts";

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

	constructor(target: Target) {
		const { memory } = target;
		if (memory.byteOffset % 4 !== 0 || memory.length % 4 !== 0) {
			throw new RangeError("the target's memory is not in words");
		}
		this.#target = target;
		this.#memory = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
		this.#kept = new TreeSet(this.#memory.length);
	}

	get size(): number {
		return this.#kept.size;
	}

	get bytes(): number {
		return this.#kept.bytes + this.#paths.bytes;
	}

	start(): void {
		this.keep(0);
	}

	load(number: number): void {
		this.#kept.load(number);
		this.#loaded = number;
		this.#restore();
	}

	run(steps: ExpectedSteps, from: number, onNew: (step: number) => void): number {
		for (let step = from; step < steps.length; step++) {
			if (this.#isDirty) this.#restore();
			const did = this.#target.step(steps.alphabet[steps.action(step)] ?? { kind: "spawn", process: 0 });
			const isRight = did && this.#target.record.equals(steps.record(steps.result(step)));
			this.#isDirty = !this.#stayed();
			if (!this.#isDirty) {
				if (!isRight || steps.changes(step)) return step;
				continue;
			}
			if (!isRight || !steps.looks(step, this.#image, this.#target.image(this.#image))) return step;
			if (this.keep(steps.action(step))) onNew(step);
		}
		if (this.#isDirty) this.#restore();
		return steps.length;
	}

	keep(action: number): boolean {
		this.#isDirty = true;
		if (this.#kept.add(this.#memory) < this.#paths.length) return false;
		this.#paths.push(this.#loaded, action);
		return true;
	}

	path(number: number): readonly number[] {
		return this.#paths.to(number);
	}

	save(): Snapshot {
		return joined({ kept: this.#kept.save(), paths: this.#paths.save() });
	}

	restore(snapshot: Snapshot): void {
		this.#kept.restore(partOf(snapshot, "kept"));
		this.#paths.restore(partOf(snapshot, "paths"));
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

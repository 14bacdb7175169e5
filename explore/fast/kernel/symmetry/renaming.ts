import { KERNEL } from "../../../../impl/c/layout/kernel-constants.ts";
import type { CompiledModule, Exports } from "../../../../impl/c/runtime/module.ts";
import { RENAMED_STEPS } from "../../../models/renaming.ts";
import type { KernelMemory } from "../kernel-memory.ts";

/** Drives impl/c/kernel/symmetry.c and renaming.c: symmetry reduction, and the check that the source allows it. */
export class Renaming {
	readonly #exports: Exports;
	readonly #guarded: CompiledModule["guarded"];
	readonly #memory: KernelMemory;
	#isOpen = false;
	/** Ways to name users, by their number, and services, by that of the rest. */
	readonly #userWays: number[] = [];
	readonly #serviceWays: number[] = [];

	constructor({ exports, guarded }: CompiledModule, memory: KernelMemory) {
		[this.#exports, this.#guarded, this.#memory] = [exports, guarded, memory];
	}

	/** Keeps one pair of those that differ in names only, if the source has a list whose entries can be renamed: from the initial memory on. */
	open(): void {
		this.#isOpen = this.#exports.kernel_open_symmetry(RENAMED_STEPS) !== 0;
	}

	get bytes(): number {
		return 8 * (this.#userWays.length + this.#serviceWays.length);
	}

	/** Steps that were compared with the same under other names; undefined where every pair is kept. */
	get compared(): number | undefined {
		return this.#isOpen ? this.#memory.get("compared") : undefined;
	}

	/** True once no more steps are compared. */
	get isExhausted(): boolean {
		return this.#memory.get("compared") >= RENAMED_STEPS;
	}

	/** The number of an action that does something else under other names; undefined if none was seen. */
	get asymmetric(): number | undefined {
		const found = this.#memory.get("is_asymmetric");
		return found === 0 ? undefined : found - 1;
	}

	/** Makes the loaded memory the one that is kept for it. @returns the process that each name stood for before */
	makeCanonical(): Int32Array {
		if (!this.#isOpen) return Int32Array.from({ length: KERNEL.MAX_NAMED }, (_, process) => process);
		this.#exports.kernel_make_canonical();
		const order = this.#memory.at("order");
		return this.#memory.words.slice(order, order + KERNEL.MAX_NAMED);
	}

	/**
	 * Counts the memories that one stands for: those that differ from it in names only.
	 *
	 * @param load loads it, where the number of its users or of its rest is new
	 */
	waysOf(users: number, rest: number, load: () => void): number {
		if (!this.#isOpen) return 1;
		const ofUsers = this.#userWays[users];
		const ofServices = this.#serviceWays[rest];
		if (ofUsers !== undefined && ofServices !== undefined) return ofUsers * ofServices;
		load();
		this.#userWays[users] = ofUsers ?? this.#exports.kernel_user_ways();
		this.#serviceWays[rest] = ofServices ?? this.#exports.kernel_service_ways();
		return this.#userWays[users] * this.#serviceWays[rest];
	}

	/**
	 * Compares a step that failed with the same under other names, which has to fail too.
	 *
	 * @param step its address in words
	 * @param action the number of its action
	 */
	compareFailed(step: number, action: number): void {
		const memory = this.#memory;
		if (memory.get("is_comparing") !== 0) {
			// It failed under other names only.
			memory.set({ is_comparing: 0, is_asymmetric: 1 + action, budget: 0 });
		} else if (memory.get("budget") > 0) {
			this.#guarded(() => this.#exports.kernel_fail_renamed(4 * step));
		}
	}
}

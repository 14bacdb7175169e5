import type { DeadMemory } from "../../target.ts";
import { WATCH, WATCH_ADDRESS } from "../layout/watch.ts";

/** Accesses recorded in `struct watch`. */
export class CDeadMemory implements DeadMemory {
	readonly parts: number;
	readonly #watch: Int32Array;

	constructor(parts: number, memory: Int32Array) {
		this.parts = parts;
		this.#watch = memory.subarray(WATCH_ADDRESS / 4, (WATCH_ADDRESS + WATCH.size) / 4);
	}

	assume(parts: number): void {
		this.#watch[WATCH.offsets.on / 4] = 0;
		this.#watch[WATCH.offsets.assumed / 4] = parts;
		this.#watch[WATCH.offsets.read / 4] = 0;
	}

	get read(): number {
		return this.#watch[WATCH.offsets.read / 4] ?? 0;
	}
}

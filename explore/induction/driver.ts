import {
	DIFFERENCES,
	type Difference,
	INDUCT,
	INDUCT_CLASS,
	INDUCT_EFFECT,
	INDUCT_FIELD,
	INDUCT_STATE,
	INDUCT_STEP,
} from "../../impl/c/layout/induction.ts";
import { KERNEL_STATE } from "../../impl/c/layout/kernel.ts";
import { packed } from "../../impl/c/layout/struct.ts";
import type { CompiledModule } from "../../impl/c/runtime/module.ts";
import { type Failure, TargetFailure } from "../../impl/failure.ts";
import type { Scope } from "../../model/scope.ts";
import type { Cast } from "./cast.ts";
import { CLASSES, rowOfClass } from "./classes.ts";
import type { Effect } from "./effects.ts";
import type { ListLayout } from "./layout.ts";

const STATE = INDUCT_STATE.offsets;
const KERNEL = KERNEL_STATE.offsets;
const STEP_WORDS = INDUCT_STEP.size / 4;
const EFFECT_WORDS = INDUCT_EFFECT.size / 4;
const ALIGNMENT = 1 << 12;
/** Steps that can be taken from one cast. */
const MOST_STEPS = 1 << 12;

/** Difference of a step from what is expected, or of a state from what memory can hold. */
export type Wrong =
	| { readonly kind: Exclude<Difference, "none"> }
	| { readonly kind: "failure"; readonly failure: Failure }
	| { readonly kind: "not held" };

/** Drives impl/c/induction, which builds memories of a module and takes steps from them. */
export class Driver {
	readonly #module: CompiledModule;
	readonly #words: Int32Array;
	readonly #bytes: Uint8Array;
	/** Addresses, in words: of `struct induct_state`, and of the steps; in bytes, of the bytes of a filling. */
	readonly #state: number;
	readonly #steps: number;
	readonly #fill: number;
	/** The address, in words, of the first row of a user. */
	readonly #firstUser: number;
	/** Address of the next effect, in bytes. */
	#free: number;
	#count = 0;

	constructor(module: CompiledModule, { users, services }: Scope, layout: ListLayout) {
		this.#module = module;
		this.#bytes = module.memory;
		this.#words = new Int32Array(module.memory.buffer);
		const { exports, region } = module;
		const regionBytes = region.end - region.start;
		const base = aligned(exports.__heap_base.value + regionBytes / 4);
		const state = aligned(base + KERNEL_STATE.size);
		const before = aligned(state + INDUCT_STATE.size);
		const expected = aligned(before + regionBytes);
		this.#fill = aligned(expected + regionBytes);
		this.#steps = aligned(this.#fill + layout.entrySize * layout.entryCount) / 4;
		this.#free = aligned(4 * this.#steps + INDUCT_STEP.size * MOST_STEPS);
		this.#state = state / 4;
		this.#words.fill(0, base / 4, this.#free / 4);
		exports.induct_open(state, base);
		this.#firstUser = (base + KERNEL.first_user) / 4;
		this.#words[(base + KERNEL.user_count) / 4] = users;
		this.#words[(base + KERNEL.service_count) / 4] = services;
		this.#set("region", region.start, regionBytes / 4, before, expected);
		this.#set("entries", layout.entries, layout.entrySize, layout.entryCount, layout.length);
		this.#set("fill", this.#fill);
		this.#set("steps", 4 * this.#steps);
		this.#set("fields", ...layout.fields.flatMap((field) => packed(INDUCT_FIELD, field)));
		this.#set("classes", ...CLASSES.flatMap((one) => packed(INDUCT_CLASS, rowOfClass(one))));
		this.#setSegments(layout, users + services);
		// The memory as it is now is PM's start: what is neither rows nor list stays as it is.
		this.#bytes.copyWithin(before, region.start, region.end);
	}

	/** Sets members of the state that follow one another, from one on. */
	#set(member: keyof typeof STATE, ...values: readonly number[]): void {
		this.#words.set(values, this.#state + STATE[member] / 4);
	}

	/** The words that are neither in mproc[] nor the list, nor hold the number of its entries. */
	#setSegments({ entries, entrySize, entryCount, length }: ListLayout, processes: number): void {
		const { region, exports, rowSize } = this.#module;
		const holes = [
			[exports.mproc.value, exports.mproc.value + processes * rowSize],
			[entries, entries + entrySize * entryCount],
			[length & ~3, (length & ~3) + 4],
		].toSorted(([a = 0], [b = 0]) => a - b);
		const ends = [...holes.map(([from = 0]) => from), region.end];
		const starts = [region.start, ...holes.map(([, to = 0]) => to)];
		const segments = starts
			.map((start, index) => [start, ((ends[index] ?? 0) - start) / 4])
			.filter(([, size = 0]) => size > 0);
		this.#set("segments", ...segments.flat());
		this.#set("segment_count", segments.length);
	}

	/** Sets the fields that have to stay 0 behind the end of the list, a bit each. */
	requireZeroBehind(fields: number): void {
		this.#set("zero_behind", fields);
	}

	/** Keeps an effect. @returns its address */
	keepEffect({ code, slots, moves, subject, subjectEffect, after, effects }: Effect): number {
		const address = this.#free;
		const words = packed(INDUCT_EFFECT, {
			...{ code, length: slots.length, slots: slots.flatMap(({ origin, mask }) => [origin, mask]) },
			...{ moves: moves ? 1 : 0, subject, subject_effect: subjectEffect },
			after: [...new Int32Array(after.buffer)],
			effects: [...new Int32Array(effects.buffer)],
		});
		this.#words.set(words, address / 4);
		this.#free += 4 * EFFECT_WORDS;
		return address;
	}

	/** Begins with a cast. @param fill bytes for all entries, of which those in use are written over */
	begin({ rows, services, firstUser }: Cast, masks: readonly number[], fill: Uint8Array): void {
		this.#bytes.set(fill, this.#fill);
		this.#words[this.#firstUser] = firstUser;
		this.#set("length", services.length, ...services);
		this.#set("masks", ...masks);
		this.#bytes.set(rows, 4 * this.#state + STATE.rows);
		this.#count = 0;
	}

	/** Adds a step from the cast. @param action its bytes, as a word. @param effect the address of what is expected */
	addStep(action: number, subject: number, effect: number): void {
		const at = this.#steps + STEP_WORDS * this.#count++;
		this.#words[at] = action;
		this.#words[at + 1] = subject;
		this.#words[at + 2] = effect;
	}

	/** The action of a step, as `struct kernel_action` in a word. */
	actionAt(step: number): number {
		return this.#words[this.#steps + STEP_WORDS * step] ?? 0;
	}

	/** Builds the memory and takes the steps. @param onWrong receives the number of a step that went wrong; -1 for none */
	run(onWrong: (step: number, wrong: Wrong) => void): number {
		const { exports } = this.#module;
		this.#set("step_count", this.#count);
		if (exports.induct_load() === INDUCT.NOT_HELD) {
			onWrong(-1, { kind: "not held" });
			return 0;
		}
		for (;;) {
			const failed = this.#next(onWrong);
			if (failed === INDUCT.DONE) return this.#count;
		}
	}

	/** Takes steps up to one that goes wrong. @returns INDUCT.DONE where there are no more */
	#next(onWrong: (step: number, wrong: Wrong) => void): number {
		const { exports, guarded } = this.#module;
		try {
			const step = guarded(() => exports.induct_next());
			if (step === INDUCT.DONE) return step;
			const kind = DIFFERENCES[this.#words[this.#state + STATE.difference / 4] ?? 0] ?? "none";
			if (kind !== "none") onWrong(step, { kind });
			return step;
		} catch (error) {
			if (!(error instanceof TargetFailure)) throw error;
			const step = (this.#words[this.#state + STATE.next / 4] ?? 0) - 1;
			onWrong(step, { kind: "failure", failure: error.failure });
			return step;
		}
	}
}

function aligned(address: number): number {
	return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

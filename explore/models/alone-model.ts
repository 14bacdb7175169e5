import type { Target, View } from "../../impl/target.ts";
import { type BrokenClaim, brokenClaims, observe, withMistakes } from "../../lockstep/run.ts";
import { type Action, maskSetBy } from "../../model/action.ts";
import { SEARCHED_MASKS, UNKNOWN_MASKS } from "../../model/outside.ts";
import { nrProcs } from "../../model/scope.ts";
import { type Slot, withGivenMasks } from "../../model/state.ts";
import type { Claim } from "../../properties/claim.ts";
import { type EventTraces, NO_TRACES } from "../../properties/event-traces.ts";
import { isPendingReply, type ObservedStep } from "../../properties/step.ts";
import type { Model, Property } from "../model.ts";
import { hasWords, MemoryModel } from "./memory-model.ts";
import { decodeTraces, encodeTraces, MOST_TRACED } from "./trace-words.ts";

/** Masks with bits that stand for no event; a digit is one of them, or 0 for any other mask. */
const UNKNOWN: readonly number[] = UNKNOWN_MASKS.slice(0, SEARCHED_MASKS);
const DIGITS = UNKNOWN.length + 1;

/**
 * A target by itself whose every step is checked: a state is its memory, a word with the masks that were given with bits that
 * stand for no event, since memory need not keep these, a word that says if PM has stopped, and, where traces are kept, the
 * monitor of events, in a word for each process.
 *
 * Steps that break claims are followed like others. A failing action leads to a state without successors.
 */
export class AloneModel extends MemoryModel implements Model<Int32Array> {
	readonly width: number;
	/** Number of steps that exercised each claim, by its id. */
	readonly exercised = new Map<string, number>();
	readonly #claims: readonly Claim[];
	readonly #hasTraces: boolean;
	readonly #next: Int32Array;
	/** Memory of the state whose successors are looked for. */
	#from: Int32Array;
	#broken: readonly BrokenClaim[] = [];
	readonly #noteExercised = ({ id }: Claim): void => {
		this.exercised.set(id, (this.exercised.get(id) ?? 0) + 1);
	};

	/**
	 * @param claims those that are checked, without what the specification would have done
	 * @param hasTraces true to check whole traces, of few processes: then every claim is one about traces
	 */
	constructor(target: Target, claims: readonly Claim[], actions: readonly Action[], hasTraces = false) {
		super(target, actions);
		const isTooLarge = DIGITS ** nrProcs(target.scope) >= 2 ** 31;
		if (isTooLarge && actions.some(({ kind }) => kind === "unknownMask"))
			throw new RangeError("too many processes for masks with unknown bits");
		if (hasTraces && nrProcs(target.scope) > MOST_TRACED) throw new RangeError("too many processes for their traces");
		this.#claims = claims;
		this.#hasTraces = hasTraces;
		this.width = this.memory.length + 2 + (hasTraces ? nrProcs(target.scope) : 0);
		this.#next = new Int32Array(this.width);
		this.#from = this.memory;
	}

	/** Violations of each claim, as properties of the steps that are being emitted. */
	get properties(): readonly Property<Int32Array>[] {
		return this.#claims.map(({ id }) => ({
			kind: "witness",
			name: id,
			isReached: () => this.#broken.length > 0 && this.#broken.some(({ claim }) => claim.id === id),
		}));
	}

	initial(): readonly Int32Array[] {
		this.target.reset();
		return [this.#stateOf(0, NO_TRACES).slice()];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		if (state[this.memory.length + 1] === 1) return;
		this.#from = state.subarray(0, this.memory.length);
		this.memory.set(this.#from);
		const shown = this.view();
		if (!shown) return;
		const before = withGivenMasks(shown, this.#givenOf(state[this.memory.length] ?? 0, shown.slots));
		const traces = decodeTraces(state.subarray(this.memory.length + 2));
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.system.isEnabled(before, action)) continue;
			if (this.#hasTraces && this.#changesNothing(state, action, before)) {
				emit(index, state);
				continue;
			}
			this.memory.set(this.#from);
			let isSame = false;
			const changes = (): boolean => {
				isSame = maskSetBy(action) === undefined && hasWords(this.memory, state);
				return !isSame;
			};
			const [step, next] = this.#monitored(traces, observe(this.target, action, before, undefined, changes));
			this.#broken = brokenClaims(this.#claims, step, this.#noteExercised);
			if (!step.outcome.ok) emit(index, this.#stopped());
			else emit(index, isSame && !this.#hasTraces ? state : this.#stateOf(this.#wordOf(step.after.slots), next));
		}
	}

	/** True if an action sends nothing, changes nothing, and lets no process go on: a claim about traces is idle then. */
	#changesNothing(state: Int32Array, action: Action, before: View): boolean {
		if (action.kind === "vfsReply" || action.kind === "unknownMask" || isPendingReply(action, before)) return false;
		this.memory.set(this.#from);
		if (!this.target.step(action) || this.target.record.hasEffects) return false;
		return hasWords(this.memory, state);
	}

	#monitored(traces: EventTraces, step: ObservedStep): readonly [ObservedStep, EventTraces] {
		return this.#hasTraces ? withMistakes(traces, step) : [step, traces];
	}

	#stateOf(given: number, traces: EventTraces): Int32Array {
		this.#next.set(this.memory);
		this.#next[this.memory.length] = given;
		this.#next[this.memory.length + 1] = 0;
		encodeTraces(traces, this.#next.subarray(this.memory.length + 2));
		return this.#next;
	}

	#stopped(): Int32Array {
		this.#stateOf(0, NO_TRACES)[this.memory.length + 1] = 1;
		return this.#next;
	}

	/** The masks with unknown bits as a number, with a digit for each process. */
	#wordOf(slots: readonly Slot[]): number {
		return slots.reduce((sum, { service, mask }) => {
			const digit = 1 + UNKNOWN.indexOf(mask);
			return digit === 0 ? sum : sum + digit * DIGITS ** service;
		}, 0);
	}

	/** The slots with the masks that such a number says were given. */
	#givenOf(word: number, slots: readonly Slot[]): readonly Slot[] {
		if (word === 0) return slots;
		return Array.from({ length: nrProcs(this.target.scope) }, (_, service): Slot => {
			const digit = Math.trunc(word / DIGITS ** service) % DIGITS;
			const mask = UNKNOWN[digit - 1] ?? slots.find((slot) => slot.service === service)?.mask ?? 0;
			return { service, mask, waiting: 0 };
		});
	}
}

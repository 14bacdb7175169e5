import type { ActionKind, Event } from "../../model/action.ts";
import { SLOT_STATES, stateCount } from "./abstract-state.ts";
import { NO_SLOT, type SlotMoves, slotMoves } from "./slot-moves.ts";

/** Receives a step of the abstraction: the kind of its action, and the number of the state that it leads to. */
export type OnStep = (kind: ActionKind, next: number) => void;

/** Number of states of a slot: the radix of the numbers of states. */
const RADIX = SLOT_STATES.length;
const LEAVING = Uint8Array.from(SLOT_STATES, ({ leaving }) => (leaving ? 1 : 0));
/** Number of processes that stand for those that wait at a slot, by event: to ask several is to ask two. */
const WAITING: Readonly<Record<Event, Uint8Array>> = {
	1: Uint8Array.from(SLOT_STATES, ({ exit }) => exit),
	2: Uint8Array.from(SLOT_STATES, ({ signal }) => signal),
};

/**
 * Action kinds that may change nothing, in every abstract state: of a process that does not wait and has no slot, or refused.
 *
 * VFS's reply is not one of them: where a subscriber is interested in the event, it is asked.
 */
export const MAY_CHANGE_NOTHING: readonly ActionKind[] = [
	...(["spawn", "signal", "kill", "exit", "setMask", "reply", "reap"] as const),
	...(["staleReply", "outsideReply", "unknownEventReply", "unknownMask"] as const),
];

/**
 * Steps of the specification with any number of processes, on numbers of abstract states.
 *
 * The moves of a slot are those of its chart. This class has the order of announcements, as model/draft.ts has it for processes
 * one by one; tests compare the two on all steps of several scopes.
 */
export class AbstractSteps {
	readonly #slots: number;
	readonly #moves: SlotMoves;
	/** State of each slot of the present list, and the weight of each place in its number. */
	readonly #list: Int8Array;
	/** The slots that are left after a removal. */
	readonly #rest: Int8Array;
	readonly #weights: Int32Array;
	#length = 0;

	constructor(slots: number, moves: SlotMoves = slotMoves()) {
		this.#slots = slots;
		this.#moves = moves;
		this.#list = new Int8Array(slots);
		this.#rest = new Int8Array(slots);
		this.#weights = Int32Array.from({ length: slots + 1 }, (_, place) => RADIX ** place);
	}

	/** Number of states of lists of up to so many slots. */
	get states(): number {
		return stateCount(this.#slots);
	}

	/** Emits every step that a slot takes part in: all but those of `MAY_CHANGE_NOTHING` that change nothing. */
	successors(state: number, emit: OnStep): void {
		this.#load(state);
		const { created } = this.#moves;
		if (this.#length < this.#slots) {
			for (let mask = 1; mask < created.length; mask++)
				emit("setMask", state + ((created[mask] ?? 0) + 1) * (this.#weights[this.#length] ?? 0));
		}
		this.#publish(state, 1, emit);
		this.#publish(state, 2, emit);
		for (let place = 0; place < this.#length; place++) {
			if (LEAVING[this.#list[place] ?? 0] === 1) emit("vfsReply", this.#removed(place));
			else this.#stepsOfRunning(state, place, emit);
		}
	}

	#load(state: number): void {
		this.#length = 0;
		for (let rest = state; rest > 0; rest = ((rest - 1) / RADIX) | 0) {
			this.#list[this.#length++] = (rest - 1) % RADIX;
		}
	}

	/** VFS's reply about a process that has no slot: its event is published. */
	#publish(state: number, event: Event, emit: OnStep): void {
		emit("vfsReply", this.#announced(state, event, 0));
	}

	/** The state after an event is announced to the first interested slot from a place on; the same where there is none. */
	#announced(state: number, event: Event, from: number): number {
		for (let place = from; place < this.#length; place++) {
			const before = this.#list[place] ?? 0;
			const after = this.#moves.ask[event][before] ?? NO_SLOT;
			if (after !== NO_SLOT) return state + (after - before) * (this.#weights[place] ?? 0);
		}
		return state;
	}

	/** Steps of the service of a slot while it can call PM: new masks, its exit, and replies about processes that wait there. */
	#stepsOfRunning(state: number, place: number, emit: OnStep): void {
		const slot = this.#list[place] ?? 0;
		const { setMask } = this.#moves;
		for (let mask = 0; mask < setMask.length; mask++)
			emit("setMask", this.#changed(state, place, setMask[mask]?.[slot] ?? NO_SLOT));
		emit("exit", this.#changed(state, place, this.#moves.exit[slot] ?? NO_SLOT));
		this.#replies(state, place, 1, emit);
		this.#replies(state, place, 2, emit);
	}

	#replies(state: number, place: number, event: Event, emit: OnStep): void {
		const slot = this.#list[place] ?? 0;
		const answers = this.#moves.answer[event][slot];
		if (answers === undefined || answers.length === 0) return;
		// The process moves on to the slots behind, at their places before a removal.
		const after = this.#announced(state, event, place + 1);
		for (let index = 0; index < answers.length; index++)
			emit("reply", this.#changed(after, place, answers[index] ?? NO_SLOT));
	}

	/**
	 * The state after a leaving service is removed: the processes that wait for it move on to the slots behind, and its own
	 * exit is announced to those that are left.
	 */
	#removed(place: number): number {
		for (let at = 0; at < place; at++) this.#rest[at] = this.#list[at] ?? 0;
		for (let at = place + 1; at < this.#length; at++) this.#rest[at - 1] = this.#list[at] ?? 0;
		const slot = this.#list[place] ?? 0;
		for (let count = WAITING[1][slot] ?? 0; count > 0; count--) this.#ask(1, place);
		for (let count = WAITING[2][slot] ?? 0; count > 0; count--) this.#ask(2, place);
		this.#ask(1, 0);
		let number = 0;
		for (let at = this.#length - 2; at >= 0; at--) number = number * RADIX + (this.#rest[at] ?? 0) + 1;
		return number;
	}

	/** Asks the first interested slot of those that are left after a removal, from a place on. */
	#ask(event: Event, from: number): void {
		for (let place = from; place < this.#length - 1; place++) {
			const after = this.#moves.ask[event][this.#rest[place] ?? 0] ?? NO_SLOT;
			if (after === NO_SLOT) continue;
			this.#rest[place] = after;
			return;
		}
	}

	/** The state with another slot at a place, or without that slot. */
	#changed(state: number, place: number, next: number): number {
		const before = this.#list[place] ?? 0;
		if (next !== NO_SLOT) return state + (next - before) * (this.#weights[place] ?? 0);
		return this.#without(state, place);
	}

	/** The state without the slot at a place: those behind it move up. */
	#without(state: number, place: number): number {
		let before = 0;
		for (let at = 0; at < place; at++) before += ((this.#list[at] ?? 0) + 1) * (this.#weights[at] ?? 0);
		const slot = ((this.#list[place] ?? 0) + 1) * (this.#weights[place] ?? 0);
		return (before + (state - before - slot) / RADIX) | 0;
	}
}

import type { ActionKind, Event } from "../../model/action.ts";
import { SLOT_STATES, stateCount } from "./abstract-state.ts";
import { NO_SLOT, type SlotMoves, slotMoves } from "./slot-moves.ts";

/** Kinds of the steps that a slot takes part in. */
const KINDS = ["setMask", "exit", "vfsReply", "reply"] as const satisfies readonly ActionKind[];
const [SET_MASK, EXIT, VFS_REPLY, REPLY] = [0, 1, 2, 3];
/** More steps than a state of up to 4 slots has. */
const MOST_STEPS = 128;

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
 * Steps of the specification with any number of processes, on numbers of abstract states: all of them whole numbers of 32 bits.
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
	/** Change of the number where an event is announced to the slots from a place on, by event and place. */
	readonly #announced: Readonly<Record<Event, Int32Array>>;
	#length = 0;
	/** Numbers of the states that the steps of the last `take` lead to. */
	readonly next = new Int32Array(MOST_STEPS);
	readonly #kinds = new Uint8Array(MOST_STEPS);
	#count = 0;

	constructor(slots: number, moves: SlotMoves = slotMoves()) {
		this.#slots = slots;
		this.#moves = moves;
		this.#list = new Int8Array(slots);
		this.#rest = new Int8Array(slots);
		this.#announced = { 1: new Int32Array(slots + 1), 2: new Int32Array(slots + 1) };
		this.#weights = Int32Array.from({ length: slots + 1 }, (_, place) => RADIX ** place);
	}

	/** Number of states of lists of up to so many slots. */
	get states(): number {
		return stateCount(this.#slots);
	}

	/**
	 * Takes every step that a slot takes part in: all but those of `MAY_CHANGE_NOTHING` that change nothing.
	 *
	 * @returns their number: `next` and `kindOf` have them
	 */
	take(state: number): number {
		this.#count = 0;
		this.#load(state);
		const { created } = this.#moves;
		if (this.#length < this.#slots) {
			for (let mask = 1; mask < created.length; mask++)
				this.#emit(SET_MASK, (state + ((created[mask] ?? 0) + 1) * (this.#weights[this.#length] ?? 0)) | 0);
		}
		// VFS's reply about a process that has no slot: its event is announced to all.
		this.#emit(VFS_REPLY, (state + (this.#announced[1][0] ?? 0)) | 0);
		this.#emit(VFS_REPLY, (state + (this.#announced[2][0] ?? 0)) | 0);
		for (let place = 0; place < this.#length; place++) {
			if (LEAVING[this.#list[place] ?? 0] === 1) this.#emit(VFS_REPLY, this.#removed(place));
			else this.#stepsOfRunning(state, place);
		}
		return this.#count;
	}

	/** The kind of a step, by its index. */
	kindOf(step: number): ActionKind {
		return KINDS[this.#kinds[step] ?? 0] ?? "setMask";
	}

	#emit(kind: number, next: number): void {
		this.#kinds[this.#count] = kind;
		this.next[this.#count++] = next;
	}

	#load(state: number): void {
		this.#length = 0;
		for (let rest = state; rest > 0; rest = ((rest - 1) / RADIX) | 0) {
			this.#list[this.#length++] = (rest - 1) % RADIX;
		}
		this.#announce(1);
		this.#announce(2);
	}

	/** The first slot that is interested, from each place on: it has one more process that waits. */
	#announce(event: Event): void {
		const [announced, ask] = [this.#announced[event], this.#moves.ask[event]];
		announced[this.#length] = 0;
		for (let place = this.#length - 1; place >= 0; place--) {
			const before = this.#list[place] ?? 0;
			const after = ask[before] ?? NO_SLOT;
			const change = (after - before) * (this.#weights[place] ?? 0);
			announced[place] = after === NO_SLOT ? (announced[place + 1] ?? 0) : change;
		}
	}

	/** Steps of the service of a slot while it can call PM: new masks, its exit, and replies about processes that wait there. */
	#stepsOfRunning(state: number, place: number): void {
		const slot = this.#list[place] ?? 0;
		const { setMask } = this.#moves;
		for (let mask = 0; mask < setMask.length; mask++)
			this.#emit(SET_MASK, this.#changed(state, place, setMask[mask]?.[slot] ?? NO_SLOT));
		this.#emit(EXIT, this.#changed(state, place, this.#moves.exit[slot] ?? NO_SLOT));
		this.#replies(state, place, 1);
		this.#replies(state, place, 2);
	}

	#replies(state: number, place: number, event: Event): void {
		const slot = this.#list[place] ?? 0;
		const answers = this.#moves.answer[event][slot];
		if (answers === undefined || answers.length === 0) return;
		// The process moves on to the slots behind, at their places before a removal.
		const after = (state + (this.#announced[event][place + 1] ?? 0)) | 0;
		for (let index = 0; index < answers.length; index++)
			this.#emit(REPLY, this.#changed(after, place, answers[index] ?? NO_SLOT));
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
		for (let at = this.#length - 2; at >= 0; at--) number = (number * RADIX + (this.#rest[at] ?? 0) + 1) | 0;
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
		if (next !== NO_SLOT) return (state + (next - before) * (this.#weights[place] ?? 0)) | 0;
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

import type { ActionKind, Event } from "../../model/action.ts";
import { SLOT_STATES, stateCount } from "./abstract-state.ts";
import { NO_SLOT, type SlotMoves, slotMoves } from "./slot-moves.ts";

/** Kinds of the steps that a slot takes part in. */
const KINDS = ["setMask", "exit", "vfsReply", "reply"] as const satisfies readonly ActionKind[];
const [SET_MASK, EXIT, VFS_REPLY, REPLY] = [0, 1, 2, 3];
/** More steps than a state of up to 4 slots has. */
const MOST_STEPS = 128;
/** Stands for no change where a slot is not interested in an event: to ask a slot where several wait changes nothing either. */
const NOT_ASKED = -1;
/** Stands for no list of slots. */
const NO_LIST = -1;

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
	...(["staleReply", "outsideReply", "forgedReply", "unknownEventReply", "unknownMask"] as const),
];

/**
 * Steps of the specification with any number of processes, on numbers of abstract states: all of them whole numbers of 32 bits.
 *
 * The moves of a slot are those of its chart. This class has the order of announcements, as model/next-state.ts has it for processes
 * one by one; tests compare the two on all steps of several scopes.
 */
export class AbstractSteps {
	readonly #slots: number;
	readonly #moves: SlotMoves;
	/** Weight of each place in the number of a list. */
	readonly #weights: Int32Array;
	/** Changes of the number by moves that keep the slot. */
	readonly #setMask: Changes;
	readonly #exit: Changes;
	readonly #answer: Readonly<Record<Event, Changes>>;
	/** Change of the number where a slot is asked, by event, then by place and slot; or `NOT_ASKED`. */
	readonly #asked: Readonly<Record<Event, Int32Array>>;
	/** State of each slot of the present list but the first, whose place is 0. */
	readonly #list: Int8Array;
	#length = 0;
	/** Number of the list of the slots behind the first: what is known of the steps of these is for this list. */
	#behind = NO_LIST;
	/** Changes of the number by steps of the slots behind the first, whatever that is. */
	readonly #shared = new Int32Array(MOST_STEPS);
	#sharedCount = 0;
	/** Changes by the removal of each leaving service behind the first slot, and if its exit is then announced behind that slot. */
	readonly #removals: Int32Array;
	readonly #removalsAnnounced: Int32Array;
	#removalCount = 0;
	/** Changes where an event is announced to the slots behind the first. */
	readonly #announced: Record<Event, number> = { 1: 0, 2: 0 };
	/** The slots that are left after a removal. */
	readonly #rest: Int8Array;
	/** Numbers of the states that the steps of the last `take` lead to. */
	readonly next = new Int32Array(MOST_STEPS);
	readonly #kinds = new Uint8Array(MOST_STEPS);
	#count = 0;

	constructor(slots: number, moves: SlotMoves = slotMoves()) {
		this.#slots = slots;
		this.#moves = moves;
		this.#list = new Int8Array(slots + 1);
		this.#rest = new Int8Array(slots + 1);
		this.#removals = new Int32Array(slots);
		this.#removalsAnnounced = new Int32Array(slots);
		this.#weights = Int32Array.from({ length: slots + 1 }, (_, place) => RADIX ** place);
		const { setMask, exit, answer, ask } = moves;
		this.#setMask = new Changes(this.#weights, (slot) => setMask.map((next) => next[slot] ?? NO_SLOT));
		this.#exit = new Changes(this.#weights, (slot) => [exit[slot] ?? NO_SLOT]);
		this.#answer = {
			1: new Changes(this.#weights, (slot) => answer[1][slot] ?? []),
			2: new Changes(this.#weights, (slot) => answer[2][slot] ?? []),
		};
		this.#asked = { 1: askedChanges(this.#weights, ask[1]), 2: askedChanges(this.#weights, ask[2]) };
	}

	/** Number of states of lists of up to so many slots. */
	get states(): number {
		return stateCount(this.#slots);
	}

	/**
	 * Takes every step that a slot takes part in: all but those of `MAY_CHANGE_NOTHING` that change nothing. Quicker where the last
	 * list had the same slots behind its first, as lists in the order of their numbers mostly have.
	 *
	 * @returns the number of steps: `next` and `kindOf` have them
	 */
	take(state: number): number {
		if (state === 0) return this.#takeFromEmpty();
		const behind = ((state - 1) / RADIX) | 0;
		const first = state - 1 - behind * RADIX;
		if (behind !== this.#behind) this.#prepare(behind);
		const { next } = this;
		for (let step = 0; step < this.#sharedCount; step++) next[step] = state + (this.#shared[step] ?? 0);
		this.#count = this.#sharedCount;
		const [exit, signal] = [this.#asked[1][first] ?? 0, this.#asked[2][first] ?? 0];
		for (let index = 0; index < this.#removalCount; index++) {
			const isAsked = exit !== NOT_ASKED;
			const change = isAsked ? (this.#removals[index] ?? 0) + exit : (this.#removalsAnnounced[index] ?? 0);
			this.#emit(VFS_REPLY, (state + change) | 0);
		}
		// VFS's reply about a process that has no slot: its event is announced to all.
		this.#emit(VFS_REPLY, (state + (exit === NOT_ASKED ? this.#announced[1] : exit)) | 0);
		this.#emit(VFS_REPLY, (state + (signal === NOT_ASKED ? this.#announced[2] : signal)) | 0);
		if (LEAVING[first] === 1) this.#emit(VFS_REPLY, this.#removed(0, first, behind));
		else this.#takeOf(first, state, behind, this.#announced[1], this.#announced[2]);
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

	#takeFromEmpty(): number {
		this.#behind = NO_LIST;
		this.#count = 0;
		this.#create(0, 0);
		this.#emit(VFS_REPLY, 0);
		this.#emit(VFS_REPLY, 0);
		return this.#count;
	}

	/** A service subscribes, where a slot is vacant. */
	#create(state: number, length: number): void {
		if (length === this.#slots) return;
		const { created } = this.#moves;
		for (let mask = 1; mask < created.length; mask++)
			this.#emit(SET_MASK, (state + ((created[mask] ?? 0) + 1) * (this.#weights[length] ?? 0)) | 0);
	}

	/** Notes what the steps of the slots behind the first change, as changes of the number: that is, as if the state were 0. */
	#prepare(list: number): void {
		this.#behind = list;
		this.#load(list);
		this.#count = 0;
		this.#removalCount = 0;
		this.#create(0, this.#length);
		// What the slots behind a place add to the number, and how it changes where an event is announced to them.
		let [behind, exit, signal] = [0, 0, 0];
		for (let place = this.#length - 1; place >= 1; place--) {
			const slot = this.#list[place] ?? 0;
			const at = place * RADIX + slot;
			const own = (slot + 1) * (this.#weights[place] ?? 0);
			// Without the slot, those behind it move up by one place.
			const without = (behind / RADIX - behind - own) | 0;
			if (LEAVING[slot] === 1) this.#noteRemoval(place, slot, without);
			else this.#takeOf(at, 0, without, exit, signal);
			behind += own;
			const [exitAsked, signalAsked] = [this.#asked[1][at] ?? 0, this.#asked[2][at] ?? 0];
			if (exitAsked !== NOT_ASKED) exit = exitAsked;
			if (signalAsked !== NOT_ASKED) signal = signalAsked;
		}
		this.#announced[1] = exit;
		this.#announced[2] = signal;
		this.#sharedCount = this.#count;
		this.#shared.set(this.next);
	}

	#load(behind: number): void {
		this.#length = 1;
		for (let rest = behind; rest > 0; ) {
			const above = ((rest - 1) / RADIX) | 0;
			this.#list[this.#length++] = rest - 1 - above * RADIX;
			rest = above;
		}
	}

	/**
	 * Steps of the service of a slot while it can call PM: new masks, its exit, and replies about processes that wait there.
	 *
	 * @param at the place and the state of the slot
	 * @param without the state without the slot
	 * @param exit the change where that event is announced to the slots behind: a process that was replied about moves on to them
	 * @param signal the same of the other event
	 */
	#takeOf(at: number, state: number, without: number, exit: number, signal: number): void {
		this.#emitAll(SET_MASK, this.#setMask, at, state, without);
		this.#emitAll(EXIT, this.#exit, at, state, without);
		this.#emitAll(REPLY, this.#answer[1], at, (state + exit) | 0, (without + exit / RADIX) | 0);
		this.#emitAll(REPLY, this.#answer[2], at, (state + signal) | 0, (without + signal / RADIX) | 0);
	}

	/** Emits the moves of a slot. @param from the state before the move, where the slot is kept @param without the state without it */
	#emitAll(kind: number, { start, changes, removals }: Changes, at: number, from: number, without: number): void {
		const end = start[at + 1] ?? 0;
		for (let index = start[at] ?? 0; index < end; index++) this.#emit(kind, (from + (changes[index] ?? 0)) | 0);
		for (let count = removals[at] ?? 0; count > 0; count--) this.#emit(kind, without);
	}

	/** Notes the removal of a leaving service: its exit is announced to the first slot if that is interested, else behind that. */
	#noteRemoval(place: number, slot: number, without: number): void {
		const change = this.#moveOn(place, slot, without);
		this.#removals[this.#removalCount] = change;
		this.#removalsAnnounced[this.#removalCount++] = change + this.#ask(1, 1);
	}

	/** The state after the leaving service of a slot is removed, and its own exit is announced to those that are left. */
	#removed(place: number, slot: number, without: number): number {
		return (this.#moveOn(place, slot, without) + this.#ask(1, 0)) | 0;
	}

	/**
	 * Moves the processes that wait for a service on to the slots behind.
	 *
	 * @param without the state, or the change of it, without the service's slot
	 * @returns the same after that
	 */
	#moveOn(place: number, slot: number, without: number): number {
		for (let at = 1; at < place; at++) this.#rest[at] = this.#list[at] ?? 0;
		for (let at = place + 1; at < this.#length; at++) this.#rest[at - 1] = this.#list[at] ?? 0;
		let number = without;
		for (let count = WAITING[1][slot] ?? 0; count > 0; count--) number += this.#ask(1, place);
		for (let count = WAITING[2][slot] ?? 0; count > 0; count--) number += this.#ask(2, place);
		return number;
	}

	/**
	 * Asks the first interested slot of those that are left after a removal, from a place on.
	 *
	 * @returns the change of the state's number
	 */
	#ask(event: Event, from: number): number {
		const [asked, ask] = [this.#asked[event], this.#moves.ask[event]];
		for (let place = from; place < this.#length - 1; place++) {
			const slot = this.#rest[place] ?? 0;
			const change = asked[place * RADIX + slot] ?? NOT_ASKED;
			if (change === NOT_ASKED) continue;
			this.#rest[place] = ask[slot] ?? NO_SLOT;
			return change;
		}
		return 0;
	}
}

/** Changes of a state's number by moves of one of its slots: by place times the number of slot states, plus the slot's state. */
class Changes {
	/** Changes by moves that keep the slot: those of an index are from `start[index]` on, before `start[index + 1]`. */
	readonly start: Int32Array;
	readonly changes: Int32Array;
	/** Number of moves after which there is no slot. */
	readonly removals: Uint8Array;

	/** @param movesOf gives the states of the slot after its moves; NO_SLOT where it is given back */
	constructor(weights: Int32Array, movesOf: (slot: number) => readonly number[]) {
		const moves = SLOT_STATES.map((_, slot) => movesOf(slot));
		const placed = [...weights].flatMap((weight) =>
			moves.map((nexts, slot) => nexts.filter((next) => next !== NO_SLOT).map((next) => (next - slot) * weight)),
		);
		this.changes = Int32Array.from(placed.flat());
		this.start = new Int32Array(placed.length + 1);
		for (const [index, { length }] of placed.entries()) this.start[index + 1] = (this.start[index] ?? 0) + length;
		this.removals = Uint8Array.from(placed, (kept, index) => (moves[index % RADIX]?.length ?? 0) - kept.length);
	}
}

function askedChanges(weights: Int32Array, ask: Int8Array): Int32Array {
	const changes = [...weights].flatMap((weight) =>
		[...ask].map((next, slot) => (next === NO_SLOT ? NOT_ASKED : (next - slot) * weight)),
	);
	return Int32Array.from(changes);
}

import { ACTION_KINDS, EVENTS, MASKS } from "../model/action.ts";
import { PROCESS_EVENTS } from "../model/process.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { SLOT_EVENTS } from "../model/slot.ts";
import { CHART_EVENT } from "../model/system.ts";
import { type Chart, type Charts, slotCode } from "../model/tables.ts";
import { type Alphabet, type Alphabets, alphabetsOf, eventOfCode, placesOf, processEvent } from "./digits.ts";

const VFS_REPLY = processEvent("VFS_REPLY");
const EVENT_OVER = processEvent("EVENT_OVER");
const CALL = processEvent("CALL");
/** The process events that change nothing but the process itself. */
const OWN_EVENTS = ["SPAWN", "SIGNAL", "KILL", "EXIT", "REAP"].map((type) =>
	PROCESS_EVENTS.findIndex((event) => event.type === type),
);
const SET_MASK = MASKS.map((mask) =>
	SLOT_EVENTS.findIndex((event) => event.type === "SET_MASK" && event.mask === mask),
);
const ASK = [0, 1, 2].map((asked) => SLOT_EVENTS.findIndex((event) => event.type === "ASK" && event.event === asked));
const ANSWER = SLOT_EVENTS.findIndex((event) => event.type === "ANSWER");

const NONE = -1;

/**
 * The successors of a state of the specification, on digits.
 *
 * What a process and a slot do is looked up in the charts' tables; who is asked next is read off the places. It says in
 * integers what model/system.ts says in plain data: a test compares the two over all states of several scopes.
 */
export class Successors {
	readonly scope: Scope;
	readonly alphabets: Alphabets;
	/** The successor that is being visited: one digit per process. */
	readonly next: Uint8Array;
	readonly #count: number;
	readonly #users: number;
	/** What each process's digits mean, and the numbers of digits, by process kind. */
	readonly #user: DigitTables;
	readonly #service: DigitTables;
	readonly #slotNext: Int32Array;
	readonly #event: Uint8Array;

	// The state that is stepped: filled by #load, changed by the steps, put back by #reload.
	readonly #from: Uint8Array;
	readonly #code: Int8Array;
	readonly #waits: Int8Array;
	readonly #place: Int8Array;
	readonly #mask: Int8Array;
	/** By place: who stands there, and how many wait for it. */
	readonly #subscriber: Int8Array;
	readonly #owed: Int8Array;
	#length = 0;

	constructor(scope: Scope, charts: Charts) {
		this.scope = scope;
		this.alphabets = alphabetsOf(scope, charts);
		this.#count = nrProcs(scope);
		this.#users = scope.users;
		this.#user = digitTables(scope, this.alphabets.user, charts.user);
		this.#service = digitTables(scope, this.alphabets.service, charts.service);
		this.#slotNext = slotTable(charts.slot, this.#count);
		this.#event = Uint8Array.from({ length: 28 }, (_, code) => eventOfCode(code));
		const bytes = this.#count;
		this.next = new Uint8Array(bytes);
		this.#from = new Uint8Array(bytes);
		[this.#code, this.#waits, this.#place, this.#mask] = [
			new Int8Array(bytes),
			new Int8Array(bytes),
			new Int8Array(bytes),
			new Int8Array(bytes),
		];
		this.#subscriber = new Int8Array(placesOf(scope) + 1);
		this.#owed = new Int8Array(placesOf(scope) + 1);
	}

	/** How many actions of world.md's alphabet are enabled in a state. */
	enabledCount(states: Uint8Array, offset: number): number {
		let enabled = 0;
		for (let process = 0; process < this.#count; process++) {
			enabled += this.#tables(process).enabled[states[offset + process] ?? 0] ?? 0;
		}
		return enabled;
	}

	/**
	 * Visits the successors that differ from the state, each in `next`.
	 *
	 * @param states holds the state's digits from `offset` on
	 * @param sorted the digits of users, and those of services, stand in order, and it is enough to visit one of the
	 *   successors that differ in the names of processes
	 */
	visit(states: Uint8Array, offset: number, sorted: boolean, visit: () => void): void {
		for (let process = 0; process < this.#count; process++) this.#from[process] = states[offset + process] ?? 0;
		this.#reload();
		this.#check();
		for (let process = 0; process < this.#count; process++) {
			if (sorted && this.#isTwin(process)) continue;
			this.#visitOwn(process, visit);
			const next = this.#nextCode(process, VFS_REPLY);
			if (next !== NONE) this.#visitVfsReply(process, next, visit);
			if (process >= this.#users && this.#nextCode(process, CALL) !== NONE) this.#visitCalls(process, sorted, visit);
		}
	}

	/** Whether the process before has the same digit and is of the same kind. */
	#isTwin(process: number): boolean {
		if (process === 0 || process === this.#users) return false;
		return this.#from[process] === this.#from[process - 1];
	}

	#visitOwn(process: number, visit: () => void): void {
		const { own } = this.#tables(process);
		const digit = this.#from[process] ?? 0;
		for (let event = 0; event < OWN_EVENTS.length; event++) {
			const next = own[digit * OWN_EVENTS.length + event] ?? NONE;
			if (next === NONE) continue;
			this.next.set(this.#from);
			this.next[process] = next;
			visit();
		}
	}

	#visitVfsReply(process: number, next: number, visit: () => void): void {
		const place = this.#place[process] ?? NONE;
		this.#code[process] = next;
		if (place !== NONE) this.#remove(process, place);
		this.#callTheRoll(process, 0);
		if (place === NONE) this.#visitOne(process, visit);
		else this.#visitAll(visit);
	}

	#visitCalls(process: number, sorted: boolean, visit: () => void): void {
		for (let mask = 0; mask < 4; mask++) {
			const length = this.#length;
			if (!this.#setMask(process, mask)) continue;
			if (this.#length < length) this.#visitAll(visit);
			else this.#visitOne(process, visit);
			this.#length = length;
		}
		const place = this.#place[process] ?? NONE;
		if (place === NONE || this.#owed[place] === 0) return;
		for (let about = 0; about < this.#count; about++) {
			if (this.#waits[about] !== place || (sorted && this.#isTwin(about))) continue;
			const length = this.#length;
			this.#answer(process, place, about);
			if (this.#length < length) this.#visitAll(visit);
			else this.#visitOne(about, visit);
		}
	}

	/** Visits the successor in which this process alone is different, and puts it back. */
	#visitOne(process: number, visit: () => void): void {
		this.next.set(this.#from);
		this.next[process] = this.#numberOf(process);
		visit();
		const waits = this.#waits[process] ?? NONE;
		if (waits !== NONE) this.#owed[waits] = this.#owedAt(waits) - 1;
		this.#load(process);
	}

	/** Visits the successor in which a slot was given back, so that places have moved, and puts everything back. */
	#visitAll(visit: () => void): void {
		this.#check();
		for (let process = 0; process < this.#count; process++) this.next[process] = this.#numberOf(process);
		visit();
		this.#reload();
	}

	#numberOf(process: number): number {
		const { alphabet } = this.#tables(process);
		const number = alphabet.numberOf(
			this.#code[process] ?? 0,
			this.#waits[process] ?? NONE,
			this.#place[process] ?? NONE,
			this.#mask[process] ?? 0,
		);
		if (number < 0) throw new RangeError(`a successor of ${this.#from.join(" ")} has no digits`);
		return number;
	}

	/** @returns whether anything changed */
	#setMask(process: number, mask: number): boolean {
		const place = this.#place[process] ?? NONE;
		if (place === NONE && this.#length === this.scope.slots) return false;
		const before = this.#mask[process] ?? 0;
		const slot =
			this.#slotNext[slotCode(before, this.#owedAt(place)) * SLOT_EVENTS.length + (SET_MASK[mask] ?? 0)] ?? NONE;
		if (slot === NONE || (place !== NONE && before === mask)) return false;
		if (slot === 0) {
			this.#remove(process, place);
			return true;
		}
		this.#mask[process] = slot & 3;
		if (place === NONE) {
			this.#place[process] = this.#length;
			this.#subscriber[this.#length] = process;
			this.#owed[this.#length] = 0;
			this.#length++;
		}
		return true;
	}

	#answer(process: number, place: number, about: number): void {
		const slot = this.#slotNext[slotCode(this.#mask[process] ?? 0, this.#owedAt(place)) * SLOT_EVENTS.length + ANSWER];
		this.#owed[place] = this.#owedAt(place) - 1;
		this.#waits[about] = NONE;
		if (slot === 0) this.#remove(process, place);
		this.#callTheRoll(about, slot === 0 ? place : place + 1);
	}

	/** Gives the slot back; whoever waits for it moves on. */
	#remove(process: number, place: number): void {
		this.#place[process] = NONE;
		this.#mask[process] = 0;
		for (let i = place; i < this.#length - 1; i++) {
			const moved = this.#subscriber[i + 1] ?? 0;
			this.#subscriber[i] = moved;
			this.#place[moved] = i;
			this.#owed[i] = this.#owedAt(i + 1);
		}
		this.#length--;
		this.#owed[this.#length] = 0;
		// First every index is put right, then those that waited here are asked for: they must not be taken for others.
		let released = 0;
		for (let other = 0; other < this.#count; other++) {
			const waits = this.#waits[other] ?? NONE;
			if (waits > place) this.#waits[other] = waits - 1;
			else if (waits === place) {
				this.#waits[other] = RELEASED;
				released++;
			}
		}
		for (let other = 0; released > 0; other++) {
			if (this.#waits[other] !== RELEASED) continue;
			released--;
			this.#waits[other] = NONE;
			this.#callTheRoll(other, place);
		}
	}

	/** Asks the first interested subscriber from the place on, or goes on with the event. */
	#callTheRoll(process: number, place: number): void {
		const code = this.#code[process] ?? 0;
		const ask = ASK[this.#event[code] ?? 0] ?? 0;
		for (let i = place; i < this.#length; i++) {
			const mask = this.#mask[this.#subscriber[i] ?? 0] ?? 0;
			if (this.#slotNext[slotCode(mask, this.#owedAt(i)) * SLOT_EVENTS.length + ask] === NONE) continue;
			this.#owed[i] = this.#owedAt(i) + 1;
			this.#waits[process] = i;
			return;
		}
		this.#code[process] = this.#tables(process).next[code * PROCESS_EVENTS.length + EVENT_OVER] ?? NONE;
	}

	#owedAt(place: number): number {
		return place === NONE ? 0 : (this.#owed[place] ?? 0);
	}

	#nextCode(process: number, event: number): number {
		const code = this.#code[process] ?? 0;
		return this.#tables(process).next[code * PROCESS_EVENTS.length + event] ?? NONE;
	}

	#tables(process: number): DigitTables {
		return process < this.#users ? this.#user : this.#service;
	}

	#reload(): void {
		this.#length = 0;
		this.#owed.fill(0);
		for (let process = 0; process < this.#count; process++) {
			this.#load(process);
			const place = this.#place[process] ?? NONE;
			if (place === NONE) continue;
			this.#subscriber[place] = process;
			this.#length++;
		}
	}

	#load(process: number): void {
		const tables = this.#tables(process);
		const digit = this.#from[process] ?? 0;
		const waits = tables.waits[digit] ?? NONE;
		this.#code[process] = tables.code[digit] ?? 0;
		this.#waits[process] = waits;
		this.#place[process] = tables.place[digit] ?? NONE;
		this.#mask[process] = tables.mask[digit] ?? 0;
		if (waits !== NONE) this.#owed[waits] = this.#owedAt(waits) + 1;
	}

	/**
	 * Puts the state claims to the state: every wait count is the number that waits, nobody waits at a place where
	 * nobody stands, and a slot without a mask is owed a reply. That who stands somewhere is live, its digit says.
	 */
	#check(): void {
		for (let place = 0; place < this.#length; place++) {
			let waiting = 0;
			for (let process = 0; process < this.#count; process++) if (this.#waits[process] === place) waiting++;
			const subscriber = this.#subscriber[place] ?? 0;
			const lingers = this.#mask[subscriber] === 0;
			if (waiting !== this.#owedAt(place) || this.#place[subscriber] !== place || (lingers && waiting === 0)) {
				throw new Error(`after ${this.#from.join(" ")} a state claim is broken at place ${place}`);
			}
		}
		for (let process = 0; process < this.#count; process++) {
			if ((this.#waits[process] ?? NONE) >= this.#length) {
				throw new Error(`after ${this.#from.join(" ")} process ${process} waits where nobody stands`);
			}
		}
	}
}

/** Marks a process whose slot is gone and who has not been asked for yet. */
const RELEASED = -2;

/** An alphabet and its chart as integer tables. */
interface DigitTables {
	readonly alphabet: Alphabet;
	readonly code: Int8Array;
	readonly waits: Int8Array;
	readonly place: Int8Array;
	readonly mask: Int8Array;
	/** By digit: how many actions of world.md's alphabet are enabled that name this process first. */
	readonly enabled: Uint16Array;
	/** By digit and own event: the digit it leads to; -1 where it is not taken. */
	readonly own: Int16Array;
	/** By code and event: the code it leads to; -1 where it is not taken. */
	readonly next: Int8Array;
}

function digitTables(scope: Scope, alphabet: Alphabet, chart: Chart): DigitTables {
	const { digits } = alphabet;
	const next = new Int8Array(28 * PROCESS_EVENTS.length).fill(NONE);
	for (const code of chart.codes) {
		for (const event of PROCESS_EVENTS.keys())
			next[code * PROCESS_EVENTS.length + event] = chart.take(code, event)?.to ?? NONE;
	}
	return {
		alphabet,
		code: Int8Array.from(digits, ({ code }) => code),
		waits: Int8Array.from(digits, ({ waits }) => waits),
		place: Int8Array.from(digits, ({ place }) => place),
		mask: Int8Array.from(digits, ({ mask }) => mask),
		enabled: Uint16Array.from(digits, ({ code }) => enabledActions(scope, chart, code)),
		own: Int16Array.from(
			digits.flatMap(({ code, waits, place, mask }) =>
				OWN_EVENTS.map((event) => {
					const move = chart.take(code, event);
					return move ? alphabet.numberOf(move.to, waits, place, mask) : NONE;
				}),
			),
		),
		next,
	};
}

/** How many actions of the counted alphabet a process in this state of its chart has. */
function enabledActions(scope: Scope, chart: Chart, code: number): number {
	const operands = { setMask: MASKS.length, reply: nrProcs(scope) * EVENTS.length, staleReply: 0 } as const;
	const enabled = ACTION_KINDS.filter((kind) => chart.take(code, CHART_EVENT[kind]) !== undefined);
	return enabled.reduce((sum, kind) => sum + (kind in operands ? operands[kind as keyof typeof operands] : 1), 0);
}

function slotTable(chart: Chart, count: number): Int32Array {
	const table = new Int32Array((slotCode(3, count) + 1) * SLOT_EVENTS.length).fill(NONE);
	for (const code of chart.codes) {
		for (const event of SLOT_EVENTS.keys())
			table[code * SLOT_EVENTS.length + event] = chart.take(code, event)?.to ?? NONE;
	}
	return table;
}

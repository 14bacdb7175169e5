import type { Event } from "../../../model/action.ts";
import { PROCESS_EVENTS, type ProcessEvent } from "../../../model/charts/process.ts";
import { type Chart, type Charts, decodeProcess, processCode } from "../../../model/charts/table.ts";
import { isService, nrProcs, type Scope } from "../../../model/scope.ts";
import { eventOf, LIFECYCLES, type Process, processOf, type Slot, type State } from "../../../model/state.ts";

/**
 * A process of the specification as one small number, for searches.
 *
 * A digit says which state of its chart the process is in, at which place of the subscription order it waits, and, for a
 * subscriber, at which place it stands and with which mask. A state is one digit for each process: the wait counts follow
 * from the others. Since digits name places and no services, two states are the same up to renaming users among
 * themselves and services among themselves exactly if they have the same digits in another order.
 */
interface Digit {
	/** `processCode`: the state of the process's chart. */
	readonly code: number;
	/** The place of the subscriber that it waits for; -1 for none. */
	readonly waits: number;
	/** The place at which it stands itself; -1 if it is no subscriber. */
	readonly place: number;
	readonly mask: number;
}

/** The digits that one kind of process can have, numbered. */
export interface Alphabet {
	readonly digits: readonly Digit[];
	/** The number of a digit; -1 where there is none such. */
	numberOf(code: number, waits: number, place: number, mask: number): number;
}

const NONE = -1;

/** The number of an event of a process's chart. */
export function processEvent(type: ProcessEvent["type"]): number {
	return PROCESS_EVENTS.findIndex((event) => event.type === type);
}

/** How many places the subscription order can have: no more than services, no more than slots. */
export function placesOf(scope: Scope): number {
	return Math.min(scope.services, scope.slots);
}

/**
 * The digits of a chart's process.
 *
 * Which chart states wait is the chart's to say: those that take EVENT_OVER. Nobody subscribes who can still be spawned or
 * whose event is being told, so a subscriber stands in a state that can call PM, or in one that such a state leads to on
 * its way to VFS.
 */
function alphabetOf(chart: Chart, places: number, subscribes: boolean): Alphabet {
	const over = processEvent("EVENT_OVER");
	const all = Array.from({ length: places }, (_, place) => place);
	const digits: Digit[] = [];
	for (const code of [...chart.codes].sort((a, b) => a - b)) {
		const isWaiting = chart.take(code, over) !== undefined;
		if (isWaiting) digits.push(...all.map((waits) => ({ code, waits, place: NONE, mask: 0 })));
		else digits.push({ code, waits: NONE, place: NONE, mask: 0 });
		if (!isWaiting && subscribes && isLive(code)) {
			digits.push(...all.flatMap((place) => [0, 1, 2, 3].map((mask) => ({ code, waits: NONE, place, mask }))));
		}
	}
	return numbered(digits, places);
}

/** Whether a service in this state can hold a slot: until its exit is published. */
function isLive(code: number): boolean {
	const { lifecycle } = decodeProcess(code);
	return lifecycle === "running" || lifecycle === "exiting";
}

function numbered(digits: readonly Digit[], places: number): Alphabet {
	const width = places + 1;
	const index = (code: number, waits: number, place: number, mask: number): number =>
		((code * width + waits + 1) * width + place + 1) * 4 + mask;
	const numbers = new Int16Array(LIFECYCLES.length * 4 * width * width * 4).fill(-1);
	for (const [number, { code, waits, place, mask }] of digits.entries())
		numbers[index(code, waits, place, mask)] = number;
	return {
		digits,
		numberOf: (code, waits, place, mask) => numbers[index(code, waits, place, mask)] ?? -1,
	};
}

/** The alphabets of users and of services at a scope. */
export interface Alphabets {
	readonly user: Alphabet;
	readonly service: Alphabet;
}

/** The digits of users and services at a scope, from their charts. */
export function alphabetsOf(scope: Scope, charts: Charts): Alphabets {
	const places = placesOf(scope);
	return { user: alphabetOf(charts.user, places, false), service: alphabetOf(charts.service, places, true) };
}

/** A state of the specification as digits, users first. */
export function encode(scope: Scope, alphabets: Alphabets, state: State): Uint8Array {
	return Uint8Array.from(state.processes, (process, index) => {
		const alphabet = isService(scope, index) ? alphabets.service : alphabets.user;
		const waits = state.slots.findIndex((slot) => slot.service === process.waitsFor);
		const place = state.slots.findIndex((slot) => slot.service === index);
		const number = alphabet.numberOf(processCode(process), waits, place, state.slots[place]?.mask ?? 0);
		if (number < 0) throw new RangeError(`no digit for ${JSON.stringify(process)} at place ${place}`);
		return number;
	});
}

/** The state of the specification that digits stand for. */
export function decode(scope: Scope, alphabets: Alphabets, numbers: ArrayLike<number>): State {
	const digits = Array.from({ length: nrProcs(scope) }, (_, index): Digit => {
		const alphabet = isService(scope, index) ? alphabets.service : alphabets.user;
		const digit = alphabet.digits[numbers[index] ?? -1];
		if (!digit) throw new RangeError(`process ${index} has no digit ${numbers[index]}`);
		return digit;
	});
	const subscribers = digits.flatMap((digit, service) => (digit.place === NONE ? [] : [{ service, digit }]));
	const slots = subscribers
		.sort((a, b) => a.digit.place - b.digit.place)
		.map(({ service, digit }): Slot => {
			const waiting = digits.filter(({ waits }) => waits === digit.place).length;
			return { service, mask: digit.mask, waiting };
		});
	const processes = digits.map(({ code, waits }): Process => {
		const { lifecycle, killed, told } = decodeProcess(code);
		return processOf(lifecycle, killed, told, waits === NONE ? undefined : slots[waits]?.service);
	});
	return { processes, slots };
}

/** The event that a process in this state of its chart is told of; 0 if none. */
export function eventOfCode(code: number): Event | 0 {
	const { lifecycle, killed, told } = decodeProcess(code);
	return eventOf(processOf(lifecycle, killed, told, undefined)) ?? 0;
}

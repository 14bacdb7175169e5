import type { Event } from "../../../model/action.ts";
import { PROCESS_EVENTS, type ProcessEvent } from "../../../model/charts/process.ts";
import { type Chart, type Charts, decodeProcess, processCode } from "../../../model/charts/table.ts";
import { isService, nrProcs, type Scope } from "../../../model/scope.ts";
import { eventOf, LIFECYCLES, type Process, processOf, type Slot, type State } from "../../../model/state.ts";

/**
 * The local state of a process, which searches use as one small number.
 *
 * It is the state of its chart, the place of the subscription order that it waits at, and, for a subscriber, its own place
 * and mask. A state is one local state for each process: the wait counts follow from them. Since local states name places
 * and no services, two states are symmetric exactly if they have the same local states in another order.
 */
interface LocalState {
	/** `processCode`: the state of the process's chart. */
	readonly code: number;
	/** The place of the subscriber that it waits for; -1 for none. */
	readonly waits: number;
	/** Its own place; -1 if it is no subscriber. */
	readonly place: number;
	readonly mask: number;
}

/** The local states that one kind of process can have, numbered. */
export interface Encoding {
	readonly locals: readonly LocalState[];
	/** The number of a local state; -1 if there is none. */
	numberOf(code: number, waits: number, place: number, mask: number): number;
}

const NONE = -1;

/** The number of an event of a process's chart. */
export function processEvent(type: ProcessEvent["type"]): number {
	return PROCESS_EVENTS.findIndex((event) => event.type === type);
}

/** The most places that the subscription order can have: no more than services, no more than slots. */
export function placesOf(scope: Scope): number {
	return Math.min(scope.services, scope.slots);
}

/**
 * The local states of a chart's process.
 *
 * The chart states that wait are those that take EVENT_OVER. A service that can still be spawned or is in an event call does
 * not subscribe, so a subscriber is in a state that can call PM, or in one that such a state leads to on its way to VFS.
 */
function encodingOf(chart: Chart, places: number, subscribes: boolean): Encoding {
	const over = processEvent("EVENT_OVER");
	const all = Array.from({ length: places }, (_, place) => place);
	const locals: LocalState[] = [];
	for (const code of [...chart.codes].sort((a, b) => a - b)) {
		const isWaiting = chart.take(code, over) !== undefined;
		if (isWaiting) locals.push(...all.map((waits) => ({ code, waits, place: NONE, mask: 0 })));
		else locals.push({ code, waits: NONE, place: NONE, mask: 0 });
		if (!isWaiting && subscribes && isLive(code)) {
			locals.push(...all.flatMap((place) => [0, 1, 2, 3].map((mask) => ({ code, waits: NONE, place, mask }))));
		}
	}
	return numbered(locals, places);
}

/** True if a service in this state can hold a slot: until its exit is published. */
function isLive(code: number): boolean {
	const { lifecycle } = decodeProcess(code);
	return lifecycle === "running" || lifecycle === "exiting";
}

function numbered(locals: readonly LocalState[], places: number): Encoding {
	const width = places + 1;
	const index = (code: number, waits: number, place: number, mask: number): number =>
		((code * width + waits + 1) * width + place + 1) * 4 + mask;
	const numbers = new Int16Array(LIFECYCLES.length * 4 * width * width * 4).fill(-1);
	for (const [number, { code, waits, place, mask }] of locals.entries())
		numbers[index(code, waits, place, mask)] = number;
	return {
		locals,
		numberOf: (code, waits, place, mask) => numbers[index(code, waits, place, mask)] ?? -1,
	};
}

/** The encodings of users and of services at a scope. */
export interface Encodings {
	readonly user: Encoding;
	readonly service: Encoding;
}

/** The encodings at a scope, read off the charts. */
export function encodingsOf(scope: Scope, charts: Charts): Encodings {
	const places = placesOf(scope);
	return { user: encodingOf(charts.user, places, false), service: encodingOf(charts.service, places, true) };
}

/** Encodes a state of the specification as local states, users first. */
export function encode(scope: Scope, encodings: Encodings, state: State): Uint8Array {
	return Uint8Array.from(state.processes, (process, index) => {
		const encoding = isService(scope, index) ? encodings.service : encodings.user;
		const waits = state.slots.findIndex((slot) => slot.service === process.waitsFor);
		const place = state.slots.findIndex((slot) => slot.service === index);
		const number = encoding.numberOf(processCode(process), waits, place, state.slots[place]?.mask ?? 0);
		if (number < 0) throw new RangeError(`no local state for ${JSON.stringify(process)} at place ${place}`);
		return number;
	});
}

/** Decodes local states to a state of the specification. */
export function decode(scope: Scope, encodings: Encodings, numbers: ArrayLike<number>): State {
	const locals = Array.from({ length: nrProcs(scope) }, (_, index): LocalState => {
		const encoding = isService(scope, index) ? encodings.service : encodings.user;
		const local = encoding.locals[numbers[index] ?? -1];
		if (!local) throw new RangeError(`process ${index} has no local state ${numbers[index]}`);
		return local;
	});
	const subscribers = locals.flatMap((local, service) => (local.place === NONE ? [] : [{ service, local }]));
	const slots = subscribers
		.sort((a, b) => a.local.place - b.local.place)
		.map(({ service, local }): Slot => {
			const waiting = locals.filter(({ waits }) => waits === local.place).length;
			return { service, mask: local.mask, waiting };
		});
	const processes = locals.map(({ code, waits }): Process => {
		const { lifecycle, killed, told } = decodeProcess(code);
		return processOf(lifecycle, killed, told, waits === NONE ? undefined : slots[waits]?.service);
	});
	return { processes, slots };
}

/** The event of the event call of a process in this state of its chart; 0 if it is in none. */
export function eventOfCode(code: number): Event | 0 {
	const { lifecycle, killed, told } = decodeProcess(code);
	return eventOf(processOf(lifecycle, killed, told, undefined)) ?? 0;
}

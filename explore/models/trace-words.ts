import { type Event, EXIT, SIGNAL } from "../../model/action.ts";
import { type EventTrace, type EventTraces, NO_TRACES } from "../../properties/event-traces.ts";

/** Bits of an event, below those of the two sets of services. */
const EVENT_BITS = 2;

/** The most processes of which a word has room for two sets. */
export const MOST_TRACED = 14;

/** Writes traces as words, one for each process: the event, and two sets of services with a bit for each process; 0 for none. */
export function encodeTraces(traces: EventTraces, words: Int32Array): void {
	words.fill(0);
	for (const [process, { event, due, asked }] of traces) {
		const sets = bitsOf(due, words.length) | (bitsOf(asked, words.length) << words.length);
		words[process] = event | (sets << EVENT_BITS);
	}
}

/** Traces that `encodeTraces` wrote, with the services in ascending order. */
export function decodeTraces(words: Int32Array): EventTraces {
	if (words.every((word) => word === 0)) return NO_TRACES;
	const traces = new Map<number, EventTrace>();
	for (const [process, word] of words.entries()) {
		const event = eventIn(word);
		if (event === undefined) continue;
		const sets = word >> EVENT_BITS;
		traces.set(process, { event, due: setIn(sets, words.length), asked: setIn(sets >> words.length, words.length) });
	}
	return traces;
}

function bitsOf(services: readonly number[], processes: number): number {
	return services.reduce((bits, service) => bits | (service >= 0 && service < processes ? 1 << service : 0), 0);
}

function setIn(bits: number, processes: number): readonly number[] {
	return Array.from({ length: processes }, (_, process) => process).filter((process) => ((bits >> process) & 1) === 1);
}

function eventIn(word: number): Event | undefined {
	return [EXIT, SIGNAL].find((event) => (word & (2 ** EVENT_BITS - 1)) === event);
}

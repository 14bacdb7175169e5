import { type Event, MASKS, SIGNAL } from "../../model/action.ts";
import { ON_SLOT } from "../../model/charts/event-numbers.ts";
import { type Chart, decodeSlot, slotCode, tabulatedCharts } from "../../model/charts/table.ts";
import { type AbstractSlot, type Count, countOf, isKept, SLOT_STATES, slotNumber } from "./abstract-state.ts";

/** Stands for the slot that a move leads to where there is none: it is given back, or the slot does not take the event. */
export const NO_SLOT = -1;

/** Moves of an abstract slot, by the number of its state: those of the chart of a slot, counted as the abstraction counts. */
export interface SlotMoves {
	/** State of a service's new slot, by the mask that it sets. */
	readonly created: readonly number[];
	/** State after the service sets a mask, by the mask; NO_SLOT where the slot is given back. */
	readonly setMask: readonly Int8Array[];
	/** State after one more process waits there, by event; NO_SLOT where the slot is not interested in the event. */
	readonly ask: Readonly<Record<Event, Int8Array>>;
	/** States after a reply about one process, by event: several, less one, are one or several. Empty where no process waits. */
	readonly answer: Readonly<Record<Event, readonly (readonly number[])[]>>;
	/** State after the service exits; NO_SLOT where it has done so. */
	readonly exit: Int8Array;
}

/** Numbers of processes that stand for a count: two and three for several, so that one less is one or several. */
const STAND_FOR: Readonly<Record<Count, readonly number[]>> = { 0: [0], 1: [1], 2: [2, 3] };
/** Bound of the chart's wait count: more than the processes that stand for those at one slot, with one more. */
const BOUND = 8;

/** Derives the moves of an abstract slot from the chart of a slot. @param chart of at least 8 processes */
export function slotMoves(chart: Chart = tabulatedCharts(BOUND).slot): SlotMoves {
	const all = (event: number, about?: Event): readonly (readonly number[])[] =>
		SLOT_STATES.map((slot) => afterEvent(chart, slot, event, about));
	const single = (event: number, about?: Event): Int8Array =>
		Int8Array.from(all(event, about), ([next = NO_SLOT]) => next);
	return {
		created: ON_SLOT.setMask.map((event) => createdBy(chart, event)),
		setMask: ON_SLOT.setMask.map((event) => single(event)),
		ask: { 1: single(ON_SLOT.ask[1], 1), 2: single(ON_SLOT.ask[2], 2) },
		answer: { 1: all(ON_SLOT.answer, 1), 2: all(ON_SLOT.answer, 2) },
		exit: Int8Array.from(SLOT_STATES, (slot) => (slot.leaving ? NO_SLOT : slotNumber({ ...slot, leaving: true }))),
	};
}

function createdBy(chart: Chart, event: number): number {
	const move = chart.take(0, event);
	return move ? slotNumber({ ...decodedMask(move.to), leaving: false, signal: 0, exit: 0 }) : NO_SLOT;
}

function decodedMask(code: number): Pick<AbstractSlot, "mask"> {
	return { mask: MASKS[decodeSlot(code).mask] ?? 0 };
}

/** States that an event of the chart leads to. @param about event of the process that begins or ceases to wait */
function afterEvent(chart: Chart, slot: AbstractSlot, event: number, about: Event | undefined): readonly number[] {
	const found = STAND_FOR[slot.signal].flatMap((signal) =>
		STAND_FOR[slot.exit].flatMap((exit) => {
			const move = chart.take(slotCode(slot.mask, signal + exit), event);
			if (!move) return [];
			const change = decodeSlot(move.to).waiting - signal - exit;
			const [signals, exits] = about === SIGNAL ? [signal + change, exit] : [signal, exit + change];
			// A reply is about a process that waits there: a service that replies about another is refused.
			if (signals < 0 || exits < 0) return [];
			const next = { ...slot, ...decodedMask(move.to), signal: countOf(signals), exit: countOf(exits) };
			return [isKept(next) ? slotNumber(next) : NO_SLOT];
		}),
	);
	return [...new Set(found)];
}

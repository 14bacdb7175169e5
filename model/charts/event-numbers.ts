import { PROCESS_EVENTS, type ProcessEvent } from "./process.ts";
import { SLOT_EVENTS, type SlotEvent } from "./slot.ts";

/** The numbers of the events of a process's chart, by name. */
export const ON_PROCESS = Object.fromEntries(PROCESS_EVENTS.map((event, index) => [event.type, index])) as Record<
	ProcessEvent["type"],
	number
>;

function slotEventIndex(type: SlotEvent["type"], operand?: number): number {
	return SLOT_EVENTS.findIndex(
		(event) =>
			event.type === type &&
			(operand === undefined ||
				(event.type === "SET_MASK" && event.mask === operand) ||
				(event.type === "ASK" && event.event === operand)),
	);
}

/** The numbers of the events of a slot's chart: by mask, and by event from 1. */
export const ON_SLOT = {
	setMask: [0, 1, 2, 3].map((mask) => slotEventIndex("SET_MASK", mask)),
	ask: [-1, slotEventIndex("ASK", 1), slotEventIndex("ASK", 2)],
	answer: slotEventIndex("ANSWER"),
	die: slotEventIndex("DIE"),
} as const;

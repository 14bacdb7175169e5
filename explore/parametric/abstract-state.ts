import { EXIT, MASKS, type Mask, SIGNAL } from "../../model/action.ts";
import { eventOf, type State } from "../../model/state.ts";

// The specification with its processes counted: none, one or several at each place. See docs/adr/025.

/** Number of processes that wait somewhere: none, one or several. */
export type Count = 0 | 1 | 2;
/** At least two. */
const SEVERAL: Count = 2;

/** One subscriber slot and the processes that wait there, of any number of processes. */
export interface AbstractSlot {
	/** Its known bits; bits that stand for no event are left out. */
	readonly mask: Mask;
	/** Its service is on its way out: exiting, and not removed yet. */
	readonly leaving: boolean;
	/** Processes that wait there, by the event of their calls. */
	readonly signal: Count;
	readonly exit: Count;
}

/** Slots in subscription order. Processes that do not wait, and services that are not subscribed, are not counted. */
export type AbstractState = readonly AbstractSlot[];

const COUNTS: readonly Count[] = [0, 1, SEVERAL];
const CODES = MASKS.length * 2 * COUNTS.length ** 2;

/** Every combination of the parts of a slot, in the order of their codes. */
const COMBINATIONS: readonly AbstractSlot[] = MASKS.flatMap((mask) =>
	[false, true].flatMap((leaving) =>
		COUNTS.flatMap((signal) => COUNTS.map((exit): AbstractSlot => Object.freeze({ mask, leaving, signal, exit }))),
	),
);

/** Code of a slot: its index in `COMBINATIONS`. */
function codeOf({ mask, leaving, signal, exit }: AbstractSlot): number {
	return ((mask * 2 + (leaving ? 1 : 0)) * COUNTS.length + signal) * COUNTS.length + exit;
}

/** True if the slot is kept: it is subscribed, or replies are pending. */
export function isKept({ mask, signal, exit }: AbstractSlot): boolean {
	return mask !== 0 || signal + exit > 0;
}

/** Every state of a slot: 70, all combinations except those without a mask where no process waits. */
export const SLOT_STATES: readonly AbstractSlot[] = COMBINATIONS.filter(isKept);

const numbers = new Int8Array(CODES).fill(-1);
for (const [number, slot] of SLOT_STATES.entries()) numbers[codeOf(slot)] = number;

/** The index of a slot's state in `SLOT_STATES`; -1 where it is none of them. */
export function slotNumber(slot: AbstractSlot): number {
	return numbers[codeOf(slot)] ?? -1;
}

/** Number of lists of up to so many slots: 71; 4,971; 347,971; 24,357,971 for 1 to 4. */
export function stateCount(slots: number): number {
	let count = 1;
	for (let length = 0; length < slots; length++) count = count * SLOT_STATES.length + 1;
	return count;
}

/**
 * The number of a list: the empty list is 0, and shorter lists come first. 0 to `stateCount(slots)` - 1 are the lists of up
 * to so many slots.
 */
export function stateNumber(state: AbstractState): number {
	return state.reduceRight((number, slot) => number * SLOT_STATES.length + slotNumber(slot) + 1, 0);
}

/** The list that has a number. */
export function abstractState(number: number): AbstractState {
	const slots: AbstractSlot[] = [];
	for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / SLOT_STATES.length)) {
		const slot = SLOT_STATES[(rest - 1) % SLOT_STATES.length];
		if (slot) slots.push(slot);
	}
	return slots;
}

/** A number of processes as the abstraction counts it. */
export function countOf(processes: number): Count {
	return processes === 0 || processes === 1 ? processes : SEVERAL;
}

/** The abstraction of a state of the specification: it counts who waits, and does not read the wait counts. */
export function abstractionOf({ processes, slots }: State): AbstractState {
	return slots.map(({ service, mask }) => {
		const waiting = processes.filter(({ waitsFor }) => waitsFor === service);
		return {
			mask: MASKS[mask & 3] ?? 0,
			leaving: processes[service]?.lifecycle !== "running",
			signal: countOf(waiting.filter((process) => eventOf(process) === SIGNAL).length),
			exit: countOf(waiting.filter((process) => eventOf(process) === EXIT).length),
		};
	});
}

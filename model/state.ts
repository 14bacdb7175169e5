import type { Event } from "./action.ts";
import { MAX_PROCESSES } from "./scope.ts";

/** Lifecycle states of a process; docs/protocol.md has the flags of each. */
export const LIFECYCLES = ["free", "running", "unpausing", "signalled", "exiting", "departing", "zombie"] as const;
/** One of `LIFECYCLES`. */
export type Lifecycle = (typeof LIFECYCLES)[number];

/** One process of the specification. */
export interface Process {
	readonly lifecycle: Lifecycle;
	/** A SIGKILL pends; only while unpausing or signalled. */
	readonly killed: boolean;
	/** The parent has already collected the status (TOLD_PARENT); only while exiting or departing. */
	readonly told: boolean;
	/** The service whose answer the process waits for, a process number; only while signalled or departing. */
	readonly waitsFor: number | undefined;
}

/** One subscriber slot. The list of them is in subscription order. */
export interface Slot {
	/** The subscriber, a process number. */
	readonly service: number;
	/** Event mask; 0 while the slot lingers, unsubscribed with pending replies. */
	readonly mask: number;
	/** Number of processes that wait for its reply. */
	readonly waiting: number;
}

/** Bits of a mask that stand for an event. */
export const KNOWN_BITS = 3;

/** All variables at one instant: the whole of what docs/protocol.md compares. */
export interface State {
	readonly processes: readonly Process[];
	readonly slots: readonly Slot[];
}

/** A PROC_EVENT message from PM to a subscriber. */
export interface Message {
	/** The process number of the service. */
	readonly to: number;
	/** Process number of the process; -1 where no process has the endpoint sent. */
	readonly about: number;
	/** The event sent: an `Event`, unless an implementation sends something else. */
	readonly event: number;
	/** Faults of the rest of it; left out where there is none. */
	readonly faults?: readonly MessageFault[];
}

/**
 * Fault of a message beside process and event: its type, the flags that it is sent with, a receiver that is no live
 * process, or the first byte of the rest that is not 0.
 */
export interface MessageFault {
	readonly kind: "type" | "flags" | "receiver" | "rest";
	/** The type, the flags, the endpoint, or the offset of the byte. */
	readonly found: number;
}

/** PM's continuations when an event is over: `exit_restart` after an exit, `restart_sigs` after a signal. */
export const CALLBACK_NAMES = ["exit_restart", "restart_sigs"] as const;

/** Continuation of PM with a process whose event is over. */
export interface Callback {
	readonly name: (typeof CALLBACK_NAMES)[number];
	readonly process: number;
}

/** Return code of a call to PM: its name, or the number of one that no call is to return; undefined where the action is not a call. */
export type ReturnCode = "OK" | "EPERM" | "ENOMEM" | "ENOSYS" | "SUSPEND" | `${number}` | undefined;

/** Effects of one action. Messages and callbacks about different processes are in process-table order. */
export interface Result {
	readonly code: ReturnCode;
	readonly messages: readonly Message[];
	readonly callbacks: readonly Callback[];
	/** Texts of PM's warnings. They are noted, and never compared. */
	readonly warnings: readonly string[];
}

const processes: readonly Process[] = LIFECYCLES.flatMap((lifecycle) =>
	[false, true].flatMap((killed) =>
		[false, true].flatMap((told) =>
			Array.from(
				{ length: MAX_PROCESSES + 1 },
				(_, waits): Process =>
					Object.freeze({ lifecycle, killed, told, waitsFor: waits === 0 ? undefined : waits - 1 }),
			),
		),
	),
);
const lifecycleIndex = new Map(LIFECYCLES.map((lifecycle, index) => [lifecycle, index]));

/** The one object for these values, so that equal processes are identical. */
export function processOf(lifecycle: Lifecycle, killed: boolean, told: boolean, waitsFor: number | undefined): Process {
	if (waitsFor !== undefined && waitsFor >= MAX_PROCESSES)
		throw new RangeError(`no process ${waitsFor} to wait for: there are at most ${MAX_PROCESSES}`);
	const index = ((lifecycleIndex.get(lifecycle) ?? 0) * 4 + (killed ? 2 : 0) + (told ? 1 : 0)) * (MAX_PROCESSES + 1);
	const process = processes[index + (waitsFor === undefined ? 0 : waitsFor + 1)];
	if (!process) throw new RangeError(`no process that is ${lifecycle}`);
	return process;
}

/** The state before anything has happened: every process free, no subscriber. */
export function initialState(nrProcs: number): State {
	return { processes: Array.from({ length: nrProcs }, () => processOf("free", false, false, undefined)), slots: [] };
}

/**
 * State with the masks as they were given, where the slots have the bits of them that stand for events.
 *
 * PM keeps a mask as given, and only these bits decide who is asked: what a slot has beside them is no behaviour, and the type of
 * its field may lose it. A mask without any of them is a subscription where it was not given as 0, which shows in what
 * becomes of the slot.
 *
 * @param given slots with the masks as given
 */
export function withGivenMasks<Observed extends Pick<State, "slots">>(
	observed: Observed,
	given: readonly Slot[],
): Observed {
	if (
		observed.slots.every((slot, place) => slot.mask === given[place]?.mask && slot.service === given[place].service)
	) {
		return observed;
	}
	const slots = observed.slots.map((slot) => {
		const { mask = slot.mask } = given.find(({ service }) => service === slot.service) ?? {};
		return mask === slot.mask || ((mask ^ slot.mask) & KNOWN_BITS) !== 0 ? slot : { ...slot, mask };
	});
	return slots.every((slot, place) => slot === observed.slots[place]) ? observed : { ...observed, slots };
}

/** True if two slots are equal in every field. */
export function sameSlot(a: Slot, b: Slot): boolean {
	return a.service === b.service && a.mask === b.mask && a.waiting === b.waiting;
}

/** True if two states are equal in every field. */
export function sameState(a: State, b: State): boolean {
	if (a === b) return true;
	if (a.slots.length !== b.slots.length || a.processes.length !== b.processes.length) return false;
	return (
		a.processes.every((process, index) => process === b.processes[index]) &&
		a.slots.every((slot, index) => {
			const other = b.slots[index];
			return other !== undefined && sameSlot(slot, other);
		})
	);
}

/** The event that a process's event call is for; undefined where it is in none. */
export function eventOf(process: Process): Event | undefined {
	if (process.lifecycle === "departing") return 1;
	return process.lifecycle === "signalled" ? 2 : undefined;
}

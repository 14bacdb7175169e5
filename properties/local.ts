import type { Event } from "../model/action.ts";
import type { ProcessEvent } from "../model/charts/process.ts";
import type { SlotEvent } from "../model/charts/slot.ts";
import type { ReturnCode } from "../model/state.ts";
import type { CheckResult } from "./check.ts";

// Observations of parts of the specification's steps, for a search that never puts a whole step together: it works out
// once what a component of a state does by itself, and looks that up in every state that has the component.

/** Stands for no place in the subscription order. */
export const NOWHERE = -1;

/** Transition of a process's chart. It is observed whether or not a state has it, so it exercises nothing. */
interface ProcessMove {
	readonly kind: "process";
	readonly event: ProcessEvent["type"];
	/** The event that is announced about the process before and after the move; 0 for none. */
	readonly was: Event | 0;
	readonly is: Event | 0;
	/** True if VFS's reply is awaited after the move. */
	readonly awaitsVfs: boolean;
	readonly effects: readonly string[];
}

/** State of a slot's chart. */
interface SlotState {
	readonly mask: number;
	readonly waiting: number;
}

/**
 * Event of a slot's chart in one of its states. It is observed whether or not a state has it, so it exercises nothing.
 */
interface SlotMove {
	readonly kind: "slot";
	readonly event: SlotEvent;
	readonly before: SlotState;
	/** Undefined where the chart does not take the event. */
	readonly after: SlotState | undefined;
	/** True if the wait count is the greatest that the chart has. */
	readonly isFull: boolean;
}

/** Services and slots of a state. */
interface Subscribers {
	readonly kind: "subscribers";
	/** Place of each service in the subscription order; NOWHERE for none. */
	readonly places: ArrayLike<number>;
	/** Event that is being announced about each service; 0 for none. */
	readonly announced: readonly number[];
	/** Number of services that have a place. */
	readonly taken: number;
	readonly slots: number;
}

/** Place of the subscription order, in a state. */
export interface Place {
	readonly kind: "place";
	readonly place: number;
	/** Undefined where no subscriber stands there. */
	readonly slot:
		| {
				/** True if its mask is empty. */
				readonly lingers: boolean;
				/** True if its service can call PM. */
				readonly calls: boolean;
				/** Number of services that wait there. */
				readonly services: number;
		  }
		| undefined;
	/** True if a user waits there. */
	readonly isWaitedAt: boolean;
}

/** Choice of the subscriber that is asked next about an event. It is observed whether or not any has to be asked. */
interface Choice {
	readonly kind: "choice";
	readonly event: number;
	/** First place that is considered. */
	readonly start: number;
	/** Mask of the subscriber at each place. */
	readonly masks: readonly number[];
	/** Place that is asked; NOWHERE where none is left. */
	readonly asked: number;
}

/** Process that may proceed: VFS or the subscriber that it waited for has replied, or that subscriber was removed. */
export interface Resumption {
	readonly kind: "resumption";
	/**
	 * Place where it waited; NOWHERE where its event is published. After a removal, the place of the next subscriber.
	 */
	readonly from: number;
	/** The first place that may be asked. */
	readonly start: number;
	/** Place of the subscriber that it waits for next; NOWHERE where its event is over. */
	readonly to: number;
	/** Number of processes of its kind. */
	readonly processes: number;
	/** Number of them that wait at each place, before and after. */
	readonly before: readonly number[];
	readonly after: readonly number[];
}

/** Removal of a subscriber, as the users see it. */
export interface Removal {
	readonly kind: "removal";
	readonly place: number;
	/** Number of users that wait at each place, before and after. */
	readonly before: readonly number[];
	readonly after: readonly number[];
	/** Next place of each user that waited at the removed one, in the new order; NOWHERE where its event is over. */
	readonly asked: readonly number[];
}

/** Call of PM that sets a mask. */
interface Subscription {
	readonly kind: "subscription";
	/** True if the caller has a slot. */
	readonly hasSlot: boolean;
	readonly taken: number;
	readonly slots: number;
	readonly mask: number;
	readonly code: ReturnCode;
}

/** Call of PM that is refused and changes nothing: of a user, or a service's reply that no process waits for. */
interface Refusal {
	readonly kind: "refusal";
	readonly caller: "user" | "service";
	readonly call: "setMask" | "reply";
	readonly code: ReturnCode;
}

/** Observation of one component's share of a step. */
export type LocalStep =
	| ProcessMove
	| SlotMove
	| Subscribers
	| Place
	| Choice
	| Resumption
	| Removal
	| Subscription
	| Refusal;

/** Check of a claim by observations, by kind. Together they exercise the claim at a scope where its steps do. */
export type LocalCheck = {
	readonly [Kind in LocalStep["kind"]]?: (step: Extract<LocalStep, { readonly kind: Kind }>) => CheckResult;
};

/** Result of an observation that cannot exercise a claim: a violation, or nothing. */
export function unlessBroken(isBroken: boolean, cause: string, detail: unknown): CheckResult {
	return isBroken ? { cause, detail: `${cause}: ${JSON.stringify(detail)}` } : "idle";
}

/** Result of an observation that exercises a claim: it holds, or how it is broken. */
export function heldUnless(isBroken: boolean, cause: string, detail: unknown): CheckResult {
	return isBroken ? { cause, detail: `${cause}: ${JSON.stringify(detail)}` } : "holds";
}

/** Number of messages that a resumption sends: processes that wait for an answer after it and did not before. */
export function sentIn({ from, before, after }: Pick<Resumption, "from" | "before" | "after">): number {
	return sumOf(after) - sumOf(before) + (from === NOWHERE ? 0 : 1);
}

function sumOf(counts: readonly number[]): number {
	return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * True if a removal moves every place up, and each user that waited for the removed subscriber to the next one that is
 * asked.
 */
export function isShifted({ place, before, after, asked }: Removal): boolean {
	return after.every((count, at) => {
		const moved = at < place ? before[at] : (before[at + 1] ?? 0);
		return count === (moved ?? 0) + asked.filter((to) => to === at).length;
	});
}

/** True if a subscriber can reply to a process that waits for it. */
export function canAnswer(slot: NonNullable<Place["slot"]>, isWaitedAt: boolean): boolean {
	return slot.calls && (isWaitedAt || slot.services > 0);
}

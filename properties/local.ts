import type { Event } from "../model/action.ts";
import type { ProcessEvent } from "../model/charts/process.ts";
import type { SlotEvent } from "../model/charts/slot.ts";
import type { ReturnCode } from "../model/state.ts";
import type { CheckResult } from "./check.ts";

// Observations of parts of the specification's steps, for a search that never puts a whole step together: it works out
// once what a component of a state does by itself, and looks that up in every state that has the component.

/** Stands for no place in the subscription order. */
export const NOWHERE = -1;

/** Move of a process's chart. It is observed whether a state has it or not, so it exercises nothing. */
interface ProcessMove {
	readonly kind: "process";
	readonly event: ProcessEvent["type"];
	/** The event that is announced about the process before and after the move; 0 for none. */
	readonly was: Event | 0;
	readonly is: Event | 0;
	/** Tells whether VFS's reply is awaited after the move. */
	readonly awaitsVfs: boolean;
	readonly effects: readonly string[];
}

/** State of a slot's chart. */
interface SlotState {
	readonly mask: number;
	readonly waiting: number;
}

/** Event of a slot's chart in one of its states. It is observed whether a state has it or not, so it exercises nothing. */
interface SlotMove {
	readonly kind: "slot";
	readonly event: SlotEvent;
	readonly before: SlotState;
	/** Undefined where the chart does not take the event. */
	readonly after: SlotState | undefined;
	/** Tells whether the wait count is the greatest that the chart has. */
	readonly isFull: boolean;
}

/** Services and slots of a state. */
interface Subscribers {
	readonly kind: "subscribers";
	/** By service: its place in the subscription order; NOWHERE for none. */
	readonly places: ArrayLike<number>;
	/** By service: the event that is announced about it; 0 for none. */
	readonly announced: readonly number[];
	/** How many services have a place. */
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
				/** Tells whether its mask is empty. */
				readonly lingers: boolean;
				/** Tells whether its service can call PM. */
				readonly calls: boolean;
				/** How many services wait there. */
				readonly services: number;
		  }
		| undefined;
	/** Tells whether a user waits there. */
	readonly isWaitedAt: boolean;
}

/** Choice of the subscriber that is asked next about an event. It is observed whether somebody has to be asked or not. */
interface Choice {
	readonly kind: "choice";
	readonly event: number;
	/** The first place that is looked at. */
	readonly start: number;
	/** By place: the mask of the subscriber there. */
	readonly masks: readonly number[];
	/** The place that is asked; NOWHERE where nobody is left. */
	readonly asked: number;
}

/** Process that may move on: VFS or the subscriber that it waited for has replied, or that one is gone. */
export interface LocalTurn {
	readonly kind: "turn";
	/** The place where it waited; NOWHERE where its event is published. After a removal, where the next one now stands. */
	readonly from: number;
	/** The first place that may be asked. */
	readonly start: number;
	/** The place that it is asked about at; NOWHERE where its event is over. */
	readonly to: number;
	/** How many processes of its kind there are. */
	readonly processes: number;
	/** By place: how many of them wait there, before and after. */
	readonly before: readonly number[];
	readonly after: readonly number[];
}

/** Removal of a subscriber, as the users see it. */
export interface Removal {
	readonly kind: "removal";
	readonly place: number;
	/** By place: how many users wait there, before and after. */
	readonly before: readonly number[];
	readonly after: readonly number[];
	/** For each user that waited at the place: whom it is asked about at, in the new order; NOWHERE where its event is over. */
	readonly asked: readonly number[];
}

/** Call of PM that sets a mask. */
interface Subscription {
	readonly kind: "subscription";
	/** Tells whether the caller has a slot. */
	readonly hasSlot: boolean;
	readonly taken: number;
	readonly slots: number;
	readonly mask: number;
	readonly code: ReturnCode;
}

/** Call of PM that is refused and changes nothing: of a user, or a service's reply that nobody waits for. */
interface Refusal {
	readonly kind: "refusal";
	readonly caller: "user" | "service";
	readonly call: "setMask" | "reply";
	readonly code: ReturnCode;
	readonly warns: boolean;
}

/** Observation of a part of a step. */
export type LocalStep =
	| ProcessMove
	| SlotMove
	| Subscribers
	| Place
	| Choice
	| LocalTurn
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

/** How many messages a turn sends: what waits for an answer after it and did not before. */
export function sentIn({ from, before, after }: Pick<LocalTurn, "from" | "before" | "after">): number {
	return sumOf(after) - sumOf(before) + (from === NOWHERE ? 0 : 1);
}

function sumOf(counts: readonly number[]): number {
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Tells whether a removal moves every place up, and each user that waited for the one removed to where it is asked about. */
export function isShifted({ place, before, after, asked }: Removal): boolean {
	return after.every((count, at) => {
		const moved = at < place ? before[at] : (before[at + 1] ?? 0);
		return count === (moved ?? 0) + asked.filter((to) => to === at).length;
	});
}

/** Tells whether a subscriber can reply to a process that waits for it. */
export function canAnswer(slot: NonNullable<Place["slot"]>, isWaitedAt: boolean): boolean {
	return slot.calls && (isWaitedAt || slot.services > 0);
}

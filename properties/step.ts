import type { Outcome, View } from "../impl/target.ts";
import { type Action, type Event, EXIT, SIGNAL } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { Callback, Message, Process, Slot } from "../model/state.ts";
import { eventOf } from "../model/state.ts";
import type { Step } from "../model/system.ts";

/** Observation of one action on a target, with the same action on the specification. */
export interface ObservedStep {
	readonly scope: Scope;
	readonly action: Action;
	readonly before: View;
	readonly outcome: Outcome;
	/** State of the target after the action; after a failure, the state that the failure left. */
	readonly after: View;
	/** Step of the specification from the same state; undefined where it is not followed. */
	readonly expected: Step | undefined;
	/** `callChangesOf` this step; empty after a failure. */
	readonly callChanges: readonly CallChange[];
	/** Mistakes in view of the steps before; undefined where no trace is kept, as in searches. */
	readonly mistakes?: TraceMistakes;
}

/** A service, and the process whose event it was asked about, or was not. */
export interface AskedAbout {
	readonly service: number;
	readonly process: number;
}

/** Mistakes that only the history of an event shows. */
export interface TraceMistakes {
	/** Services that were subscribed to an event from its start to its end, and were never asked. */
	readonly neverAsked: readonly AskedAbout[];
	/** Services that were asked about an event a second time within one subscription. */
	readonly askedAgain: readonly AskedAbout[];
}

/**
 * Change that one action made to one process's event call.
 *
 * Listed only for processes whose event call began, moved, was released or ended, or about which something was sent.
 */
export interface CallChange {
	readonly process: number;
	/** Event of the call, or of the call that would follow; undefined where there is none. */
	readonly event: Event | undefined;
	/** VFS replied for this process: its event is published. */
	readonly started: boolean;
	/** It was in an event call before. */
	readonly wasIn: boolean;
	/** It is in an event call after. */
	readonly isIn: boolean;
	/** The service it waited for before. */
	readonly from: number | undefined;
	/** The service it waits for after. */
	readonly to: number | undefined;
	/**
	 * True if the process may proceed: its event was published, the service it waited for replied, or that service's
	 * slot was removed.
	 */
	readonly released: boolean;
	/** Service to ask next; undefined where no interested one is left, or the process may not proceed. */
	readonly next: number | undefined;
	readonly messages: readonly Message[];
	readonly callbacks: readonly Callback[];
}

/** True if the action is the pending reply, in the target's state before it. */
export function isPendingReply(action: Action, before: View): boolean {
	if (action.kind !== "reply") return false;
	const process = before.processes[action.about];
	if (!process) return false;
	return process.waitsFor === action.process && eventOf(process) === action.event;
}

/** The slot of a service; undefined where it has none. */
export function slotOf(view: { readonly slots: readonly Slot[] }, service: number): Slot | undefined {
	return view.slots.find((slot) => slot.service === service);
}

/** True if the process is in an event call. */
export function inEventCall(process: Process): boolean {
	return process.lifecycle === "signalled" || process.lifecycle === "departing";
}

/** The process that an action may start or move by itself; -1 for none. */
function subjectOf(action: Action): number {
	if (action.kind === "vfsReply") return action.process;
	return action.kind === "reply" ? action.about : -1;
}

/** Changes that the action made to event calls, one for each process affected. */
export function callChangesOf(action: Action, before: View, outcome: Outcome, after: View): readonly CallChange[] {
	if (!outcome.ok) return [];
	const { messages, callbacks } = outcome.result;
	const subject = subjectOf(action);
	const isSilent = messages.length === 0 && callbacks.length === 0;
	const callChanges: CallChange[] = [];
	for (let process = 0; process < before.processes.length; process++) {
		const was = before.processes[process];
		const is = after.processes[process];
		if (!was || !is) continue;
		// Most processes have nothing to do with a step.
		const stays = was === is && (was.waitsFor === undefined || slotOf(after, was.waitsFor) !== undefined);
		if (stays && process !== subject && (isSilent || !isNamed(process, messages, callbacks))) continue;
		const started = action.kind === "vfsReply" && action.process === process;
		const about = messages.filter((message) => message.about === process);
		const back = callbacks.filter((callback) => callback.process === process);
		const wasIn = inEventCall(was);
		const isIn = inEventCall(is);
		const gone = was.waitsFor !== undefined && !slotOf(after, was.waitsFor);
		const replied = action.kind === "reply" && action.about === process && isPendingReply(action, before);
		const released = started || replied || (wasIn && gone);
		const still = !released && wasIn === isIn && was.waitsFor === is.waitsFor;
		if (still && about.length === 0 && back.length === 0) continue;
		const event = wasIn ? eventOf(was) : pendingEvent(was);
		callChanges.push({
			process,
			event,
			started,
			wasIn,
			isIn,
			from: was.waitsFor,
			to: is.waitsFor,
			released,
			next: released && event ? nextAsked(before, after, was.waitsFor, event) : undefined,
			messages: about,
			callbacks: back,
		});
	}
	return callChanges;
}

/** True if a message or a callback is about the process. */
function isNamed(process: number, messages: readonly Message[], callbacks: readonly Callback[]): boolean {
	return messages.some(({ about }) => about === process) || callbacks.some((callback) => callback.process === process);
}

/** Event for which VFS is asked. */
function pendingEvent(process: Process): Event | undefined {
	if (process.lifecycle === "exiting") return EXIT;
	return process.lifecycle === "unpausing" ? SIGNAL : undefined;
}

/** The first interested subscriber behind `from`, or of all where there is no `from`. */
function nextAsked(before: View, after: View, from: number | undefined, event: Event): number | undefined {
	const passed = placeOf(before, from);
	const behind = after.slots.find((slot) => {
		const place = placeOf(before, slot.service);
		return (slot.mask & event) !== 0 && (place === undefined || passed === undefined || place > passed);
	});
	return behind?.service;
}

/** Place of a service in the subscription order; undefined where it has none. */
export function placeOf(view: { readonly slots: readonly Slot[] }, service: number | undefined): number | undefined {
	const place = view.slots.findIndex((slot) => slot.service === service);
	return place < 0 ? undefined : place;
}

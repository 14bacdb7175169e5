import { type Action, type Event, maskSetBy } from "../model/action.ts";
import { eventOf, type Message, type Process, type State } from "../model/state.ts";

/**
 * History of one process's present event, from the request to VFS on: sets of services, a bit each by their numbers.
 *
 * Empty where the process is in no event.
 */
export interface EventHistory {
	/** Services that were asked about the event. */
	readonly asked: number;
	/** Services that were asked, and since then have neither replied nor died. */
	readonly pending: number;
	/** Services that became interested in the event after it had begun, and have not been asked since then. */
	readonly late: number;
}

/** Histories of the processes, in process-table order. */
export type History = readonly EventHistory[];

/** One action with what it sent out and the states around it. */
export interface HistoryStep {
	readonly action: Action;
	readonly before: State;
	readonly after: State;
	readonly messages: readonly Message[];
}

const NO_HISTORY: EventHistory = { asked: 0, pending: 0, late: 0 };

/** The history at the start: no process is in an event. */
export function initialHistory(nrProcs: number): History {
	return Array.from({ length: nrProcs }, () => NO_HISTORY);
}

/** True if the action can change a history though it changes no state and sends nothing. */
export function isOfHistory({ kind }: Action): boolean {
	return kind === "reply" || kind === "exit";
}

/** True if both have the same services in each set. */
export function isSameHistory(one: EventHistory, other: EventHistory | undefined): boolean {
	return one.asked === other?.asked && one.pending === other.pending && one.late === other.late;
}

/** The history after a step. */
export function nextHistory(history: History, step: HistoryStep): History {
	return history.map((one, process) => ofProcess(one, process, step));
}

function ofProcess(
	history: EventHistory,
	process: number,
	{ action, before, after, messages }: HistoryStep,
): EventHistory {
	const [was, is] = [before.processes[process], after.processes[process]];
	const event = is && begunEvent(is);
	if (!was || !event || begunEvent(was) !== event) return NO_HISTORY;
	const askedNow = messages.reduce((bits, { to, about }) => (about === process ? bits | (1 << to) : bits), 0);
	const lateNow = interestedLate(event, action, before, after);
	// The kernel drops a message to a service that is dead, though PM may not have removed it yet.
	const deliveredNow = askedNow === 0 ? 0 : askedNow & runningIn(after);
	return {
		asked: history.asked | askedNow,
		pending: (history.pending & ~answered(process, event, action)) | deliveredNow,
		late: (history.late | lateNow) & ~askedNow,
	};
}

/** The event that PM has begun for a process: VFS is asked about it, or its event call is under way. */
export function begunEvent(process: Process): Event | undefined {
	if (process.lifecycle === "unpausing") return 2;
	if (process.lifecycle === "exiting") return 1;
	return eventOf(process);
}

/** The service that replies about the event, or that dies, as a set. */
function answered(process: number, event: Event, action: Action): number {
	const isReply = action.kind === "reply" && action.about === process && action.event === event;
	return isReply || action.kind === "exit" ? 1 << action.process : 0;
}

/** The caller, as a set, where its new mask has the event and its old one had not. */
function interestedLate(event: Event, action: Action, before: State, after: State): number {
	if (maskSetBy(action) === undefined) return 0;
	const isLate = isInterested(after, action.process, event) && !isInterested(before, action.process, event);
	return isLate ? 1 << action.process : 0;
}

/** True if the service is subscribed to the event. */
export function isInterested({ slots }: State, service: number, event: Event): boolean {
	return slots.some((slot) => slot.service === service && (slot.mask & event) !== 0);
}

function runningIn({ processes }: State): number {
	return processes.reduce(
		(bits, { lifecycle }, process) => (lifecycle === "running" ? bits | (1 << process) : bits),
		0,
	);
}

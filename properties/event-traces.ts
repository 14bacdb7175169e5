import { type Event, EXIT, SIGNAL } from "../model/action.ts";
import type { Process, Slot } from "../model/state.ts";
import { type AskedAbout, type CallChange, type ObservedStep, slotOf, type TraceMistakes } from "./step.ts";

/** Trace of one process's present event. */
export interface EventTrace {
	/** Event that the services are subscribed to. */
	readonly event: Event;
	/** Services that were subscribed to it when it was published, are so still, and were not asked yet. */
	readonly due: readonly number[];
	/** Services that were asked about it, and are subscribed since then. */
	readonly asked: readonly number[];
}

/**
 * State of the monitor of events over one trace, by process: who was subscribed when an event was published, who was asked, who
 * unsubscribed. A process in no event has no entry.
 *
 * It assumes nothing of the order of subscribers, as the conditions on single steps do.
 */
export type EventTraces = ReadonlyMap<number, EventTrace>;

/** State of the monitor at the start. */
export const NO_TRACES: EventTraces = new Map();

const NO_MISTAKES: TraceMistakes = { neverAsked: [], askedAgain: [] };

/** Monitor after a step. */
interface Monitored {
	readonly traces: EventTraces;
	/** Mistakes that the step completes. */
	readonly mistakes: TraceMistakes;
}

type SeenStep = Pick<ObservedStep, "outcome" | "before" | "after" | "callChanges">;

/** Moves the monitor by a step. */
export function nextTraces(traces: EventTraces, { outcome, before, after, callChanges }: SeenStep): Monitored {
	const isSame = sameSubscriptions(before.slots, after.slots);
	const isIdle = traces.size === 0 ? !callChanges.some(({ started }) => started) : callChanges.length === 0 && isSame;
	if (!outcome.ok || isIdle) return { traces, mistakes: NO_MISTAKES };
	const next = new Map<number, EventTrace>();
	const neverAsked: AskedAbout[] = [];
	const askedAgain: AskedAbout[] = [];
	const started = callChanges.filter((change) => change.started).map(({ process }) => process);
	for (const process of new Set([...traces.keys(), ...started])) {
		const change = callChanges.find((one) => one.process === process);
		const trace = (change?.started ? begun(change, before.slots) : undefined) ?? traces.get(process);
		if (!trace) continue;
		const asked = asking(trace, change);
		for (const service of asked.again) askedAgain.push({ service, process });
		const kept = isSame && asked.trace === trace ? trace : keptSubscribed(asked.trace, after.slots);
		if (eventOfCall(after.processes[process]) === trace.event) next.set(process, kept);
		else neverAsked.push(...kept.due.map((service) => ({ service, process })));
	}
	return { traces: next, mistakes: { neverAsked, askedAgain } };
}

function sameSubscriptions(before: readonly Slot[], after: readonly Slot[]): boolean {
	return (
		before.length === after.length &&
		before.every(({ service, mask }, place) => service === after[place]?.service && mask === after[place]?.mask)
	);
}

function begun({ process, event }: CallChange, slots: readonly Slot[]): EventTrace | undefined {
	if (event === undefined) return undefined;
	const interested = slots.filter(({ service, mask }) => service !== process && (mask & event) !== 0);
	return { event, due: interested.map(({ service }) => service), asked: [] };
}

function asking(
	trace: EventTrace,
	change: CallChange | undefined,
): { readonly trace: EventTrace; readonly again: readonly number[] } {
	if (!change || change.messages.length === 0) return { trace, again: [] };
	const asked = [...trace.asked];
	const again: number[] = [];
	for (const { to } of change.messages) (asked.includes(to) ? again : asked).push(to);
	return { trace: { ...trace, due: trace.due.filter((service) => !asked.includes(service)), asked }, again };
}

/** The trace without services that are subscribed no longer: what they are asked from now on belongs to another subscription. */
function keptSubscribed({ event, due, asked }: EventTrace, slots: readonly Slot[]): EventTrace {
	const maskOf = (service: number): number => slotOf({ slots }, service)?.mask ?? 0;
	return {
		event,
		due: due.filter((service) => (maskOf(service) & event) !== 0),
		asked: asked.filter((service) => maskOf(service) !== 0),
	};
}

/** Event whose call a process is in; undefined out of one. */
function eventOfCall(process: Process | undefined): Event | undefined {
	if (process?.lifecycle === "departing") return EXIT;
	return process?.lifecycle === "signalled" ? SIGNAL : undefined;
}

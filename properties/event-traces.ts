import { type Event, EXIT, SIGNAL } from "../model/action.ts";
import type { Process, Slot } from "../model/state.ts";
import { type AskedAbout, type CallChange, type ObservedStep, slotOf, type TraceMistakes } from "./step.ts";

/** Trace of one process's present event: sets of services. */
interface EventTrace {
	/** Event that the services are subscribed to. */
	readonly event: Event;
	/** Subscribed to it since it was published, and not asked yet. */
	readonly due: Set<number>;
	/** Asked about it, and subscribed since then. */
	readonly asked: Set<number>;
}

const NO_MISTAKES: TraceMistakes = { neverAsked: [], askedAgain: [] };

/**
 * Monitor of events over one trace: who was subscribed when an event was published, who was asked, who unsubscribed.
 *
 * It assumes nothing of the order of subscribers, as the conditions on single steps do.
 */
export class EventTraces {
	readonly #traces = new Map<number, EventTrace>();

	/** Takes note of a step. @returns the mistakes that it completes */
	next(step: Pick<ObservedStep, "outcome" | "before" | "after" | "callChanges">): TraceMistakes {
		if (!step.outcome.ok) return NO_MISTAKES;
		for (const change of step.callChanges) if (change.started) this.#begin(change, step.before.slots);
		if (this.#traces.size === 0) return NO_MISTAKES;
		const askedAgain = step.callChanges.flatMap((change) => this.#ask(change));
		const neverAsked: AskedAbout[] = [];
		for (const [process, trace] of this.#traces) {
			keepSubscribed(trace, step.after.slots);
			if (eventOfCall(step.after.processes[process]) === trace.event) continue;
			neverAsked.push(...[...trace.due].map((service) => ({ service, process })));
			this.#traces.delete(process);
		}
		return { neverAsked, askedAgain };
	}

	#begin({ process, event }: CallChange, slots: readonly Slot[]): void {
		if (event === undefined) return;
		const interested = slots.filter(({ service, mask }) => service !== process && (mask & event) !== 0);
		this.#traces.set(process, { event, due: new Set(interested.map(({ service }) => service)), asked: new Set() });
	}

	#ask({ process, messages }: CallChange): readonly AskedAbout[] {
		const trace = this.#traces.get(process);
		if (!trace) return [];
		return messages.flatMap(({ to: service }) => {
			const isAgain = trace.asked.has(service);
			trace.asked.add(service);
			trace.due.delete(service);
			return isAgain ? [{ service, process }] : [];
		});
	}
}

/** Removes services that are subscribed no longer: what they are asked from now on belongs to another subscription. */
function keepSubscribed({ event, due, asked }: EventTrace, slots: readonly Slot[]): void {
	const maskOf = (service: number): number => slotOf({ slots }, service)?.mask ?? 0;
	for (const service of due) if ((maskOf(service) & event) === 0) due.delete(service);
	for (const service of asked) if (maskOf(service) === 0) asked.delete(service);
}

/** Event whose call a process is in; undefined out of one. */
function eventOfCall(process: Process | undefined): Event | undefined {
	if (process?.lifecycle === "departing") return EXIT;
	return process?.lifecycle === "signalled" ? SIGNAL : undefined;
}

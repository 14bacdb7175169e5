import type { LivenessClaim, WitnessClaim } from "../claim.ts";
import { begunEvent, isInterested } from "../history.ts";
import { inEventCall, slotOf } from "../step.ts";

// Claims about liveness, and about what can happen.

/** Claim `every-event-ends`. */
export const everyEventEnds: LivenessClaim = {
	id: "every-event-ends",
	kinds: ["live"],
	source: "head comment",
	sentence: "every event call ends",
	impact: "a process stays stopped for ever, since its event never ends",
	check: undefined,
	liveness: {
		of: "processes",
		isPending({ processes }, subject) {
			const process = processes[subject];
			return process !== undefined && inEventCall(process);
		},
		cause: "an event call that never ends",
		// Whoever subscribes during the event is asked too, so an event lasts for as long as services go on subscribing.
		isOfFiniteSubscriptions: true,
	},
};

/** Claim `slots-come-free`. */
export const slotsComeFree: LivenessClaim = {
	id: "slots-come-free",
	kinds: ["live"],
	source: "do_proceventmask, do_proc_event_reply",
	sentence: "an unsubscribed service's slot is in the end given back",
	impact: "a service that unsubscribed keeps its slot for ever, and others may find none",
	check: undefined,
	liveness: {
		of: "services",
		isPending: (state, subject) => slotOf(state, subject)?.mask === 0,
		cause: "a slot that is never given back",
		isOfFiniteSubscriptions: false,
	},
};

/** Claim `late-mask-misses`. */
export const lateMaskMisses: WitnessClaim = {
	id: "late-mask-misses",
	kinds: ["exists"],
	source: "head comment",
	sentence: "a service that subscribes during an event's VFS call or later can miss that event's earlier half",
	check: undefined,
	// A service that is interested when the event call ends, became so after the event had begun, and was never asked.
	witness: {
		isReached(history, { before, after }) {
			return before.processes.some((process, index) => {
				const event = begunEvent(process);
				const next = after.processes[index];
				const isOver = event !== undefined && inEventCall(process) && next !== undefined && begunEvent(next) !== event;
				const { asked, late } = history[index] ?? { asked: 0, late: 0 };
				const missed = late & ~asked;
				return (
					isOver && after.slots.some(({ service }) => (missed >> service) & 1 && isInterested(after, service, event))
				);
			});
		},
	},
};

/** Claim `asked-again`. */
export const askedAgain: WitnessClaim = {
	id: "asked-again",
	kinds: ["exists"],
	source: "do_proc_event_reply",
	sentence: "a service that unsubscribes and subscribes again can be notified of one event twice",
	check: undefined,
	// A service that is asked, that was asked about the same event before, and that became interested again since then.
	witness: {
		isReached(history, { messages }) {
			return messages.some(({ to, about }) => {
				const { asked, late } = history[about] ?? { asked: 0, late: 0 };
				return ((asked & late) >> to) & 1;
			});
		},
	},
};

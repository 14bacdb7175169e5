import { EVENT_CALL, EXITING, NO_EVENTSUB, UNPAUSED, VFS_CALL } from "../../impl/minix.ts";
import type { View } from "../../impl/target.ts";
import { eventName, maskName } from "../../model/action.ts";
import { isService, nrProcs, processName } from "../../model/scope.ts";
import { eventOf } from "../../model/state.ts";
import { firstOf } from "../check.ts";
import type { Claim } from "../claim.ts";
import { heldUnless, isShifted, NOWHERE, sentIn, unlessBroken } from "../local.ts";
import { inEventCall } from "../step.ts";

// Checks of claims that hold in every state. Each looks at the state that a step leads to; the state at the start has no
// subscriber and no process, and satisfies them all.

/** Claim `waiting-balances`: counts the processes in an event call at each slot. */
export const waitingBalances: Claim = {
	id: "waiting-balances",
	kinds: ["state"],
	source: "subs[], field waiting",
	sentence: "a slot's wait count is the number of processes in an event call at that slot",
	impact:
		"PM's count of the processes that wait for a service is wrong, so that it may panic later, or never give the service's slot back",
	check({ scope, after }) {
		return firstOf(after.slots, (slot, place) => {
			const owed = waitingAt(after, place);
			if (slot.waiting === owed) return "holds";
			const name = processName(scope, slot.service);
			return {
				cause: slot.waiting > owed ? "the wait count is too high" : "the wait count is too low",
				detail: `the slot of ${name} counts ${slot.waiting} waiting, ${owed} wait for it`,
			};
		});
	},
	// The search has no wait counts: it counts who waits, so they balance where processes are moved right.
	local: {
		slot({ event, before, after }) {
			const isAsked = event.type === "ASK" && after !== undefined;
			const isOne = after?.mask === before.mask && after.waiting === before.waiting + 1;
			return unlessBroken(isAsked && !isOne, "a slot that is asked does not count one more", { event, before, after });
		},
		subscribers: ({ taken }) => (taken > 0 ? "holds" : "idle"),
		resumption({ from, to, before, after }) {
			if (after.length === 0) return "idle";
			const isRight = after.every(
				(count, at) => count - (before[at] ?? 0) === (at === to ? 1 : 0) - (at === from ? 1 : 0),
			);
			return heldUnless(!isRight, "a turn moves other processes than its own", { from, to, before, after });
		},
		removal(step) {
			return heldUnless(!isShifted(step), "a removal moves processes to other places", step);
		},
	},
};

/** Number of processes in an event call at a place. No list of them is made: this runs for each slot in each step. */
function waitingAt({ processes, eventsubs }: View, place: number): number {
	let count = 0;
	for (let index = 0; index < processes.length; index++) {
		const process = processes[index];
		if (eventsubs[index] === place && process && inEventCall(process)) count++;
	}
	return count;
}

/** Claim `index-in-range`. */
export const indexInRange: Claim = {
	id: "index-in-range",
	kinds: ["state"],
	source: "resume_event, remove_sub, publish_event: assertions",
	sentence: "in an event call 0 <= eventsub < nsubs, outside of one it is NO_EVENTSUB",
	impact:
		"PM loses the place of a process in the list of subscribers, and may leave it stopped or use a slot that is not there",
	check({ scope, after }) {
		return firstOf(after.eventsubs, (eventsub, index) => {
			const process = after.processes[index];
			if (!process) return "idle";
			const inCall = inEventCall(process);
			const right = inCall ? eventsub >= 0 && eventsub < after.slots.length : eventsub === NO_EVENTSUB;
			if (right) return inCall ? "holds" : "idle";
			const name = processName(scope, index);
			if (!inCall) {
				const detail = `${name} is in no event call and has eventsub ${eventsub}, expected NO_EVENTSUB`;
				return { cause: "an index is left over out of an event call", detail };
			}
			const detail = `${name} waits ${positionText(eventsub)}, ${subscribedText(after.slots.length)}`;
			return { cause: "the index is out of range in an event call", detail };
		});
	},
	local: {
		place({ place, slot, isWaitedAt }) {
			if (slot === undefined) return unlessBroken(isWaitedAt, "a process waits where no subscriber stands", place);
			return isWaitedAt || slot.services > 0 ? "holds" : "idle";
		},
	},
};

function positionText(eventsub: number): string {
	return eventsub === NO_EVENTSUB ? "at no position" : `at position ${eventsub}`;
}

/** Positions of a list with so many slots in use. */
function subscribedText(slots: number): string {
	if (slots === 0) return "and nobody is subscribed";
	return slots === 1 ? "and the only subscriber is at 0" : `and the subscribers are at 0..${slots - 1}`;
}

/** Claim `subscribers-live`: a service is live until its exit is published. */
export const subscribersLive: Claim = {
	id: "subscribers-live",
	kinds: ["state"],
	source: "publish_event",
	sentence: "slots hold distinct, live services, at most NR_SUBS",
	impact:
		"the list of subscribers holds a service that is dead, or one twice, so that PM may wait for a reply that never comes",
	check({ scope, after }) {
		if (after.slots.length > scope.slots) {
			const detail = `${after.slots.length} slots are in use, there are ${scope.slots}`;
			return { cause: "more slots than there are", detail };
		}
		return firstOf(after.slots, (slot, place) => {
			const lifecycle = after.processes[slot.service]?.lifecycle;
			const name = processName(scope, slot.service);
			if (!isService(scope, slot.service)) return { cause: "a user holds a slot", detail: `${name} holds a slot` };
			if (after.slots.findIndex((other) => other.service === slot.service) !== place) {
				return { cause: "a service holds two slots", detail: `${name} holds two slots` };
			}
			const live = (lifecycle === "running" || lifecycle === "exiting") && !after.deadSlots.includes(place);
			return live
				? "holds"
				: { cause: "a dead service holds a slot", detail: `${name} is ${lifecycle ?? "no process"} and holds a slot` };
		});
	},
	local: {
		subscribers({ places, announced, taken, slots }) {
			const isBroken =
				taken > slots ||
				!areDistinct(places, taken) ||
				announced.some((event, service) => event !== 0 && places[service] !== NOWHERE);
			if (!isBroken && taken === 0) return "idle";
			return heldUnless(isBroken, "slots hold others than distinct, live services", { places, announced });
		},
	},
};

/** Claim `lingers-only-if-owed`: counts the processes that wait, not what the slot says. */
export const lingersOnlyIfOwed: Claim = {
	id: "lingers-only-if-owed",
	kinds: ["state"],
	source: "do_proceventmask, do_proc_event_reply",
	sentence: "a slot with mask 0 is owed at least one reply",
	impact:
		"a service that unsubscribed keeps its slot although PM waits for no reply of it, and the slot may never be free again",
	check({ scope, after }) {
		return firstOf(after.slots, (slot) => {
			if (slot.mask !== 0) return "idle";
			const owed = after.processes.some((process) => process.waitsFor === slot.service);
			if (owed) return "holds";
			const detail = `${processName(scope, slot.service)} is unsubscribed, no process waits for it, and it keeps its slot`;
			return { cause: "a slot lingers that is owed nothing", detail };
		});
	},
	local: {
		slot({ event, before, after = before }) {
			const isUnsubscribed = event.type === "SET_MASK" && after.mask === 0 && after.waiting !== before.waiting;
			return unlessBroken(isUnsubscribed, "clearing a mask changes the wait count", { before, after });
		},
		place({ place, slot, isWaitedAt }) {
			if (!slot?.lingers) return "idle";
			return heldUnless(!isWaitedAt && slot.services === 0, "a slot lingers that is owed nothing", place);
		},
	},
};

/** Claim `one-event-at-a-time`: by the flags, and by what the messages say. */
export const oneEventAtATime: Claim = {
	id: "one-event-at-a-time",
	kinds: ["state"],
	source: "head comment, resume_event",
	sentence: "an event call is for exactly one event, never during a VFS call",
	impact: "PM confuses two events of one process, or begins one while VFS still has the process",
	check({ scope, after, outcome }) {
		const states = firstOf(after.flags, (flags, index) => {
			if ((flags & EVENT_CALL) === 0) return "idle";
			if ((flags & VFS_CALL) !== 0) {
				const detail = `${processName(scope, index)} is in an event call and in a VFS call`;
				return { cause: "an event call during a VFS call", detail };
			}
			const events = flags & (EXITING | UNPAUSED);
			if (events === EXITING || events === UNPAUSED) return "holds";
			const detail = `${processName(scope, index)} is in an event call for ${events === 0 ? 0 : 2} events`;
			return { cause: "an event call for not exactly one event", detail };
		});
		if (typeof states === "object" || !outcome.ok) return states;
		const messages = firstOf(outcome.result.messages, (message) => {
			const process = after.processes[message.about];
			const event = process && eventOf(process);
			if (event === undefined || event === message.event) return "holds";
			const about = processName(scope, message.about);
			return {
				cause: "a message for another event",
				detail: `a message about ${about} is for ${maskName(message.event)}, its event is ${eventName(event)}`,
			};
		});
		return messages === "idle" ? states : messages;
	},
	local: {
		process(move) {
			return unlessBroken(move.is !== 0 && move.awaitsVfs, "an event call during a VFS call", move);
		},
		resumption: ({ to }) => (to === NOWHERE ? "idle" : "holds"),
	},
};

/**
 * Claim `outstanding-bound`: one message for each process in an event call, and what a step sends beyond that.
 *
 * The wait counts are not asked: they may be wrong, and then it is `waiting-balances` that is broken.
 */
export const outstandingBound: Claim = {
	id: "outstanding-bound",
	kinds: ["state"],
	source: "head comment",
	sentence: "at most NR_PROCS messages are outstanding",
	impact: "more messages are under way than PM has processes, so that its table of asynchronous messages may overflow",
	check({ scope, after, callChanges }) {
		const waiting = after.processes.filter(inEventCall).length;
		const beyond = callChanges.reduce(
			(sum, { messages, isIn }) => sum + Math.max(0, messages.length - (isIn ? 1 : 0)),
			0,
		);
		const outstanding = waiting + beyond;
		if (outstanding <= nrProcs(scope)) return outstanding > 0 ? "holds" : "idle";
		const detail = `${outstanding} messages are outstanding, NR_PROCS is ${nrProcs(scope)}`;
		return { cause: "more messages outstanding than processes", detail };
	},
	local: {
		resumption({ processes, after }) {
			const outstanding = after.reduce((sum, count) => sum + count, 0);
			if (outstanding === 0) return "idle";
			return heldUnless(outstanding > processes, "more messages outstanding than processes", {
				outstanding,
				processes,
			});
		},
	},
};

/**
 * Claim `serial`, as a step: a message about a process goes out only where its call starts or the last one asked has
 * answered or is gone, and then only one.
 *
 * Enough, by induction: out of an event call nothing is outstanding, and each step takes away as many as it adds.
 */
export const serial: Claim = {
	id: "serial",
	kinds: ["state"],
	source: "head comment",
	sentence: "at most one message is outstanding per process",
	impact:
		"PM asks several services about one process at the same time, and may let the process go on before all have replied",
	check({ scope, callChanges }) {
		return firstOf(callChanges, (change) => {
			if (change.messages.length <= (change.released ? 1 : 0)) return change.messages.length > 0 ? "holds" : "idle";
			const name = processName(scope, change.process);
			return change.released
				? { cause: "two asked at once", detail: `${change.messages.length} were asked about ${name} at once` }
				: {
						cause: "asked before the last one answered",
						detail: `another was asked about ${name} before the last answered`,
					};
		});
	},
	local: {
		resumption({ from, to, before, after }) {
			if (to === NOWHERE) return "idle";
			const sent = sentIn({ from, before, after });
			return heldUnless(sent > 1, "two asked at once", { from, to, before, after });
		},
	},
};

/** True if services stand at so many places, one at each from the first on. */
function areDistinct(places: ArrayLike<number>, taken: number): boolean {
	let seen = 0;
	for (let service = 0; service < places.length; service++) seen |= 1 << (places[service] ?? NOWHERE);
	// NOWHERE is -1, and a shift by that sets the highest bit.
	return (seen & 0x7fff_ffff) === 2 ** taken - 1;
}

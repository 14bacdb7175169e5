import { EVENT_CALL, EXITING, NO_EVENTSUB, UNPAUSED, VFS_CALL } from "../../impl/minix.ts";
import { eventName } from "../../model/action.ts";
import { isService, nrProcs, processName } from "../../model/scope.ts";
import { eventOf } from "../../model/state.ts";
import { type CheckResult, firstOf } from "../check.ts";
import { inEventCall, type ObservedStep } from "../step.ts";

// Checks of claims that hold in every state. Each looks at the state that a step leads to; the state at the start has no
// subscriber and no process, and satisfies them all.

/** Checks `waiting-balances`: counts the processes in an event call at each slot. */
export function waitingBalances({ scope, after }: ObservedStep): CheckResult {
	return firstOf(after.slots.entries(), ([place, slot]) => {
		const owed = after.processes.filter((process, index) => inEventCall(process) && after.eventsubs[index] === place);
		if (slot.waiting === owed.length) return "holds";
		const name = processName(scope, slot.service);
		return {
			cause: slot.waiting > owed.length ? "the wait count is too high" : "the wait count is too low",
			detail: `the slot of ${name} counts ${slot.waiting} waiting, ${owed.length} wait for it`,
		};
	});
}

/** Checks `index-in-range`. */
export function indexInRange({ scope, after }: ObservedStep): CheckResult {
	return firstOf(after.eventsubs.entries(), ([index, eventsub]) => {
		const process = after.processes[index];
		if (!process) return "idle";
		const inCall = inEventCall(process);
		const right = inCall ? eventsub >= 0 && eventsub < after.slots.length : eventsub === NO_EVENTSUB;
		if (right) return inCall ? "holds" : "idle";
		const range = inCall ? `0..${after.slots.length - 1}` : "NO_EVENTSUB";
		return {
			cause: inCall ? "the index is out of range in an event call" : "an index is left over out of an event call",
			detail: `${processName(scope, index)} has eventsub ${eventsub}, expected ${range}`,
		};
	});
}

/** Checks `subscribers-live`: a service is live until its exit is published. */
export function subscribersLive({ scope, after }: ObservedStep): CheckResult {
	if (after.slots.length > scope.slots) {
		const detail = `${after.slots.length} slots are in use, there are ${scope.slots}`;
		return { cause: "more slots than there are", detail };
	}
	return firstOf(after.slots.entries(), ([place, slot]) => {
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
}

/** Checks `lingers-only-if-owed`: counts the processes that wait, not what the slot says. */
export function lingersOnlyIfOwed({ scope, after }: ObservedStep): CheckResult {
	return firstOf(after.slots, (slot) => {
		if (slot.mask !== 0) return "idle";
		const owed = after.processes.some((process) => process.waitsFor === slot.service);
		if (owed) return "holds";
		const detail = `${processName(scope, slot.service)} is unsubscribed, nobody waits for it, and it keeps its slot`;
		return { cause: "a slot lingers that is owed nothing", detail };
	});
}

/** Checks `one-event-at-a-time`: by the flags, and by what the messages say. */
export function oneEventAtATime({ scope, after, outcome }: ObservedStep): CheckResult {
	const states = firstOf(after.flags.entries(), ([index, flags]) => {
		if ((flags & EVENT_CALL) === 0) return "idle";
		const name = processName(scope, index);
		if ((flags & VFS_CALL) !== 0) {
			return { cause: "an event call during a VFS call", detail: `${name} is in an event call and in a VFS call` };
		}
		const events = [EXITING, UNPAUSED].filter((flag) => (flags & flag) !== 0).length;
		if (events === 1) return "holds";
		return {
			cause: "an event call for not exactly one event",
			detail: `${name} is in an event call for ${events} events`,
		};
	});
	if (typeof states === "object" || !outcome.ok) return states;
	const messages = firstOf(outcome.result.messages, (message) => {
		const process = after.processes[message.about];
		const event = process && eventOf(process);
		if (event === undefined || event === message.event) return "holds";
		const about = processName(scope, message.about);
		return {
			cause: "a message for another event",
			detail: `a message about ${about} is for ${message.event}, its event is ${eventName(event)}`,
		};
	});
	return messages === "idle" ? states : messages;
}

/**
 * Checks `outstanding-bound`: one message for each process in an event call, and what a step sends beyond that.
 *
 * The wait counts are not asked: they may be wrong, and then it is `waiting-balances` that is broken.
 */
export function outstandingBound({ scope, after, turns }: ObservedStep): CheckResult {
	const waiting = after.processes.filter(inEventCall).length;
	const beyond = turns.reduce((sum, { messages, isIn }) => sum + Math.max(0, messages.length - (isIn ? 1 : 0)), 0);
	const outstanding = waiting + beyond;
	if (outstanding <= nrProcs(scope)) return outstanding > 0 ? "holds" : "idle";
	const detail = `${outstanding} messages are outstanding, NR_PROCS is ${nrProcs(scope)}`;
	return { cause: "more messages outstanding than processes", detail };
}

/**
 * Checks `serial`, as a step: a message about a process goes out only where its call starts or the last one asked has
 * answered or is gone, and then only one.
 *
 * Enough, by induction: out of an event call nothing is outstanding, and each step takes away as many as it adds.
 */
export function serial({ scope, turns }: ObservedStep): CheckResult {
	return firstOf(turns, (turn) => {
		if (turn.messages.length <= (turn.released ? 1 : 0)) return turn.messages.length > 0 ? "holds" : "idle";
		const name = processName(scope, turn.process);
		return turn.released
			? { cause: "two asked at once", detail: `${turn.messages.length} were asked about ${name} at once` }
			: {
					cause: "asked before the last one answered",
					detail: `another was asked about ${name} before the last answered`,
				};
	});
}

import { eventName, maskSetBy } from "../../model/action.ts";
import { processName } from "../../model/scope.ts";
import type { Claim } from "../claim.ts";
import { canAnswer, unlessBroken } from "../local.ts";
import { isPendingReply, placeOf, slotOf } from "../step.ts";

// Claims about replies that a service still owes when it changes its mask.

/**
 * Claim `leftover-acknowledged`.
 *
 * Step form: a reply that is owed is taken, though the mask has not got the event any more. Enough: whether a reply is
 * owed depends on nothing but the process that waits.
 */
export const leftoverAcknowledged: Claim = {
	id: "leftover-acknowledged",
	kinds: ["trace"],
	source: "head comment, do_proc_event_reply",
	sentence: "after a mask change, replies to leftover messages are still taken",
	impact: "PM ignores the reply to a message that it sent before the service changed its subscription",
	check({ scope, action, before, outcome, callChanges }) {
		if (action.kind !== "reply" || !outcome.ok || !isPendingReply(action, before)) return "idle";
		const slot = slotOf(before, action.process);
		if (!slot || (slot.mask & action.event) !== 0) return "idle";
		const change = callChanges.find((candidate) => candidate.process === action.about);
		const taken = change !== undefined && (!change.isIn || change.to !== change.from);
		if (taken) return "holds";
		const name = processName(scope, action.process);
		return {
			cause: "a leftover reply was not taken",
			detail: `the reply of ${name} for ${eventName(action.event)} was not taken`,
		};
	},
	local: {
		slot({ event, before, after }) {
			const isTaken = after?.mask === before.mask && after.waiting === before.waiting - 1;
			const isBroken = event.type === "ANSWER" && before.waiting > 0 && !isTaken;
			return unlessBroken(isBroken, "a leftover reply was not taken", { before, after });
		},
		place: ({ slot, isWaitedAt }) => (slot?.lingers && canAnswer(slot, isWaitedAt) ? "holds" : "idle"),
	},
};

/**
 * Claim `quick-resubscription`.
 *
 * Step form: a service that changes its mask while it is owed replies keeps its place and its count, whatever the mask.
 * Enough: unsubscribing and resubscribing are such changes.
 */
export const quickResubscription: Claim = {
	id: "quick-resubscription",
	kinds: ["trace"],
	source: "do_proc_event_reply",
	sentence: "unsubscribing and resubscribing with replies owed keeps the slot and its count",
	impact: "a service that unsubscribes and subscribes again loses its slot while PM still waits for its replies",
	check({ scope, action, before, after }) {
		const mask = maskSetBy(action);
		if (mask === undefined) return "idle";
		const slot = slotOf(before, action.process);
		if (!slot || !before.processes.some((process) => process.waitsFor === action.process)) return "idle";
		const now = slotOf(after, action.process);
		const name = processName(scope, action.process);
		if (!now)
			return {
				cause: "a slot was given back that is owed replies",
				detail: `${name} lost its slot while owed replies`,
			};
		if (placeOf(before, action.process) !== placeOf(after, action.process)) {
			return { cause: "resubscribing changed the place", detail: `${name} changed its place while owed replies` };
		}
		if (now.waiting === slot.waiting) return mask === 0 || slot.mask === 0 ? "holds" : "idle";
		return {
			cause: "resubscribing changed the wait count",
			detail: `${name} was owed ${slot.waiting} replies, and is owed ${now.waiting} after changing its mask`,
		};
	},
	shows: ({ action, before }) => slotOf(before, action.process)?.mask === 0,
	local: {
		slot({ event, before, after = before }) {
			const isBroken = event.type === "SET_MASK" && before.waiting > 0 && after.waiting !== before.waiting;
			return unlessBroken(isBroken, "resubscribing changed the wait count", { event, before, after });
		},
		place: ({ slot, isWaitedAt }) => (slot && canAnswer(slot, isWaitedAt) ? "holds" : "idle"),
	},
};

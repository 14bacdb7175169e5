import type { Failure } from "../../impl/failure.ts";
import type { View } from "../../impl/target.ts";
import { type ActionKind, maskName, maskSetBy } from "../../model/action.ts";
import { ACTIONS } from "../../model/action-table.ts";
import { isService, processName } from "../../model/scope.ts";
import { sameState } from "../../model/state.ts";
import { firstOf, type Violation } from "../check.ts";
import type { Claim } from "../claim.ts";
import { heldUnless, isShifted, NOWHERE, unlessBroken } from "../local.ts";
import { receiverText } from "../message-text.ts";
import { inEventCall, isPendingReply, slotOf } from "../step.ts";

// Checks of claims about single transitions.

/** Claim `no-panic`. */
export const noPanic: Claim = {
	id: "no-panic",
	kinds: ["step"],
	source: "every assertion and panic",
	sentence: "no assertion fails and PM does not panic",
	impact: "PM stops with a panic or a failed assertion, and the system with it",
	check({ outcome }) {
		if (outcome.ok) return "holds";
		// Another claim is about what is read and written.
		return outcome.failure.kind === "out of bounds" ? "idle" : violationBy(outcome.failure);
	},
	// The specification has nothing that fails.
	local: { subscribers: () => "holds" },
	seesFailures: true,
};

/** Violation by a failure. */
export function violationBy({ kind, text, where, line }: Failure): Violation {
	const place = [where, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined);
	const detail = place.length > 0 ? `${kind} in ${place.join(", ")}: ${text}` : `${kind}: ${text}`;
	return { cause: where === undefined ? kind : `${kind} in ${where}`, detail };
}

/** Claim `not-nested`. */
export const notNested: Claim = {
	id: "not-nested",
	kinds: ["state"],
	source: "remove_sub, publish_event",
	sentence: "no event call starts inside another's resumption, nested is 0 between actions",
	impact: "PM begins to announce an event while it announces another, and the list of subscribers may change under it",
	check({ scope, after, callChanges }) {
		if (after.nested !== undefined && after.nested !== 0) {
			return { cause: "nested is left over", detail: `nested is ${after.nested} between two actions` };
		}
		const begun = callChanges.find((change) => !change.started && !change.wasIn && change.isIn);
		if (begun) {
			const detail = `the event call of ${processName(scope, begun.process)} began inside another's resumption`;
			return { cause: "an event call began inside another's resumption", detail };
		}
		return callChanges.length > 0 ? "holds" : "idle";
	},
	local: {
		process(move) {
			const isOn = move.event === "EVENT_OVER" && move.is !== 0;
			return unlessBroken(isOn, "an event call goes on behind its end", move);
		},
		resumption: () => "holds",
	},
};

/** Claim `only-the-interested`. */
export const onlyTheInterested: Claim = {
	id: "only-the-interested",
	kinds: ["step"],
	source: "resume_event",
	sentence: "a message goes only to a slot whose mask has the event when it is sent",
	impact: "PM asks somebody who did not subscribe to the event",
	check({ scope, outcome, after }) {
		if (!outcome.ok) return "idle";
		return firstOf(outcome.result.messages, (message) => {
			const slot = slotOf(after, message.to);
			if (slot && (slot.mask & message.event) !== 0) return "holds";
			const found = slot ? `its mask is ${maskName(slot.mask)}` : "it has no slot";
			const detail = `${receiverText(scope, message)} was asked about ${maskName(message.event)}, ${found}`;
			return { cause: "asked somebody who is not interested", detail };
		});
	},
	local: {
		slot({ event, before, after }) {
			const isAsked = event.type === "ASK" && after !== undefined && (before.mask & event.event) === 0;
			return unlessBroken(isAsked, "asked somebody who is not interested", { event, before, after });
		},
		choice({ event, masks, asked }) {
			const isOther = asked !== NOWHERE && ((masks[asked] ?? 0) & event) === 0;
			return unlessBroken(isOther, "asked somebody who is not interested", { event, masks, asked });
		},
		resumption: ({ to }) => (to === NOWHERE ? "idle" : "holds"),
	},
};

/** Claim `mask-replaces`. */
export const maskReplaces: Claim = {
	id: "mask-replaces",
	kinds: ["step"],
	source: "do_proceventmask",
	sentence: "a new mask replaces the old one, zero unsubscribes",
	impact: "a service is subscribed to other events than it asked for",
	check({ scope, action, before, after, outcome }) {
		const asked = maskSetBy(action);
		if (asked === undefined || !outcome.ok || outcome.result.code !== "OK") return "idle";
		const caller = action.process;
		const others = before.slots.find(
			(slot) => slot.service !== caller && slotOf(after, slot.service)?.mask !== slot.mask,
		);
		if (others) {
			const detail = `the mask of ${processName(scope, others.service)} changed too`;
			return { cause: "somebody else's mask changed", detail };
		}
		const mask = slotOf(after, caller)?.mask ?? 0;
		if (mask === asked) return "holds";
		const detail = `${processName(scope, caller)} set ${maskName(asked)}, its mask is ${maskName(mask)}`;
		return { cause: "the mask is not the one that was set", detail };
	},
	shows({ action, before }) {
		const { mask = 0 } = slotOf(before, action.process) ?? {};
		return mask !== 0 && mask !== maskSetBy(action);
	},
	local: {
		// What the lingering slot does not take leaves it as it is.
		slot({ event, before, after = before }) {
			const isOther = event.type === "SET_MASK" && after.mask !== event.mask;
			return unlessBroken(isOther, "the mask is not the one that was set", { event, before, after });
		},
		subscription: ({ code }) => (code === "OK" ? "holds" : "idle"),
	},
};

/** Claim `services-only`. */
export const servicesOnly: Claim = {
	id: "services-only",
	kinds: ["step"],
	source: "do_proceventmask, do_proc_event_reply",
	sentence: "a user's subscription gets EPERM, a user's reply ENOSYS, and nothing changes",
	impact: "a call that only services may make is not refused as it should be to an ordinary process",
	check({ scope, action, before, after, outcome }) {
		const refusal = refusalOfUser(action.kind);
		if (!outcome.ok || refusal === undefined) return "idle";
		const { code } = outcome.result;
		const name = processName(scope, action.process);
		if (isService(scope, action.process)) {
			if (code !== refusal) return "idle";
			return { cause: "a service was refused as a user", detail: `${name} is a service and got ${code}` };
		}
		if (code !== refusal) {
			return { cause: "a user was not refused", detail: `${name} is a user and got ${code}, expected ${refusal}` };
		}
		return changedNothing(before, after, outcome.result)
			? "holds"
			: { cause: "a user's call changed something", detail: `the refused call of ${name} changed something` };
	},
	local: {
		refusal(refusal) {
			if (refusal.caller !== "user") return "idle";
			const isRight = refusal.code === refusalOfUser(refusal.call);
			return heldUnless(!isRight, "a user was not refused", refusal);
		},
	},
};

/** The return code that a user's call gets; undefined where the action is no call. */
function refusalOfUser(kind: ActionKind): "EPERM" | "ENOSYS" | undefined {
	const { entry } = ACTIONS[kind];
	if (entry === "do_proceventmask") return "EPERM";
	return entry === "do_proc_event_reply" ? "ENOSYS" : undefined;
}

/** Claim `slots-full`. */
export const slotsFull: Claim = {
	id: "slots-full",
	kinds: ["step"],
	source: "do_proceventmask",
	sentence: "ENOMEM exactly when all slots are taken, and nothing changes",
	impact: "a service is refused although a slot is free, or gets the wrong answer when all are taken",
	check({ scope, action, before, after, outcome }) {
		const mask = maskSetBy(action);
		if (mask === undefined || !outcome.ok || !isService(scope, action.process)) return "idle";
		const { code } = outcome.result;
		const full = before.slots.length >= scope.slots && !slotOf(before, action.process) && mask !== 0;
		const name = processName(scope, action.process);
		if (full !== (code === "ENOMEM")) {
			const detail = `${before.slots.length} of ${scope.slots} slots were taken and ${name} got ${code}`;
			return { cause: full ? "no ENOMEM though all slots are taken" : "ENOMEM though a slot is left", detail };
		}
		if (!full) return slotOf(before, action.process) || mask === 0 ? "idle" : "holds";
		return changedNothing(before, after, outcome.result)
			? "holds"
			: {
					cause: "a refused subscription changed something",
					detail: `the refused subscription of ${name} changed something`,
				};
	},
	shows: ({ outcome }) => outcome.ok && outcome.result.code === "ENOMEM",
	local: {
		subscription({ hasSlot, taken, slots, mask, code }) {
			const isFull = taken >= slots && !hasSlot && mask !== 0;
			if (isFull !== (code === "ENOMEM")) {
				return heldUnless(true, "ENOMEM does not come exactly where all slots are taken", { taken, slots, code });
			}
			return hasSlot || mask === 0 ? "idle" : "holds";
		},
	},
};

/** Claim `stray-reply-harmless`. */
export const strayReplyHarmless: Claim = {
	id: "stray-reply-harmless",
	kinds: ["step"],
	source: "do_proc_event_reply",
	sentence: "a reply that matches nothing changes nothing, whatever its numbers",
	impact: "a reply that nobody asked for changes something",
	check({ scope, action, before, after, outcome }) {
		if (ACTIONS[action.kind].entry !== "do_proc_event_reply" || !outcome.ok) return "idle";
		if (!isService(scope, action.process) || isPendingReply(action, before)) return "idle";
		const name = processName(scope, action.process);
		if (changedNothing(before, after, outcome.result)) return "holds";
		return { cause: "a stray reply changed something", detail: `the stray reply of ${name} changed something` };
	},
	local: {
		refusal(refusal) {
			if (refusal.caller !== "service" || refusal.call !== "reply") return "idle";
			return heldUnless(refusal.code !== "SUSPEND", "a stray reply is answered", refusal);
		},
	},
};

function changedNothing(
	before: View,
	after: View,
	result: { readonly messages: readonly unknown[]; readonly callbacks: readonly unknown[] },
): boolean {
	if (result.messages.length > 0 || result.callbacks.length > 0) return false;
	return sameState(before, after) && before.eventsubs.every((eventsub, index) => eventsub === after.eventsubs[index]);
}

/** Claim `dead-subscriber-released`. */
export const deadSubscriberReleased: Claim = {
	id: "dead-subscriber-released",
	kinds: ["step"],
	source: "publish_event",
	sentence: "a subscriber's death moves on everyone who waited for it",
	impact: "a process goes on waiting for a service that is dead",
	check({ scope, action, before, after, outcome, callChanges }) {
		if (action.kind !== "vfsReply" || !outcome.ok || !slotOf(before, action.process)) return "idle";
		const name = processName(scope, action.process);
		if (slotOf(after, action.process))
			return { cause: "a dead subscriber keeps its slot", detail: `${name} is dead and keeps its slot` };
		return firstOf(before.processes, (process, index) => {
			if (process.waitsFor !== action.process) return "idle";
			const change = callChanges.find((candidate) => candidate.process === index);
			const moved = change !== undefined && (change.messages.length > 0 || change.callbacks.length > 0);
			const now = after.processes[index];
			if (moved && now && (!inEventCall(now) || now.waitsFor !== action.process)) return "holds";
			return {
				cause: "a process was not released",
				detail: `${processName(scope, index)} waited for ${name}, which is dead, and was not moved on`,
			};
		});
	},
	local: {
		slot({ event, before, after }) {
			const isVacant = after?.mask === 0 && after.waiting === 0;
			const isKept = event.type === "DIE" && before.mask + before.waiting > 0 && !isVacant;
			return unlessBroken(isKept, "a dead subscriber keeps its slot", { before, after });
		},
		removal(step) {
			if (!isShifted(step)) return heldUnless(true, "a process was not released", step);
			return step.asked.length > 0 ? "holds" : "idle";
		},
		resumption: ({ from, start }) => (from !== NOWHERE && start === from ? "holds" : "idle"),
	},
};

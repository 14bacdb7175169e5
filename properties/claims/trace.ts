import { EXIT } from "../../model/action.ts";
import { processName } from "../../model/scope.ts";
import { firstOf } from "../check.ts";
import type { Claim } from "../claim.ts";
import { heldUnless, NOWHERE, sentIn, unlessBroken } from "../local.ts";
import { placeOf } from "../step.ts";

// Checks of claims about whole traces. Each is put as a condition on single steps, which together give the claim by
// induction over the trace: its docstring says why that is enough. So they need no history, and a search need not keep any. Where
// the condition rests on another claim, a trace that is at hand is checked as well: that finds what breaks the claim alone.

/**
 * Claim `no-subscriber-skipped`.
 *
 * Step form: a process that may proceed is announced to the first interested subscriber behind the one it waited for,
 * and no process changes its place without an answer or a removal. Enough: a process passes the subscribers one by one, so one
 * that is skipped is skipped in some step, between the place left and the place reached in that step.
 */
export const noSubscriberSkipped: Claim = {
	id: "no-subscriber-skipped",
	kinds: ["trace"],
	source: "remove_sub",
	sentence: "every subscriber to the event is asked when it is reached, also when slots move",
	impact: "a service that subscribed to an event is never asked about it",
	restsOn: ["in-subscription-order"],
	check({ scope, callChanges, mistakes }) {
		const [never] = mistakes?.neverAsked ?? [];
		const byStep = firstOf(callChanges, (change) => {
			const name = processName(scope, change.process);
			if (!change.released) {
				if (!change.isIn || change.to === change.from || change.messages.length > 0) return "idle";
				const waits =
					change.to === undefined
						? "waits where there is no subscriber, and none was asked"
						: `waits for ${processName(scope, change.to)}, which was not asked`;
				return { cause: "waits for somebody who was not asked", detail: `${name} now ${waits}` };
			}
			if (change.next === undefined) return "idle";
			const next = processName(scope, change.next);
			if (!change.isIn) {
				return {
					cause: "the event went on without an interested subscriber",
					detail: `${next} was not asked about ${name}`,
				};
			}
			if (change.messages.some((message) => message.to === change.next)) return "holds";
			return {
				cause: "an interested subscriber was passed over",
				detail: `${next} was next to be asked about ${name}`,
			};
		});
		if (typeof byStep === "object" || !never) return byStep;
		const detail = `${processName(scope, never.service)} was subscribed throughout and never asked about ${processName(scope, never.process)}`;
		return { cause: "a subscriber was never asked", detail, isOfTrace: true };
	},
	local: {
		slot({ event, before, after, isFull }) {
			const isSkipped = event.type === "ASK" && after === undefined && (before.mask & event.event) !== 0 && !isFull;
			return unlessBroken(isSkipped, "an interested subscriber was passed over", { event, before });
		},
		choice({ event, start, masks, asked }) {
			const next = masks.findIndex((mask, place) => place >= start && (mask & event) !== 0);
			const isSkipped = next !== NOWHERE && (asked === NOWHERE || asked > next);
			return unlessBroken(isSkipped, "an interested subscriber was passed over", { event, start, masks, asked });
		},
		resumption: ({ to }) => (to === NOWHERE ? "idle" : "holds"),
	},
};

/**
 * Claim `in-subscription-order`.
 *
 * Step form: no subscriber before the one last asked is asked, and no action changes the order of the remaining ones.
 * Enough: places then only grow along one event.
 */
export const inSubscriptionOrder: Claim = {
	id: "in-subscription-order",
	kinds: ["trace"],
	source: "head comment, remove_sub",
	sentence: "one event is announced in subscription order",
	impact: "services are asked in another order than that in which they subscribed",
	check({ scope, before, after, callChanges }) {
		let last = -1;
		for (const slot of after.slots) {
			const place = placeOf(before, slot.service) ?? before.slots.length;
			if (place < last) {
				const detail = `${processName(scope, slot.service)} stood earlier in the order before`;
				return { cause: "the order of the subscribers changed", detail };
			}
			last = place;
		}
		return firstOf(callChanges, (change) => {
			const from = placeOf(before, change.from);
			if (from === undefined) return "idle";
			return firstOf(change.messages, (message) => {
				const place = placeOf(before, message.to);
				if (place === undefined || place >= from) return "holds";
				const detail = `${processName(scope, message.to)} was asked about ${processName(scope, change.process)} after one behind it`;
				return { cause: "asked out of order", detail };
			});
		});
	},
	local: {
		resumption({ from, start, to }) {
			if (from === NOWHERE || to === NOWHERE) return "idle";
			return heldUnless(to < from, "asked out of order", { from, start, to });
		},
	},
};

/**
 * Claim `asked-once`.
 *
 * Step form: the subscriber asked is not the one asked last, and none is asked twice in one step. Enough together with
 * `in-subscription-order`: places do not go back, so only the last place could be asked again.
 */
export const askedOnce: Claim = {
	id: "asked-once",
	kinds: ["trace"],
	source: "head comment",
	sentence: "one event is announced at most once per subscription",
	impact: "a service is asked twice about the same event",
	restsOn: ["in-subscription-order"],
	check({ scope, callChanges, mistakes }) {
		const [twice] = mistakes?.askedAgain ?? [];
		const byStep = firstOf(callChanges, (change) => {
			const asked = change.messages.map((message) => message.to);
			const again = asked.find((service, index) => service === change.from || asked.indexOf(service) !== index);
			if (again === undefined) return change.from !== undefined && asked.length > 0 ? "holds" : "idle";
			const detail = `${processName(scope, again)} was asked about ${processName(scope, change.process)} again`;
			return { cause: "asked again", detail };
		});
		if (typeof byStep === "object" || !twice) return byStep;
		const detail = `${processName(scope, twice.service)} was asked about ${processName(scope, twice.process)} again, after others`;
		return { cause: "asked again after others", detail, isOfTrace: true };
	},
	local: {
		resumption({ from, start, to }) {
			if (from === NOWHERE || to === NOWHERE) return "idle";
			return heldUnless(to === from && start > from, "asked again", { from, start, to });
		},
	},
};

/**
 * Claim `resumed-once-after-all`.
 *
 * Step form: an event call ends only where the process may move and no interested subscriber is left, and exactly
 * there, once, PM goes on with that event. Enough: an event has one event call, which ends at most once.
 */
export const resumedOnceAfterAll: Claim = {
	id: "resumed-once-after-all",
	kinds: ["trace"],
	source: "resume_event",
	sentence: "exit_restart or restart_sigs runs exactly once per event, after the last acknowledgement or removal",
	impact: "PM lets a process go on too early, more than once, or not at all",
	check({ scope, callChanges }) {
		return firstOf(callChanges, (change) => {
			const name = processName(scope, change.process);
			const over = (change.wasIn || change.started) && !change.isIn;
			const expected = change.event === 1 ? "exit_restart" : "restart_sigs";
			const names = change.callbacks.map((callback) => callback.name);
			if (!over) {
				if (names.length === 0) return "idle";
				return { cause: "resumed though the event is not over", detail: `${names.join(", ")} ran for ${name}` };
			}
			if (!change.released || change.next !== undefined) {
				return {
					cause: "resumed before everybody answered",
					detail: `the event of ${name} ended before all subscribers answered`,
				};
			}
			if (names.length === 1 && names[0] === expected) return "holds";
			const ran = names.length === 0 ? "nothing" : names.join(", ");
			return { cause: "not resumed exactly once", detail: `${ran} ran for ${name}, expected ${expected} once` };
		});
	},
	shows: ({ callChanges }) => callChanges.some(({ wasIn, isIn }) => wasIn && !isIn),
	local: {
		process(move) {
			const resumed = move.effects.filter((name) => name === "exit_restart" || name === "restart_sigs");
			const expected = move.event === "EVENT_OVER" ? [move.was === EXIT ? "exit_restart" : "restart_sigs"] : [];
			return unlessBroken(resumed.join() !== expected.join(), "not resumed exactly once", move);
		},
		resumption: ({ to }) => (to === NOWHERE ? "holds" : "idle"),
	},
};

/**
 * Claim `vfs-first`.
 *
 * Step form: an event call begins only by VFS's reply for that process, and messages are only about processes in an
 * event call. Enough: the process was in that VFS call, for that event, when the reply came.
 */
export const vfsFirst: Claim = {
	id: "vfs-first",
	kinds: ["trace"],
	source: "head comment",
	sentence: "an event is published only after VFS acknowledged the same event",
	impact: "services are asked about a process with which VFS is not done",
	check({ scope, callChanges }) {
		return firstOf(callChanges, (change) => {
			const name = processName(scope, change.process);
			if (!change.wasIn && !change.started && (change.isIn || change.messages.length > 0)) {
				return {
					cause: "published before VFS replied",
					detail: `the event of ${name} was published before VFS replied`,
				};
			}
			return change.started && change.event !== undefined ? "holds" : "idle";
		});
	},
	local: {
		process(move) {
			const isPublished = move.event === "VFS_REPLY" && move.effects.includes("publish");
			const isBroken = move.was === 0 && move.is !== 0 && !isPublished;
			return unlessBroken(isBroken, "published before VFS replied", move);
		},
		resumption: ({ from }) => (from === NOWHERE ? "holds" : "idle"),
	},
};

/**
 * Claim `roundtrips`.
 *
 * Step form: a process that may move costs one message if an interested subscriber is left, none if not; one that may
 * not costs none. Enough: summed over an event that is one message for each subscriber that is interested when it is reached.
 */
export const roundtrips: Claim = {
	id: "roundtrips",
	kinds: ["trace"],
	source: "head comment",
	sentence: "an event costs one round trip per interested subscriber",
	impact: "an event takes more or fewer messages than there are services to ask",
	check({ scope, callChanges }) {
		return firstOf(callChanges, (change) => {
			const due = change.released && change.next !== undefined ? 1 : 0;
			if (change.messages.length === due) return change.released ? "holds" : "idle";
			const cause =
				change.messages.length > due
					? "more messages than interested subscribers"
					: "an interested subscriber cost nothing";
			const name = processName(scope, change.process);
			return { cause, detail: `messages sent about ${name}: ${change.messages.length}, expected ${due}` };
		});
	},
	shows: ({ callChanges }) => callChanges.some(({ messages }) => messages.length > 0),
	local: {
		resumption({ from, to, before, after }) {
			const isRight = sentIn({ from, before, after }) === (to === NOWHERE ? 0 : 1);
			return heldUnless(!isRight, "an interested subscriber does not cost one message", { from, to, before, after });
		},
	},
};

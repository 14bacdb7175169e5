import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Scope } from "../../model/scope.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";
import { type FirstViolation, firstViolations } from "../support/first-violations.ts";
import { MORE_FAULTS } from "../support/more-faults.ts";

/** A fault of the mirror, the length of the shortest interleaving that violates any claim, and the way in which it violates this one. */
type First = readonly [fault: string, length: number, cause: string];

/** For each claim two faults that break it first: no shorter interleaving violates any claim. */
const FIRST: Readonly<Record<string, readonly [First, First]>> = {
	conforms: [
		["masks-add-up", 3, "setMask: other slots"],
		["users-may-reply", 2, "reply: another return code"],
	],
	"waiting-balances": [
		["ask-not-counted", 5, "vfsReply: the wait count is too low"],
		["answer-not-counted", 6, "reply: the wait count is too high"],
	],
	"index-in-range": [
		["waiters-of-the-dead-left", 7, "vfsReply: the index is out of range in an event call"],
		["index-left-over", 3, "vfsReply: an index is left over out of an event call"],
	],
	"subscribers-live": [
		["users-may-subscribe", 2, "setMask: a user holds a slot"],
		["dead-subscriber-kept", 4, "vfsReply: a dead service holds a slot"],
	],
	"lingers-only-if-owed": [
		["lingering-slot-kept", 7, "reply: a slot lingers that is owed nothing"],
		["unsubscribed-slot-stays", 3, "setMask: a slot lingers that is owed nothing"],
	],
	"one-event-at-a-time": [
		["exit-told-as-signal", 5, "vfsReply: a message for another event"],
		["published-to-a-newcomer-at-once", 4, "setMask: an event call during a VFS call"],
	],
	"not-nested": [
		["nested-not-left", 7, "vfsReply: nested is left over"],
		["published-to-a-newcomer-at-once", 4, "setMask: an event call began inside another's resumption"],
	],
	"no-panic": [
		["two-cannot-wait", 8, "vfsReply: assertion in resume_event"],
		["one-is-not-owed", 6, "reply: assertion in do_proc_event_reply"],
	],
	"no-subscriber-skipped": [
		["indexes-not-shifted", 8, "setMask: waits for somebody who was not asked"],
		["first-subscriber-left-out", 5, "vfsReply: the event went on without an interested subscriber"],
	],
	"in-subscription-order": [
		["last-takes-the-place", 7, "setMask: the order of the subscribers changed"],
		["second-answer-begins-anew", 9, "reply: asked out of order"],
	],
	"asked-once": [
		["asked-with-two-messages", 5, "vfsReply: asked again"],
		["answer-does-not-move-on", 6, "reply: asked again"],
	],
	"only-the-interested": [
		["masks-not-looked-at", 5, "vfsReply: asked somebody who is not interested"],
		["asked-behind-a-removed-one", 9, "reply: asked somebody who is not interested"],
	],
	serial: [
		["asked-with-two-messages", 5, "vfsReply: two asked at once"],
		["published-to-a-newcomer-at-once", 4, "setMask: asked before the last one answered"],
	],
	"resumed-once-after-all": [
		["exit-resumed-as-signal", 3, "vfsReply: not resumed exactly once"],
		["any-event-is-answered", 6, "reply: resumed before everybody answered"],
	],
	"vfs-first": [
		["published-to-a-newcomer-at-once", 4, "setMask: published before VFS replied"],
		["published-by-a-reply", 5, "reply: published before VFS replied"],
	],
	"mask-replaces": [
		["masks-add-up", 3, "setMask: the mask is not the one that was set"],
		["masks-before-it-set-too", 5, "setMask: somebody else's mask changed"],
	],
	"services-only": [
		["users-may-subscribe", 2, "setMask: a user was not refused"],
		["users-may-reply", 2, "reply: a user was not refused"],
	],
	"slots-full": [
		["one-slot-less", 2, "setMask: ENOMEM though a slot is left"],
		["full-is-no-error", 4, "setMask: no ENOMEM though all slots are taken"],
	],
	"stray-reply-harmless": [
		["any-event-is-answered", 6, "reply: a stray reply changed something"],
		["a-reply-about-nobody-clears-a-mask", 3, "reply: a stray reply changed something"],
	],
	"message-well-formed": [
		["asked-without-amf-noreply", 5, "vfsReply: a message without AMF_NOREPLY"],
		["message-not-cleared", 5, "vfsReply: a message with more than process and event"],
	],
	"stays-in-bounds": [
		["read-before-the-first-slot", 3, "setMask: out of bounds"],
		["read-behind-a-full-list", 5, "vfsReply: out of bounds"],
	],
	"leftover-acknowledged": [
		["late-replies-refused", 7, "reply: a leftover reply was not taken"],
		["late-replies-only-counted", 7, "reply: a leftover reply was not taken"],
	],
	"quick-resubscription": [
		["removed-while-owed", 6, "setMask: a slot was given back that is owed replies"],
		["resubscription-forgets-the-count", 7, "setMask: resubscribing changed the wait count"],
	],
	"dead-subscriber-released": [
		["waiters-of-the-dead-left", 7, "vfsReply: a process was not released"],
		["dead-subscriber-kept", 4, "vfsReply: a dead subscriber keeps its slot"],
	],
	"outstanding-bound": [
		["asked-without-end", 5, "vfsReply: more messages outstanding than processes"],
		["asked-without-end-behind-a-removed-one", 9, "reply: more messages outstanding than processes"],
	],
	roundtrips: [
		["masks-not-looked-at", 5, "vfsReply: more messages than interested subscribers"],
		["first-subscriber-left-out", 5, "vfsReply: an interested subscriber cost nothing"],
	],
};

/** Claims that can be violated in one way only, by one kind of action: their faults differ in the other claims that they break. */
const ONE_WAY: readonly string[] = ["stray-reply-harmless", "leftover-acknowledged"];

const SMALLEST: Scope = { users: 1, services: 1, slots: 1 };
/** Scopes of the faults that need more. */
const SCOPES: Readonly<Record<string, Scope>> = {
	"asked-behind-a-removed-one": { users: 1, services: 2, slots: 2 },
	"asked-without-end-behind-a-removed-one": { users: 1, services: 2, slots: 2 },
	"full-is-no-error": { users: 0, services: 2, slots: 1 },
	"indexes-not-shifted": { users: 1, services: 2, slots: 2 },
	"last-takes-the-place": { users: 0, services: 3, slots: 3 },
	"masks-before-it-set-too": { users: 1, services: 2, slots: 2 },
	"second-answer-begins-anew": { users: 1, services: 2, slots: 2 },
	"two-cannot-wait": { users: 1, services: 2, slots: 2 },
};

const found = new Map<string, Promise<readonly FirstViolation[]>>();

/** First violations of the mirror with a fault, found once. */
function firstOf(name: string): Promise<readonly FirstViolation[]> {
	const known = found.get(name) ?? search(name);
	found.set(name, known);
	return known;
}

async function search(name: string): Promise<readonly FirstViolation[]> {
	const fault = [...FAULTS, ...MORE_FAULTS].find((one) => one.name === name);
	if (!fault) throw new Error(`there is no fault ${name}`);
	return firstViolations(createMirror(SCOPES[name] ?? SMALLEST, "clear-waiting", await loadFault(fault), "one"));
}

describe("every claim that is checked", () => {
	it("has faults that break it first", () => {
		expect(Object.keys(FIRST)).toEqual(CLAIMS.filter(({ check }) => check).map(({ id }) => id));
	});

	it.each(Object.entries(FIRST))("is broken first by two faults, in different ways: %s", async (id, firsts) => {
		const seen: string[] = [];
		for (const [name, length, cause] of firsts) {
			const violations = await firstOf(name);
			expect(violations).toContainEqual({ claim: id, cause, length });
			seen.push(ONE_WAY.includes(id) ? JSON.stringify(violations) : cause);
		}
		expect(new Set(seen).size).toBe(2);
	});
});

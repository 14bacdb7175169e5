import { describe, expect, it } from "vitest";
import { VFS_CALL } from "../../../impl/minix.ts";
import { brokenClaims } from "../../../lockstep/run.ts";
import { EXIT, SIGNAL } from "../../../model/action.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { receiverText } from "../../../properties/message-text.ts";
import type { ObservedStep } from "../../../properties/step.ts";
import { type Changes, lastStep, S0, S1, SMALL } from "../../support/steps.ts";

const SPAWN = "spawn(u0)";
const SUBSCRIBED = "spawn(s0) setMask(s0, EXIT)";
/** Both services subscribe, and s0 is asked about u0. */
const ASKED = `${SUBSCRIBED} spawn(s1) setMask(s1, EXIT) spawn(u0) exit(u0) vfsReply(u0)`;
const SECOND = `${ASKED} reply(s0, u0, EXIT)`;
const OVER = `${SECOND} reply(s1, u0, EXIT)`;
const FULL = "spawn(s0) spawn(s1) setMask(s0, EXIT) setMask(s1, EXIT)";
const ONE_SLOT = { ...SMALL, slots: 1 };

const about = (to: number, event = EXIT) => ({ about: 0, to, event });
const slot = (mask: 0 | 1 | 2 | 3, waiting = 0) => ({ service: S0, mask, waiting });
const FAILURE: Changes = {
	outcome: { ok: false, failure: { kind: "panic", text: "as ever", where: "resume_event", line: 7 } },
};
const OUT_OF_BOUNDS: Changes = {
	outcome: { ok: false, failure: { kind: "out of bounds", text: "reads row 7", where: "remove_sub", line: 7 } },
};
const afterOf = (texts: string) => lastStep(texts).before;

/** For each claim with a check: a step that breaks it, one that exercises it and holds, and one that says nothing. */
const CASES: Readonly<Record<string, readonly [ObservedStep, ObservedStep, ObservedStep | undefined]>> = {
	conforms: [lastStep(SPAWN, { result: { code: "OK" } }), lastStep(SPAWN), lastStep(SPAWN, FAILURE)],
	"no-panic": [lastStep(SPAWN, FAILURE), lastStep(SPAWN), undefined],
	"waiting-balances": [lastStep(SUBSCRIBED, { after: { slots: [slot(1, 1)] } }), lastStep(SUBSCRIBED), lastStep(SPAWN)],
	"index-in-range": [lastStep(ASKED, { after: { eventsubs: [5, -1, -1] } }), lastStep(ASKED), lastStep(SPAWN)],
	"subscribers-live": [lastStep(SUBSCRIBED, { after: { deadSlots: [0] } }), lastStep(SUBSCRIBED), lastStep(SPAWN)],
	"lingers-only-if-owed": [
		lastStep(SUBSCRIBED, { after: { slots: [slot(0)] } }),
		lastStep(`${ASKED} setMask(s0, 0)`),
		lastStep(SUBSCRIBED),
	],
	"one-event-at-a-time": [
		lastStep(ASKED, { after: { flags: lastStep(ASKED).after.flags.map((flags) => flags | VFS_CALL) } }),
		lastStep(ASKED),
		lastStep(SPAWN),
	],
	"not-nested": [lastStep(ASKED, { after: { nested: 1 } }), lastStep(ASKED), lastStep(SPAWN)],
	"no-subscriber-skipped": [lastStep(ASKED, { result: { messages: [about(S1)] } }), lastStep(ASKED), lastStep(SPAWN)],
	"in-subscription-order": [lastStep(OVER, { result: { messages: [about(S0)] } }), lastStep(SECOND), lastStep(ASKED)],
	"asked-once": [lastStep(SECOND, { result: { messages: [about(S0)] } }), lastStep(SECOND), lastStep(ASKED)],
	"only-the-interested": [
		lastStep(ASKED, { result: { messages: [about(S0, SIGNAL)] } }),
		lastStep(ASKED),
		lastStep(SPAWN),
	],
	serial: [lastStep(ASKED, { result: { messages: [about(S0), about(S1)] } }), lastStep(ASKED), lastStep(SPAWN)],
	"resumed-once-after-all": [lastStep(OVER, { result: { callbacks: [] } }), lastStep(OVER), lastStep(ASKED)],
	"vfs-first": [
		lastStep("spawn(u0) exit(u0)", { result: { messages: [about(S0)] } }),
		lastStep(ASKED),
		lastStep(SPAWN),
	],
	"mask-replaces": [lastStep(SUBSCRIBED, { after: { slots: [slot(2)] } }), lastStep(SUBSCRIBED), lastStep(SPAWN)],
	"services-only": [
		lastStep("spawn(u0) setMask(u0, EXIT)", { result: { code: "OK" } }),
		lastStep("spawn(u0) setMask(u0, EXIT)"),
		lastStep(SPAWN),
	],
	"slots-full": [
		lastStep(FULL, { result: { code: "OK" } }, ONE_SLOT),
		lastStep(FULL, {}, ONE_SLOT),
		lastStep(`${SUBSCRIBED} setMask(s0, SIGNAL)`),
	],
	"stray-reply-harmless": [
		lastStep("spawn(s0) reply(s0, u0, EXIT)", { result: { callbacks: [{ name: "exit_restart", process: 0 }] } }),
		lastStep("spawn(s0) reply(s0, u0, EXIT)"),
		lastStep(SECOND),
	],
	"message-well-formed": [
		lastStep(ASKED, { result: { messages: [{ ...about(S0), faults: [{ kind: "flags", found: 0 }] }] } }),
		lastStep(ASKED),
		lastStep(SPAWN),
	],
	"stays-in-bounds": [lastStep(SPAWN, OUT_OF_BOUNDS), lastStep(SPAWN), lastStep(SPAWN, FAILURE)],
	"leftover-acknowledged": [
		lastStep(`${ASKED} setMask(s0, SIGNAL) reply(s0, u0, EXIT)`, { after: lastStep(ASKED).after }),
		lastStep(`${ASKED} setMask(s0, SIGNAL) reply(s0, u0, EXIT)`),
		lastStep(SECOND),
	],
	"quick-resubscription": [
		lastStep(`${ASKED} setMask(s0, 0)`, { after: { slots: [slot(0, 0)] } }),
		lastStep(`${ASKED} setMask(s0, 0)`),
		lastStep(SUBSCRIBED),
	],
	"dead-subscriber-released": [
		lastStep(`${ASKED} exit(s0) vfsReply(s0)`, { after: { slots: afterOf(`${ASKED} exit(s0) vfsReply(s0)`).slots } }),
		lastStep(`${ASKED} exit(s0) vfsReply(s0)`),
		lastStep(ASKED),
	],
	"outstanding-bound": [
		lastStep(ASKED, { result: { messages: [about(S0), about(S1), about(S0), about(S1)] } }),
		lastStep(ASKED),
		lastStep(SPAWN),
	],
	roundtrips: [lastStep(ASKED, { result: { messages: [] } }), lastStep(ASKED), lastStep(SPAWN)],
};

const CHECKED = CLAIMS.filter(({ check }) => check);

describe("the check of a claim", () => {
	it("is tested here for each claim that has one", () => {
		expect(new Set(Object.keys(CASES))).toEqual(new Set(CHECKED.map(({ id }) => id)));
	});

	it.each(CHECKED)("$id: is broken by one step, exercised by another, and idle in a third", (claim) => {
		const [violating, holding, idle] = CASES[claim.id] ?? [];
		expect(violating && claim.check?.(violating)).toMatchObject({
			cause: expect.any(String),
			detail: expect.any(String),
		});
		expect(holding && claim.check?.(holding)).toBe("holds");
		if (idle) expect(claim.check?.(idle)).toBe("idle");
	});

	it("holds or is idle in each of the steps that the specification takes", () => {
		const broken = Object.values(CASES).flatMap(([, holding]) => brokenClaims(CLAIMS, holding, () => {}));
		expect(broken).toEqual([]);
	});
});

describe("a violation", () => {
	const detailOf = (id: string, step: ObservedStep): string => {
		const found = CLAIMS.find((claim) => claim.id === id)?.check?.(step);
		return typeof found === "object" ? found.detail : "";
	};

	it("names events and masks, and gives no numbers for them", () => {
		const signalled = lastStep(ASKED, { result: { messages: [about(S0, SIGNAL)] } });
		expect(detailOf("only-the-interested", signalled)).toBe("s0 was asked about SIGNAL, its mask is EXIT");
		expect(detailOf("one-event-at-a-time", signalled)).toBe("a message about u0 is for SIGNAL, its event is EXIT");
		expect(detailOf("conforms", signalled)).toBe("expected messages: s0 about u0 (EXIT); found: s0 about u0 (SIGNAL)");
		const other = lastStep(SUBSCRIBED, { after: { slots: [slot(2, 1)] } });
		expect(detailOf("conforms", other)).toBe("expected slots: s0: EXIT, 0 waiting; found: s0: SIGNAL, 1 waiting");
	});

	it("says plainly that a message goes to an endpoint that no process has, or is about one", () => {
		const receiver = (to: number, found: number) => ({
			...about(to, EXIT),
			faults: [{ kind: "receiver", found }] as const,
		});
		const lost = (to: number, found: number) => lastStep(ASKED, { result: { messages: [receiver(to, found)] } });
		expect(detailOf("conforms", lost(0, 0))).toContain("found: endpoint 0 (no process) about u0 (EXIT)");
		expect(receiverText(SMALL, receiver(S0, 98_304 + S0))).toBe(`endpoint ${98_304 + S0} (no live s0)`);
		expect(detailOf("only-the-interested", lost(0, 0))).toBe(
			"endpoint 0 (no process) was asked about EXIT, it has no slot",
		);
		expect(detailOf("message-well-formed", lost(0, 0))).toBe(
			"the message about u0 goes to endpoint 0, which no live process or service has",
		);
		const ofNobody = lastStep(ASKED, { result: { messages: [{ ...about(S0, EXIT), about: -1 }] } });
		expect(detailOf("conforms", ofNobody)).toContain("found: s0 about no process (EXIT)");
		expect(detailOf("message-well-formed", ofNobody)).toBe(
			"the message to s0 is about an endpoint that no live process or service has",
		);
	});

	it("of a position says where the process waits, and where subscribers are", () => {
		const waitingAt = (position: number, slots: ReturnType<typeof slot>[]): string =>
			detailOf("index-in-range", lastStep(ASKED, { after: { eventsubs: [position, -1, -1], slots } }));
		expect(waitingAt(1, [])).toBe("u0 waits at position 1, and nobody is subscribed");
		expect(waitingAt(1, [slot(1)])).toBe("u0 waits at position 1, and the only subscriber is at 0");
		expect(waitingAt(-1, [slot(1), slot(1)])).toBe("u0 waits at no position, and the subscribers are at 0..1");
		const left = lastStep(SPAWN, { after: { eventsubs: [1, -1, -1] } });
		expect(detailOf("index-in-range", left)).toBe("u0 is in no event call and has eventsub 1, expected NO_EVENTSUB");
	});
});

describe("slots-full", () => {
	const slotsFull = CLAIMS.find(({ id }) => id === "slots-full");

	it("is exercised by a subscription that gets a slot as well: ENOMEM comes exactly where there is none", () => {
		expect(slotsFull?.check?.(lastStep(SUBSCRIBED))).toBe("holds");
		expect(slotsFull?.check?.(lastStep(SUBSCRIBED, { result: { code: "ENOMEM" } }))).toMatchObject({
			cause: "ENOMEM though a slot is left",
		});
	});
});

import { describe, expect, it } from "vitest";
import type { OpenReason, Unfollowed } from "../../properties/unfollowed.ts";
import { notFollowedText, pastText } from "../../report/text/sections/unfollowed.ts";

const unfollowed: readonly Unfollowed[] = [
	{ action: "setMask", claim: "conforms", transitions: 12 },
	{ action: "setMask", claim: "waiting-balances", transitions: 12 },
	{ action: "reply", claim: "conforms", transitions: 3 },
];
const held = { kind: "not followed", transitions: 15, followed: 1_985, states: 200, isKnown: false } as const;

describe("the evidence of a claim that transitions leave open", () => {
	it.each<readonly [OpenReason, string]>([
		[{ kind: "not searched" }, "nothing was searched past them"],
		[{ kind: "not exercised" }, "the searches past them do not exercise it"],
		[
			{ kind: "stopped", by: "the limit of states" },
			"no search past them that exercises it came to its end (the limit of states)",
		],
		[{ kind: "rests on", claim: "serial" }, "it takes serial for granted, which is violated"],
		[
			{ kind: "rests on", claim: "serial", stopped: { scope: "1u 3s 4k", by: "the limit of time" } },
			"it takes serial for granted, which is violated, and the search of whole traces at 1u 3s 4k was stopped by the limit of time",
		],
		[{ kind: "needs the specification" }, "there is no state of the specification to compare with"],
		[
			{ kind: "unreached", scopes: ["1u 2s 4k"] },
			"not shown at 1u 2s 4k that all states of the specification are reached without them",
		],
	])("says how far it held, what was not followed, and why that matters: %j", (reason, why) => {
		expect(notFollowedText({ ...held, unfollowed, reason })).toBe(
			`held in all 1,985 transitions that were followed, undecided past 15 that violate conforms, waiting-balances (setMask, reply): ${why}`,
		);
	});

	it("names three claims, and the number of the others", () => {
		const many = ["a", "b", "c", "d", "e"].map((claim): Unfollowed => ({ action: "exit", claim, transitions: 1 }));
		const text = notFollowedText({ ...held, transitions: 1, unfollowed: many, reason: { kind: "not searched" } });
		expect(text).toContain("past 1 that violates a, b, c and 2 more (exit):");
	});
});

describe("the evidence of a claim that holds past violations of others", () => {
	const [first, second] = [unfollowed.slice(0, 2), unfollowed.slice(2)];
	const passed = { transitions: 3, unfollowed: second };

	it("names the scopes where something is left out, how much, what it violates, and why that is sound", () => {
		const past = { passed, openScopes: ["1u 2s 4k", "0u 3s 4k"], transitions: 12, unfollowed: first };
		expect(pastText({ ...past, stoppedBy: "the limit of states" })).toBe(
			", also past 3 transitions that violate conforms (reply); at 1u 2s 4k, 0u 3s 4k not past 12 transitions that violate conforms, waiting-balances (setMask): that search was stopped by the limit of states, and the others reach all states of the specification",
		);
	});

	it("says no more where nothing is left out, or nothing was violated where all was searched", () => {
		const none = { openScopes: [], transitions: 0, unfollowed: [] };
		expect(pastText({ passed, ...none })).toBe(", also past 3 transitions that violate conforms (reply)");
		expect(pastText({ passed: none, openScopes: ["1u 2s 4k"], transitions: 3, unfollowed: second })).toMatch(
			/^; at 1u 2s 4k not past/,
		);
	});
});

import { describe, expect, it } from "vitest";
import { CLAIMS } from "../../properties/ledger.ts";
import { type Evidence, judge, type SearchEvidence } from "../../properties/verdict.ts";
import type { ReportedFinding } from "../../report/text/finding.ts";
import { claimsText } from "../../report/text/sections/claims.ts";
import { nextText } from "../../report/text/sections/next.ts";

const CHECKED = CLAIMS.filter(({ check }) => check);
const UNCHECKED = CLAIMS.length - CHECKED.length;
const ALL = new Map(CLAIMS.map(({ id }) => [id, 7]));

const SEARCH: SearchEvidence = {
	...{ scope: "1u 1s 4k", states: 146, transitions: 818, exercised: ALL, notFollowed: 0 },
	...{ stoppedBy: undefined, stoppedFor: {} },
};

function judged(evidence: Partial<Evidence>) {
	return judge(CLAIMS, { violations: [], searches: [SEARCH], ownSearches: [], random: undefined, ...evidence });
}

const VIOLATED = judged({
	violations: [{ claim: "no-panic", length: 9, isKnown: false }],
	searches: [{ ...SEARCH, notFollowed: 3, unfollowed: [{ action: "reply", claim: "no-panic", transitions: 3 }] }],
	random: { runs: 5, exercised: new Map([["conforms", 1234]]) },
});

describe("the list of claims", () => {
	it("folds claims that hold and claims without a check into a line each", () => {
		expect(claimsText(judged({}).claims, false)).toBe(
			[
				`✓ ${CHECKED.length} claims hold: all 146 states of 1u 1s 4k`,
				`- ${UNCHECKED} claims not checked by this command`,
				"",
			].join("\n"),
		);
	});

	it("names evidence that is about no size where a claim holds, and nowhere else", () => {
		const sizeless = new Map([
			["serial", ["any number"] as const],
			["no-panic", ["any number"] as const],
		]);
		const text = claimsText(judged({ sizeless }).claims, false).replaceAll(/\s+/g, " ");
		expect(text).toContain(
			"no-panic, serial hold: all 146 states of 1u 1s 4k; the specification alone, for any number of processes",
		);
		const violated = { violations: [{ claim: "serial", length: 9, isKnown: false }], sizeless };
		expect(claimsText(judged(violated).claims, false)).toContain("✗ serial violated by an interleaving of 9 actions\n");
	});

	it("names up to three claims in a line", () => {
		const few = claimsText(judged({}).claims.slice(0, 3), false);
		expect(few).toBe(
			`✓ ${CLAIMS.slice(0, 3)
				.map(({ id }) => id)
				.join(", ")} hold: all 146 states of 1u 1s 4k\n`,
		);
	});

	it("begins with what is violated, then what is unknown, evidence that is the same said once", () => {
		const text = claimsText(VIOLATED.claims, false);
		expect(text.match(/^\S.*/gm)?.map((line) => line.slice(0, 12))).toEqual([
			"✗ no-panic v",
			"? conforms u",
			`? ${CHECKED.length - 2} claims `,
			`- ${UNCHECKED} claims `,
		]);
		const words = text.replaceAll(/\s+/g, " ");
		expect(words).toContain("✗ no-panic violated by an interleaving of 9 actions");
		const held = /held in all 815 transitions that were followed, undecided past 3 that violate no-panic \(reply\)/g;
		expect(words.match(held)).toHaveLength(2);
		expect(words).toContain("no counterexample in 5 interleavings");
		expect(words).toContain("no counterexample in 5 interleavings, not exercised waiting-balances, ");
	});

	it("lists every claim with --verbose, and how often it was exercised", () => {
		const text = claimsText(VIOLATED.claims, true);
		for (const { id } of CLAIMS) expect(text).toMatch(new RegExp(`^ {4}${id} +\\w`, "m"));
		expect(text).toMatch(/^ {4}conforms +step +1,234$/m);
	});
});

const FINDING = {
	...{ claim: CLAIMS.find(({ id }) => id === "no-panic"), group: { id: 1, fault: undefined, leads: true } },
	...{ replay: "npx rollcall verify --interleaving 'spawn(u0)'", file: undefined, fileWords: "" },
} as unknown as ReportedFinding;

describe("the next step", () => {
	const run = { findings: [], words: " --source event.c", scope: { users: 2, services: 1, slots: 4 } };

	it("is a larger scope where all claims hold", () => {
		expect(nextText({ ...run, judgement: judged({}) })).toBe(
			"next: search a larger scope:\n  npx rollcall explore --source event.c --users 2 --services 2\n",
		);
	});

	it("is the report of a finding that is kept, and the replay of one that is not", () => {
		const [kept, loose] = [{ ...FINDING, file: "a b.itf.json" }, FINDING].map((finding) =>
			nextText({ ...run, judgement: VIOLATED, findings: [finding] }),
		);
		expect(kept).toBe("next: make a bug report: npx rollcall report 'a b.itf.json'\n");
		expect(loose).toBe("next: repair it, then run the replay command above\n");
	});

	it.each([
		["the limit of time", "--time"],
		["the limit of states", "--max-states"],
		["the limit of memory", "--max-memory"],
		["the memory of a thread", "--workers"],
		["an interruption", "without an interruption"],
	])("after %s is the option that lets the search come to its end", (stoppedBy, expected) => {
		const judgement = judged({ searches: [{ ...SEARCH, stoppedBy }] });
		expect(nextText({ ...run, judgement })).toContain(expected);
	});

	it("after a limit is to bound the variables that keep the state space from closing, where there are such", () => {
		const judgement = judged({ searches: [{ ...SEARCH, stoppedBy: "the limit of time" }] });
		expect(nextText({ ...run, judgement, grows: ["events"] })).toBe(
			"next: give events a bound, or leave it out of what is checked, with a macro\n  (--define): more time does not help\n",
		);
		expect(nextText({ ...run, judgement, grows: ["log", "head"] })).toContain(
			"give log, head a bound, or leave them out",
		);
	});

	it("is a larger scope where a claim was not exercised, and a search where there was none", () => {
		const exercised = new Map([...ALL, ["slots-full", 0]]);
		expect(nextText({ ...run, judgement: judged({ searches: [{ ...SEARCH, exercised }] }) })).toContain(
			"search a larger scope, which may exercise 1 more claim:\n  npx rollcall explore",
		);
		const alone = judged({ searches: [], random: { runs: 1, exercised: new Map() } });
		expect(nextText({ ...run, judgement: alone })).toBe(
			"next: search small scopes completely: npx rollcall verify --source event.c\n",
		);
	});
});

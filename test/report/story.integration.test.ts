import { describe, expect, it } from "vitest";
import type { Scope } from "../../model/scope.ts";
import { fixture } from "../support/sources.ts";
import { FINDING_001, PANIC, parse, STEPS_001, storyOnMirror, told } from "../support/stories.ts";
import { storyOnC } from "../support/stories-on-c.ts";

describe("the story of finding 001 on the mirror", () => {
	const story = told(storyOnMirror(FINDING_001));

	it("follows the wait count from the action that left it to the one that takes it for another's", () => {
		expect(story.why).toEqual([
			"After step 9 `subs[1].waiting` is 1; the specification has 0 there.",
			"Step 7, `vfsReply(u0)`: `subs[1].waiting` goes from 0 to 1 in `resume_event` or `publish_event`. `subs[1]` is then the entry of s1.",
			"Step 8, `setMask(s0, 0)`: `nsubs` goes from 2 to 1 in `remove_sub` or `do_proceventmask`. `subs[1]` is now behind the end of the list, where it keeps `endpt` s1, `mask` SIGNAL and `waiting` 1.",
			"Step 9, `setMask(s0, EXIT)`: `nsubs` goes from 1 to 2 in `do_proceventmask`. `subs[1]` is in use again.",
			"Step 9 changes `subs[1].endpt` and `subs[1].mask`, but not `subs[1].waiting`: what step 7 left there is taken for s0's.",
		]);
	});

	it("compares specification and mirror thing by thing, and finds one that differs", () => {
		const different = story.compared.filter(({ expected, found }) => expected !== found);
		expect(different).toEqual([{ what: "slot 1", expected: "s0: EXIT, 0 waiting", found: "s0: EXIT, 1 waiting" }]);
		expect(story.compared.map(({ what }) => what)).toEqual(["PM does", "u0", "s0", "s1", "slot 0", "slot 1"]);
	});

	it("names the functions on the way by what V8 saw called", () => {
		expect(story.functions.map(({ name, steps }) => [name, steps])).toEqual([
			["do_proceventmask", [2, 4, 8, 9]],
			["resume_event", [7]],
			["publish_event", [7]],
			["remove_sub", [8]],
		]);
	});

	it("goes on behind it, and finds that the subscriber cannot give its slot back", () => {
		expect(story.consequences).toEqual({
			lookAhead: 3,
			sentences: [
				"`setMask(s0, 0)`: s0 is unsubscribed, no process waits for it, and it keeps its slot. This breaks `lingers-only-if-owed`: a slot with mask 0 is owed at least one reply.",
			],
		});
	});

	it("says how far it looked ahead where there are too many ways on", () => {
		const scope = { users: 24, services: 8, slots: 4 };
		const wide = { ...FINDING_001, scope, interleaving: parse(scope, STEPS_001) };
		const { lookAhead, sentences } = told(storyOnMirror(wide)).consequences;
		expect(lookAhead).toBe(2);
		expect(sentences.length).toBeGreaterThan(0);
	});

	it("names the other claims that the same step breaks", () => {
		expect(story.alsoBroken.map(({ id }) => id)).toEqual(["conforms"]);
	});
});

describe("a counterexample that does not fail as it says", () => {
	it("is said to hold where the defect is repaired", () => {
		expect(storyOnMirror(FINDING_001, "clear-waiting")).toEqual({ notReproduced: "waiting-balances is not violated" });
	});

	it("is said to fail in another way where it does", () => {
		const other = { ...FINDING_001, cause: "setMask: the wait count is too low" };
		expect(storyOnMirror(other)).toEqual({
			notReproduced:
				"waiting-balances is violated in another way: setMask: the wait count is too high, not setMask: the wait count is too low",
		});
	});

	it("is no story where the interleaving is empty", () => {
		expect(storyOnMirror({ ...FINDING_001, interleaving: [] })).toHaveProperty("notReproduced");
	});
});

describe("the story of a panic", () => {
	it("tells where PM stops, and who left what was wrong before", () => {
		const { why, failure } = told(storyOnMirror(PANIC));
		expect(failure?.where).toBe("resume_event");
		expect(why[0]).toBe("Step 23 does not complete: assertion in resume_event: the wait count is below NR_PROCS.");
		expect(why[1]).toBe("After step 22 `subs[0].waiting` is 2; the specification has 0 there.");
		expect(why.at(-1)).toBe("Step 22 leaves `subs[0].waiting` as it was.");
	});
});

describe("the story of a C source with its own view", () => {
	const source = fixture("linked.c");
	const broken = { ...source, text: source.text.replace(/seat->waiting\+\+|\w+->waiting\+\+/, "(void)0") };

	it("names the C functions and lines on the way", async () => {
		expect(broken.text).not.toBe(source.text);
		const scope: Scope = { users: 1, services: 1, slots: 4 };
		const counterexample = {
			...FINDING_001,
			scope,
			interleaving: parse(scope, "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)"),
			cause: "vfsReply: the wait count is too low",
		};
		const story = told(await storyOnC(counterexample, broken));
		const publish = story.functions.find(({ name }) => name === "publish_event");
		const line = broken.text.split("\n").findIndex((text) => /\bpublish_event\(/.test(text)) + 1;
		expect(publish?.defined).toBe(line);
		expect(publish?.steps).toEqual([5]);
		const why = story.why.join(" ");
		expect(why).toContain("After step 5 the wait count of slot 0 is 0; the specification has 1 there.");
		expect(why).not.toMatch(/subs|endpt|`waiting`/);
	});
});

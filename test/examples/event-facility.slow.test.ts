import { readFileSync } from "node:fs";
import { explore, verify } from "rollcall";
import { describe, expect, it } from "vitest";

const FACILITY = "examples/event-facility/facility.c";
const FAULTY = "examples/event-facility/faulty.c";

function linesOf(path: string): readonly string[] {
	return readFileSync(path, "utf8").split("\n");
}

const SCOPE = { users: 1, services: 2 };

describe("the example of an event facility", { timeout: 600_000 }, () => {
	it("breaks no claim", async () => {
		const { verdict, findings, complete } = await verify({ target: { kind: "c", path: FACILITY }, runs: 100 });
		expect(findings).toEqual([]);
		expect(verdict).toBe("holds");
		expect(complete.filter(({ stoppedBy }) => stoppedBy !== undefined)).toEqual([]);
	});

	it("hides no memory: it has as many states as the specification", async () => {
		const result = await explore({ target: { kind: "c", path: FACILITY }, scope: SCOPE, workers: 1 });
		expect(result).toMatchObject({ product: { states: 4675, pairs: 4675, transitions: 46_992 } });
	});
});

describe("its faulty variant", { timeout: 600_000 }, () => {
	it("differs in nothing but the processes behind a removed subscriber", () => {
		const [right, wrong] = [linesOf(FACILITY), linesOf(FAULTY)];
		const isCode = (line: string): boolean => /^\t/.test(line);
		expect(right.filter((line) => isCode(line) && !wrong.includes(line))).toEqual([
			"\t\tif (!in_event_call(p))",
			"\t\t\tcontinue;",
			"\t\tif (waits_for(p) == position)",
			"\t\telse if (waits_for(p) > position)",
			"\t\t\tp->mp_eventsub--;",
		]);
		expect(wrong.filter((line) => isCode(line) && !right.includes(line))).toEqual([
			"\t\tif (in_event_call(p) && waits_for(p) == position)",
		]);
	});

	it("is found by the shortest interleaving that leaves a process behind", async () => {
		const { verdict, findings } = await explore({ target: { kind: "c", path: FAULTY }, scope: SCOPE, workers: 1 });
		expect(verdict).toBe("violated");
		expect(findings.find(({ claim }) => claim === "no-subscriber-skipped")).toMatchObject({
			interleaving: [
				...["spawn(s0)", "setMask(s0, EXIT)", "spawn(s1)", "setMask(s1, SIGNAL)", "spawn(u0)", "signal(u0)"],
				...["vfsReply(u0)", "setMask(s0, 0)"],
			],
			group: { fault: expect.stringMatching(/^wait count of a subscriber, written in strike, line \d+$/) },
		});
	});
});

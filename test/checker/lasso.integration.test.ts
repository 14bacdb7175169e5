import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explore } from "../../checker/explore.ts";
import { readCounterexample, replay } from "../../checker/replay.ts";
import { report } from "../../checker/report.ts";
import { verify } from "../../checker/verify.ts";
import { slotsComeFree } from "../../properties/claims/live.ts";
import { REPORT_FORMATS } from "../../report/formats/formats.ts";
import { parseItf } from "../../report/formats/itf/read.ts";
import type { ExplorationResult } from "../../report/results.ts";

const scope = { users: 1, services: 1 };
const faithful = { kind: "mirror", revision: "faithful" } as const;
const repaired = { kind: "mirror", revision: "clear-waiting" } as const;

const out = mkdtempSync(join(tmpdir(), "rollcall-lasso-"));
let file = "";
let found: ExplorationResult;

/** Explores the mirror for one claim, with findings kept in a folder. */
async function exploration(options: Parameters<typeof explore>[0]): Promise<ExplorationResult> {
	const result = await explore({ target: faithful, scope, claims: [slotsComeFree], ...options });
	if ("specification" in result) throw new Error("the specification breaks a claim");
	return result;
}

beforeAll(async () => {
	found = await exploration({ store: out });
	file = join(out, readdirSync(out)[0] ?? "");
});
afterAll(() => rmSync(out, { recursive: true }));

describe("a lasso that a search finds", () => {
	it("is kept in a file of the Informal Trace Format, whose last state is that of the loop's start", () => {
		expect(found.lassos).toMatchObject([{ claim: "slots-come-free", subject: "s0", file }]);
		const itf = JSON.parse(readFileSync(file, "utf8"));
		const { stem, loop } = found.lassos[0] ?? { stem: [], loop: [] };
		expect([itf.loop, itf.states.length]).toEqual([stem.length, stem.length + loop.length + 1]);
		expect(itf.states.at(-1).target).toEqual(itf.states[itf.loop].target);
	});

	it("is tried again in the next run, where it is the same finding, and named where it is repaired", async () => {
		const again = await exploration({ store: out });
		expect(again.lassos).toEqual(found.lassos);
		expect(readdirSync(out)).toHaveLength(1);
	});

	it("is known where the baseline has it", async () => {
		const known = [{ claim: "slots-come-free", cause: "a slot that is never given back" }];
		const { verdict, gone } = await exploration({ known });
		expect({ verdict, gone }).toEqual({ verdict: "known", gone: [] });
	});
});

describe("the replay of a lasso", () => {
	it("reproduces it where the loop comes back to its start", async () => {
		expect(await replay(readCounterexample(file))).toMatchObject({ verdict: "reproduced", loopStart: 11 });
	});

	it("has it fixed where it violates nothing, and says why", async () => {
		const fixed = await replay(readCounterexample(file), { target: repaired });
		expect(fixed).toMatchObject({ verdict: "fixed", reason: "nothing stays pending in the loop" });
	});

	it("is the command that is printed with it, by stem and loop", async () => {
		const { stem = [], loop = [], replay: command } = found.lassos[0] ?? {};
		expect(command).toContain(`--interleaving '${stem.join(" ")}' --loop '${loop.join(" ")}'`);
		const given = { scope, claims: [slotsComeFree], interleaving: stem, loop };
		expect(await verify(given)).toMatchObject({ verdict: "violated", lassos: [{ stem, loop }] });
		const { claims, verdict } = await verify({ ...given, target: repaired });
		expect([verdict, claims[0]?.evidence]).toEqual([
			"unknown",
			expect.stringContaining("the lasso does not violate it: nothing stays pending in the loop"),
		]);
	});
});

describe("the file of a lasso", () => {
	const edited = (
		change: (itf: { loop?: number; "#meta": { rollcall: { pending?: string; claim: string } } }) => void,
	) => {
		const itf = JSON.parse(readFileSync(file, "utf8"));
		change(itf);
		return parseItf(JSON.stringify(itf), true);
	};

	it("is damaged where it has half of a lasso, or a loop that begins behind its end", () => {
		const halves = [
			edited((itf) => {
				delete itf.loop;
			}),
			edited((itf) => {
				delete itf["#meta"].rollcall.pending;
			}),
			edited((itf) => {
				itf["#meta"].rollcall.pending = "s7";
			}),
			edited((itf) => {
				itf.loop = 99;
			}),
			edited((itf) => {
				itf["#meta"].rollcall.claim = "serial";
			}),
		];
		for (const half of halves)
			expect(half).toEqual({ error: expect.stringContaining("the counterexample is damaged") });
		expect(edited(() => {})).toEqual(readCounterexample(file));
	});
});

describe("the report of a lasso", () => {
	it.each(REPORT_FORMATS)("is made as %s", async (format) => {
		const text = await report(readCounterexample(file), { format, file });
		expect(text).toContain("slots-come-free");
		expect(text).toMatch(format === "c" ? /REPRODUCED/ : /for ever|--loop/);
	});

	it("explains why the run goes on, and what it follows from", async () => {
		const text = await report(readCounterexample(file));
		expect(text).toContain("Step 12 leads back to the state before it, all memory included");
		expect(text).toContain("It follows from step 10, which breaks `conforms`");
		expect(text).toContain("| ↻ 12 | `setMask(u0, 0)`");
	});
});

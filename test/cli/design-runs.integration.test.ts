import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
const file = join(folder, "no-waiting-grows-without-bound.itf.json");

beforeAll(async () => {
	const { code, stdout } = await rollcall("claims", "--witness", "async-unbounded", "--out", folder);
	expect(code).toBe(0);
	expect(stdout).toContain(`${file} is written`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a run of a design that claims --witness wrote", () => {
	it("is one file for each property that a run shows", () => {
		expect(readdirSync(folder).sort()).toEqual(
			["grows-without-bound", "runs-on-unannounced", "table-overflows"].map((id) => `no-waiting-${id}.itf.json`),
		);
	});

	it("is replayed, and no violation", async () => {
		const { code, stdout } = await rollcall("replay", file);
		expect(stdout).toContain("reproduced: the run shows grows-without-bound");
		expect(code).toBe(0);
		const { verdict, actions, loopStart } = JSON.parse((await rollcall("replay", file, "--json")).stdout);
		expect({ verdict, actions, loopStart }).toEqual({
			...{ verdict: "reproduced", actions: ["subscribe(s0)", "signal(p0)", "vfsReply(p0)"], loopStart: 1 },
		});
	});

	it("ends with 1 where it shows nothing any more", async () => {
		const edited = join(folder, "edited.itf.json");
		writeFileSync(edited, readFileSync(file, "utf8").replace('"subscribe(s0)",', ""));
		const { code, stdout } = await rollcall("replay", edited);
		expect(stdout).toContain("different: its loop cannot be taken again");
		expect(code).toBe(1);
		rmSync(edited);
	});

	it("is reported as a page to step through and in Markdown, and in no format of C", async () => {
		expect((await rollcall("report", file)).stdout).toContain(
			"| 3, for ever | vfsReply(p0)  | p0 running; s0 subscribed,",
		);
		expect((await rollcall("report", file, "--format", "html")).stdout).toContain(
			"<title>no-waiting: grows-without-bound",
		);
		expect(await rollcall("report", file, "--format", "sarif")).toMatchObject({
			...{
				code: 2,
				stderr: `rollcall: --format: ${file} is a run of a design: expected markdown or html, found sarif\n`,
			},
		});
	});
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-campaign-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FAULTY = ["--source", "examples/event-facility/faulty.c"];
const TINY = ["--users", "1", "--services", "2", "--kinds", "search,random", "--seeds", "1", "--runs", "50"];

describe("rollcall campaign, on a C source", () => {
	const dir = join(folder, "faulty");
	beforeAll(async () => {
		const planned = await rollcall("campaign", "plan", dir, ...FAULTY, ...TINY, "--char", "signed");
		expect(planned).toMatchObject({ code: 0, stderr: "" });
		expect(planned.stdout).toContain("0 of 2 jobs have a result\n");
	});

	it("says of which source a job is where it is about several", async () => {
		const several = join(folder, "several");
		const other = ["--source", "examples/event-facility/facility.c"];
		const planned = await rollcall("campaign", "plan", several, ...FAULTY, ...other, ...TINY, "--char", "signed");
		const toDo = planned.stdout.split("\n").filter((line) => line.startsWith("to do: "));
		expect(toDo.map((line) => line.replace(/[0-9a-f]{12}/, "ID"))).toEqual([
			"to do: ID, search at 1u 2s 4k of examples/event-facility/faulty.c",
			"to do: ID, search at 1u 2s 4k of examples/event-facility/facility.c",
			"to do: ID, random at 1u 2s 4k of examples/event-facility/faulty.c",
			"to do: ID, random at 1u 2s 4k of examples/event-facility/facility.c",
		]);
	});

	it("begins random interleavings with the prologues that are asked for, each a line of the report", async () => {
		const begun = join(folder, "begun");
		const prologues = ["--kinds", "random", "--prologues", "none,lingering"];
		const planned = await rollcall("campaign", "plan", begun, ...TINY.slice(0, 4), ...TINY.slice(6), ...prologues);
		expect(planned.stdout).toMatch(
			/to do: [0-9a-f]{12}, random at 1u 2s 4k\n.*, random with prologue lingering at 1u 2s 4k\n/,
		);
		const { code, stdout } = await rollcall("campaign", "run", begun);
		expect(code).toBe(1);
		expect(stdout).toMatch(/^1u 2s 4k +50 +120 +[\d,]+ *$/m);
		expect(stdout).toMatch(/^1u 2s 4k +50 +120 +[\d,]+ +replies that are owed$/m);
	});

	it("says what is missing, and comes to no verdict", async () => {
		const status = await rollcall("campaign", "status", dir);
		expect(status.code).toBe(3);
		expect(status.stdout).toMatch(/to do: [0-9a-f]{12}, search at 1u 2s 4k\n/);
		const merged = await rollcall("campaign", "merge", dir, "--junit", join(folder, "missing.xml"));
		expect(merged.code).toBe(3);
		expect(merged.stdout).toContain("campaign: unknown: 2 of 2 jobs without a result\n");
		expect(readFileSync(join(folder, "missing.xml"), "utf8")).toContain('errors="1"');
	});

	it("does a shard in processes of its own, whose exit code is no verdict", async () => {
		const ended = await rollcall("campaign", "run", dir, "--shard", "1/2");
		expect(ended).toMatchObject({ code: 0, stderr: "" });
		expect(ended.stdout).toBe("shard 1/2: 1 of 1 jobs have a result, 0 from before\n");
	});

	it("does the rest, and reports the findings in every format", async () => {
		const file = (name: string): string => join(folder, name);
		const formats = ["--junit", "a.xml", "--sarif", "a.sarif", "--write-known", "known.json"];
		const written = formats.map((word) => (word.startsWith("--") ? word : file(word)));
		const ended = await rollcall("campaign", "run", dir, ...written, "--out", file("out"));
		expect(ended).toMatchObject({ code: 1, stderr: "" });
		expect(ended.stdout).toContain("2 of 2 jobs have a result\n");
		expect(ended.stdout).toContain(`replay: npx rollcall verify ${FAULTY.join(" ")}`);
		expect(readdirSync(file("out")).every((name) => name.endsWith(".itf.json"))).toBe(true);
		expect(readFileSync(file("a.xml"), "utf8")).toContain("every job of the campaign has a result");
		expect(readFileSync(file("a.sarif"), "utf8")).toContain('"ruleId"');
		const known = ["--known", file("known.json"), "--coverage", file("cover.json")];
		const again = await rollcall("campaign", "merge", dir, ...known);
		expect(again.stdout).toMatch(/^known: /m);
		expect(again.stderr).toBe("rollcall: no coverage was recorded: plan the campaign with --coverage\n");
	});
});

describe("wrong use of a campaign", () => {
	const nowhere = join(folder, "nowhere");
	const wrong: readonly (readonly [readonly string[], RegExp])[] = [
		[["merge", nowhere], /cannot read the manifest of a campaign.*there is no such file/],
		[["run", nowhere, "--shard", "0/8"], /cannot read the manifest/],
		[
			["run", nowhere, "--save-every", "5", "--queue", "redis://127.0.0.1"],
			/--save-every.*cannot be used with option.*--queue/,
		],
		[["work", "--queue", "redis://127.0.0.1", "--checkpoints", "package.json"], /cannot write to package.json.*a file/],
		[["run", nowhere, "--shard", "2"], /--shard.*as in 2\/8, found "2"/],
		[["plan", nowhere, "--users", "3..1"], /--users.*as in 1\.\.3, found "3\.\.1"/],
		[["plan", nowhere, "--users", "0..300"], /--users.*from 0 to 248, found "300"/],
		[["plan", nowhere, "--users", "1..40"], /users.*from 0 to 32, found 40/],
		[["plan", nowhere, "--prologues", "crowd,crowd"], /--prologues.*each once, found crowd twice/],
		[["plan", nowhere, "--kinds", "proof"], /--kinds.*found "proof"/],
		[["work", "--queue", "redis://:secret@127.0.0.1"], /--queue: credentials in an address.*ROLLCALL_QUEUE_PASSWORD/],
		[["work", "--queue", "http://127.0.0.1"], /--queue: expected an address such as redis:/],
		[["work", "--queue", "redis://127.0.0.1:1"], /--queue: cannot use the server at 127\.0\.0\.1:1: .*ECONNREFUSED/],
		[
			["run", nowhere, "--queue", "redis://127.0.0.1", "--shard", "1/2"],
			/'--queue <url>' cannot be used with option '--shard/,
		],
		[["plan", nowhere, "--source", join(folder, "no.c")], /no\.c: there is no such file/],
	];

	it.each(wrong)("is one line: %s", async (words, text) => {
		const { code, stdout, stderr } = await rollcall("campaign", ...words);
		expect([code, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(text);
		expect(stderr).not.toContain("secret");
		expect(stderr.trimEnd()).not.toContain("\n");
		expect(existsSync(nowhere)).toBe(false);
	});
});

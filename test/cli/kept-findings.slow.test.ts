import { mkdtempSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-kept-"));
const source = join(folder, "faulty.c");
writeFileSync(source, readFileSync("examples/event-facility/faulty.c"));
const words = ["verify", "--source", source, "--store", join(folder, "store"), "--runs", "50", "--scopes", "1u 2s"];

/** A source in the working folder. */
const NAMED = `rollcall-kept-${process.pid}.c`;

/** What each finding of an output is, in the order in which they are printed. */
function findingsIn(output: string): readonly string[] {
	const lines = output.slice(output.indexOf("verdict")).split("\n");
	const all = output.split("\n").filter((line) => / is violated| {2}replay:| {2}report:/.test(line));
	return [...all, ...lines];
}

describe("findings that an earlier run kept", { timeout: 300_000 }, () => {
	it("are printed in the order of the first run, the shortest first", async () => {
		const first = await rollcall(...words);
		const second = await rollcall(...words);
		expect(second.stdout).toContain("kept in");
		// The first run also prints its first finding by itself.
		expect(new Set(findingsIn(second.stdout))).toEqual(new Set(findingsIn(first.stdout)));
		expect(findingsIn(second.stdout).at(-2)).toBe(findingsIn(first.stdout).at(-2));
	});

	it.each([
		["outside the folder", source, []],
		["that needs an option", NAMED, ["--define", "LOST=1"]],
	] as const)("are reported by the printed command: of a source %s", async (_, path, options) => {
		writeFileSync(NAMED, `#ifndef LOST\n#error no LOST\n#endif\n${readFileSync(source, "utf8")}`);
		const small = ["--users", "1", "--services", "2", "--store", join(folder, "others")];
		const { stdout } = await rollcall("explore", "--source", path, ...options, ...small);
		const [, command = ""] = / {2}report: npx rollcall (.*)/.exec(stdout) ?? [];
		expect(command).toContain(` --source ${path}`);
		const report = await rollcall(...command.replaceAll("'", "").split(" "));
		expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining("## Steps") });
		unlinkSync(NAMED);
	});
});

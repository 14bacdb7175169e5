import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

const folder = mkdtempSync(join(tmpdir(), "rollcall-edited-"));
cpSync("dist", join(folder, "dist"), { recursive: true });
// What was edited is in the files that the command is bundled from.
rmSync(join(folder, "dist", "bundle"), { recursive: true });
cpSync("package.json", join(folder, "package.json"));
symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
const chart = join(folder, "dist", "model", "charts", "slot.js");
const text = readFileSync(chart, "utf8");
// A slot that is subscribed to both events is not asked about exits any more.
const edited = text.replace("ASK: [ASK_EXIT, ASK_SIGNAL]", "ASK: [ASK_SIGNAL]");
writeFileSync(chart, edited);

afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]) {
	const env = { ...process.env, NO_COLOR: "1" };
	return spawnSync(process.execPath, ["dist/cli/main.js", ...words], { cwd: folder, encoding: "utf8", env });
}

const BROKEN = z.object({
	verdict: z.literal("violated"),
	findings: z.array(z.object({ claim: z.string(), interleaving: z.array(z.string()), minimality: z.string() })),
});

describe("a statechart that skips a subscriber", () => {
	it("is explored to the shortest interleaving that shows it", () => {
		expect(edited).not.toBe(text);
		const { status, stdout, stderr } = run("explore", "--users", "1", "--services", "1");
		expect(stderr).toBe("");
		expect(status).toBe(1);
		expect(stdout).toContain("the specification breaks no-subscriber-skipped");
		expect(stdout).toContain("vfsReply(u0)");
		expect(stdout).toContain("✗ no-subscriber-skipped: s0 was not asked about u0");
		expect(stdout).toContain("shortest at 1u 1s 4k, by breadth-first search, 5 actions");
	});

	it("is reported in one object with --json", () => {
		const { status, stdout } = run("explore", "--json", "--users", "1", "--services", "1");
		expect(status).toBe(1);
		const { findings } = BROKEN.parse(JSON.parse(stdout));
		expect(findings).toHaveLength(1);
		expect(findings[0]).toMatchObject({ claim: "no-subscriber-skipped", minimality: "shortest" });
		expect(findings[0]?.interleaving).toHaveLength(5);
	});

	it("has no certificate, and the reason is said", () => {
		const { status, stdout } = run("prove", "--certificate", "proof.json");
		expect(status).toBe(1);
		expect(stdout.replace(/\s+/g, " ")).toMatch(
			/no certificate was written to proof\.json: the specification has \d+ claims? violated: no-subscriber-skipped/,
		);
		expect(existsSync(join(folder, "proof.json"))).toBe(false);
		const { certificate } = JSON.parse(run("prove", "--json", "--certificate", "proof.json").stdout);
		expect(certificate).toMatchObject({ file: "proof.json", written: false });
	});

	it("is one clear error where a target is to be held against it", () => {
		const { status, stdout, stderr } = run("verify", "--no-store");
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(
			/^rollcall: the specification breaks no-subscriber-skipped: .*: rollcall explore shows the shortest interleaving that does\n$/,
		);
	});
});

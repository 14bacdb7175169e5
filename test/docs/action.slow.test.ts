import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const action = parse(readFileSync("action.yml", "utf8")) as {
	readonly runs: { readonly steps: readonly { readonly run?: string }[] };
};

/** Runs the last step of the action on a source, as GitHub does. */
function check(source: string): { readonly code: number | null; readonly folder: string } {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-action-"));
	const script = action.runs.steps.at(-1)?.run ?? "";
	const inputs = {
		SOURCE: resolve(source),
		USERS: "1",
		SERVICES: "2",
		ARGS: "--runs 20 --scopes 1u2s",
		REPORT: "report",
	};
	const { status } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
		cwd: folder,
		env: { ...process.env, ...inputs, ACTION: resolve(".") },
	});
	return { code: status, folder: join(folder, "report") };
}

describe("the action", { timeout: 300_000 }, () => {
	it.each([
		["facility.c", 0],
		["faulty.c", 1],
	])("checks %s with exit code %i, and writes its reports", (name, expected) => {
		const { code, folder } = check(`examples/event-facility/${name}`);
		expect(code).toBe(expected);
		expect(["junit.xml", "rollcall.sarif"].filter((file) => !existsSync(join(folder, file)))).toEqual([]);
	});
});

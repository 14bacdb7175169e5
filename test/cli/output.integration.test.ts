import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { commandEnvironment } from "../support/in-process.ts";
import { STEPS_001 } from "../support/stories.ts";

/** A run that violates a claim: exit code 1, where it can be written. */
const VIOLATED = ["verify", "--users", "1", "--services", "2", "--no-store", "--interleaving", STEPS_001];

it.skipIf(!existsSync("/dev/full"))(
	"a full disk below standard output is an error with exit code 2, not a verdict",
	() => {
		const command = `"${process.execPath}" dist/cli/main.js "$@" > /dev/full`;
		for (const words of [["model"], VIOLATED]) {
			const { status, stderr } = spawnSync("sh", ["-c", command, "sh", ...words], { encoding: "utf8" });
			expect(stderr).toMatch(/^rollcall: cannot write to standard output: /);
			expect(status).toBe(2);
		}
	},
);

it("a reader that is gone ends it without a word, and without a verdict", async () => {
	const child = spawn(process.execPath, ["dist/cli/main.js", ...VIOLATED], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, ...commandEnvironment() },
	});
	child.stdout.destroy();
	let stderr = "";
	child.stderr.on("data", (chunk) => {
		stderr += String(chunk);
	});
	const code = await new Promise((resolve) => child.on("close", resolve));
	expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
});

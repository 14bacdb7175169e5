import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shellPath, shellWord } from "../../../report/escape/shell.ts";
import { ACTED_ON, hostileWord, wellFormed } from "../../support/hostile.ts";

const SEED = 16;

it(`a shell reads every hostile word back as it was, and runs nothing (seed ${SEED})`, () => {
	const words = fc.sample(hostileWord.map(wellFormed), { seed: SEED, numRuns: 1000 });
	const script = `printf '%s\\0' ${words.map(shellWord).join(" ")}`;
	const { stdout, stderr, status } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout.split("\0").slice(0, -1)).toEqual(words);
	for (const word of words) {
		expect(shellWord(word).replace(/'\n+'$/, "")).not.toMatch(ACTED_ON);
		expect(shellWord(word)).not.toMatch(/^\s*::|##\[/m);
	}
});

it("no path is taken for an option", () => {
	expect(shellPath("-rf")).toBe("./-rf");
	expect(shellPath("--out=x; y")).toBe("'./--out=x; y'");
	expect(shellPath("folder/-rf")).toBe("folder/-rf");
});

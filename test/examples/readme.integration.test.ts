import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = readFileSync(`${ROOT}/examples/README.md`, "utf8");

/** Text of the first block of code after the first mention of a file. */
function shown(file: string): string | undefined {
	return README.slice(README.indexOf(`](${file})`)).match(/^```\n(.*?)^```$/ms)?.[1];
}

it.each(["two-phase-commit", "peterson"])("prints for %s what its README shows", (name) => {
	const { status, stdout } = spawnSync(process.execPath, [`dist/examples/${name}.js`], { cwd: ROOT, encoding: "utf8" });
	expect({ status, stdout }).toEqual({ status: 0, stdout: shown(`${name}.ts`) });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../checker/verify.ts";

// C sources whose verdict was wrong, late or missing once. The folder stands beside the project; without it there is nothing to run.

const SCRIPT = "../shared/cases/build.sh";
const RUNS = 2_000;
const folder = mkdtempSync(join(tmpdir(), "rollcall-cases-"));
const table: string[] = [];

/** By case: a claim that it violates; undefined where it violates none. */
const CASES: Readonly<Record<string, string | undefined>> = {
	repaired: undefined,
	"p1-table-loop-one-too-far": "stays-in-bounds",
	"p3-write-to-const": "stays-in-bounds",
	"hidden-in-string": "stays-in-bounds",
	"p5-writes-row-of-other": "stays-in-bounds",
	"o1-message-not-cleared": "message-well-formed",
	"no-amf-noreply": "message-well-formed",
	"range-unchecked": "stays-in-bounds",
	"event-masked": "stray-reply-harmless",
	"q3-mask-high-bit-panics": "no-panic",
	"f2-generation-of-process-ignored": "stray-reply-harmless",
	"swap-last": "in-subscription-order",
	"q5-two-warnings": undefined,
	"quiet-replies": undefined,
	"fe-debug": undefined,
};

describe.skipIf(!existsSync(SCRIPT))("the cases (skipped where their folder is missing)", () => {
	beforeAll(() => {
		const { status, stderr } = spawnSync("bash", [SCRIPT, folder], { encoding: "utf8" });
		expect(status, stderr).toBe(0);
	});

	afterAll(() => void process.stdout.write(`${table.join("\n")}\n`));

	it.each(Object.entries(CASES))("%s has the right verdict", { timeout: 600_000 }, async (name, claim) => {
		const { claims } = await verify({ target: { kind: "c", path: join(folder, `${name}.c`) }, runs: RUNS });
		const violated = claims.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
		table.push(`${name.padEnd(34)} ${violated.join(", ") || "no claim violated"}`);
		if (claim === undefined) expect(violated).toEqual([]);
		else expect(violated).toContain(claim);
	});
});

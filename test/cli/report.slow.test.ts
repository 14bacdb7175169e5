import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

describe("rollcall report", () => {
	it.skipIf(!HAS_SEED)("makes docs/findings/001-report.md of what explore finds in the real file", async () => {
		const out = mkdtempSync(join(tmpdir(), "rollcall-"));
		await rollcall("explore", "--source", SEED_SOURCE, "--users", "1", "--services", "2", "--out", out);
		const name = readdirSync(out).find((one) => one.startsWith("waiting-balances-")) ?? "";
		expect((await rollcall("report", join(out, name), "--source", SEED_SOURCE)).stdout).toBe(
			readFileSync("docs/findings/001-report.md", "utf8"),
		);
	});
});

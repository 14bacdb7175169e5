import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CLAIMS } from "../../properties/ledger.ts";
import { rollcall } from "../support/in-process.ts";

const LEDGER = z.object({
	verdict: z.string(),
	claims: z.array(
		z.object({ id: z.string(), verdict: z.string(), evidence: z.string(), command: z.string().optional() }),
	),
});

describe("rollcall claims", () => {
	it("is what docs/claims.md has: npx rollcall claims --format markdown > docs/claims.md", async () => {
		const { code, stdout } = await rollcall("claims", "--format", "markdown");
		expect(code).toBe(1);
		expect(stdout).toBe(readFileSync(new URL("../../docs/claims.md", import.meta.url), "utf8"));
	});

	it("decides every claim of the ledger on the repaired mirror, each with a command that reproduces it", async () => {
		const { code, stdout } = await rollcall("claims", "--revision", "clear-waiting", "--json");
		const { verdict, claims } = LEDGER.parse(JSON.parse(stdout));
		expect({ code, verdict }).toEqual({ code: 0, verdict: "holds" });
		expect(claims.map(({ id }) => id)).toEqual(CLAIMS.map(({ id }) => id));
		expect(new Set(claims.map((claim) => claim.verdict))).toEqual(new Set(["holds", "witnessed"]));
		expect(claims.every(({ command }) => command?.startsWith("npx rollcall "))).toBe(true);
	});

	it("searches only for the claims that are named", async () => {
		const { code, stdout } = await rollcall("claims", "--only", "parallel-bound,late-mask-misses");
		expect(code).toBe(0);
		expect(stdout).toContain("✓ parallel-bound (design): holds");
		expect(stdout).toContain("✓ late-mask-misses (exists): witnessed");
		expect(stdout).toContain(
			"reproduce: npx rollcall verify --users 1 --services 2 --slots 4 --only late-mask-misses --interleaving",
		);
	});

	it("says what is wrong with a claim that there is not, in one line", async () => {
		const { code, stderr } = await rollcall("claims", "--only", "no-such-claim");
		expect(code).toBe(2);
		expect(stderr).toMatch(/^rollcall: .*there is no claim "?no-such-claim"?.*\n$/);
	});
});

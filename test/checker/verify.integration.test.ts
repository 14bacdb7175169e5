import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { claimsNamed } from "../../checker/claims-named.ts";
import { UsageError } from "../../checker/errors.ts";
import type { CheckProgress } from "../../checker/options.ts";
import { expectClaimsHold } from "../../checker/testing.ts";
import type { VerifyOptions } from "../../checker/verification/plan.ts";
import { verify } from "../../checker/verify.ts";

/** The finding of the source as it stands, at one user and two services. */
const STALE = [
	...["spawn(s0)", "setMask(s0, EXIT)", "spawn(s1)", "setMask(s1, SIGNAL)", "spawn(u0)", "signal(u0)"],
	...["vfsReply(u0)", "setMask(s0, 0)", "setMask(s0, EXIT)"],
];
const ONE = { scope: { users: 1, services: 2 }, interleaving: STALE } as const;

describe("verify", () => {
	it("runs one interleaving, whose actions a result names in the same way", async () => {
		const { verdict, findings, complete } = await verify(ONE);
		expect(verdict).toBe("violated");
		expect(complete).toEqual([]);
		expect(findings.map(({ claim }) => claim)).toEqual(["conforms", "waiting-balances"]);
		expect(findings[0]?.interleaving).toEqual(STALE);
		expect(findings[0]?.file).toBeNull();
	});

	it("checks the claims that it is given, and no others", async () => {
		const { claims, findings } = await verify({ ...ONE, claims: claimsNamed(["waiting-balances"]) });
		expect(claims.map(({ id, verdict }) => [id, verdict])).toEqual([["waiting-balances", "violated"]]);
		expect(findings[0]?.replay).toContain("--only waiting-balances");
	});

	it("does not count findings that are known", async () => {
		const known = (await verify(ONE)).findings.map(({ claim, cause }) => ({ claim, cause }));
		const { verdict, findings, known: found } = await verify({ ...ONE, known });
		expect(findings).toEqual([]);
		expect(found.map(({ claim, cause }) => ({ claim, cause }))).toEqual(known);
		expect(verdict).not.toBe("violated");
	});

	it("reports progress as data, and stops where it is aborted", async () => {
		const controller = new AbortController();
		const phases = new Set<CheckProgress["phase"]>();
		const { verdict, complete, random } = await verify({
			target: { kind: "mirror", revision: "clear-waiting" },
			fresh: true,
			signal: controller.signal,
			onProgress: ({ phase }) => {
				phases.add(phase);
				controller.abort();
			},
		});
		// Each search notices it at its first step; of designs, those that no other test searched here before.
		expect([...phases].filter((phase) => phase !== "design")).toEqual(["search"]);
		expect(verdict).toBe("unknown");
		expect(complete.at(-1)?.stoppedBy).toBe("an interruption");
		expect(random).toMatchObject({ runs: 0, cutShort: true });
	});

	it("takes a C source as text, under the name that it is given", { timeout: 300_000 }, async () => {
		const text = readFileSync("test/fixtures/c/linked.c", "utf8");
		const { source } = await verify({ target: { kind: "c", text, path: "mine.c" }, interleaving: ["spawn(u0)"] });
		expect(source?.path).toBe("mine.c");
	});

	it.each<readonly [VerifyOptions, string | undefined, RegExp]>([
		[{ runs: 0 }, "runs", /^runs: expected a whole number from 1 to 1000000, found 0$/],
		[{ seed: 0.5 }, "seed", /found 0.5$/],
		[{ scope: { users: 249 } }, "users", /from 0 to 248, found 249$/],
		[{ scope: { users: 0, services: 0 } }, undefined, /at least one process/],
		[{ interleaving: [] }, "interleaving", /found none$/],
		[{ interleaving: ["jump(u0)"] }, "interleaving", /expected one of spawn/],
		[{ interleaving: ["spawn(u0)"], path: "1" }, undefined, /path and interleaving exclude each other/],
		[{ target: { kind: "c", path: "nowhere.c" } }, undefined, /nowhere\.c: there is no such file/],
		[{ target: { kind: "c", text: "" } }, undefined, /event\.c.*lacks do_proceventmask/],
	])("refuses %j with a UsageError", async (options, option, message) => {
		const error: unknown = await verify(options).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(UsageError);
		expect(error).toMatchObject({ option, message: expect.stringMatching(message) });
	});
});

describe("expectClaimsHold", () => {
	it("throws with each finding and the command that replays it", async () => {
		const held = expectClaimsHold({ kind: "mirror" }, ONE);
		await expect(held).rejects.toThrow(/^expected mirror to hold to all claims, found 2 violated\n/);
		await expect(held).rejects.toThrow("npx rollcall verify --users 1 --services 2");
	});

	it("throws where nothing decided the claims", async () => {
		const held = expectClaimsHold({ kind: "mirror" }, { interleaving: ["spawn(u0)"] });
		await expect(held).rejects.toThrow(/found \d+ unknown\n/);
	});
});

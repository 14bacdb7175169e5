import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CLAIMS } from "../../properties/ledger.ts";
import { replay } from "../support/cli.ts";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { VERIFICATION, verifyJson } from "../support/verification.ts";

describe("rollcall verify", () => {
	it("prints the first finding before it goes on, and its better counterexample at the end", async () => {
		const { code, stdout } = await rollcall("verify", "--scopes", "2u 1s,1u 2s 1k", "--runs", "300");
		expect(code).toBe(1);
		const [first, then] = [stdout.indexOf("waiting-balances is violated"), stdout.indexOf("product states")];
		expect(first).toBeGreaterThan(0);
		expect(then).toBeGreaterThan(first);
		expect(stdout.slice(then)).toContain("better than the first finding, printed above");
		expect(stdout.match(/^mirror of event.c/gm)).toHaveLength(1);
	});

	it("replays a random interleaving by seed and path", async () => {
		const { code, found } = await verifyJson("--path", "0", "--users", "3", "--services", "5");
		expect(code).toBe(1);
		const again = replay(`${found.findings[0]?.replay} --json`);
		expect(again.code).toBe(1);
		expect(VERIFICATION.parse(JSON.parse(again.stdout)).findings[0]?.interleaving).toEqual(
			found.findings[0]?.interleaving,
		);
	});

	it("ends with 0 on the repaired revision, where the claims that are checked hold", async () => {
		const { code, found } = await verifyJson("--revision", "clear-waiting", "--runs", "500");
		expect([code, found.verdict]).toEqual([0, "holds"]);
		expect(found.findings).toEqual([]);
		const witnessed = found.claims.filter(({ verdict }) => verdict === "witnessed").map(({ id }) => id);
		expect(witnessed).toEqual(CLAIMS.filter(({ kinds }) => kinds.includes("exists")).map(({ id }) => id));
		expect(found.claims.filter(({ verdict }) => verdict === "holds")).toHaveLength(CLAIMS.length - witnessed.length);
	});

	it("names the scopes that were searched completely where all claims hold, however few runs there are", async () => {
		const { code, stdout } = await rollcall("verify", "--revision", "clear-waiting", "--runs", "1", "--fresh");
		expect(code).toBe(0);
		const scopes = "2u 1s 4k, 1u 2s 4k, 0u 3s 4k, 1s 2u 4k, 2s 1u 4k, 2u+1s 4k, 1u+2s 4k, 1u 2s 1k, 1u 1s 4k";
		const last = `verdict: holds (complete at ${scopes})`;
		expect(stdout).toContain(`\n${last}\n`);
	});

	it("searches the scopes that it is told to, with the slots of the target where none are named", async () => {
		const words = ["verify", "--revision", "clear-waiting", "--runs", "1", "--scopes", "1u 2s 2k,0u2s", "--json"];
		const { complete } = JSON.parse((await rollcall(...words)).stdout);
		expect(complete.map(({ scope }: { readonly scope: unknown }) => scope)).toEqual([
			{ users: 1, services: 2, slots: 2 },
			{ users: 0, services: 2, slots: 4 },
			// With actions beside the counted ones, in any case.
			{ users: 1, services: 1, slots: 4 },
		]);
	});

	it("never says that a claim holds where it only tried at random", async () => {
		const { found } = await verifyJson("--revision", "clear-waiting", "--path", "0");
		expect(found.claims.filter(({ verdict }) => verdict === "holds")).toEqual([]);
	});

	it("is unknown where its time is too short, and says so", async () => {
		const { code, stdout } = await rollcall("verify", "--revision", "clear-waiting", "--time", "0.3", "--fresh");
		expect(code).toBe(3);
		expect(stdout).toContain("stopped by the limit of time");
	});

	it.skipIf(!HAS_SEED)("shows with --only where the finding leads: PM panics", async () => {
		const round = "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)";
		const death = "exit(s0) vfsReply(s0) reap(u0) reap(s0)";
		const interleaving = `${round} ${death} ${round} ${death} ${round}`;
		const words = ["--users", "1", "--services", "1", "--only", "no-panic", "--interleaving", interleaving];
		for (const source of [[], ["--source", SEED_SOURCE]]) {
			const { code, stdout } = await rollcall("verify", ...source, ...words);
			expect(code).toBe(1);
			expect(stdout).toMatch(/no-panic: assertion in resume_event/);
		}
		expect((await rollcall("verify", "--revision", "clear-waiting", ...words)).code).toBe(3);
	});
});

describe("rollcall verify on a given interleaving", () => {
	it("prints its steps where it breaks nothing, and says which actions were not enabled", async () => {
		const { code, stdout } = await rollcall("verify", "--interleaving", "exit(u0) spawn(u0) setMask(u0, EXIT)");
		expect(code).toBe(3);
		expect(stdout).toMatch(/^ +1 +spawn\(u0\) +u0 running\n +2 +setMask\(u0, EXIT\) +EPERM$/m);
		expect(stdout).toContain("1 action of the interleaving was not enabled and was skipped");
	});
});

describe("rollcall explore", () => {
	it("prints one object with the counts of the specification", async () => {
		const { code, stdout } = await rollcall("explore", "--users", "2", "--services", "2", "--slots", "4", "--json");
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({
			scope: { users: 2, services: 2, slots: 4 },
			symmetry: true,
			states: 68_341,
			canonicalStates: 18_324,
			transitions: 915_348,
			depth: 19,
			verdict: "holds",
			findings: [],
		});
	});

	it("ends with 1 and the shortest counterexample on a target that breaks a claim", async () => {
		const { code, stdout } = await rollcall(
			"explore",
			"--target",
			"mirror",
			"--users",
			"1",
			"--services",
			"2",
			"--json",
		);
		expect(code).toBe(1);
		const { findings } = z.object({ findings: VERIFICATION.shape.findings }).parse(JSON.parse(stdout));
		expect(findings.map(({ interleaving }) => interleaving.length)).toEqual([9, 9]);
	});

	it("ends with 3 where a limit came first", async () => {
		const { code, stdout } = await rollcall("explore", "--users", "4", "--services", "3", "--max-states", "20000");
		expect(code).toBe(3);
		expect(stdout).toContain("stopped by the limit of states, with states left");
	});
});

describe("rollcall model", () => {
	it.each(["mermaid", "dot", "json"])("prints both charts as %s", async (format) => {
		const { code, stdout } = await rollcall("model", "--format", format);
		expect(code).toBe(0);
		for (const state of ["unpausing", "departing", "zombie", "vacant", "subscribed", "lingering"])
			expect(stdout).toContain(state);
	});
});

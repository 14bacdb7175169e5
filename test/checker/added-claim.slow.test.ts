import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { explore } from "../../checker/explore.ts";
import { paths } from "../../checker/paths.ts";
import { readCounterexample, replay } from "../../checker/replay.ts";
import { report } from "../../checker/report.ts";
import { verify } from "../../checker/verify.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { REPORT_FORMATS } from "../../report/formats/formats.ts";

// Claims that the ledger does not have, each one object that is handed in: nothing else knows of them.

/** A claim that the source breaks and its repaired revision keeps. */
const NO_GHOSTS: Claim = {
	id: "no-ghosts",
	kinds: ["state"],
	source: "a test",
	sentence: "a slot counts nobody who does not wait for it",
	check({ after }) {
		const ghost = after.slots.find(
			({ service, waiting }) => waiting > after.processes.filter(({ waitsFor }) => waitsFor === service).length,
		);
		if (ghost) return { cause: "a ghost waits", detail: `slot of process ${ghost.service}` };
		return after.slots.length > 0 ? "holds" : "idle";
	},
};

/** A claim that no step exercises. */
const NO_TENTH: Claim = {
	id: "no-tenth",
	kinds: ["step"],
	source: "a test",
	sentence: "a tenth process does nothing",
	check: ({ action }) => (action.process < 9 ? "idle" : "holds"),
};

/** A claim that any path breaks. */
const NO_EXIT: Claim = {
	id: "no-exit",
	kinds: ["step"],
	source: "a test",
	sentence: "nobody exits",
	check: ({ action }) => (action.kind === "exit" ? { cause: "an exit", detail: "somebody exits" } : "idle"),
};

const FAITHFUL = { kind: "mirror", revision: "faithful" } as const;
const REPAIRED = { kind: "mirror", revision: "clear-waiting" } as const;
const SCOPE = { users: 1, services: 2, slots: 4 };
const out = mkdtempSync(join(tmpdir(), "rollcall-claim-"));
const claims = [...CLAIMS, NO_GHOSTS];
/** Without claims that have searches of their own, which take longer than all else. */
const ofSteps = claims.filter(({ check }) => check);

function resultOf(results: readonly { readonly id: string; readonly verdict: string }[], { id }: Claim) {
	return results.find((one) => one.id === id);
}

describe("a claim that is added", { timeout: 300_000 }, () => {
	it("is violated in explore, which keeps its finding", async () => {
		const found = await explore({ target: FAITHFUL, scope: SCOPE, claims: ofSteps, workers: 1, out });
		expect(found.verdict).toBe("violated");
		const [finding] = found.findings.filter(({ claim }) => claim === NO_GHOSTS.id);
		expect(finding).toMatchObject({ cause: "setMask: a ghost waits", minimality: "shortest" });
		expect(finding?.interleaving).toHaveLength(9);
		expect(readdirSync(out).filter((name) => name.startsWith("no-ghosts"))).toHaveLength(1);
	});

	it("holds in verify where the source keeps it, and makes the run unknown where nothing exercised it", async () => {
		const found = await verify({ target: REPAIRED, claims: [NO_GHOSTS, NO_TENTH], runs: 5 });
		expect(resultOf(found.claims, NO_GHOSTS)).toMatchObject({ verdict: "holds", basis: { kind: "complete" } });
		expect(resultOf(found.claims, NO_TENTH)).toMatchObject({ verdict: "unknown", basis: { kind: "not exercised" } });
		expect(found.verdict).toBe("unknown");
	});

	it("is violated in verify of a given interleaving", async () => {
		const round = ["spawn(s0)", "setMask(s0, EXIT)", "spawn(u0)", "exit(u0)"];
		const found = await verify({ target: FAITHFUL, scope: SCOPE, claims: [NO_EXIT], interleaving: round });
		expect(resultOf(found.claims, NO_EXIT)).toMatchObject({ verdict: "violated" });
	});

	it("is violated in paths", async () => {
		const found = await paths({ target: FAITHFUL, scope: { users: 1, services: 1, slots: 4 }, claims: [NO_EXIT] });
		expect(found.findings.map(({ claim }) => claim)).toEqual([NO_EXIT.id]);
	});

	it("is reproduced in replay, and fixed on the repaired revision", async () => {
		const [file] = readdirSync(out).filter((name) => name.startsWith("no-ghosts"));
		const counterexample = readCounterexample(join(out, file ?? ""), false, claims);
		expect(await replay(counterexample, { claims })).toMatchObject({ verdict: "reproduced", claim: NO_GHOSTS.id });
		expect(await replay(counterexample, { claims, target: REPAIRED })).toMatchObject({ verdict: "fixed" });
		expect(() => readCounterexample(join(out, file ?? ""))).toThrow("no claim is called no-ghosts");
	});

	it.each(REPORT_FORMATS)("is named in a report as %s", async (format) => {
		const [file] = readdirSync(out).filter((name) => name.startsWith("no-ghosts"));
		const counterexample = readCounterexample(join(out, file ?? ""), false, claims);
		expect(await report(counterexample, { format, claims })).toContain(NO_GHOSTS.id);
	});
});

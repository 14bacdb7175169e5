import { describe, expect, it } from "vitest";
import { ACTION_KINDS } from "../../model/action.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { replay } from "../support/cli.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { VERIFICATION, verifyJson } from "../support/verification.ts";

describe("rollcall verify on the mirror, as it comes", async () => {
	const { code, found } = await verifyJson();

	it("ends with exit code 1 and the claims that the source breaks", () => {
		expect(code).toBe(1);
		expect(found.verdict).toBe("violated");
		const violated = found.claims.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
		expect(violated).toEqual([
			"conforms",
			"waiting-balances",
			"lingers-only-if-owed",
			"no-panic",
			"every-event-ends",
			"slots-come-free",
		]);
	});

	it("executes at least a million actions, every kind of them, with every return code and every warning", () => {
		expect(found.actions).toBeGreaterThanOrEqual(1_000_000);
		expect(Object.values(found.executed.kinds).every((count) => count > 0)).toBe(true);
		expect(Object.keys(found.executed.kinds)).toHaveLength(ACTION_KINDS.length);
		expect(Object.keys(found.executed.codes).sort()).toEqual(["ENOMEM", "ENOSYS", "EPERM", "OK", "SUSPEND"]);
		expect(Object.keys(found.executed.warnings)).toHaveLength(5);
	});

	it("lists every claim of the ledger, each of them checked", () => {
		expect(found.claims.map(({ id }) => id)).toEqual(CLAIMS.map(({ id }) => id));
		expect(found.claims.filter(({ verdict }) => verdict === "not checked")).toEqual([]);
	});

	it("gives the shortest counterexample, and a command that replays it", () => {
		const [finding] = found.findings;
		expect(finding?.interleaving).toHaveLength(9);
		const again = replay(`${finding?.replay} --json`);
		expect(again.code).toBe(1);
		expect(
			VERIFICATION.parse(JSON.parse(again.stdout)).findings.map(({ interleaving }) => interleaving),
		).toContainEqual(finding?.interleaving);
	});
});

describe("rollcall verify --source", () => {
	it.skipIf(!HAS_SEED)("finds in the real event.c what it finds in its mirror", async () => {
		const [real, mirrored] = [
			await verifyJson("--source", SEED_SOURCE, "--runs", "1000"),
			await verifyJson("--runs", "1000"),
		];
		expect(real.code).toBe(1);
		const essence = ({ claims, findings, executed }: typeof real.found) => ({
			verdicts: claims.map(({ id, verdict, evidence }) => [id, verdict, evidence]),
			findings: findings.map(({ claim, cause, interleaving }) => [claim, cause, interleaving]),
			executed: [executed.kinds, executed.codes],
		});
		expect(essence(real.found)).toEqual(essence(mirrored.found));
	});
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProve } from "../../checker/proof/prove.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { proveText } from "../../report/text/proof/prove.ts";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-test-"));
const FILE = join(folder, "proof.json");
afterAll(() => rmSync(folder, { recursive: true }));

describe("prove", () => {
	it("shows claims of the specification for any size, and writes a certificate that check-certificate accepts", async () => {
		const { code, stdout } = await rollcall("prove", "--slots", "2", "--certificate", FILE);
		expect(stdout).toContain("23 claims hold for any number of processes and slots");
		expect(stdout).toContain("all 4,971 states that the invariant admits are reached");
		expect(stdout).toMatch(/certificate of the specification's invariant:\s+\S*proof\.json/);
		expect(code).toBe(0);
		const checked = await rollcall("check-certificate", FILE);
		expect(checked.stdout).toMatch(/✓ +initially true/);
		expect(checked.stdout).toMatch(/✓ +preserved +setMask/);
		expect(checked.code).toBe(0);
	});

	it("says that it writes no certificate where no claim is shown for any size", async () => {
		const file = join(folder, "none.json");
		const claims = CLAIMS.filter(({ liveness }) => liveness);
		const { report } = await runProve({ claims, certificate: file });
		const said = `no certificate was written to ${file}: no claim of the specification is shown`;
		expect(proveText(report, "").replace(/\s+/g, " ")).toContain(said);
		expect(existsSync(file)).toBe(false);
	});

	it("writes no certificate that check-certificate accepts with a clause less", async () => {
		const certificate = JSON.parse(readFileSync(FILE, "utf8"));
		writeFileSync(FILE, JSON.stringify({ ...certificate, invariant: certificate.invariant.slice(1) }));
		const { code, stdout } = await rollcall("check-certificate", FILE, "--json");
		expect(JSON.parse(stdout)).toMatchObject({ format: "rollcall-check-certificate", valid: false });
		expect(code).toBe(1);
	});
});

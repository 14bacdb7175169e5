import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Certificate, certificateOf, readCertificate } from "../../../checker/proof/certificate.ts";
import { checkCertificate, isMet } from "../../../checker/proof/check-certificate.ts";
import { CLAUSES } from "../../../checker/proof/clauses.ts";
import { INVARIANT } from "../../../explore/parametric/invariant.ts";
import { beyondOf } from "../../../explore/parametric/prove-claims.ts";
import { ACTION_KINDS } from "../../../model/action.ts";
import { CLAIMS } from "../../../properties/ledger.ts";

const CARRIED = CLAIMS.filter((claim) => beyondOf(claim) === undefined).map(({ id }) => id);
const VALID = certificateOf(
	INVARIANT.map(({ id, sentence, allows }) => ({ id, sentence, allows: [...allows] })),
	CARRIED,
);

/** The certificate with other values allowed by one clause. */
function withClause(id: string, allows: readonly string[]): Certificate {
	return { ...VALID, invariant: VALID.invariant.map((one) => (one.id === id ? { ...one, allows: [...allows] } : one)) };
}

const dropped = VALID.invariant.map(({ id }) => ({
	change: `without ${id}`,
	certificate: { ...VALID, invariant: VALID.invariant.filter((one) => one.id !== id) },
}));
const changed = VALID.invariant.flatMap(({ id, allows }) =>
	(CLAUSES.get(id)?.values ?? []).map((value) => {
		const isAllowed = allows.includes(value);
		return {
			change: `where ${id} ${isAllowed ? "does not allow" : "allows"} "${value}"`,
			certificate: withClause(id, isAllowed ? allows.filter((one) => one !== value) : [...allows, value]),
		};
	}),
);

describe("the check of a certificate", () => {
	it("meets three obligations, two of them for each action kind", () => {
		const obligations = checkCertificate(VALID);
		expect(obligations.filter((one) => !isMet(one))).toEqual([]);
		expect(obligations.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
			"initially true undefined",
			...ACTION_KINDS.map((kind) => `preserved ${kind}`),
			...ACTION_KINDS.map((kind) => `implies the claims ${kind}`),
		]);
	});

	it("has a value for each clause to add and to take away", () => {
		expect([...CLAUSES.keys()]).toEqual(VALID.invariant.map(({ id }) => id));
		expect(dropped).toHaveLength(6);
		expect(changed).toHaveLength(29);
	});

	it.each([...dropped, ...changed])("finds out a certificate $change", ({ certificate }) => {
		expect(checkCertificate(certificate, true).every(isMet)).toBe(false);
	});
});

describe("reading a certificate", () => {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-test-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	const read = (text: string): unknown => {
		const path = join(folder, "certificate.json");
		writeFileSync(path, text);
		return readCertificate(path);
	};

	it("gives what was written", () => {
		expect(read(JSON.stringify(VALID))).toEqual(VALID);
	});

	const [clause, ...others] = VALID.invariant;
	/** The certificate with something else in its first clause. */
	const withFirst = (change: object): string =>
		JSON.stringify({ ...VALID, invariant: [{ ...clause, ...change }, ...others] });
	const [claim] = VALID.claims;
	it.each([
		["no JSON", "{", /expected a certificate/],
		["cut off", JSON.stringify(VALID).slice(0, -10), /expected a certificate/],
		["another file", '{"format":"rollcall-verify","version":1}', /expected a certificate/],
		["with a field more", JSON.stringify({ ...VALID, more: 1 }), /expected a certificate/],
		["of no claim", JSON.stringify({ ...VALID, claims: [] }), /expected a certificate/],
		["of another version", JSON.stringify({ ...VALID, rollcall: "0.0.1" }), /rollcall .*, found 0\.0\.1/],
		["of other charts", JSON.stringify({ ...VALID, specification: "0" }), /another specification/],
		[
			"of another sentence",
			JSON.stringify({ ...VALID, claims: [{ ...claim, sentence: "0" }] }),
			/another claim: waiting-balances/,
		],
		["with a clause twice", JSON.stringify({ ...VALID, invariant: [clause, clause] }), /a clause twice/],
		["with a claim twice", JSON.stringify({ ...VALID, claims: [claim, claim] }), /a claim twice/],
		["with a clause more", withFirst({ id: "zzz" }), /a clause of no meaning: "zzz"/],
		["with a clause by a name that every object has", withFirst({ id: "toString" }), /no meaning: "toString"/],
		["with a clause in other words", withFirst({ sentence: "1 = 2" }), /clause subscriber says something else/],
		["with a value of no meaning", withFirst({ allows: ["garbage"] }), /clause subscriber allows .*: "garbage"/],
		["with a value twice", withFirst({ allows: ["user free", "user free"] }), /subscriber allows a value twice/],
	])("refuses one that is %s", (_, text, message) => {
		expect(() => read(text)).toThrow(message);
	});
});

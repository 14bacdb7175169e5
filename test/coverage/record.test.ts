import fc from "fast-check";
import { expect, test } from "vitest";
import { BitSet } from "../../coverage/bit-set.ts";
import {
	bitsOf,
	type CoverageRecord,
	formatRecord,
	mergeRecords,
	parseRecord,
	type RunCoverage,
} from "../../coverage/record.ts";

const SEED = 4;
const LENGTH = 40;

const counts = fc.dictionary(fc.constantFrom("edge: a", "edge: b", "node: c"), fc.nat(1000), { noNullPrototype: true });
const bits = fc.uniqueArray(fc.nat(LENGTH - 1)).map((numbers) => {
	const set = new BitSet(LENGTH);
	for (const number of numbers) set.add(number);
	return bitsOf(set);
});
const composed = fc.record({
	states: fc.constant(5),
	transitions: fc.constant(30),
	walked: bits,
	shortest: bits,
	simple: bits,
	simpleLength: fc.constant(4),
});
const source = fc.record({
	path: fc.constant("event.c"),
	sha256: fc.constant("00"),
	functions: fc.nat(9).map((count) => [{ name: "f", line: 3, count }]),
	lines: fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [
		{ line: 9, count: a },
		{ line: 10, count: b },
	]),
	branches: fc
		.tuple(fc.nat(9), fc.nat(9))
		.map(([whenTrue, whenFalse]) => [{ line: 9, column: 2, text: "x", whenTrue, whenFalse }]),
});

/** A run of an identity, come more or less far. */
function run(what: string): fc.Arbitrary<RunCoverage> {
	return fc.record({
		what: fc.constant(what),
		target: fc.constant("mirror"),
		scope: fc.constant({ users: 1, services: 1, slots: 4 }),
		interleavings: fc.nat(100),
		actions: fc.nat(1000),
		process: counts,
		slot: counts,
		composed,
		source,
	});
}

const record: fc.Arbitrary<CoverageRecord> = fc
	.record({ a: run("one"), b: run("two"), c: run("three") }, { requiredKeys: [], noNullPrototype: true })
	.map((runs) => ({ runs }));

const text = formatRecord;

test(`merging is associative, seed ${SEED}`, () => {
	const property = fc.property(record, record, record, (a, b, c) => {
		expect(text(mergeRecords(mergeRecords(a, b), c))).toBe(text(mergeRecords(a, mergeRecords(b, c))));
	});
	fc.assert(property, { seed: SEED });
});

test(`merging is commutative, seed ${SEED}`, () => {
	fc.assert(
		fc.property(record, record, (a, b) => {
			expect(mergeRecords(a, b)).toEqual(mergeRecords(b, a));
		}),
		{ seed: SEED },
	);
});

test(`merging is idempotent, seed ${SEED}`, () => {
	fc.assert(
		fc.property(record, (a) => {
			expect(mergeRecords(a, a)).toEqual(a);
		}),
		{ seed: SEED },
	);
});

test(`a record is read back as it was written, seed ${SEED}`, () => {
	fc.assert(
		fc.property(record, (a) => {
			expect(parseRecord(text(a))).toEqual(a);
		}),
		{ seed: SEED },
	);
});

test(`what is damaged in any way is an error in one line, and throws nothing, seed ${SEED}`, () => {
	let errors = 0;
	const property = fc.property(record, fc.nat(), fc.string({ maxLength: 3 }), (a, place, noise) => {
		const whole = text(a);
		const at = place % whole.length;
		const read = parseRecord(whole.slice(0, at) + noise + whole.slice(at + 2));
		if (!("error" in read)) return;
		errors++;
		expect(read.error).not.toContain("\n");
	});
	fc.assert(property, { seed: SEED, numRuns: 500 });
	expect(errors).toBeGreaterThan(400);
});

test("a record of a later version is refused by its number", () => {
	const later = JSON.stringify({ format: "rollcall-coverage", version: 7, runs: {} });
	expect(parseRecord(later)).toEqual({ error: "expected a coverage record of version 1, found version 7" });
});

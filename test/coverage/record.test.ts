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
	recordOf,
} from "../../coverage/record/coverage-record.ts";
import { countedAlphabet } from "../../model/system.ts";

const SEED = 4;

const counts = fc.dictionary(
	fc.constantFrom("node: vacant", "edge: vacant -SET_MASK(EXIT)-> exit", "node: exit"),
	fc.integer({ min: 1, max: 1000 }),
	{ noNullPrototype: true },
);

function bits(length: number): fc.Arbitrary<ReturnType<typeof bitsOf>> {
	return fc.uniqueArray(fc.nat(length - 1)).map((numbers) => {
		const set = new BitSet(length);
		for (const number of numbers) set.add(number);
		return bitsOf(set);
	});
}

/** Execution counts of some pieces of a source. */
const times = fc.array(fc.nat(9), { minLength: 6, maxLength: 6 });

const SCOPE = { users: 1, services: 1, slots: 4 };
const STATES = 5;

/** Of one scope, with simple paths of this or that length: so many as there are of that length. */
const composed = fc.constantFrom(3, 4).chain((simpleLength) =>
	fc.record({
		states: fc.constant(STATES),
		transitions: fc.constant(30),
		walked: bits(STATES * countedAlphabet(SCOPE).length),
		shortest: bits(STATES - 1),
		simple: bits(10 * simpleLength),
		simpleLength: fc.constant(simpleLength),
	}),
);

/**
 * Functions in the order of the source, which is not that of their names; two of them out of one macro, so on one line and
 * with their conditions at one place.
 */
const source = fc
	.record({ path: fc.constantFrom("event.c", "./event.c"), hash: fc.constantFrom("a", "b"), times })
	.map(({ path, hash, times: [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] }) => ({
		path,
		sha256: hash.repeat(64),
		functions: [
			{ name: "resume", line: 3, count: a },
			{ name: "ask", line: 9, count: b },
			{ name: "remove", line: 9, count: c },
		],
		lines: [
			{ within: 0, line: 4, count: a },
			{ within: 0, line: 10, count: b },
			{ within: 1, line: 9, count: c },
			{ within: 2, line: 9, count: d },
		],
		branches: [
			{ within: 1, line: 9, column: 2, text: "BUSY(x)", whenTrue: a, whenFalse: d },
			{ within: 2, line: 9, column: 2, text: "BUSY(x)", whenTrue: e, whenFalse: f },
		],
	}));

/** A run, come more or less far; of a mirror where there is no source. */
const run: fc.Arbitrary<RunCoverage> = fc
	.record({
		what: fc.constantFrom("one", "two"),
		interleavings: fc.nat(100),
		actions: fc.nat(1000),
		slot: counts,
		composed: fc.option(composed, { nil: undefined }),
		source: fc.option(source, { nil: undefined }),
	})
	.map(({ what, composed: pairs, source: executed, ...rest }) => ({
		...{ what, target: executed ? `event.c, SHA-256 ${executed.sha256}` : "mirror", scope: SCOPE },
		...{ ...rest, process: {} },
		...(pairs ? { composed: pairs } : {}),
		...(executed ? { source: executed } : {}),
	}));

const record: fc.Arbitrary<CoverageRecord> = fc
	.array(run, { minLength: 1, maxLength: 3 })
	.map((runs) => runs.map(recordOf).reduce(mergeRecords));

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
			expect(text(mergeRecords(a, b))).toBe(text(mergeRecords(b, a)));
		}),
		{ seed: SEED },
	);
});

test(`merging is idempotent, seed ${SEED}`, () => {
	fc.assert(
		fc.property(record, (a) => {
			expect(text(mergeRecords(a, a))).toBe(text(a));
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

test(`the records that are merged share runs, of C sources too, seed ${SEED}`, () => {
	let [shared, ofSources, sameButForLength] = [0, 0, 0];
	for (const [a, b] of fc.sample(fc.tuple(record, record), { seed: SEED, numRuns: 100 })) {
		const runs = Object.entries(a.runs).filter(([id]) => id in b.runs);
		shared += runs.length;
		ofSources += runs.filter(([, { source: executed }]) => executed).length;
		const lengths = [a, b].map(({ runs: all }) =>
			Object.values(all).map(({ what, target, composed: pairs }) => `${what} ${target} ${pairs?.simpleLength}`),
		);
		const [some = [], others = []] = lengths;
		sameButForLength += some.filter((one) => others.includes(one.replace(/3$/, "4")) && one.endsWith("3")).length;
	}
	expect(Math.min(shared, ofSources, sameButForLength)).toBeGreaterThan(5);
});

test("counts of a C source stay with their functions, whatever the order of names", () => {
	const [one] = fc.sample(
		run.filter(({ source: executed }) => executed !== undefined),
		{ seed: SEED, numRuns: 1 },
	);
	if (!one) throw new Error("there is no run");
	const once = recordOf(one);
	const [merged] = Object.values(mergeRecords(once, once).runs);
	expect(merged?.source?.functions).toEqual(one.source?.functions);
});

const [sound] = fc.sample(
	run.filter(({ composed: pairs, source: executed }) => pairs !== undefined && executed !== undefined),
	{ seed: SEED, numRuns: 1 },
);

/** A sound record's text with one thing in it changed. */
function changed(change: (run: Record<string, never>, id: string, runs: Record<string, unknown>) => void): string {
	if (!sound) throw new Error("there is no run");
	const json = JSON.parse(text(recordOf(sound)));
	const [[id, only] = ["", {}]] = Object.entries(json.runs);
	change(only as Record<string, never>, id, json.runs);
	return JSON.stringify(json);
}

/** A member of a run that is an object. */
function part(of: Record<string, never>, ...names: readonly string[]): Record<string, unknown> {
	return names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, of);
}

test.each<readonly [string, Parameters<typeof changed>[0], RegExp]>([
	["no run", (_, id, runs) => delete runs[id], /^expected a coverage record of at least one run, found none$/],
	[
		"another identity",
		(run, id, runs) => {
			runs["0123456789abcdef"] = run;
			delete runs[id];
		},
		/damaged at runs\.0123456789abcdef: expected the identity of the run, which is [0-9a-f]{16}, found another$/,
	],
	["other words under the same identity", (run) => Object.assign(run, { what: "three" }), /expected the identity/],
	["a scope without processes", (run) => Object.assign(part(run, "scope"), { users: 0, services: 0 }), /one process/],
	["a scope that is too large", (run) => Object.assign(part(run, "scope"), { users: 1000 }), /scope\.users/],
	[
		"a path that no chart has",
		(run) => Object.assign(part(run, "slot"), { "edge: vacant -FLY-> exit": 1 }),
		/expected paths of the slot chart, found "edge: vacant -FLY-> exit"/,
	],
	["a path covered no times", (run) => Object.assign(part(run, "slot"), { "node: vacant": 0 }), /node: vacant/],
	["a word that no run has", (run) => Object.assign(run, { colour: "red" }), /colour/],
	["bits behind the end", (run) => Object.assign(part(run, "composed", "shortest"), { bits: "8A==" }), /of its length/],
	["too few bits", (run) => Object.assign(part(run, "composed", "walked"), { bits: "AA==" }), /of its length/],
	[
		"another number of states",
		(run) => Object.assign(part(run, "composed"), { states: 6 }),
		/expected the identity of the run/,
	],
	["a hash that is none", (run) => Object.assign(part(run, "source"), { sha256: "00" }), /expected a SHA-256/],
	[
		"a line outside all functions",
		(run) => Object.assign(part(run, "source", "lines", "0"), { within: 9 }),
		/lines and branches within its functions/,
	],
	["a count that is no number", (run) => Object.assign(part(run, "source", "lines", "0"), { count: "1" }), /count/],
])("a record with %s is refused in one line", (_, change, message) => {
	const read = parseRecord(changed(change));
	expect(read).toEqual({ error: expect.stringMatching(message) });
	expect("error" in read && read.error).not.toContain("\n");
});

test.each([
	[7, "7"],
	["2", '"2"'],
	[null, "null"],
])("a record of version %j is refused by it", (version, found) => {
	const other = JSON.stringify({ format: "rollcall-coverage", version, runs: {} });
	expect(parseRecord(other)).toEqual({
		error: `expected a coverage record of version 2, found version ${found}: record the runs again`,
	});
});

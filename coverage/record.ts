import { z } from "zod";
import { BitSet } from "./bit-set.ts";

/** Raised with every change after which older records mean something else. */
const VERSION = 1;

const COUNT = z.number().int().nonnegative();
const COUNTS = z.record(z.string(), COUNT);
const SCOPE = z.object({ users: COUNT, services: COUNT, slots: COUNT });
const BITS = z
	.object({ length: COUNT, bits: z.base64() })
	.refine(({ length, bits }) => BitSet.parse(bits, length), "the set is not of its length");

const COMPOSED = z.object({
	/** How many states and enabled (state, action) pairs the scope has. */
	states: COUNT,
	transitions: COUNT,
	/** By state and action, in the order of a breadth-first search: walked. */
	walked: BITS,
	/** By shortest path, in @xstate/graph's order: an interleaving began with it. */
	shortest: BITS,
	/** By simple path, the same. */
	simple: BITS,
	simpleLength: COUNT,
});

const SOURCE = z.object({
	path: z.string(),
	sha256: z.string(),
	functions: z.array(z.object({ name: z.string(), line: COUNT, count: COUNT })),
	lines: z.array(z.object({ line: COUNT, count: COUNT })),
	branches: z.array(z.object({ line: COUNT, column: COUNT, text: z.string(), whenTrue: COUNT, whenFalse: COUNT })),
});

const RUN = z.object({
	/** What kind of run it was, and of what. */
	what: z.string(),
	target: z.string(),
	scope: SCOPE,
	interleavings: COUNT,
	actions: COUNT,
	/** By requirement, those walked: how often. */
	process: COUNTS,
	slot: COUNTS,
	composed: COMPOSED.optional(),
	source: SOURCE.optional(),
});

const RECORD = z.object({
	format: z.literal("rollcall-coverage"),
	version: z.number(),
	/** By what identifies a run: the same run twice counts once. */
	runs: z.record(z.string(), RUN),
});

/** What one run walked. */
export type RunCoverage = Readonly<z.infer<typeof RUN>>;
/** What of the composed system one run walked. */
type ComposedCoverage = Readonly<z.infer<typeof COMPOSED>>;
/** What one run executed of a C source. */
export type SourceRun = Readonly<z.infer<typeof SOURCE>>;

/** What several runs walked. */
export interface CoverageRecord {
	readonly runs: Readonly<Record<string, RunCoverage>>;
}

/** The text of a record's file: runs and requirements in order, so that equal records have equal texts. */
export function formatRecord({ runs }: CoverageRecord): string {
	const inOrder = <T>(table: Readonly<Record<string, T>>): Record<string, T> =>
		Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
	const sorted = inOrder(runs);
	for (const [id, run] of Object.entries(sorted)) {
		sorted[id] = { ...run, process: inOrder(run.process), slot: inOrder(run.slot) };
	}
	return `${JSON.stringify({ format: "rollcall-coverage", version: VERSION, runs: sorted })}\n`;
}

/** @returns the record, or one line that says what is wrong with the text */
export function parseRecord(text: string): CoverageRecord | { readonly error: string } {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { error: "expected a coverage record, found text that is no JSON" };
	}
	const header = z.object({ format: z.literal("rollcall-coverage"), version: z.number() }).safeParse(json);
	if (!header.success) return { error: "expected a coverage record, found other JSON" };
	if (header.data.version !== VERSION) {
		return { error: `expected a coverage record of version ${VERSION}, found version ${header.data.version}` };
	}
	const record = RECORD.safeParse(json);
	if (record.success) return { runs: record.data.runs };
	const [issue] = record.error.issues;
	return { error: `the coverage record is damaged at ${issue?.path.join(".")}: ${issue?.message}` };
}

/**
 * Two records as one. It makes no difference in which order records are merged, nor how often the same one is: a run counts
 * once. Where two runs have the same identity and did not come equally far, the higher count is taken.
 */
export function mergeRecords(a: CoverageRecord, b: CoverageRecord): CoverageRecord {
	return { runs: merged(a.runs, b.runs, mergeRuns) };
}

function merged<T>(
	a: Readonly<Record<string, T>>,
	b: Readonly<Record<string, T>>,
	both: (a: T, b: T) => T,
): Record<string, T> {
	const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
	return Object.fromEntries(
		keys.flatMap((key): [string, T][] => {
			const [x, y] = [a[key], b[key]];
			if (x !== undefined && y !== undefined) return [[key, both(x, y)]];
			const one = x ?? y;
			return one === undefined ? [] : [[key, one]];
		}),
	);
}

function mergeRuns(a: RunCoverage, b: RunCoverage): RunCoverage {
	const [composed, source] = [mergeComposed(a.composed, b.composed), mergeSources(a.source, b.source)];
	return {
		...a,
		interleavings: Math.max(a.interleavings, b.interleavings),
		actions: Math.max(a.actions, b.actions),
		process: merged(a.process, b.process, Math.max),
		slot: merged(a.slot, b.slot, Math.max),
		...(composed ? { composed } : {}),
		...(source ? { source } : {}),
	};
}

function mergeComposed(a: ComposedCoverage | undefined, b: ComposedCoverage | undefined): ComposedCoverage | undefined {
	if (!a || !b) return a ?? b;
	return {
		...a,
		walked: mergeBits(a.walked, b.walked),
		shortest: mergeBits(a.shortest, b.shortest),
		simple: a.simpleLength === b.simpleLength ? mergeBits(a.simple, b.simple) : a.simple,
	};
}

type Bits = Readonly<z.infer<typeof BITS>>;

/** The text form of a set. */
export function bitsOf(set: BitSet): Bits {
	return { length: set.length, bits: set.toString() };
}

/** The set of a text form; an empty one where the text is not of its length. */
export function setOf({ length, bits }: Bits): BitSet {
	return BitSet.parse(bits, length) ?? new BitSet(length);
}

function mergeBits(a: Bits, b: Bits): Bits {
	if (a.length !== b.length) return a.length > b.length ? a : b;
	return bitsOf(setOf(a).union(setOf(b)));
}

function mergeSources(a: SourceRun | undefined, b: SourceRun | undefined): SourceRun | undefined {
	if (!a || !b) return a ?? b;
	const higher = <T extends object>(
		some: readonly T[],
		others: readonly T[],
		key: (one: T) => string,
		both: (x: T, y: T) => T,
	): T[] => {
		const table = (list: readonly T[]): Record<string, T> => Object.fromEntries(list.map((one) => [key(one), one]));
		return Object.values(merged(table(some), table(others), both));
	};
	return {
		...a,
		functions: higher(
			a.functions,
			b.functions,
			({ name }) => name,
			(x, y) => ({ ...x, count: Math.max(x.count, y.count) }),
		),
		lines: higher(
			a.lines,
			b.lines,
			({ line }) => sortable(line),
			(x, y) => ({ ...x, count: Math.max(x.count, y.count) }),
		),
		branches: higher(
			a.branches,
			b.branches,
			({ line, column }) => `${sortable(line)} ${sortable(column)}`,
			(x, y) => ({
				...x,
				whenTrue: Math.max(x.whenTrue, y.whenTrue),
				whenFalse: Math.max(x.whenFalse, y.whenFalse),
			}),
		),
	};
}

/** A number so that texts sort as numbers do; a letter first, or objects would put them in an order of their own. */
function sortable(number: number): string {
	return `n${String(number).padStart(8, "0")}`;
}

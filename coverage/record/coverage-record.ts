import { createHash } from "node:crypto";
import { z } from "zod";
import { nrProcs, SCOPE_LIMITS } from "../../model/scope.ts";
import { countedAlphabet } from "../../model/system.ts";
import { BitSet } from "../bit-set.ts";
import { CHARTS, type ChartName, processGraph, slotGraph } from "../charts/graph.ts";
import { requirementKey, requirementsOf } from "../charts/requirements.ts";

/** Version of the format, raised with every incompatible change. */
const VERSION = 2;

const COUNT = z.number().int().nonnegative();
const COUNTS = z.record(z.string(), COUNT.positive());
const PART = (part: keyof typeof SCOPE_LIMITS): z.ZodNumber =>
	z.number().int().min(SCOPE_LIMITS[part][0]).max(SCOPE_LIMITS[part][1]);
const SCOPE = z
	.strictObject({ users: PART("users"), services: PART("services"), slots: PART("slots") })
	.refine((scope) => nrProcs(scope) > 0, "expected at least one process, found none");
const BITS = z
	.strictObject({ length: COUNT, bits: z.base64() })
	.refine(({ length, bits }) => BitSet.parse(bits, length), "expected a set of its length, found other bits");

const COMPOSED = z.strictObject({
	/** Number of states, and of enabled (state, action) pairs, in the scope. */
	states: COUNT.positive(),
	transitions: COUNT,
	/** Pairs of state and action that were covered, in the order of a breadth-first search. */
	walked: BITS,
	/** Shortest paths that an interleaving began with, in @xstate/graph's order. */
	shortest: BITS,
	/** Simple paths that an interleaving began with, in the same order. */
	simple: BITS,
	simpleLength: COUNT.positive(),
});

const FUNCTION = z.strictObject({ name: z.string(), line: COUNT, count: COUNT });
/** Line of a function; `within` is the number of the function's entry, from 0. */
const LINE = z.strictObject({ within: COUNT, line: COUNT, count: COUNT });
const BRANCH = z.strictObject({
	...{ within: COUNT, line: COUNT, column: COUNT },
	...{ text: z.string(), whenTrue: COUNT, whenFalse: COUNT },
});
const SOURCE = z
	.strictObject({
		/** Path as given by the user; of several names for the same text, the first in order. */
		path: z.string(),
		sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256, found another text"),
		functions: z.array(FUNCTION),
		lines: z.array(LINE),
		branches: z.array(BRANCH),
	})
	.refine(
		({ functions, lines, branches }) => [...lines, ...branches].every(({ within }) => within < functions.length),
		"expected lines and branches within its functions, found others",
	);

const RUN = z.strictObject({
	/** Kind of the run and its options, as text. */
	what: z.string(),
	target: z.string(),
	scope: SCOPE,
	interleavings: COUNT,
	actions: COUNT,
	/** Counts of the requirements that were covered, by key. */
	process: COUNTS,
	slot: COUNTS,
	composed: COMPOSED.optional(),
	source: SOURCE.optional(),
});

const RECORD = z.strictObject({
	format: z.literal("rollcall-coverage"),
	version: z.literal(VERSION),
	/** Runs by identity: the same run twice counts once. */
	runs: z.record(z.string(), RUN),
});

/** Coverage of one run. */
export type RunCoverage = Readonly<z.infer<typeof RUN>>;
/** Coverage of the composed system by one run. */
type ComposedCoverage = Readonly<z.infer<typeof COMPOSED>>;
/** Coverage of a C source by one run. */
export type SourceRun = Readonly<z.infer<typeof SOURCE>>;

/** Coverage of several runs. */
export interface CoverageRecord {
	readonly runs: Readonly<Record<string, RunCoverage>>;
}

/** The record of one run. */
export function recordOf(run: RunCoverage): CoverageRecord {
	return { runs: { [identityOf(run)]: run } };
}

/**
 * Identity of a run: everything about it except its counts and the name by which its source was given.
 * Two runs with the same identity have all their counts in the same places, so that they can be merged one by one.
 */
function identityOf({ what, target, scope, composed, source }: RunCoverage): string {
	const graph = composed && [
		...[composed.states, composed.transitions, composed.simpleLength],
		...[composed.walked, composed.shortest, composed.simple].map(({ length }) => length),
	];
	const counted = source && [
		source.sha256,
		source.functions.map(({ name, line }) => [name, line]),
		source.lines.map(({ within, line }) => [within, line]),
		source.branches.map(({ within, line, column, text }) => [within, line, column, text]),
	];
	const { users, services, slots } = scope;
	return createHash("sha256")
		.update(JSON.stringify([what, target, users, services, slots, graph ?? null, counted ?? null]))
		.digest("hex")
		.slice(0, 16);
}

/** Text of a record's file: runs and requirements are sorted, so that equal records have equal texts. */
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
		return { error: "expected a coverage record, found text that is not JSON" };
	}
	const header = z.object({ format: z.literal("rollcall-coverage"), version: z.unknown() }).safeParse(json);
	if (!header.success) return { error: "expected a coverage record, found other JSON" };
	const { version } = header.data;
	if (version !== VERSION) {
		const found = `found version ${JSON.stringify(version)}: record the runs again`;
		return { error: `expected a coverage record of version ${VERSION}, ${found}` };
	}
	const record = RECORD.safeParse(json);
	if (!record.success) {
		const [issue] = record.error.issues;
		return damaged(issue?.path.join(".") ?? "", issue?.message ?? "");
	}
	const { runs } = record.data;
	if (Object.keys(runs).length === 0) return { error: "expected a coverage record of at least one run, found none" };
	for (const [id, run] of Object.entries(runs)) {
		const wrong = mistakeIn(id, run);
		if (wrong !== undefined) return damaged(`runs.${id}`, wrong);
	}
	return { runs };
}

function damaged(where: string, what: string): { readonly error: string } {
	return { error: `the coverage record is damaged at ${where}: ${what}`.replace(/\s+/g, " ") };
}

/** Finds an inconsistency between the parts of a run, each of which is valid; undefined if there is none. */
function mistakeIn(id: string, run: RunCoverage): string | undefined {
	const expected = identityOf(run);
	if (id !== expected) return `expected the identity of the run, which is ${expected}, found another`;
	for (const chart of CHARTS) {
		const unknown = Object.keys(run[chart]).find((key) => !requirementKeys()[chart].has(key));
		if (unknown !== undefined) return `expected paths of the ${chart} chart, found ${JSON.stringify(unknown)}`;
	}
	if (!run.composed) return undefined;
	const { states, walked, shortest } = run.composed;
	const pairs = states * countedAlphabet(run.scope).length;
	if (walked.length !== pairs) return `expected ${pairs} pairs of states and actions, found ${walked.length}`;
	if (shortest.length !== states - 1) return `expected ${states - 1} shortest paths, found ${shortest.length}`;
	return undefined;
}

let keys: Readonly<Record<ChartName, ReadonlySet<string>>> | undefined;

/** Keys of the requirements of each chart, the same at every scope. */
function requirementKeys(): Readonly<Record<ChartName, ReadonlySet<string>>> {
	const of = (graph: ReturnType<typeof processGraph>): ReadonlySet<string> =>
		new Set(requirementsOf(graph).map(({ criterion, name }) => requirementKey(criterion, name)));
	keys ??= { process: of(processGraph()), slot: of(slotGraph(1)) };
	return keys;
}

/**
 * Merges two records. The order of merging makes no difference, nor do duplicates: a run counts once. Where two runs
 * have the same identity and got to different lengths, the higher count is taken.
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

/** Merges two runs of the same identity. */
function mergeRuns(a: RunCoverage, b: RunCoverage): RunCoverage {
	return {
		...a,
		interleavings: Math.max(a.interleavings, b.interleavings),
		actions: Math.max(a.actions, b.actions),
		process: merged(a.process, b.process, Math.max),
		slot: merged(a.slot, b.slot, Math.max),
		...(a.composed && b.composed ? { composed: mergeComposed(a.composed, b.composed) } : {}),
		...(a.source && b.source ? { source: mergeSources(a.source, b.source) } : {}),
	};
}

function mergeComposed(a: ComposedCoverage, b: ComposedCoverage): ComposedCoverage {
	return {
		...a,
		walked: mergeBits(a.walked, b.walked),
		shortest: mergeBits(a.shortest, b.shortest),
		simple: mergeBits(a.simple, b.simple),
	};
}

type Bits = Readonly<z.infer<typeof BITS>>;

/** The text form of a set. */
export function bitsOf(set: BitSet): Bits {
	return { length: set.length, bits: set.toString() };
}

/** The set of a text form that was checked. */
export function setOf({ length, bits }: Bits): BitSet {
	const set = BitSet.parse(bits, length);
	if (!set) throw new RangeError(`a set of ${length} numbers has other bits than its own`);
	return set;
}

function mergeBits(a: Bits, b: Bits): Bits {
	return bitsOf(setOf(a).union(setOf(b)));
}

/** Merges the coverage of one source: its functions, lines and branches are the same, in the same order. */
function mergeSources(a: SourceRun, b: SourceRun): SourceRun {
	const higher = <T extends { readonly count: number }>(some: readonly T[], others: readonly T[]): T[] =>
		some.map((one, index) => ({ ...one, count: Math.max(one.count, others[index]?.count ?? 0) }));
	return {
		...a,
		path: a.path < b.path ? a.path : b.path,
		functions: higher(a.functions, b.functions),
		lines: higher(a.lines, b.lines),
		branches: a.branches.map((one, index) => ({
			...one,
			whenTrue: Math.max(one.whenTrue, b.branches[index]?.whenTrue ?? 0),
			whenFalse: Math.max(one.whenFalse, b.branches[index]?.whenFalse ?? 0),
		})),
	};
}

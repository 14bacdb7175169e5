import type { Scope } from "../../model/scope.ts";
import type { RunCoverage, SourceRun } from "../record/coverage-record.ts";
import type { Status } from "../status.ts";
import type { SourceCoverage } from "./source.ts";

/** Code of a C source that complete searches reach. */
export interface SourceReach {
	readonly text: string;
	/** The scopes that were searched. */
	readonly scopes: readonly Scope[];
	/**
	 * Reached in each scope up to and including the first step that breaks a claim; undefined where the search was too
	 * large.
	 */
	readonly conforming: readonly (SourceCoverage | undefined)[];
	/** Reached in each scope, whichever claims are broken on the way. */
	readonly all: readonly SourceCoverage[];
	/** Gap in `all`: nothing, scopes that are too large, or memory that was not distinguished. */
	readonly gap: "nothing" | "scopes" | "memories";
}

/** Function, line or branch arm of a C source, with its status. */
export interface SourcePlace {
	/** Enclosing function, or the function itself. */
	readonly within: string;
	readonly line: number;
	/** Text of a line, or a condition with its value; nothing for a function. */
	readonly text: string;
	readonly count: number;
	readonly status: Status;
}

/** An arm of a branch. */
export interface SourceArm extends SourcePlace {
	/** The number of its condition among the source's, from 0. */
	readonly condition: number;
	readonly value: boolean;
}

/** Coverage of a C source. */
export interface SourceSummary {
	readonly path: string;
	readonly sha256: string;
	readonly functions: readonly SourcePlace[];
	readonly lines: readonly SourcePlace[];
	/** Both arms of each condition, one after the other. */
	readonly branches: readonly SourceArm[];
	/** Lines of the source; none where its text is not available. */
	readonly text: readonly string[];
	/** Scopes that were searched for reachable code; none where that was not done. */
	readonly searched: readonly Scope[];
	/** Gap in the search for reachable code; all of the source where it is not available. */
	readonly gap: SourceReach["gap"] | "source";
}

/** @param runs all of their sources have the same text */
export function summarizeSource(
	runs: readonly RunCoverage[],
	reach: SourceReach | undefined,
): SourceSummary | undefined {
	const own = runs.flatMap(({ source }) => source ?? []);
	const [first] = own;
	if (!first) return undefined;
	const { functions, lines, branches } = sum(own);
	const text = reach?.text.split("\n") ?? [];
	const judge = judgeOf(reach);
	return {
		path: own.reduce((least, { path }) => (path < least ? path : least), first.path),
		sha256: first.sha256,
		functions: functions.map(({ key, name, line, count }) => {
			return { within: name, line, text: "", count, status: judge(key, count) };
		}),
		lines: lines.map(({ key, within, line, count }) => {
			return { within, line, text: (text[line - 1] ?? "").trim(), count, status: judge(key, count) };
		}),
		branches: branches.flatMap(({ key, within, line, text: asked, whenTrue, whenFalse }, condition) =>
			[true, false].map((value): SourceArm => {
				const count = value ? whenTrue : whenFalse;
				const status = judge(armKey(key, value), count);
				return { within, line, text: `${asked}: ${value}`, count, status, condition, value };
			}),
		),
		text,
		searched: reach?.scopes ?? [],
		gap: reach?.gap ?? "source",
	};
}

/** Returns a function that gives the status of a piece of the source, by its key and execution count. */
function judgeOf(reach: SourceReach | undefined): (key: string, count: number) => Status {
	const all = new Set(reach?.all.flatMap(reachedKeys));
	// Where it is not known what a search would reach before a claim is broken, that may be all.
	const conforming = new Set(reach?.all.flatMap((any, scope) => reachedKeys(reach.conforming[scope] ?? any)));
	return (key, count) => {
		if (count > 0) return "covered";
		if (conforming.has(key)) return "uncovered";
		if (all.has(key)) return "behindFinding";
		return reach?.gap === "nothing" ? "infeasible" : "unknown";
	};
}

/** Functions, lines and conditions of a source, each with a unique key and the name of its function. */
interface Keyed {
	readonly functions: readonly (SourceCoverage["functions"][number] & { readonly key: string })[];
	readonly lines: readonly Within<SourceCoverage["lines"][number]>[];
	readonly branches: readonly Within<SourceCoverage["branches"][number]>[];
}
type Within<T> = Omit<T, "within"> & { readonly key: string; readonly within: string };

/**
 * Assigns keys: the same piece of the source has the same key at every scope, also where the source has other pieces
 * for other NR_SUBS.
 */
function keyed({ functions, lines, branches }: SourceCoverage): Keyed {
	const times = new Map<string, number>();
	// Conditions out of one macro stand at one place.
	const keyOf = (...parts: readonly (string | number)[]): string => {
		const place = parts.join(" ");
		const time = (times.get(place) ?? 0) + 1;
		times.set(place, time);
		return `${place} ${time}`;
	};
	const nameOf = (within: number): string => functions[within]?.name ?? "";
	return {
		functions: functions.map((one) => ({ ...one, key: keyOf("function", one.name) })),
		lines: lines.map((one) => {
			const within = nameOf(one.within);
			return { ...one, within, key: keyOf("line", within, one.line) };
		}),
		branches: branches.map((one) => {
			const within = nameOf(one.within);
			return { ...one, within, key: keyOf("branch", within, one.line, one.column) };
		}),
	};
}

function armKey(key: string, value: boolean): string {
	return `${key} ${value}`;
}

function reachedKeys(coverage: SourceCoverage): readonly string[] {
	const { functions, lines, branches } = keyed(coverage);
	return [
		...[...functions, ...lines].filter(({ count }) => count > 0).map(({ key }) => key),
		...branches.filter(({ whenTrue }) => whenTrue > 0).map(({ key }) => armKey(key, true)),
		...branches.filter(({ whenFalse }) => whenFalse > 0).map(({ key }) => armKey(key, false)),
	];
}

/** Adds up the counts of several runs of the same source. */
function sum(runs: readonly SourceRun[]): Keyed {
	const all = runs.map(keyed);
	const plus = <T extends { readonly count: number }>(a: T, b: T): T => ({ ...a, count: a.count + b.count });
	return {
		functions: added(
			all.flatMap(({ functions }) => functions),
			plus,
		),
		lines: added(
			all.flatMap(({ lines }) => lines),
			plus,
		),
		branches: added(
			all.flatMap(({ branches }) => branches),
			(a, b) => ({ ...a, whenTrue: a.whenTrue + b.whenTrue, whenFalse: a.whenFalse + b.whenFalse }),
		),
	};
}

/** Merges the entries of each key, in the order of the source. */
function added<T extends { readonly key: string; readonly line: number }>(
	all: readonly T[],
	plus: (a: T, b: T) => T,
): readonly T[] {
	const byKey = new Map<string, T>();
	for (const one of all) {
		const known = byKey.get(one.key);
		byKey.set(one.key, known ? plus(known, one) : one);
	}
	return [...byKey.values()].sort((a, b) => a.line - b.line);
}

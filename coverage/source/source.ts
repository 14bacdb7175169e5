import { type CoverageMap, countOf, type Region } from "../../impl/c/instrument/coverage-map.ts";

/** Execution count of a line. */
interface LineCount {
	/** The number of its function among the source's, from 0. */
	readonly within: number;
	/** From 1. */
	readonly line: number;
	readonly count: number;
}

/** Counts of a condition that was true, and false. */
interface BranchCount {
	/** The number of its function among the source's, from 0. */
	readonly within: number;
	/** From 1. */
	readonly line: number;
	/** Its first column, from 1. */
	readonly column: number;
	/** Its text; the line's where it comes out of a macro. */
	readonly text: string;
	readonly whenTrue: number;
	readonly whenFalse: number;
}

/** Call count of a function. */
interface FunctionCount {
	readonly name: string;
	/** The line it begins in, from 1. */
	readonly line: number;
	readonly count: number;
}

/** Coverage of a C source. */
export interface SourceCoverage {
	readonly functions: readonly FunctionCount[];
	/** Lines with something to execute, in order. */
	readonly lines: readonly LineCount[];
	/** Conditions, in order. */
	readonly branches: readonly BranchCount[];
}

/** Number of lines that compile.ts inserts before the source. */
const LINES_BEFORE = 1;

/**
 * Computes the coverage of a source's lines and branches from its counters.
 *
 * A line counts as often as the first piece of code in it, an else apart: a macro, or the innermost region around it.
 * Lines with only comments and brackets are left out.
 */
export function sourceCoverage(text: string, map: CoverageMap, counters: readonly number[]): SourceCoverage {
	const code = withoutComments(text).split("\n");
	const original = text.split("\n");
	const functions: FunctionCount[] = [];
	const lines: LineCount[] = [];
	const branches: BranchCount[] = [];
	for (const { name, regions, branches: conditions } of map.functions) {
		const [body] = regions;
		if (!body) continue;
		const within = functions.length;
		functions.push({ name, line: body.startLine - LINES_BEFORE, count: countOf(body.count, counters) });
		for (let line = body.startLine; line <= body.endLine; line++) {
			const written = code[line - 1 - LINES_BEFORE] ?? "";
			const [before = ""] = /^[\s{}]*(?:else\b)?[\s{}]*/.exec(written) ?? [];
			if (before === written || line === body.startLine) continue;
			const count = countAt(regions, line, before.length + 1, counters);
			lines.push({ within, line: line - LINES_BEFORE, count });
		}
		for (const { startLine, startColumn, endLine, endColumn, whenTrue, whenFalse } of conditions) {
			const written = original[startLine - 1 - LINES_BEFORE] ?? "";
			const isMacro = startLine === endLine && startColumn >= endColumn;
			const end = endLine === startLine && !isMacro ? endColumn - 1 : undefined;
			branches.push({
				within,
				line: startLine - LINES_BEFORE,
				column: startColumn,
				text: written
					.slice(startColumn - 1, end)
					.trim()
					.replace(/;$/, ""),
				whenTrue: countOf(whenTrue, counters),
				whenFalse: countOf(whenFalse, counters),
			});
		}
	}
	return { functions, lines, branches };
}

function countAt(regions: readonly Region[], line: number, column: number, counters: readonly number[]): number {
	const macros = regions.filter(
		({ startLine, startColumn, endLine, endColumn }) =>
			startLine === line && endLine === line && startColumn === column && endColumn === column,
	);
	if (macros.length > 0) return Math.max(...macros.map(({ count }) => countOf(count, counters)));
	// Pieces lie within each other: the one that begins last is the innermost.
	let innermost: Region | undefined;
	for (const region of regions) {
		const begins = region.startLine < line || (region.startLine === line && region.startColumn <= column);
		const ends = region.endLine < line || (region.endLine === line && region.endColumn <= column);
		if (begins && !ends && (!innermost || isBehind(region, innermost))) innermost = region;
	}
	return innermost ? countOf(innermost.count, counters) : 0;
}

function isBehind(a: Region, b: Region): boolean {
	return a.startLine > b.startLine || (a.startLine === b.startLine && a.startColumn >= b.startColumn);
}

/** Replaces comments by blanks, line for line. */
function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => comment.replace(/[^\n]/g, " "));
}

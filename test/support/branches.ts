import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A block of code that was not executed: an arm of a branch, or a function's body. */
interface UnreachedBlock {
	/** The function it stands in. */
	readonly within: string;
	/** Its text, without line breaks. */
	readonly text: string;
	/** Reason that it cannot be reached, where a comment in it says so with `not reached:`. */
	readonly excuse: string | undefined;
}

/** Blocks of a module that were executed, as V8 counted them. */
interface BranchCoverage {
	/** Functions and blocks that V8 tells apart. */
	readonly blocks: number;
	readonly unreached: readonly UnreachedBlock[];
}

interface V8Coverage {
	readonly result: readonly { readonly url: string; readonly functions: readonly CountedFunction[] }[];
}

/**
 * Reads what Node wrote to the folder that NODE_V8_COVERAGE named.
 *
 * @param module the end of the module's URL
 */
export function readBranches(folder: string, module: string): BranchCoverage {
	// A file for each thread: a block is unreached where none of them executed it.
	const threads = readdirSync(folder).flatMap((name): readonly BranchCoverage[] => {
		const { result }: V8Coverage = JSON.parse(readFileSync(join(folder, name), "utf8"));
		const script = result.find(({ url }) => url.endsWith(module));
		return script ? [coverageOf(readFileSync(fileURLToPath(script.url), "utf8"), script.functions)] : [];
	});
	const [first, ...others] = threads;
	if (!first) throw new Error(`V8 counted nothing in ${module}`);
	const isUnreached = ({ text, within }: UnreachedBlock, thread: BranchCoverage): boolean =>
		thread.unreached.some((other) => other.within === within && other.text === text);
	return {
		blocks: Math.max(...threads.map(({ blocks }) => blocks)),
		unreached: first.unreached.filter((block) => others.every((thread) => isUnreached(block, thread))),
	};
}

interface CountedFunction {
	readonly functionName: string;
	readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

function coverageOf(source: string, functions: readonly CountedFunction[]): BranchCoverage {
	const unreached = functions.flatMap(({ functionName, ranges }) =>
		ranges
			.filter(({ count }) => count === 0)
			.map(({ startOffset, endOffset }) => ({
				within: functionName,
				text: blockText(source, startOffset, endOffset),
				excuse: excuseOf(source, startOffset),
			})),
	);
	return { blocks: functions.flatMap(({ ranges }) => ranges).length, unreached };
}

const MOST_TEXT = 100;

function blockText(source: string, start: number, end: number): string {
	const text = source
		.slice(start, end)
		.replace(/\s*\/\/.*|\s+/g, " ")
		.trim();
	return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

/**
 * The excuse on the line where a block starts or, where that line only opens it, on the line of its first statement.
 * One that stands deeper in a block excuses what it stands behind, not the block.
 */
function excuseOf(source: string, start: number): string | undefined {
	const [first = "", second = ""] = source.slice(start).trimStart().split("\n", 2);
	const line = /^(else)?\s*\{?\s*$/.test(first) ? second : first;
	return /\/\/ not reached: (.*)/.exec(line)?.[1];
}

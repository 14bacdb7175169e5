import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { type ClangCall, type ClangOutput, callClang, type Tree } from "./clang.ts";

export type { ClangOutput, Tree } from "./clang.ts";

/** The most time that clang takes for a source, in milliseconds: a source of a few lines can keep it busy for ever. */
const MOST_MS = 180_000;

/** The least time that it is given: a machine may be busy. */
const LEAST_MS = 30_000;

let limitMs = MOST_MS;

/** Limits the time of each run of clang to that of a command, in milliseconds, within bounds. */
export function limitClang(timeMs: number): void {
	limitMs = Math.min(MOST_MS, Math.max(LEAST_MS, timeMs));
}

/** The program of clang's thread; there is none where Rollcall runs from its sources, as in some tests. */
const THREAD = fileURLToPath(new URL("./clang-thread.js", import.meta.url));

/** V8's flags for clang, and those that undo them with what they imply. They are those of all threads. */
const OF_CLANG = ["--liftoff-only", "--wasm-lazy-validation"];
const OF_OTHERS = ["--no-liftoff-only", "--wasm-tier-up", "--wasm-dynamic-tiering", "--no-wasm-lazy-validation"];

let thread: Worker | undefined;
/** The call that clang is busy with: one at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs clang, and the linker if it is to link, on files that exist only in memory.
 *
 * @param args clang's arguments, the output file excepted
 * @param output the name of the file to be made; "-" for text
 */
export async function runClang(args: readonly string[], output: string, files: Tree): Promise<ClangOutput> {
	const made = last.then(() => callByBaseline({ args, output, files }));
	last = made.catch(() => {});
	return made;
}

async function callByBaseline(call: ClangCall): Promise<ClangOutput> {
	// V8 would validate all of clang, most of which never runs, and optimise what runs once: that takes more than half of the
	// processor's time.
	for (const flag of OF_CLANG) setFlagsFromString(flag);
	try {
		return await (existsSync(THREAD) ? callInThread(call) : callClang(call));
	} finally {
		// Modules that are searched are to be optimised.
		for (const flag of OF_OTHERS) setFlagsFromString(flag);
	}
}

async function callInThread(call: ClangCall): Promise<ClangOutput> {
	thread ??= new Worker(THREAD);
	const worker = thread;
	worker.ref();
	const tooLong = new AbortController();
	const timer = setTimeout(() => tooLong.abort(), limitMs);
	try {
		const answer = once(worker, "message", { signal: tooLong.signal });
		worker.postMessage(call);
		const [output] = (await answer) as readonly ClangOutput[];
		if (!output) throw new Error("the thread of clang answered nothing");
		return output;
	} catch (error) {
		thread = undefined;
		void worker.terminate();
		if (!tooLong.signal.aborted) throw error;
		return { ok: false, messages: `fatal error: clang takes more than ${limitMs / 1000} s` };
	} finally {
		clearTimeout(timer);
		// An idle thread does not keep the process.
		worker.unref();
	}
}

/** The version of clang's package, without loading it. */
export function clangVersion(): string {
	const bundle = createRequire(import.meta.url).resolve("@yowasp/clang");
	const { version } = JSON.parse(readFileSync(join(dirname(bundle), "..", "package.json"), "utf8"));
	return String(version);
}

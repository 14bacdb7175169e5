import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { programPath } from "../../built.ts";
import { type ClangCall, type ClangOutput, GIVES_UP } from "./clang.ts";
import type { Tree } from "./llvm.ts";

export type { ClangOutput } from "./clang.ts";
export type { Tree } from "./llvm.ts";

/** The most time that clang takes for a source, in milliseconds: a source of a few lines can keep it busy for ever. */
const MOST_MS = 180_000;

/** The least time that it is given: a machine may be busy. */
const LEAST_MS = 30_000;

let limitMs = MOST_MS;

/** Limits the time of each run of clang to that of a command, in milliseconds, within bounds. */
export function limitClang(timeMs: number): void {
	limitMs = Math.min(MOST_MS, Math.max(LEAST_MS, timeMs));
}

/** The built program of clang's process: Node starts none from TypeScript. */
const PROGRAM = programPath("impl/c/clang/clang-process.ts");

/**
 * V8's flags for clang. It would validate all of clang, most of which never runs, and optimise what runs once: that takes more than
 * half of the processor's time. Flags are those of a whole process, and modules that are searched are to be optimised.
 */
const FLAGS = ["--liftoff-only", "--wasm-lazy-validation"];

let child: ChildProcess | undefined;
/** The call that clang is busy with: one at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs clang, and the linker if it is to link, on files that exist only in memory.
 *
 * @param args clang's arguments, the output file excepted
 * @param output the name of the file to be made; "-" for clang's standard output
 */
export async function runClang(args: readonly string[], output: string, files: Tree): Promise<ClangOutput> {
	const made = last.then(() => callInProcess({ args, output, files }));
	last = made.catch(() => {});
	return made;
}

async function callInProcess(call: ClangCall): Promise<ClangOutput> {
	child ??= start();
	const clang = child;
	keep(clang, true);
	const tooLong = new AbortController();
	const timer = setTimeout(() => tooLong.abort(), limitMs);
	try {
		const { signal } = tooLong;
		const answer = once(clang, "message", { signal });
		const ended = once(clang, "exit", { signal }).then(([code, by]): readonly ClangOutput[] => {
			// A signal ends it where a source makes it take all memory.
			if (by !== null) return [{ ok: false, messages: `${GIVES_UP}: its process ended by ${by}` }];
			throw new Error(`clang's process ended with ${code}`);
		});
		ended.catch(() => {});
		clang.send(call);
		const [output] = (await Promise.race([answer, ended])) as readonly ClangOutput[];
		if (!output) throw new Error("clang's process answered nothing");
		return output;
	} catch (error) {
		child = undefined;
		clang.kill("SIGKILL");
		if (!tooLong.signal.aborted) throw error;
		return { ok: false, messages: `fatal error: clang takes more than ${limitMs / 1000} s` };
	} finally {
		clearTimeout(timer);
		tooLong.abort();
		keep(clang, false);
	}
}

/** Starts clang's process, in a group of its own: an interruption from the terminal is for this process alone. */
function start(): ChildProcess {
	if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: npm run build makes it`);
	const clang = fork(PROGRAM, [], {
		...{ execArgv: FLAGS, serialization: "advanced", env: {}, detached: true },
		// It must not keep open what this process writes to.
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	clang.once("exit", () => {
		if (child === clang) child = undefined;
	});
	return clang;
}

/** Has this process wait for clang's, or not: an idle one does not keep it. */
function keep(clang: ChildProcess, isBusy: boolean): void {
	if (isBusy) {
		clang.ref();
		clang.channel?.ref();
	} else {
		clang.unref();
		clang.channel?.unref();
	}
}

/** The version of clang's package, without loading it. */
export function clangVersion(): string {
	const bundle = createRequire(import.meta.url).resolve("@yowasp/clang");
	const { version } = JSON.parse(readFileSync(join(dirname(bundle), "..", "package.json"), "utf8"));
	return String(version);
}

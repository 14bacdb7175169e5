import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { run } from "../../cli/commands.ts";

/** Result of a command, with its output. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Collects what is written to a stream, and keeps it from being printed. */
function captured(stream: NodeJS.WriteStream): () => string {
	const chunks: string[] = [];
	const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
		chunks.push(String(chunk));
		return true;
	});
	return () => {
		spy.mockRestore();
		return chunks.join("");
	};
}

/** No colours, lines that are long enough for most texts, and a store of findings that nobody else has. */
export function commandEnvironment(): Readonly<Record<string, string>> {
	return {
		NO_COLOR: "1",
		COLUMNS: "200",
		ROLLCALL_GROW: "0",
		ROLLCALL_STORE: mkdtempSync(join(tmpdir(), "rollcall-store-")),
	};
}

/** The command that runs, or ran last: the next one waits for it, also where its test has given up. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command as `dist/cli/main.js` does, but in this process, with `commandEnvironment()`. One at a time: the streams
 * and the exit code are the process's.
 */
export function rollcall(...words: readonly string[]): Promise<Ended> {
	return rollcallHere({}, ...words);
}

/** Runs a command in this process, with more environment variables: those that are read when it runs, such as `COLUMNS`. */
export function rollcallHere(variables: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ended> {
	const ended = last.then(() => runAlone(words, variables));
	last = ended.catch(() => {});
	return ended;
}

async function runAlone(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<Ended> {
	const { exitCode } = process;
	for (const [name, value] of Object.entries({ ...commandEnvironment(), ...variables })) vi.stubEnv(name, value);
	const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
	process.exitCode = undefined;
	try {
		await run(words);
		return { code: Number(process.exitCode ?? 0), stdout: stdout(), stderr: stderr() };
	} finally {
		stdout();
		stderr();
		vi.unstubAllEnvs();
		process.exitCode = exitCode;
	}
}

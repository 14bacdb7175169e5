import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { run } from "../../cli/run.ts";

/** How a command ended, and what it printed. */
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

/**
 * Runs a command as `cli/main.ts` does, in this process: without colours, and with a store of findings of its own
 * unless ROLLCALL_STORE names one. One call at a time: the streams and the exit code are the process's.
 */
export async function runInProcess(...words: readonly string[]): Promise<Ended> {
	const { exitCode } = process;
	vi.stubEnv("NO_COLOR", "1");
	vi.stubEnv("ROLLCALL_STORE", mkdtempSync(join(tmpdir(), "rollcall-store-")));
	const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
	process.exitCode = undefined;
	try {
		await run(words);
	} finally {
		vi.unstubAllEnvs();
	}
	const ended = { code: Number(process.exitCode ?? 0), stdout: stdout(), stderr: stderr() };
	process.exitCode = exitCode;
	return ended;
}

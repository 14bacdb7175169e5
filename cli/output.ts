import { writeSync } from "node:fs";
import chalk from "chalk";
import { terminalOutput } from "../report/escape/terminal.ts";

/** Prints a result on standard output: only line breaks, tabs and colours of it are acted on. */
export function print(text: string): void {
	process.stdout.write(terminalOutput(text, chalk.level > 0));
}

/** Prints a page or another file that has escapes of its own. */
export function printFile(text: string): void {
	process.stdout.write(text);
}

/** Prints a line about the run on standard error. */
export function printError(text: string): void {
	process.stderr.write(terminalOutput(`rollcall: ${text}\n`, false));
}

/** Ends the process with this code where its output cannot be written: a verdict that nobody reads is none. */
const EXIT_UNWRITTEN = 2;

/** Ends the process where standard output is full, or its reader is gone; without a word in the second case, as `yes | head` does. */
export function watchOutput(): void {
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE") complainAtOnce(`cannot write to standard output: ${error.message}`);
		process.exit(EXIT_UNWRITTEN);
	});
	process.stderr.on("error", () => process.exit(EXIT_UNWRITTEN));
}

function complainAtOnce(text: string): void {
	try {
		writeSync(process.stderr.fd, terminalOutput(`rollcall: ${text}\n`, false));
	} catch {
		// Nobody can be told.
	}
}

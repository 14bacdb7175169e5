import { printError } from "../output.ts";
import type { ProgressLine } from "./progress.ts";

/**
 * Runs a command that an interruption (SIGINT) stops early: it reports what was found until then. A second one ends the process.
 *
 * @param run receives the signal that the first interruption aborts
 */
export async function interruptible<Result>(
	line: ProgressLine,
	run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const interruption = new AbortController();
	const interrupt = (): void => {
		interruption.abort();
		line.clear();
		printError("stopping to report what was found; interrupt again to stop at once");
	};
	process.once("SIGINT", interrupt);
	try {
		return await run(interruption.signal);
	} finally {
		process.off("SIGINT", interrupt);
	}
}

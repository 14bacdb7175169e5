import { Command } from "commander";
import { LEASE } from "../../checker/options.ts";
import { helpText } from "../options/help.ts";
import { seconds, wholeNumber } from "../options/values.ts";
import { print, printError } from "../output.ts";
import { saveEveryOption } from "./save-every.ts";

const WORK_CODES = [
	[0, "it was told to end, or had no job for so long as --idle says"],
	[2, "wrong use or an internal error"],
] as const;

interface WorkFlags {
	readonly queue: string;
	readonly workers?: number;
	readonly lease: number;
	readonly checkpoints?: string;
	readonly saveEvery: number;
	readonly idle?: number;
}

/** `rollcall campaign work`. */
export function workCommand(): Command {
	return new Command("work")
		.description("do jobs of a queue, which run --queue fills, until it is told to end by SIGTERM")
		.requiredOption(
			"--queue <url>",
			"Redis server, as in redis://127.0.0.1:6379; its password comes from the environment",
		)
		.option("--workers <n>", "number of jobs at once (default: the number of cores)", wholeNumber([1, 1024]))
		.option(
			"--lease <seconds>",
			"time after which the job of a worker that is gone is given to another",
			seconds,
			LEASE,
		)
		.option(
			"--checkpoints <dir>",
			"folder that all workers share, for searches that are saved (see plan --checkpoints): without it, one that is lost starts anew",
		)
		.addOption(saveEveryOption())
		.option("--idle <seconds>", "end after so long without a job: longer than two leases (default: never)", seconds)
		.addHelpText("after", helpText([], WORK_CODES))
		.action(async (flags: WorkFlags) => {
			const { work } = await import("../../checker/campaign/queue/work.ts");
			const ending = new AbortController();
			for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
			const onEnd = (job: string, time: number): void => print(`${job.slice(0, 12)} in ${time.toFixed(1)} s\n`);
			await work({ ...flags, signal: ending.signal, onWarning: printError, onEnd });
		});
}

import { Command, Option } from "commander";
import { BOUNDS, PROVED_SLOTS } from "../../checker/options.ts";
import type { ProveRun } from "../../checker/proof/prove.ts";
import { EXIT_CODES } from "../../properties/verdict.ts";
import {
	type MemoryFlags,
	memoryOptions,
	memoryOptionsOf,
	revisionOption,
	type TargetFlags,
	targetOf,
	writeKnownOf,
} from "../options/flags.ts";
import { helpText } from "../options/help.ts";
import { needs } from "../options/needs.ts";
import { sourceOptions } from "../options/source-flags.ts";
import { jsonText, seconds, wholeNumber } from "../options/values.ts";
import { print, printError } from "../output.ts";
import { interruptible } from "../running/interruption.ts";
import { ProgressLine } from "../running/progress.ts";

interface ProveFlags extends Omit<TargetFlags, "users" | "services" | "coverage">, MemoryFlags {
	readonly deep?: boolean;
	readonly fresh?: boolean;
	readonly workers?: number;
	readonly time?: number;
	readonly certificate?: string;
	readonly json?: boolean;
}

const HELP = helpText(
	[
		["the specification, for any number of processes and slots", "npx rollcall prove"],
		["search the abstraction of up to 4 slots completely, too", "npx rollcall prove --slots 4"],
		[
			"write the invariant as a certificate, and check that by a program of its own",
			"npx rollcall prove --certificate proof.json",
			"npx rollcall check-certificate proof.json",
		],
		["your own event.c, by induction at NR_PROCS 256", "npx rollcall prove --source path/to/event.c"],
	],
	[
		[0, "all that was asked for is shown"],
		[1, "a claim is violated"],
		[2, "wrong use or an internal error"],
		[3, "unknown: nothing is violated, but not all is shown"],
	],
);

/** `rollcall prove`: exit codes as `verify`. */
export function proveCommand(): Command {
	const command = memoryOptions(sourceOptions(new Command("prove"), "event.c to take the induction step on"))
		.description("decide claims for any number of processes and slots")
		.addOption(revisionOption("revision of the mirror to prove"))
		.addOption(new Option("--target <target>").choices(["mirror", "c"]).hideHelp())
		.option(
			"--slots <n>",
			"search the abstraction of up to so many slots completely, 1 to 4",
			wholeNumber(PROVED_SLOTS),
		)
		.option("--certificate <file>", "write the invariant to a file, for rollcall check-certificate")
		.option(
			"--deep",
			"with --source: lists of all slots that the source has, and not of 3; goes on where it was stopped",
		)
		.option("--workers <n>", "number of threads (default: number of cores)", wholeNumber(BOUNDS.workers))
		.option("--time <seconds>", "stop the induction after this time", seconds)
		.option("--fresh", "with --source or --revision: take nothing of an earlier run of the same code as done")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", HELP)
		.action(async (flags: ProveFlags) => {
			process.exitCode = await run(flags);
		});
	for (const option of OF_TARGET) needs(command, option, ["source", "revision"]);
	return command;
}

/** Options that mean nothing without a target. */
const OF_TARGET = ["deep", "workers", "time", "fresh", "known", "writeKnown", "out"];

async function run(flags: ProveFlags): Promise<number> {
	const { runProve } = await import("../../checker/proof/prove.ts");
	const { slots, certificate, deep, fresh, workers, time } = flags;
	const target = targetOf(flags);
	const line = new ProgressLine();
	return interruptible(line, async (signal) => {
		const proof = await runProve({
			...{ target, slots, certificate, deep, fresh, workers, signal, onProgress: line.show },
			...(target ? await memoryOptionsOf(flags) : {}),
			timeMs: time === undefined ? undefined : time * 1000,
			onWarning: (text) => {
				line.clear();
				printError(text);
			},
		});
		line.clear();
		return printProof(proof, flags);
	});
}

async function printProof({ report, opened }: ProveRun, flags: ProveFlags): Promise<number> {
	const { proveJson, proveText } = await import("../../report/text/proof/prove.ts");
	const findings = report.source?.findings ?? [];
	if (report.source) await writeKnownOf(flags, { ...report.source, lassos: [] });
	if (flags.json) print(jsonText(proveJson(report)));
	else {
		const traces = opened && findings.length > 0 ? await import("../../checker/findings/traces-text.ts") : undefined;
		print(proveText(report, opened && traces ? await traces.tracesText(opened, findings) : ""));
	}
	return EXIT_CODES[report.verdict];
}

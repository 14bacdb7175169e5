import { Command } from "commander";
import { PROVED_SLOTS } from "../../checker/options.ts";
import { EXIT_CODES } from "../../properties/verdict.ts";
import { helpText } from "../options/help.ts";
import { jsonText, wholeNumber } from "../options/values.ts";
import { print } from "../output.ts";
import { ProgressLine } from "../progress.ts";

interface ProveFlags {
	readonly slots?: number;
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
	return new Command("prove")
		.description("decide claims for any number of processes and slots")
		.option(
			"--slots <n>",
			"search the abstraction of up to so many slots completely, 1 to 4",
			wholeNumber(PROVED_SLOTS),
		)
		.option("--certificate <file>", "write the invariant to a file, for rollcall check-certificate")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", HELP)
		.action(async (flags: ProveFlags) => {
			process.exitCode = await run(flags);
		});
}

async function run({ slots, certificate, json = false }: ProveFlags): Promise<number> {
	const { runProve } = await import("../../checker/proof/prove.ts");
	const { proveJson, proveText } = await import("../../report/text/proof/prove.ts");
	const line = new ProgressLine();
	const report = await runProve({ slots, certificate, onProgress: line.show });
	line.clear();
	print(json ? jsonText(proveJson(report)) : proveText(report));
	return EXIT_CODES[report.verdict];
}

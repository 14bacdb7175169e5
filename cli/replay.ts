import { Command } from "commander";
import type { DesignReplayReport } from "../report/text/designs/replay.ts";
import type { ReplayVerdict } from "../report/text/replay.ts";
import { recordWriter, revisionOption, type TargetFlags, targetOf } from "./options/flags.ts";
import { helpText } from "./options/help.ts";
import { type SourceFlags, sourceOptions } from "./options/source-flags.ts";
import { jsonText } from "./options/values.ts";
import { print, printError } from "./output.ts";

interface ReplayFlags extends SourceFlags, Pick<TargetFlags, "source" | "revision" | "coverage"> {
	readonly edited?: boolean;
	readonly json?: boolean;
}

const EXIT_CODES: Readonly<Record<ReplayVerdict, number>> = { fixed: 0, reproduced: 1, different: 1 };

const HELP = helpText(
	[
		[
			"write a file for each finding, and run one again",
			"npx rollcall verify --source event.c --out findings",
			"npx rollcall replay findings/waiting-balances-….itf.json",
		],
	],
	[
		[0, "fixed: it violates nothing"],
		[1, "reproduced, or different: it violates something else"],
		[2, "wrong use or an internal error"],
	],
);

/** `rollcall replay`: exit code 0 fixed, 1 it still fails. */
export function replayCommand(): Command {
	return sourceOptions(
		new Command("replay"),
		"event.c to run it on (default: the one in this folder that the file names)",
	)
		.description("run the file of a finding again, and report if it still reproduces")
		.argument("<file>", "file of a finding, from --out or the store; or of a run of a design")
		.addOption(revisionOption("revision of the mirror to run it on (default: that of the file)"))
		.option("--edited", "accept a file that was edited")
		.option("--coverage <file>", "write what the run covers to a file, for rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", HELP)
		.action(async (file: string, flags: ReplayFlags) => {
			process.exitCode = await run(file, flags);
		});
}

async function run(file: string, flags: ReplayFlags): Promise<number> {
	const { replayDesignFile } = await import("../checker/designs/design-files.ts");
	const design = replayDesignFile(file);
	if (design) return showDesign(design, flags);
	const { readCounterexample, runReplay } = await import("../checker/replay.ts");
	const { replayJson, replayText } = await import("../report/text/replay.ts");
	const onRecord = await recordWriter(flags.coverage);
	const counterexample = readCounterexample(file, flags.edited);
	const report = await runReplay(counterexample, { file, target: targetOf(flags), onRecord, onWarning: printError });
	print(flags.json ? jsonText(replayJson(report)) : replayText(report));
	return EXIT_CODES[report.verdict];
}

/** Prints a run of a design. @returns exit code 1 for a counterexample that still is one, and for a witness that is none any more */
async function showDesign(report: DesignReplayReport, { json }: ReplayFlags): Promise<number> {
	const { designReplayJson, designReplayText } = await import("../report/text/designs/replay.ts");
	print(json ? jsonText(designReplayJson(report)) : designReplayText(report));
	return (report.reason === undefined) === report.isCounterexample ? 1 : 0;
}

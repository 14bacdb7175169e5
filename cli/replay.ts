import { Command } from "commander";
import type { ReplayVerdict } from "../report/text/replay.ts";
import { recordWriter, revisionOption, sourceOption, type TargetFlags, targetOf } from "./flags.ts";
import { jsonText } from "./options.ts";

interface ReplayFlags extends Pick<TargetFlags, "source" | "revision" | "coverage"> {
	readonly edited?: boolean;
	readonly json?: boolean;
}

const EXIT_CODES: Readonly<Record<ReplayVerdict, number>> = { fixed: 0, reproduced: 1, different: 1 };

const EXAMPLES = `
Examples:
  $ npx rollcall verify --source event.c --out findings           one file for each finding
  $ npx rollcall replay findings/waiting-balances-….itf.json      does it still fail?

Exit codes: 0 fixed, 1 it fails as it did or in another way, 2 wrong use or an internal error.`;

/** `rollcall replay`: exit code 0 fixed, 1 it still fails. */
export function replayCommand(): Command {
	return new Command("replay")
		.description("run a finding's file again, and say whether it still fails")
		.argument("<file>", "what --out or the store wrote")
		.addOption(sourceOption("the event.c to run it on (default: the one that the file names)"))
		.addOption(revisionOption("the revision of the mirror to run it on (default: the file's)"))
		.option("--edited", "run a file that was changed by hand")
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", EXAMPLES)
		.action(async (file: string, flags: ReplayFlags) => {
			process.exitCode = await run(file, flags);
		});
}

async function run(file: string, flags: ReplayFlags): Promise<number> {
	const { readCounterexample, runReplay } = await import("../checker/replay.ts");
	const { replayJson, replayText } = await import("../report/text/replay.ts");
	const onRecord = await recordWriter(flags.coverage);
	const counterexample = readCounterexample(file, flags.edited);
	const report = await runReplay(counterexample, { file, target: targetOf(flags), onRecord });
	process.stdout.write(flags.json ? jsonText(replayJson(report)) : replayText(report));
	return EXIT_CODES[report.verdict];
}

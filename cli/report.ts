import { Command, Option } from "commander";
import { expectFolder, writeWhole } from "../checker/store/files.ts";
import { REPORT_FORMATS, type ReportFormat } from "../report/formats/report-formats.ts";
import { annotate } from "./ci.ts";

interface ReportFlags {
	readonly format: ReportFormat;
	readonly source?: string;
	readonly edited?: boolean;
	readonly out?: string;
}

const EXAMPLES = `
Examples:
  $ npx rollcall report FILE                              a bug report to paste, with a C program that shows it
  $ npx rollcall report FILE --format html --out bug.html   the finding step by step, in a browser
  $ npx rollcall report FILE --format test                a vitest file that passes once it is repaired

Exit codes: 0, 2 wrong use or an internal error.`;

/** `rollcall report`: exit code 0. */
export function reportCommand(): Command {
	return new Command("report")
		.description("tell of a finding's file: as a bug report, a page to step through, for CI, or as a test")
		.argument("<file>", "what --out or the store wrote")
		.addOption(new Option("--format <format>", "what to make of it").choices(REPORT_FORMATS).default("markdown"))
		.option("--source <file>", "the event.c to run it on (default: the one that the file names)")
		.option("--edited", "run a file that was changed by hand")
		.option("--out <file>", "write to this file")
		.addHelpText("after", EXAMPLES)
		.action(run);
}

async function run(file: string, { format, source, edited, out }: ReportFlags): Promise<void> {
	if (out !== undefined) expectFolder("out", out);
	const { readCounterexample } = await import("../checker/replay.ts");
	const { runReport } = await import("../checker/report.ts");
	const { text, story } = await runReport(readCounterexample(file, edited), { format, source, file });
	if (out === undefined) process.stdout.write(text);
	else writeWhole(out, text);
	await annotate([story]);
}

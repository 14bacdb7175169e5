import { Command, Option } from "commander";
import { expectFolder, writeWhole } from "../checker/store/files.ts";
import { REPORT_FORMATS, type ReportFormat } from "../report/formats/formats.ts";
import { annotate } from "./ci.ts";
import { helpText } from "./options/help.ts";
import { type SourceFlags, sourceOptions, sourceOptionsOf } from "./options/source-flags.ts";
import { print, printError, printFile } from "./output.ts";

interface ReportFlags extends SourceFlags {
	readonly format: ReportFormat;
	readonly source?: string;
	readonly edited?: boolean;
	readonly out?: string;
}

const HELP = helpText(
	[
		["a bug report in Markdown, with a C program that reproduces it", "npx rollcall report FILE"],
		["a page to step through it in a browser", "npx rollcall report FILE --format html --out bug.html"],
		["a C program that reproduces it", "npx rollcall report FILE --format c --out repro.c"],
		["a regression test for Vitest", "npx rollcall report FILE --format test"],
	],
	[
		[0, "the report is written"],
		[2, "wrong use or an internal error"],
	],
);

/** `rollcall report`: exit code 0. */
export function reportCommand(): Command {
	return sourceOptions(
		new Command("report"),
		"event.c to run it on (default: the one in this folder that the file names)",
	)
		.description("render the file of a finding: as a bug report, a page to step through, for CI, or as a test")
		.argument("<file>", "file of a finding, from --out or the store")
		.addOption(new Option("--format <format>", "format of the report").choices(REPORT_FORMATS).default("markdown"))
		.option("--edited", "accept a file that was edited")
		.option("--out <file>", "write to this file")
		.addHelpText("after", HELP)
		.action(run);
}

async function run(file: string, flags: ReportFlags): Promise<void> {
	const { format, source, edited, out } = flags;
	if (out !== undefined) expectFolder("out", out);
	const { replayDesignFile, reportDesign } = await import("../checker/designs/design-files.ts");
	const design = replayDesignFile(file);
	if (design) return write(await reportDesign(design, format), flags);
	const { readCounterexample } = await import("../checker/replay.ts");
	const { runReport } = await import("../checker/report.ts");
	const { text, story } = await runReport(readCounterexample(file, edited), {
		...{ format, source, file, sourceOptions: sourceOptionsOf(flags) },
		onWarning: printError,
	});
	write(text, flags);
	await annotate([story]);
}

function write(text: string, { format, out }: ReportFlags): void {
	if (out !== undefined) writeWhole(out, text);
	else if (format === "html") printFile(text);
	else print(text);
}

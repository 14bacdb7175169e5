import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Command, Option } from "commander";
import type { Missed, Threshold } from "../checker/coverage.ts";
import { UsageError } from "../checker/errors.ts";
import { BOUNDS, COVERAGE_DEFAULTS, SCOPES, SIMPLE_LENGTH } from "../checker/options.ts";
import { expectFile, writeWhole } from "../checker/store/files.ts";
import type { CoverageRecord } from "../coverage/record/coverage-record.ts";
import { shareOf } from "../coverage/status.ts";
import type { CoverageSummary } from "../coverage/summary.ts";
import { ACTION_KINDS, type ActionKind } from "../model/action.ts";
import {
	checkOptionsOf,
	givenOf,
	type LimitFlags,
	limitsIn,
	type TargetFlags,
	targetOptions,
	timeOption,
} from "./options/flags.ts";
import { helpText } from "./options/help.ts";
import { COVERAGE_FORMATS, type CoverageFormat, jsonText, someOf, thresholds, wholeNumber } from "./options/values.ts";
import { print, printError } from "./output.ts";
import { ProgressLine } from "./running/progress.ts";

interface CoverageFlags extends TargetFlags, Pick<LimitFlags, "time"> {
	readonly suite: "random" | "paths";
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly without?: readonly ActionKind[];
	readonly simpleLength?: number;
	readonly format: readonly CoverageFormat[];
	readonly out?: string;
	readonly threshold?: readonly Threshold[];
	readonly allMissing?: boolean;
	readonly feasibleOnly?: boolean;
}

const HELP = helpText(
	[
		[
			"random interleavings on your own event.c, as a page",
			"npx rollcall coverage --source path/to/event.c --format html --out report",
		],
		["another run, at its own scope", "npx rollcall verify --coverage a.json", "npx rollcall coverage a.json"],
		["exit code 1 where less is covered", "npx rollcall coverage --suite paths --threshold edge=100,primePath=100"],
	],
	[
		[0, "the thresholds are reached"],
		[1, "less is covered than --threshold asks for"],
		[2, "wrong use or an internal error"],
	],
);

const MERGE_HELP = helpText(
	[
		[
			"two runs as one; a run that is in several files counts once",
			"npx rollcall verify --seed 1 --coverage a.json",
			"npx rollcall verify --seed 2 --coverage b.json",
			"npx rollcall coverage merge all.json a.json b.json",
			"npx rollcall coverage all.json",
		],
	],
	[
		[0, "the file is written"],
		[2, "wrong use or an internal error"],
	],
);

/** The format of a coverage report where --format does not say otherwise. */
const TEXT: readonly CoverageFormat[] = ["text"];

/** `rollcall coverage`: exit code 0, or 1 where a threshold is missed. */
export function coverageCommand(): Command {
	const { runs, maxActions, seed } = COVERAGE_DEFAULTS;
	return timeOption(targetOptions(new Command("coverage"), SCOPES.coverage), "coverage")
		.description("report covered and uncovered paths of the statecharts, states and lines of the source")
		.argument("[records...]", "files that --coverage wrote (default: run now)")
		.addOption(
			new Option("--suite <suite>", "interleavings to run: random ones, or those of rollcall paths")
				.choices(["random", "paths"])
				.default("random"),
		)
		.option("--runs <n>", "number of random interleavings", wholeNumber(BOUNDS.runs), runs)
		.option("--max-actions <n>", "maximum length of a random interleaving", wholeNumber(BOUNDS.maxActions), maxActions)
		.option("--seed <n>", "seed of the random interleavings, a 32-bit integer", wholeNumber(BOUNDS.seed), seed)
		.option("--without <kinds>", "action kinds that random interleavings leave out", someOf(ACTION_KINDS))
		.option(
			"--simple-length <n>",
			`maximum length of simple paths (default: ${SIMPLE_LENGTH}, or that of the records)`,
			wholeNumber(BOUNDS.simpleLength),
		)
		.addOption(
			new Option("--format <formats>", "one or several of text, html, json and lcov")
				.argParser(someOf(COVERAGE_FORMATS, TEXT))
				.default(TEXT, "text"),
		)
		.option("--out <dir>", "write the report to files in this directory")
		.option("--all-missing", "list every uncovered transition of the composed system, not only the nearest")
		.option("--feasible-only", "with --format lcov and --source: leave out infeasible lines and branches")
		.option("--threshold <list>", "exit code 1 if less is covered, as in edge=100,primePath=95", thresholds)
		.option("--coverage <file>", "write what is covered to a file, of several records together")
		.addHelpText("after", HELP)
		.action(async (files: readonly string[], flags: CoverageFlags, command: Command) => {
			process.exitCode = await run(files, flags, givenOf(command, flags));
		})
		.addCommand(mergeCommand());
}

function mergeCommand(): Command {
	return new Command("merge")
		.description("merge files that --coverage wrote")
		.argument("<out>", "the file to write")
		.argument("<records...>", "the files to merge")
		.addHelpText("after", MERGE_HELP)
		.action(async (out: string, files: readonly string[]) => {
			expectFile("<out>", out);
			const { mergeRecords } = await import("../coverage/record/coverage-record.ts");
			const { expectOneSource, readRecord, writeRecord } = await import("../checker/record/open-recording.ts");
			const record = files.map(readRecord).reduce(mergeRecords);
			expectOneSource(record);
			writeRecord(out, record);
		});
}

/** @param given the options without those that have their default */
async function run(files: readonly string[], flags: CoverageFlags, given: Partial<CoverageFlags>): Promise<number> {
	expectFormats(flags, files);
	const records = files.length === 0 ? undefined : await readRecords(files, flags);
	const { runCoverage } = await import("../checker/coverage.ts");
	const line = new ProgressLine();
	const { suite, runs, maxActions, seed, without, simpleLength, allMissing, threshold } = given;
	const run = await runCoverage({
		...(await checkOptionsOf(given, line)),
		...{ records, suite, runs, maxActions, seed, without, simpleLength, allMissing, thresholds: threshold },
		limits: limitsIn(flags),
	});
	line.clear();
	await printReport(flags, run.summary);
	for (const missed of run.missed) printError(missedText(missed));
	return run.missed.length > 0 ? 1 : 0;
}

/** @throws UsageError where the formats need other options, or their files cannot be written */
function expectFormats({ format, out, source, feasibleOnly }: CoverageFlags, files: readonly string[]): void {
	if (format.includes("lcov") && source === undefined && files.length === 0) {
		throw new UsageError("--format lcov needs --source");
	}
	if (out === undefined && format.includes("html")) throw new UsageError("--format html needs --out");
	if (out === undefined && format.length > 1) throw new UsageError("--format with several formats needs --out");
	if (feasibleOnly && !(format.includes("lcov") && source !== undefined)) {
		throw new UsageError("--feasible-only needs --format lcov and --source");
	}
	for (const one of out === undefined ? [] : format) expectFile("out", join(out ?? "", FILE_NAMES[one]));
}

async function readRecords(files: readonly string[], { format }: CoverageFlags): Promise<readonly CoverageRecord[]> {
	const { readRecord } = await import("../checker/record/open-recording.ts");
	const records = files.map(readRecord);
	const isOfSource = records.some(({ runs }) => Object.values(runs).some(({ source }) => source));
	if (isOfSource || !format.includes("lcov")) return records;
	throw new UsageError("--format lcov needs records of a C source");
}

/** The files that the formats have in the folder of --out. */
const FILE_NAMES: Readonly<Record<CoverageFormat, string>> = {
	text: "coverage.txt",
	html: "coverage.html",
	json: "coverage.json",
	lcov: "lcov.info",
};

async function printReport(flags: CoverageFlags, summary: CoverageSummary): Promise<void> {
	for (const format of flags.format) {
		const text = await textOf(format, summary, flags);
		const path = flags.out === undefined ? undefined : join(flags.out, FILE_NAMES[format]);
		if (path !== undefined) writeWhole(path, text);
		print(path === undefined ? text : `${path}\n`);
	}
}

async function textOf(
	format: CoverageFormat,
	summary: CoverageSummary,
	{ allMissing = false, feasibleOnly = false, out }: CoverageFlags,
): Promise<string> {
	const { coverageJson, coverageText } = await import("../report/text/coverage.ts");
	switch (format) {
		case "text": {
			const text = coverageText(summary, allMissing);
			return out === undefined ? text : stripVTControlCharacters(text);
		}
		case "json":
			return jsonText(coverageJson(summary));
		case "lcov": {
			const { lcovText } = await import("../report/formats/lcov.ts");
			return lcovText(summary, feasibleOnly);
		}
		case "html": {
			const { coveragePage } = await import("../report/pages/coverage-page.ts");
			return coveragePage(summary);
		}
	}
}

function missedText({ measured, least }: Missed): string {
	const share = (100 * shareOf(measured)).toFixed(1);
	return `coverage of ${measured.measure} in the ${measured.graph} graph is ${share} %, expected at least ${least} %`;
}

import { join } from "node:path";
import { Command, Option } from "commander";
import type { Missed, Threshold } from "../checker/coverage.ts";
import { UsageError } from "../checker/errors.ts";
import { BOUNDS, COVERAGE_DEFAULTS, SCOPES, SIMPLE_LENGTH } from "../checker/options.ts";
import { expectFile, writeWhole } from "../checker/store/files.ts";
import type { CoverageRecord } from "../coverage/record/coverage-record.ts";
import { shareOf } from "../coverage/status.ts";
import type { CoverageSummary } from "../coverage/summary.ts";
import { ACTION_KINDS, type ActionKind } from "../model/action.ts";
import { checkOptionsOf, givenOf, type TargetFlags, targetOptions } from "./flags.ts";
import { COVERAGE_FORMATS, type CoverageFormat, jsonText, someOf, thresholds, wholeNumber } from "./options.ts";
import { ProgressLine } from "./progress.ts";

interface CoverageFlags extends TargetFlags {
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

const EXAMPLES = `
Examples:
  $ npx rollcall coverage --source path/to/event.c --format html --out report   what random interleavings walk
  $ npx rollcall verify --coverage a.json; npx rollcall coverage a.json         what another run walked, at its own scope
  $ npx rollcall coverage --suite paths --threshold edge=100,primePath=100      fails where less is walked

Exit codes: 0, 1 less is covered than --threshold asks for, 2 wrong use or an internal error.`;

const MERGE_EXAMPLES = `
Examples:
  $ npx rollcall verify --seed 1 --coverage a.json
  $ npx rollcall verify --seed 2 --coverage b.json
  $ npx rollcall coverage merge all.json a.json b.json   a run that is in several files counts once
  $ npx rollcall coverage all.json

Exit codes: 0, 2 wrong use or an internal error.`;

/** The format of a coverage report where --format does not say otherwise. */
const TEXT: readonly CoverageFormat[] = ["text"];

/** `rollcall coverage`: exit code 0, or 1 where a threshold is missed. */
export function coverageCommand(): Command {
	const { runs, maxActions, seed } = COVERAGE_DEFAULTS;
	return targetOptions(new Command("coverage"), SCOPES.coverage)
		.description("say which paths of the statecharts, states and lines of the source some runs walked, and which not")
		.argument("[records...]", "what --coverage wrote; without any, a run is made now")
		.addOption(
			new Option("--suite <suite>", "which run to make now: random interleavings, or those of rollcall paths")
				.choices(["random", "paths"])
				.default("random"),
		)
		.option("--runs <n>", "how many random interleavings to run", wholeNumber(BOUNDS.runs), runs)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(BOUNDS.maxActions), maxActions)
		.option("--seed <n>", "the seed of the interleavings, a 32 bit integer", wholeNumber(BOUNDS.seed), seed)
		.option("--without <kinds>", "action kinds that no random interleaving is to have", someOf(ACTION_KINDS))
		.option(
			"--simple-length <n>",
			`the greatest length of a simple path (default: ${SIMPLE_LENGTH}, or what the records have)`,
			wholeNumber(BOUNDS.simpleLength),
		)
		.option("--format <formats>", "text, html, json or lcov, or several", someOf(COVERAGE_FORMATS, TEXT), TEXT)
		.option("--out <dir>", "write the report to files in this folder")
		.option("--all-missing", "list all that is missing of the composed system, not only what is nearest")
		.option("--feasible-only", "with --format lcov and --source: leave out what no interleaving reaches")
		.option("--threshold <list>", "exit code 1 where less is covered, as in edge=100,primePath=95", thresholds)
		.option("--coverage <file>", "write what was walked to a file, of several records together")
		.addHelpText("after", EXAMPLES)
		.action(async (files: readonly string[], flags: CoverageFlags, command: Command) => {
			process.exitCode = await run(files, flags, givenOf(command, flags));
		})
		.addCommand(mergeCommand());
}

function mergeCommand(): Command {
	return new Command("merge")
		.description("merge what several runs wrote with --coverage")
		.argument("<out>", "the file to write")
		.argument("<records...>", "the files to merge")
		.addHelpText("after", MERGE_EXAMPLES)
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
	const line = await ProgressLine.open();
	const { suite, runs, maxActions, seed, without, simpleLength, allMissing, threshold } = given;
	const run = await runCoverage({
		...(await checkOptionsOf(given, line)),
		...{ records, suite, runs, maxActions, seed, without, simpleLength, allMissing, thresholds: threshold },
	});
	line.clear();
	await print(flags, run.summary);
	for (const missed of run.missed) process.stderr.write(`rollcall: ${missedText(missed)}\n`);
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

async function print(flags: CoverageFlags, summary: CoverageSummary): Promise<void> {
	for (const format of flags.format) {
		const text = await textOf(format, summary, flags);
		const path = flags.out === undefined ? undefined : join(flags.out, FILE_NAMES[format]);
		if (path !== undefined) writeWhole(path, text);
		process.stdout.write(path === undefined ? text : `${path}\n`);
	}
}

async function textOf(
	format: CoverageFormat,
	summary: CoverageSummary,
	{ allMissing = false, feasibleOnly = false }: CoverageFlags,
): Promise<string> {
	const { coverageJson, coverageText } = await import("../report/text/coverage.ts");
	switch (format) {
		case "text":
			return coverageText(summary, allMissing);
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

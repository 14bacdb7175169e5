#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../checker/errors.ts";
import { CRITERIA, SUITE_CRITERIA } from "../coverage/criteria.ts";
import { SpecificationBroken } from "../explore/fast/rows/monitors.ts";
import { REVISIONS } from "../impl/mirror/event.ts";
import { ACTION_KINDS } from "../model/action.ts";
import { CHART_FORMATS, type ChartFormat } from "../report/formats/chart-formats.ts";
import { REPORT_FORMATS } from "../report/formats/report-formats.ts";
import type { CoverageOptions } from "./coverage.ts";
import type { ExploreOptions } from "./explore.ts";
import {
	COVERAGE_FORMATS,
	type CoverageFormat,
	DEFAULT_MEMORY,
	MOST_WORKERS,
	path,
	SIMPLE_LENGTH,
	scopePart,
	seconds,
	someOf,
	thresholds,
	wholeNumber,
} from "./options.ts";
import type { PathsOptions } from "./paths.ts";
import type { ReplayOptions } from "./replay.ts";
import type { ReportOptions } from "./report.ts";
import type { VerifyOptions } from "./verify.ts";
import { version } from "./version.ts";

// Each command is loaded when it is called: together they take longer to load than many a search takes.

/** Wrong use, or an error of ours. */
const EXIT_ERROR = 2;

const EXIT_CODES = `
Exit codes: 0 all claims that are checked hold, 1 a claim is violated, 2 wrong use or an internal error, 3 unknown.`;

const VERIFY_EXAMPLES = `
Examples:
  $ npx rollcall verify                              the mirror of event.c
  $ npx rollcall verify --source path/to/event.c     your own event.c, compiled as it is
  $ npx rollcall verify --revision clear-waiting     the mirror with its finding repaired
${EXIT_CODES}`;

const EXPLORE_EXAMPLES = `
Examples:
  $ npx rollcall explore --users 2 --services 3                          the specification
  $ npx rollcall explore --source path/to/event.c --users 1 --services 2   your own event.c beside it

Exit codes: 0 all claims that are checked hold in every state, 1 a claim is violated, 2 wrong use or an internal error,
3 unknown: a limit came first, or a claim was not exercised.`;

const COVERAGE_EXAMPLES = `
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

const PATHS_EXAMPLES = `
Examples:
  $ npx rollcall paths                                               all edges, edge pairs and prime paths of both charts
  $ npx rollcall paths --source path/to/event.c --criteria primePath   on your own event.c
  $ npx rollcall paths --users 1 --services 1 --criteria transition    every transition of the composed system

Exit codes: 0 no claim is violated, 1 one is, 2 wrong use or an internal error.`;

const REPORT_EXAMPLES = `
Examples:
  $ npx rollcall report FILE                              a bug report to paste, with a C program that shows it
  $ npx rollcall report FILE --format html --out bug.html   the finding step by step, in a browser
  $ npx rollcall report FILE --format test                a vitest file that passes once it is repaired

Exit codes: 0, 2 wrong use or an internal error.`;

const REPLAY_EXAMPLES = `
Examples:
  $ npx rollcall verify --source event.c --out findings           one file for each finding
  $ npx rollcall replay findings/waiting-balances-….itf.json      does it still fail?

Exit codes: 0 fixed, 1 it fails as it did or in another way, 2 wrong use or an internal error.`;

/** Whether a person gave an option of a name. */
function givenBy(command: Command): (name: string) => boolean {
	return (name) => command.getOptionValueSource(name) === "cli";
}

function program(): Command {
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted\nwhen MINIX 3's process manager tells its subscribers of an event.",
		)
		.version(version())
		.addHelpText("after", EXIT_CODES);
	ciOptions(memoryOptions(targetOptions(rollcall.command("verify"), { users: 3, services: 5 })))
		.description(
			"search small scopes completely and run random interleavings at a larger one, side by side with the specification",
		)
		.option("--runs <n>", "how many interleavings to run", wholeNumber(1, 1_000_000), 15_000)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(1, 10_000), 120)
		.option("--seed <n>", "the seed of the interleavings, a 32 bit integer", wholeNumber(-(2 ** 31), 2 ** 31 - 1), 1)
		.option("--path <path>", "run only this interleaving of the seed, as a finding's replay command names it", path)
		.option("--interleaving <actions>", 'run only these actions, as in "spawn(u0) exit(u0)"')
		.option(
			"--only <claims>",
			"with one interleaving: put only these claims to it, and go on past a step that breaks others",
		)
		.option("--time <seconds>", "start no interleaving after this time", seconds)
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "also print what was executed")
		.addHelpText("after", VERIFY_EXAMPLES)
		.action(async (options: VerifyOptions, command: Command) => {
			const { withBrokenAsError } = await import("./ci.ts");
			process.exitCode = await withBrokenAsError("verify", options, async () => {
				const { verify } = await import("./verify.ts");
				return verify(options, givenBy(command));
			});
		});
	ciOptions(memoryOptions(targetOptions(rollcall.command("explore"), { users: 2, services: 2 })))
		.description("visit every state of a scope, of the specification and, where one is named, of a target beside it")
		.option("--no-symmetry", "visit every state of the specification, not one for all that differ in names")
		.option("--all-memory", "keep all of the target's memory as its state, even what nothing reads")
		.option("--audit", "search again without reductions, in another order and with another hash, and compare")
		.option("--workers <n>", "how many threads search (default: cores)", wholeNumber(1, MOST_WORKERS))
		.option(
			"--checkpoint <file>",
			"write where the search is to a file, every half minute and when it is stopped; one thread searches then",
		)
		.option("--resume <file>", "go on from a file that --checkpoint wrote")
		.option("--max-states <n>", "stop when so many states are stored", wholeNumber(1, 1_000_000_000))
		.option(
			"--max-memory <MiB>",
			`stop when stored states take so much memory (default: ${DEFAULT_MEMORY})`,
			wholeNumber(1, 65_536),
		)
		.option("--time <seconds>", "stop after this time", seconds)
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", EXPLORE_EXAMPLES)
		.action(async (options: ExploreOptions) => {
			const { withBrokenAsError } = await import("./ci.ts");
			process.exitCode = await withBrokenAsError("explore", options, async () => {
				const { explore } = await import("./explore.ts");
				return explore(options);
			});
		});
	coverageCommands(rollcall);
	rollcall
		.command("report")
		.description("tell of a finding's file: as a bug report, a page to step through, for CI, or as a test")
		.argument("<file>", "what --out or the store wrote")
		.addOption(new Option("--format <format>", "what to make of it").choices(REPORT_FORMATS).default("markdown"))
		.option("--source <file>", "the event.c to run it on (default: the one that the file names)")
		.option("--edited", "run a file that was changed by hand")
		.option("--out <file>", "write to this file")
		.addHelpText("after", REPORT_EXAMPLES)
		.action(async (file: string, options: ReportOptions) => {
			const { report } = await import("./report.ts");
			process.exitCode = await report(file, options);
		});
	rollcall
		.command("replay")
		.description("run a finding's file again, and say whether it still fails")
		.argument("<file>", "what --out or the store wrote")
		.option("--source <file>", "the event.c to run it on (default: the one that the file names)")
		.addOption(
			new Option("--revision <name>", "the revision of the mirror to run it on (default: the file's)").choices(
				REVISIONS,
			),
		)
		.option("--edited", "run a file that was changed by hand")
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", REPLAY_EXAMPLES)
		.action(async (file: string, options: ReplayOptions) => {
			const { replay } = await import("./replay.ts");
			process.exitCode = await replay(file, options);
		});
	rollcall
		.command("model")
		.description("print the two statecharts of the specification")
		.addOption(
			new Option("--format <format>", "json can be imported into the Stately editor")
				.choices(CHART_FORMATS)
				.default("mermaid"),
		)
		.action(async ({ format }: { readonly format: ChartFormat }) => {
			const { chartsText } = await import("../report/formats/charts.ts");
			process.stdout.write(chartsText(format));
		});
	for (const command of [rollcall, ...rollcall.commands, ...rollcall.commands.flatMap(({ commands }) => commands)])
		command.exitOverride().configureOutput({ outputError: () => {} });
	return rollcall;
}

/** The format of a coverage report where --format does not say otherwise. */
const TEXT: readonly CoverageFormat[] = ["text"];

/** What of the statecharts' graphs, and of the source, was walked; and interleavings that walk it. */
function coverageCommands(rollcall: Command): void {
	const coverage = targetOptions(rollcall.command("coverage"), { users: 1, services: 2 })
		.description("say which paths of the statecharts, states and lines of the source some runs walked, and which not")
		.argument("[records...]", "what --coverage wrote; without any, a run is made now")
		.addOption(
			new Option("--suite <suite>", "which run to make now: random interleavings, or those of rollcall paths")
				.choices(["random", "paths"])
				.default("random"),
		)
		.option("--runs <n>", "how many random interleavings to run", wholeNumber(1, 1_000_000), 5_000)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(1, 10_000), 120)
		.option("--seed <n>", "the seed of the interleavings, a 32 bit integer", wholeNumber(-(2 ** 31), 2 ** 31 - 1), 1)
		.option("--without <kinds>", "action kinds that no random interleaving is to have", someOf(ACTION_KINDS))
		.option(
			"--simple-length <n>",
			`the greatest length of a simple path (default: ${SIMPLE_LENGTH}, or what the records have)`,
			wholeNumber(1, 6),
		)
		.option("--format <formats>", "text, html, json or lcov, or several", someOf(COVERAGE_FORMATS, TEXT), TEXT)
		.option("--out <dir>", "write the report to files in this folder")
		.option("--all-missing", "list all that is missing of the composed system, not only what is nearest")
		.option("--feasible-only", "with --format lcov and --source: leave out what no interleaving reaches")
		.option("--threshold <list>", "exit code 1 where less is covered, as in edge=100,primePath=95", thresholds)
		.option("--coverage <file>", "write what was walked to a file, of several records together")
		.addHelpText("after", COVERAGE_EXAMPLES)
		.action(async (records: readonly string[], options: CoverageOptions, command: Command) => {
			const { coverage } = await import("./coverage.ts");
			process.exitCode = await coverage(records, options, givenBy(command));
		});
	coverage
		.command("merge")
		.description("merge what several runs wrote with --coverage")
		.argument("<out>", "the file to write")
		.argument("<records...>", "the files to merge")
		.addHelpText("after", MERGE_EXAMPLES)
		.action(async (out: string, records: readonly string[]) => {
			const { mergeCoverage } = await import("./coverage.ts");
			process.exitCode = mergeCoverage(out, records);
		});
	memoryOptions(targetOptions(rollcall.command("paths"), { users: 1, services: 2 }))
		.description("turn paths of the graphs into interleavings, and run them on a target")
		.option("--criteria <list>", "what to walk", someOf(SUITE_CRITERIA, CRITERIA), CRITERIA)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(1, 10_000), 40)
		.option("--simple-length <n>", "the greatest length of a simple path", wholeNumber(1, 6), SIMPLE_LENGTH)
		.option("--coverage <file>", "write what the run walks to a file")
		.option("--list", "also print the interleavings")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", PATHS_EXAMPLES)
		.action(async (options: PathsOptions) => {
			const { paths } = await import("./paths.ts");
			process.exitCode = await paths(options);
		});
}

/** The options about what is remembered of earlier runs. */
function memoryOptions(command: Command): Command {
	return command
		.addOption(
			new Option("--store <dir>", "where findings are kept and tried first the next time (default: .rollcall)").env(
				"ROLLCALL_STORE",
			),
		)
		.option("--no-store", "neither keep findings nor try those that were kept")
		.option("--known <file>", "findings that are known: they are listed, and do not fail the run")
		.option("--write-known <file>", "write what this run finds as a list for --known")
		.option("--out <dir>", "write each finding to a file in this folder, for rollcall replay and for ITF viewers");
}

/** The options about what a CI system reads. */
function ciOptions(command: Command): Command {
	return command
		.option("--junit <file>", "also write a JUnit report: a test for each claim")
		.option("--sarif <file>", "also write a SARIF log: a result for each finding");
}

/** The options that name a target and a scope. */
function targetOptions(
	command: Command,
	{ users, services }: { readonly users: number; readonly services: number },
): Command {
	return command
		.addOption(
			new Option("--target <target>", "what to check (default: c with --source, else mirror)").choices(["mirror", "c"]),
		)
		.option("--source <file>", "the event.c to compile and check")
		.addOption(
			new Option("--revision <name>", "which revision of the mirror to check (default: faithful)").choices(REVISIONS),
		)
		.option("--users <n>", "ordinary processes, 0 to 32", scopePart("users"), users)
		.option("--services <n>", "system services, 0 to 8", scopePart("services"), services)
		.option("--slots <n>", "NR_SUBS, 1 to 8 (default: the source's own; 4 for the mirror)", scopePart("slots"));
}

/** Says in one line what is wrong, on standard error; an error of ours with what is needed to find it. */
function complain(error: unknown): void {
	if (error instanceof CommanderError) {
		if (error.exitCode === 0) return;
		process.exitCode = EXIT_ERROR;
		if (error.code === "commander.help") return;
		const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
		process.stderr.write(`rollcall: ${text} (see rollcall --help)\n`);
	} else if (error instanceof UsageError) {
		process.stderr.write(`rollcall: ${error.message}\n`);
	} else if (error instanceof SpecificationBroken) {
		process.stderr.write(`rollcall: ${error.message}: rollcall explore shows the shortest interleaving that does\n`);
	} else {
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		process.stderr.write(`rollcall: an error of its own, please report it: ${detail}\n`);
	}
	process.exitCode = EXIT_ERROR;
}

try {
	await program().parseAsync();
} catch (error) {
	complain(error);
}

#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError, Option } from "commander";
import { REVISIONS } from "../impl/event.ts";
import { CHART_FORMATS, type ChartFormat } from "../report/chart-formats.ts";
import { UsageError } from "./errors.ts";
import type { ExploreOptions } from "./explore.ts";
import { DEFAULT_MEMORY, path, scopePart, seconds, wholeNumber } from "./options.ts";
import type { VerifyOptions } from "./verify.ts";

// Each command is loaded when it is called: together they take longer to load than many a search takes.

/** Wrong use, or an error of ours. */
const EXIT_ERROR = 2;

const EXIT_CODES = `
Exit codes: 0 all claims hold, 1 a claim is violated, 2 wrong use or an internal error, 3 unknown.`;

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

Exit codes: 0 the claims that were checked hold in every state, 1 a claim is violated, 2 wrong use or an internal error,
3 unknown: a limit came first.`;

function program(): Command {
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted\nwhen MINIX 3's process manager tells its subscribers of an event.",
		)
		.version(version())
		.addHelpText("after", EXIT_CODES);
	targetOptions(rollcall.command("verify"), { users: 3, services: 5 })
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
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "also print what was executed")
		.addHelpText("after", VERIFY_EXAMPLES)
		.action(async (options: VerifyOptions) => {
			const { verify } = await import("./verify.ts");
			process.exitCode = await verify(options);
		});
	targetOptions(rollcall.command("explore"), { users: 2, services: 2 })
		.description("visit every state of a scope, of the specification and, where one is named, of a target beside it")
		.option("--no-symmetry", "visit every state of the specification, not one for all that differ in names")
		.option("--all-memory", "keep all of the target's memory as its state, even what nothing reads")
		.option("--audit", "search again without reductions, in another order and with another hash, and compare")
		.option("--workers <n>", "how many threads search a target (default: cores)", wholeNumber(1, 16))
		.option("--checkpoint <file>", "write where the search is to a file, every half minute and when it is stopped")
		.option("--resume <file>", "go on from a file that --checkpoint wrote")
		.option("--max-states <n>", "stop when so many states are stored", wholeNumber(1, 1_000_000_000))
		.option(
			"--max-memory <MiB>",
			`stop when stored states take so much memory (default: ${DEFAULT_MEMORY})`,
			wholeNumber(1, 65_536),
		)
		.option("--time <seconds>", "stop after this time", seconds)
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", EXPLORE_EXAMPLES)
		.action(async (options: ExploreOptions) => {
			const { explore } = await import("./explore.ts");
			process.exitCode = await explore(options);
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
			const { chartsText } = await import("../report/charts.ts");
			process.stdout.write(chartsText(format));
		});
	for (const command of [rollcall, ...rollcall.commands])
		command.exitOverride().configureOutput({ outputError: () => {} });
	return rollcall;
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

function version(): string {
	const { version } = createRequire(import.meta.url)("rollcall/package.json") as { readonly version: string };
	return version;
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

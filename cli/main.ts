#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError, Option } from "commander";
import { REVISIONS } from "../impl/event.ts";
import { CHART_FORMATS, type ChartFormat, chartsText } from "../report/charts.ts";
import { UsageError } from "./errors.ts";
import { path, scopePart, seconds, wholeNumber } from "./options.ts";
import { type VerifyOptions, verify } from "./verify.ts";

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

function program(): Command {
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted\nwhen MINIX 3's process manager tells its subscribers of an event.",
		)
		.version(version())
		.addHelpText("after", EXIT_CODES);
	rollcall
		.command("verify")
		.description("run random interleavings on the mirror or on a C source, side by side with the specification")
		.addOption(
			new Option("--target <target>", "what to check (default: c with --source, else mirror)").choices(["mirror", "c"]),
		)
		.option("--source <file>", "the event.c to compile and check")
		.addOption(
			new Option("--revision <name>", "which revision of the mirror to check (default: faithful)").choices(REVISIONS),
		)
		.option("--users <n>", "ordinary processes, 0 to 32", scopePart("users"), 3)
		.option("--services <n>", "system services, 0 to 8", scopePart("services"), 5)
		.option("--slots <n>", "NR_SUBS, 1 to 8 (default: the source's own; 4 for the mirror)", scopePart("slots"))
		.option("--runs <n>", "how many interleavings to run", wholeNumber(1, 1_000_000_000), 18_000)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(1, 10_000), 120)
		.option("--seed <n>", "the seed of the interleavings, a 32 bit integer", wholeNumber(-(2 ** 31), 2 ** 31 - 1), 1)
		.option("--path <path>", "run only this interleaving of the seed, as a finding's replay command names it", path)
		.option("--time <seconds>", "start no interleaving after this time", seconds)
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "also print what was executed")
		.addHelpText("after", VERIFY_EXAMPLES)
		.action(async (options: VerifyOptions) => {
			process.exitCode = await verify(options);
		});
	rollcall
		.command("model")
		.description("print the two statecharts of the specification")
		.addOption(
			new Option("--format <format>", "json can be imported into the Stately editor")
				.choices(CHART_FORMATS)
				.default("mermaid"),
		)
		.action(({ format }: { readonly format: ChartFormat }) => void process.stdout.write(chartsText(format)));
	for (const command of [rollcall, ...rollcall.commands])
		command.exitOverride().configureOutput({ outputError: () => {} });
	return rollcall;
}

function version(): string {
	const { version } = createRequire(import.meta.url)("rollcall/package.json") as { readonly version: string };
	return version;
}

/** Says in one line what is wrong, on standard error; an error of ours with what is needed to find it. */
function complain(error: unknown): void {
	if (error instanceof CommanderError) {
		if (error.exitCode === 0) return;
		const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
		process.stderr.write(`rollcall: ${text}${/--help|\(outputHelp\)/.test(text) ? "" : " (see rollcall --help)"}\n`);
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

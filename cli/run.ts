import { Command, CommanderError } from "commander";
import { UsageError } from "../checker/errors.ts";
import { SpecificationViolated } from "../explore/specification/specification-violated.ts";
import { packageVersion } from "../report/package-files.ts";
import { coverageCommand } from "./coverage.ts";
import { exploreCommand } from "./explore.ts";
import { flagOf } from "./flags.ts";
import { modelCommand } from "./model.ts";
import { EXIT_CODES_TEXT } from "./options.ts";
import { pathsCommand } from "./paths.ts";
import { replayCommand } from "./replay.ts";
import { reportCommand } from "./report.ts";
import { verifyCommand } from "./verify.ts";

// The checker is loaded when a command runs: it takes longer to load than many a search takes.

/** Wrong use, or an error of ours. */
const EXIT_ERROR = 2;

/**
 * Runs the command that the words name: it prints to the process's streams and sets `process.exitCode`, and leaves the
 * process to end by itself, so that a test can call it as `main.ts` does.
 */
export async function run(words: readonly string[]): Promise<void> {
	try {
		await program().parseAsync(words, { from: "user" });
	} catch (error) {
		complain(error);
	}
}

function program(): Command {
	const commands = [
		...[verifyCommand(), exploreCommand(), coverageCommand(), pathsCommand()],
		...[reportCommand(), replayCommand(), modelCommand()],
	];
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted\nwhen MINIX 3's process manager tells its subscribers of an event.",
		)
		.version(packageVersion())
		.addHelpText("after", EXIT_CODES_TEXT);
	for (const command of commands) rollcall.addCommand(command);
	for (const command of [rollcall, ...commands, ...commands.flatMap((command) => command.commands)])
		command.exitOverride().configureOutput({ outputError: () => {} });
	return rollcall;
}

/** Prints in one line what is wrong, on standard error; of an error of ours what is needed to find it. */
function complain(error: unknown): void {
	process.exitCode = EXIT_ERROR;
	if (error instanceof CommanderError) {
		if (error.exitCode === 0) process.exitCode = 0;
		else if (error.code !== "commander.help") process.stderr.write(`rollcall: ${commanderText(error)}\n`);
	} else if (error instanceof UsageError) {
		const of = error.option === undefined ? "" : `${flagOf(error.option)}: `;
		process.stderr.write(`rollcall: ${of}${error.reason}\n`);
	} else if (error instanceof SpecificationViolated) {
		process.stderr.write(`rollcall: ${error.message}: rollcall explore shows the shortest interleaving that does\n`);
	} else {
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		process.stderr.write(`rollcall: an error of its own, please report it: ${detail}\n`);
	}
}

function commanderText({ message }: CommanderError): string {
	return `${message.replace(/^error: /, "").replaceAll("\n", " ")} (see rollcall --help)`;
}

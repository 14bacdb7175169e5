import { clearLine, cursorTo } from "node:readline";
import { Command, CommanderError } from "commander";
import { UsageError } from "../checker/errors.ts";
import { SpecificationViolated } from "../explore/specification/specification-violated.ts";
import { packageVersion } from "../report/package-files.ts";
import { textWidth } from "../report/text/layout/text-width.ts";
import { campaignCommand } from "./campaign.ts";
import { claimsCommand } from "./claims.ts";
import { coverageCommand } from "./coverage.ts";
import { exploreCommand } from "./explore.ts";
import { modelCommand } from "./model.ts";
import { distinctFiles } from "./options/distinct-files.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { flagOf } from "./options/needs.ts";
import { printError } from "./output.ts";
import { pathsCommand } from "./paths.ts";
import { checkCertificateCommand } from "./proof/check-certificate.ts";
import { proveCommand } from "./proof/prove.ts";
import { replayCommand } from "./replay.ts";
import { reportCommand } from "./report.ts";
import { verifyCommand } from "./verify.ts";

// The checker is loaded when a command runs: it takes longer to load than many a search takes.

/** Exit code of wrong use and of internal errors. */
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

/** The command line as commander reads it: every command with its options, arguments and actions. */
export function program(): Command {
	const commands = [
		...[verifyCommand(), exploreCommand(), claimsCommand(), coverageCommand(), pathsCommand()],
		...[proveCommand(), checkCertificateCommand(), reportCommand(), replayCommand(), modelCommand()],
		campaignCommand(),
	];
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted when the process manager of MINIX 3 notifies its subscribers of an event.",
		)
		.version(packageVersion())
		.addHelpText("after", helpText([], VERDICT_CODES));
	for (const command of commands) rollcall.addCommand(distinctFiles(command));
	for (const command of [rollcall, ...commands, ...commands.flatMap((command) => command.commands)])
		command
			.exitOverride()
			.configureOutput({ outputError: () => {}, getOutHelpWidth: textWidth, getErrHelpWidth: textWidth });
	return rollcall;
}

/** Prints an error on standard error: one line, or the stack of an internal error. */
function complain(error: unknown): void {
	process.exitCode = EXIT_ERROR;
	if (process.stderr.isTTY) {
		// A line of progress may be there.
		cursorTo(process.stderr, 0);
		clearLine(process.stderr, 0);
	}
	if (error instanceof CommanderError) {
		if (error.exitCode === 0) process.exitCode = 0;
		else if (error.code !== "commander.help") printError(commanderText(error));
	} else if (error instanceof UsageError) {
		const of = error.option === undefined ? "" : `${flagOf(error.option)}: `;
		printError(`${of}${error.reason}`);
	} else if (error instanceof SpecificationViolated) {
		printError(`${error.message}: rollcall explore shows the shortest interleaving that does`);
	} else {
		printError(internalErrorText(error));
	}
}

/** Text of an internal error, with all that is needed to mend it. */
function internalErrorText(error: unknown): string {
	const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return [
		`internal error (please report): ${detail}`,
		"  please send this text, the command, and the C source and other files that it names",
		`  rollcall ${packageVersion()}, Node ${process.version}, ${process.platform} ${process.arch}`,
	].join("\n");
}

function commanderText({ message }: CommanderError): string {
	return `${message.replace(/^error: /, "").replaceAll("\n", " ")} (see rollcall --help)`;
}

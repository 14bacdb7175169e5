import { clearLine, cursorTo } from "node:readline";
import { Command, CommanderError } from "commander";
import { UsageError } from "../checker/errors.ts";
import { SpecificationViolated } from "../explore/specification/specification-violated.ts";
import { shellPath } from "../report/escape/shell.ts";
import { packageVersion } from "../report/package-files.ts";
import { textWidth } from "../report/text/layout/text-width.ts";
import { distinctFiles } from "./options/distinct-files.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { flagOf } from "./options/needs.ts";
import { printError } from "./output.ts";

// A command is imported when it is named, and the checker when the command runs: importing them takes longer than many searches.

/** Every command, in the order in which help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
	verify: async () => (await import("./verify.ts")).verifyCommand(),
	explore: async () => (await import("./explore.ts")).exploreCommand(),
	claims: async () => (await import("./claims.ts")).claimsCommand(),
	coverage: async () => (await import("./coverage.ts")).coverageCommand(),
	paths: async () => (await import("./paths.ts")).pathsCommand(),
	prove: async () => (await import("./proof/prove.ts")).proveCommand(),
	"check-certificate": async () => (await import("./proof/check-certificate.ts")).checkCertificateCommand(),
	report: async () => (await import("./report.ts")).reportCommand(),
	replay: async () => (await import("./replay.ts")).replayCommand(),
	model: async () => (await import("./model.ts")).modelCommand(),
	campaign: async () => (await import("./campaign/campaign.ts")).campaignCommand(),
};

/** Exit code of wrong use and of internal errors. */
export const EXIT_ERROR = 2;

/**
 * Runs the command that the words name: it prints to the process's streams and sets `process.exitCode`, and leaves the
 * process to end by itself, so that a test can call it as `main.ts` does.
 */
export async function run(words: readonly string[]): Promise<void> {
	try {
		await (await program(words[0])).parseAsync(words, { from: "user" });
	} catch (error) {
		complain(error);
	}
}

/**
 * The command line as commander reads it: commands with their options, arguments and actions.
 *
 * @param only name of the one command to import; every command is imported if none has that name
 */
export async function program(only = ""): Promise<Command> {
	const named = Object.hasOwn(COMMANDS, only) ? COMMANDS[only] : undefined;
	const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
	const rollcall = new Command("rollcall")
		.description(
			"Checks that nobody is skipped, nobody is asked twice and every answer is counted when the process manager of MINIX 3 notifies its subscribers of an event.",
		)
		.version(packageVersion())
		.addHelpText("after", helpText([], VERDICT_CODES));
	for (const command of commands) rollcall.addCommand(distinctFiles(command));
	for (const command of [rollcall, ...commands, ...commands.flatMap((command) => command.commands)])
		command
			.exitOverride((error) => {
				throw explained(command, error);
			})
			.configureOutput({ outputError: () => {}, getOutHelpWidth: textWidth, getErrHelpWidth: textWidth });
	return rollcall;
}

/** An error of commander's, with what was expected where it leaves that open. */
function explained(command: Command, error: CommanderError): CommanderError {
	const { exitCode, code, message } = error;
	if (code === "commander.unknownCommand") {
		const names = command.commands.map((one) => one.name());
		return new CommanderError(exitCode, code, `${message}: expected one of ${names.join(", ")}`);
	}
	const isOfSource = command.options.some(({ long }) => long === "--source");
	if (code !== "commander.excessArguments" || !isOfSource) return error;
	const found = command.args.at(-1) ?? "FILE";
	return new CommanderError(exitCode, code, `${message}: a source is named with --source ${shellPath(found)}`);
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
	return `${message
		.replace(/^error: /, "")
		.replace(/\.(?=:)/, "")
		.replaceAll("\n", " ")} (see rollcall --help)`;
}

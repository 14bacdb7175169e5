import { Command, Option } from "commander";
import { EXIT_CODES } from "../properties/verdict.ts";
import type { LedgerReport } from "../report/text/ledger.ts";
import {
	checkOptionsOf,
	type LimitFlags,
	limitsIn,
	memoryOption,
	revisionOption,
	sourceOption,
	type TargetFlags,
	timeOption,
} from "./options/flags.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { jsonText } from "./options/values.ts";
import { print } from "./output.ts";
import { ProgressLine } from "./progress.ts";

interface ClaimsFlags extends Pick<TargetFlags, "source" | "revision">, LimitFlags {
	readonly only?: string;
	readonly deep?: boolean;
	readonly json?: boolean;
	readonly format: "text" | "markdown";
}

const HELP = helpText(
	[
		["the ledger of a source of your own", "npx rollcall claims --source path/to/event.c"],
		["one claim, at larger scopes", "npx rollcall claims --only waiting-balances --deep"],
	],
	VERDICT_CODES,
);

/** `rollcall claims`: exit codes as `verify`. */
export function claimsCommand(): Command {
	return memoryOption(timeOption(new Command("claims"), "claims"))
		.description("print every claim with its verdict, what it rests on, and the command that reproduces it")
		.addOption(sourceOption("event.c to compile and check"))
		.addOption(revisionOption("revision of the mirror to check (default: faithful)"))
		.option("--only <claims>", "decide only these claims, by their ids with commas between")
		.option("--deep", "search larger scopes too, which takes minutes")
		.addOption(new Option("--format <format>", "form of the ledger").choices(["text", "markdown"]).default("text"))
		.addOption(new Option("--json", "print one JSON object and nothing else").conflicts("format"))
		.addHelpText("after", HELP)
		.action(async (flags: ClaimsFlags) => {
			process.exitCode = await run(flags);
		});
}

async function run(flags: ClaimsFlags): Promise<number> {
	const { runClaims } = await import("../checker/claims.ts");
	const { claimsNamed } = await import("../checker/claims-named.ts");
	const line = new ProgressLine();
	const { scope: _, ...options } = await checkOptionsOf(
		{ ...flags, ...(flags.revision === undefined ? {} : { target: "mirror" as const }) },
		line,
	);
	const report = await runClaims({
		...options,
		isDeep: flags.deep,
		limits: limitsIn(flags),
		claims: flags.only === undefined ? undefined : claimsNamed(flags.only.split(",").map((id) => id.trim())),
	});
	line.clear();
	print(await textOf(report, flags));
	return EXIT_CODES[report.verdict];
}

async function textOf(report: LedgerReport, flags: ClaimsFlags): Promise<string> {
	const { ledgerJson, ledgerText } = await import("../report/text/ledger.ts");
	if (flags.json) return jsonText(ledgerJson(report));
	if (flags.format === "text") return ledgerText(report);
	return (await import("../report/formats/markdown/ledger.ts")).ledgerMarkdown(report);
}

import { Command, Option } from "commander";
import { expectWritable } from "../checker/store/files.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import type { LedgerReport } from "../report/text/ledger.ts";
import {
	checkOptionsOf,
	type LimitFlags,
	limitsIn,
	memoryOption,
	revisionOption,
	type TargetFlags,
	timeOption,
} from "./options/flags.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { needs } from "./options/needs.ts";
import { sourceOptions } from "./options/source-flags.ts";
import { jsonText } from "./options/values.ts";
import { print } from "./output.ts";
import { ProgressLine } from "./running/progress.ts";

interface ClaimsFlags extends Pick<TargetFlags, "source" | "revision">, LimitFlags {
	readonly only?: string;
	readonly witness?: string;
	readonly out?: string;
	readonly deep?: boolean;
	readonly json?: boolean;
	readonly format: "text" | "markdown";
}

const HELP = helpText(
	[
		["the ledger of a source of your own", "npx rollcall claims --source path/to/event.c"],
		["one claim, at larger scopes", "npx rollcall claims --only waiting-balances --deep"],
		["the shortest interleaving in which a claim matters", "npx rollcall claims --witness slots-full"],
		["runs of other designs, as files", "npx rollcall claims --witness watch-exit-unsound --out runs"],
	],
	VERDICT_CODES,
);

/** `rollcall claims`: exit codes as `verify`. */
export function claimsCommand(): Command {
	const command = memoryOption(
		timeOption(sourceOptions(new Command("claims"), "event.c to compile and check"), "claims"),
	)
		.description("print every claim with its verdict, what it rests on, and the command that reproduces it")
		.addOption(revisionOption("revision of the mirror to check (default: faithful)"))
		.option("--only <claims>", "decide only these claims, by their ids with commas between")
		.addOption(
			new Option(
				"--witness <claim>",
				"show the shortest interleaving that exercises this claim, and decide nothing",
			).conflicts(["only", "deep"]),
		)
		.option(
			"--out <folder>",
			"with --witness of a claim about designs: write each run to a file, for replay and report",
		)
		.option("--deep", "search larger scopes too, which takes minutes")
		.addOption(new Option("--format <format>", "form of the ledger").choices(["text", "markdown"]).default("text"))
		.addOption(new Option("--json", "print one JSON object and nothing else").conflicts("format"))
		.addHelpText("after", HELP)
		.action(async (flags: ClaimsFlags) => {
			process.exitCode = await run(flags);
		});
	return needs(command, "out", ["witness"]);
}

async function run(flags: ClaimsFlags): Promise<number> {
	if (flags.witness !== undefined) return showWitness(flags.witness, flags);
	const { runClaims } = await import("../checker/claims.ts");
	const { claimsNamed } = await import("../checker/claims-named.ts");
	const line = new ProgressLine();
	const { scope: _, ...options } = await checkOptionsOf(targetFlags(flags), line);
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

/** Prints the witness of a claim. @returns exit code 0, 1 where the target or a design breaks the claim there, or 3 where there is none */
async function showWitness(id: string, flags: ClaimsFlags): Promise<number> {
	const { witnessOf } = await import("../checker/verification/witness.ts");
	const { claimsNamed } = await import("../checker/claims-named.ts");
	const { writeDesignRuns } = await import("../checker/designs/design-files.ts");
	const { claimWitnessJson, claimWitnessText } = await import("../report/text/sections/claim-witness.ts");
	const { out } = flags;
	if (out !== undefined) expectWritable("out", out);
	const line = new ProgressLine();
	const [claim] = claimsNamed([id], "witness");
	if (!claim) throw new RangeError(`there is no claim ${id}`);
	const found = await witnessOf(claim, await checkOptionsOf(targetFlags(flags), line));
	line.clear();
	const files = out === undefined ? [] : writeDesignRuns(out, found.designs);
	print(flags.json ? jsonText(claimWitnessJson(found)) : claimWitnessText(found, files));
	const isViolated = found.run?.detail !== undefined || found.designs.some(({ isTrue }) => isTrue === false);
	if (isViolated) return EXIT_CODES.violated;
	return found.run || found.designs.length > 0 ? EXIT_CODES.holds : EXIT_CODES.unknown;
}

/** The options of the target: a revision is one of the mirror. */
function targetFlags(flags: ClaimsFlags): Partial<TargetFlags> {
	const { source, revision } = flags;
	const mirror = revision === undefined ? {} : { target: "mirror" as const, revision };
	return { ...(source === undefined ? {} : { source }), ...mirror };
}

async function textOf(report: LedgerReport, flags: ClaimsFlags): Promise<string> {
	const { ledgerJson, ledgerText } = await import("../report/text/ledger.ts");
	if (flags.json) return jsonText(ledgerJson(report));
	if (flags.format === "text") return ledgerText(report);
	return (await import("../report/formats/markdown/ledger.ts")).ledgerMarkdown(report);
}

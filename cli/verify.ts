import { Command, Option } from "commander";
import type { OpenedTarget } from "../checker/open-target.ts";
import { BOUNDS, SCOPES, VERIFY_DEFAULTS } from "../checker/options.ts";
import type { VerifyRun } from "../checker/verify.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import { type CiFlags, ciOptions, publish, withJunit } from "./ci.ts";
import {
	checkOptionsOf,
	type MemoryFlags,
	memoryOptions,
	memoryOptionsOf,
	needs,
	type TargetFlags,
	targetOptions,
	writeKnownOf,
} from "./flags.ts";
import { EXIT_CODES_TEXT, jsonText, path, seconds, wholeNumber } from "./options.ts";
import { ProgressLine } from "./progress.ts";

interface VerifyFlags extends TargetFlags, MemoryFlags, CiFlags {
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly path?: string;
	readonly interleaving?: string;
	readonly only?: string;
	readonly time?: number;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx rollcall verify                              the mirror of event.c
  $ npx rollcall verify --source path/to/event.c     your own event.c, compiled as it is
  $ npx rollcall verify --revision clear-waiting     the mirror with its finding repaired
${EXIT_CODES_TEXT}`;

/** `rollcall verify`: exit code 0 all claims that are checked hold, 1 a claim is violated, 3 unknown. */
export function verifyCommand(): Command {
	const { runs, maxActions, seed } = VERIFY_DEFAULTS;
	const command = ciOptions(memoryOptions(targetOptions(new Command("verify"), SCOPES.verify)))
		.description(
			"search small scopes completely and run random interleavings at a larger one, side by side with the specification",
		)
		.option("--runs <n>", "how many interleavings to run", wholeNumber(BOUNDS.runs), runs)
		.option("--max-actions <n>", "the greatest length of an interleaving", wholeNumber(BOUNDS.maxActions), maxActions)
		.option("--seed <n>", "the seed of the interleavings, a 32 bit integer", wholeNumber(BOUNDS.seed), seed)
		.option("--path <path>", "run only this interleaving of the seed, as a finding's replay command names it", path)
		.addOption(
			new Option("--interleaving <actions>", 'run only these actions, as in "spawn(u0) exit(u0)"').conflicts([
				"runs",
				"maxActions",
				"seed",
				"path",
			]),
		)
		.option(
			"--only <claims>",
			"with one interleaving: put only these claims to it, and go on past a step that breaks others",
		)
		.option("--time <seconds>", "start no interleaving after this time", seconds)
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "also print what was executed")
		.addHelpText("after", EXAMPLES)
		.action((flags: VerifyFlags) => withJunit("verify", flags, () => run(flags)));
	return needs(command, "only", ["interleaving", "path"]);
}

async function run(flags: VerifyFlags): Promise<number> {
	const { runVerify } = await import("../checker/verify.ts");
	const { claimsNamed } = await import("../checker/claims-named.ts");
	const { runs, maxActions, seed, path, interleaving, only, time } = flags;
	const line = await ProgressLine.open();
	let shown: readonly ReportedFinding[] = [];
	const run = await runVerify({
		...(await checkOptionsOf(flags, line)),
		...(await memoryOptionsOf(flags)),
		...{ runs, maxActions, seed, path },
		onFirstFinding: flags.json
			? undefined
			: async (findings, opened) => {
					shown = findings;
					line.clear();
					process.stdout.write(await firstText(opened, findings));
				},
		interleaving: interleaving === undefined ? undefined : (interleaving.match(/[^\s)][^)]*\)?/g) ?? []),
		claims: only === undefined ? undefined : claimsNamed(only.split(",").map((id) => id.trim())),
		limits: { timeMs: time === undefined ? undefined : time * 1000 },
	});
	line.clear();
	const { verification, opened } = run;
	const { judgement } = verification;
	await writeKnownOf(flags, verification);
	const { verificationJson } = await import("../report/text/verify.ts");
	process.stdout.write(flags.json ? jsonText(verificationJson(verification)) : await textOf(run, flags, shown));
	await publish(flags, { ...verification, claims: judgement.claims }, opened, verification.findings);
	return EXIT_CODES[judgement.verdict];
}

/** The first finding, as it is printed while the run goes on. */
async function firstText(opened: OpenedTarget, findings: readonly ReportedFinding[]): Promise<string> {
	const { tracesText } = await import("../checker/findings/traces.ts");
	return `${opened.description}\n\nthe first finding:\n${await tracesText(opened, findings)}\n`;
}

/** @param shown findings that were printed before, below the description of the target */
async function textOf(
	{ opened, verification, given, claims }: VerifyRun,
	flags: VerifyFlags,
	shown: readonly ReportedFinding[],
): Promise<string> {
	const { tracesText, unbrokenText } = await import("../checker/findings/traces.ts");
	const { verificationText } = await import("../report/text/verification.ts");
	const { findings } = verification;
	const { time, verbose = false } = flags;
	const unbroken = given && findings.length === 0 ? unbrokenText(opened, claims, given) : "";
	const traces = `${await tracesText(opened, findings, { shown, verbose })}${unbroken}`;
	const description = shown.length > 0 ? undefined : opened.description;
	return verificationText(verification, { description, traces, time, verbose });
}

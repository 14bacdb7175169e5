import { Command, Option } from "commander";
import type { OpenedTarget } from "../checker/open-target.ts";
import { BOUNDS, GROWTH_SECONDS, SCOPES, VERIFY_DEFAULTS } from "../checker/options.ts";
import type { VerifyRun } from "../checker/verify.ts";
import { PROLOGUES, type Prologue } from "../lockstep/prologue.ts";
import type { RowOrder } from "../model/scope.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import { type CiFlags, ciOptions, publish, withJunit } from "./ci.ts";
import {
	checkOptionsOf,
	type LimitFlags,
	limitsIn,
	type MemoryFlags,
	memoryOption,
	memoryOptions,
	memoryOptionsOf,
	type TargetFlags,
	targetOptions,
	timeOption,
	writeKnownOf,
} from "./options/flags.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { needs } from "./options/needs.ts";
import { jsonText, type NamedScope, path, scopeList, wholeNumber } from "./options/values.ts";
import { print } from "./output.ts";
import { ProgressLine } from "./running/progress.ts";

/** Orders of the rows by their names on the command line. */
const ROW_ORDERS = {
	"users-first": "users first",
	"services-first": "services first",
	"services-spread": "services spread",
	shared: "shared",
} as const satisfies Readonly<Record<string, RowOrder>>;

interface VerifyFlags extends TargetFlags, MemoryFlags, LimitFlags, CiFlags {
	readonly runs?: number;
	readonly maxActions: number;
	readonly prologue?: Prologue;
	readonly rows: keyof typeof ROW_ORDERS;
	readonly seed: number;
	readonly path?: string;
	readonly scopes?: readonly NamedScope[];
	readonly grow: number;
	readonly interleaving?: string;
	readonly loop?: string;
	readonly only?: string;
	readonly fresh?: boolean;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

const HELP = helpText(
	[
		["check the mirror of event.c", "npx rollcall verify"],
		["check your own event.c, compiled as it is", "npx rollcall verify --source path/to/event.c"],
		[
			"search these scopes completely, and no others",
			'npx rollcall verify --source event.c --scopes "2u 1s, 2u 2s, 1u 3s"',
		],
		["check the mirror with its finding repaired", "npx rollcall verify --revision clear-waiting"],
	],
	VERDICT_CODES,
);

/** `rollcall verify`: exit code 0 all claims that are checked hold, 1 a claim is violated, 3 unknown. */
export function verifyCommand(): Command {
	const { runs, runsOfSource, maxActions, seed } = VERIFY_DEFAULTS;
	const command = ciOptions(
		memoryOptions(
			memoryOption(timeOption(targetOptions(new Command("verify"), SCOPES.verify, BOUNDS.users), "verify")),
		),
	)
		.description("check all claims: search small scopes completely, and run random interleavings at a larger one")
		.option(
			"--runs <n>",
			`number of random interleavings (default: ${runs}, or ${runsOfSource} of a source)`,
			wholeNumber(BOUNDS.runs),
		)
		.option("--max-actions <n>", "maximum length of a random interleaving", wholeNumber(BOUNDS.maxActions), maxActions)
		.addOption(
			new Option(
				"--prologue <kind>",
				"begin each random interleaving with a crowd of waiting processes, with many lives of each row, or with subscribers that are owed answers (default: some of each)",
			).choices(PROLOGUES),
		)
		.addOption(
			new Option(
				"--rows <order>",
				"processes in the first rows of the process table, in random interleavings of the scope that is asked for; services-spread: services have rows at even distances; shared: user 0 and service 0 have row 0 in turn, and so on",
			)
				.choices(Object.keys(ROW_ORDERS))
				.default("users-first"),
		)
		.option("--seed <n>", "seed of the random interleavings, a 32-bit integer", wholeNumber(BOUNDS.seed), seed)
		.option("--path <path>", 'run only the random interleaving of the seed at this path, as in "12:0:3"', path)
		.addOption(
			new Option("--interleaving <actions>", 'run only these actions, as in "spawn(u0) exit(u0)"').conflicts([
				"runs",
				"maxActions",
				"prologue",
				"seed",
				"path",
			]),
		)
		.addOption(
			new Option(
				"--scopes <scopes>",
				'search these scopes completely, as in "2u 2s, 1u 3s"; "2s 1u" has services in the first rows, "2u+1s" a user and a service in one row in turn, "2u 2s spread" services at even distances (default: small ones)',
			)
				.argParser(scopeList)
				.conflicts(["interleaving", "path"]),
		)
		.addOption(
			new Option(
				"--grow <seconds>",
				"search larger scopes too, one after the other, until this time after the start; 0 for none",
			)
				.argParser(wholeNumber(BOUNDS.growSeconds))
				.default(GROWTH_SECONDS)
				.env("ROLLCALL_GROW"),
		)
		.option(
			"--loop <actions>",
			"with --interleaving: actions that repeat for ever behind it; checks the claims about liveness",
		)
		.option(
			"--only <claims>",
			"with --interleaving or --path: check only these claims, and do not stop where others are violated",
		)
		.option("--fresh", "take no results of an earlier run of the same code")
		.option("--coverage <file>", "write what the run covers to a file, for rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "list all claims, and count actions, return codes and warnings")
		.addHelpText("after", HELP)
		.action((flags: VerifyFlags) => withJunit("verify", flags, () => run(flags)));
	return needs(needs(command, "only", ["interleaving", "path"], DECIDES), "loop", ["interleaving"]);
}

const DECIDES = "rollcall claims --only decides claims without one";

async function run(flags: VerifyFlags): Promise<number> {
	const { runVerify } = await import("../checker/verify.ts");
	const { claimsNamed } = await import("../checker/claims-named.ts");
	const { runs, maxActions, prologue, seed, path, interleaving, loop, only, fresh, scopes, grow } = flags;
	const line = new ProgressLine();
	let shown: readonly ReportedFinding[] = [];
	const checked = await checkOptionsOf(flags, line);
	const run = await runVerify({
		...checked,
		scope: { ...checked.scope, rows: ROW_ORDERS[flags.rows] },
		...(await memoryOptionsOf(flags)),
		...{ runs, maxActions, prologue, seed, path, fresh, growMs: grow * 1000 },
		onFirstFinding: flags.json
			? undefined
			: async (findings, opened) => {
					const isPrinted = (await inBothOf(findings, shown)).length === findings.length;
					shown = [...shown, ...findings];
					line.clear();
					if (!isPrinted) print(await firstText(opened, findings));
				},
		interleaving: actionsIn(interleaving),
		loop: actionsIn(loop),
		claims: only === undefined ? undefined : claimsNamed(only.split(",").map((id) => id.trim())),
		scopes: scopes && ((own) => scopes.map(({ slots = own, ...scope }) => ({ ...scope, slots }))),
		limits: limitsIn(flags),
	});
	line.clear();
	const { verification, opened } = run;
	const { judgement } = verification;
	const others = verification.unsignedChar?.findings ?? [];
	await writeKnownOf(flags, { ...verification, findings: [...verification.findings, ...others] });
	const { verificationJson } = await import("../report/text/verify.ts");
	print(flags.json ? jsonText(verificationJson(verification)) : await textOf(run, flags, shown));
	await publish(flags, { ...verification, claims: judgement.claims }, [
		{ opened, ...verification },
		...(run.unsignedChar && verification.unsignedChar
			? [{ opened: run.unsignedChar, ...verification.unsignedChar }]
			: []),
	]);
	return EXIT_CODES[judgement.verdict];
}

/** The actions of an option, a text each. */
function actionsIn(text: string | undefined): readonly string[] | undefined {
	return text === undefined ? undefined : (text.match(/[^\s)][^)]*\)?/g) ?? []);
}

/** Findings that others are the same as. */
async function inBothOf(
	findings: readonly ReportedFinding[],
	others: readonly ReportedFinding[],
): Promise<readonly ReportedFinding[]> {
	const { inBoth } = await import("../report/text/findings.ts");
	return inBoth(findings, others);
}

/** The first finding, as it is printed while the run goes on. */
async function firstText(opened: OpenedTarget, findings: readonly ReportedFinding[]): Promise<string> {
	const { tracesText } = await import("../checker/findings/traces-text.ts");
	const { wrapped } = await import("../report/text/layout/width.ts");
	return `${wrapped(opened.description)}\nfirst finding (the run continues)\n${await tracesText(opened, findings)}\n`;
}

/** @param shown findings that were printed before, below the description of the target */
async function textOf(
	{ opened, verification, given, claims, unsignedChar }: VerifyRun,
	flags: VerifyFlags,
	shown: readonly ReportedFinding[],
): Promise<string> {
	const { tracesText, unbrokenText } = await import("../checker/findings/traces-text.ts");
	const { verificationText } = await import("../report/text/verification.ts");
	const { findings, lassos } = verification;
	const { time, verbose = false } = flags;
	const unbroken = given && findings.length + lassos.length === 0 ? unbrokenText(opened, claims, given) : "";
	const ofUnsigned = verification.unsignedChar?.findings ?? [];
	const same = await inBothOf(ofUnsigned, findings);
	const others = ofUnsigned.filter((finding) => !same.includes(finding));
	const more = unsignedChar && others.length > 0 ? await tracesText(unsignedChar, others, { shown, verbose }) : "";
	const heading = more === "" ? "" : "\nwith unsigned char:\n";
	const unsignedToo = await inBothOf(findings, ofUnsigned);
	const traces = `${await tracesText(opened, findings, { shown, verbose, unsignedToo })}${unbroken}${heading}${more}`;
	const description = shown.length > 0 ? undefined : opened.description;
	const words = `${opened.words || " --target mirror"}${flags.slots === undefined ? "" : ` --slots ${flags.slots}`}`;
	return verificationText(verification, { description, traces, time, verbose, words });
}

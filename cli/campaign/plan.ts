import { Command, Option } from "commander";
import {
	BOUNDS,
	CAMPAIGN_DEFAULTS,
	JOB_KINDS,
	type JobKind,
	MOST_MEBIBYTES,
	MOST_SECONDS,
	VERIFY_DEFAULTS,
} from "../../checker/options.ts";
import type { Revision } from "../../impl/mirror/event.ts";
import { PROLOGUES, type Prologue } from "../../lockstep/prologue.ts";
import { type LimitFlags, revisionOption } from "../options/flags.ts";
import { helpText } from "../options/help.ts";
import { type SourceFlags, sourceOptions, sourceOptionsOf } from "../options/source-flags.ts";
import { range, seconds, someOf, wholeNumber } from "../options/values.ts";
import { showStatus } from "./status.ts";

type Range = readonly [number, number];

interface PlanFlags extends SourceFlags, LimitFlags {
	readonly source?: readonly string[];
	readonly revision?: Revision;
	readonly users: Range;
	readonly services: Range;
	readonly slots?: Range;
	readonly kinds: readonly JobKind[];
	readonly seeds: number;
	readonly runs: number;
	readonly maxActions: number;
	readonly prologues?: readonly (Prologue | "none")[];
	readonly inductionSlots: number;
	readonly seed: number;
	readonly coverage?: boolean;
	readonly checkpoints?: boolean;
}

const PLAN_HELP = helpText(
	[
		[
			"a campaign in the folder night",
			"npx rollcall campaign plan night --source path/to/event.c --users 1..2 --seeds 8",
		],
		["all of it on this machine, and the report", "npx rollcall campaign run night"],
		["the second of eight parts, on this machine", "npx rollcall campaign run night --shard 2/8"],
		["one report of all results", "npx rollcall campaign merge night"],
	],
	[
		[0, "the campaign is planned"],
		[2, "wrong use or an internal error"],
	],
);

/** `rollcall campaign plan`. */
export function planCommand(): Command {
	const { maxActions, seed } = VERIFY_DEFAULTS;
	return sourceOptions(new Command("plan").argument("<dir>", "folder of the campaign"), "event.c to check", true)
		.description("write the manifest of a campaign: what is checked, and every job")
		.addOption(revisionOption("revision of the mirror to check (default: faithful)"))
		.option("--users <range>", "numbers of users, as in 1..3", range(BOUNDS.users), CAMPAIGN_DEFAULTS.users)
		.option("--services <range>", "numbers of services", range(BOUNDS.services), CAMPAIGN_DEFAULTS.services)
		.option("--slots <range>", "numbers of slots (default: the source's own; 4 for the mirror)", range(BOUNDS.slots))
		.addOption(
			new Option("--kinds <list>", "kinds of jobs")
				.argParser(someOf(JOB_KINDS, JOB_KINDS))
				.default(JOB_KINDS, JOB_KINDS.join(",")),
		)
		.option("--seeds <n>", "number of random series at each scope", wholeNumber(BOUNDS.seeds), CAMPAIGN_DEFAULTS.seeds)
		.option(
			"--runs <n>",
			"number of random interleavings in a series",
			wholeNumber(BOUNDS.runs),
			CAMPAIGN_DEFAULTS.runs,
		)
		.option("--max-actions <n>", "maximum length of a random interleaving", wholeNumber(BOUNDS.maxActions), maxActions)
		.addOption(
			new Option(
				"--prologues <list>",
				"beginnings of random interleavings, each with --seeds series at each scope, as in none,crowd: a crowd of waiting processes, many lives of each row, or lingering subscribers (default: none)",
			).argParser(someOf(["none", ...PROLOGUES] as const)),
		)
		.option(
			"--induction-slots <n>",
			"slots in use in the induction on a source, at most",
			wholeNumber(BOUNDS.slots),
			CAMPAIGN_DEFAULTS.inductionSlots,
		)
		.option("--seed <n>", "seed from which each series has its own", wholeNumber(BOUNDS.seed), seed)
		.option("--time <seconds>", `stop a job after this time (default: ${MOST_SECONDS.explore})`, seconds)
		.option(
			"--max-memory <MiB>",
			`memory of a job: of its states, and as much besides (default: ${MOST_MEBIBYTES})`,
			wholeNumber([64, 65_536]),
		)
		.option(
			"--checkpoints",
			"save complete searches while they run, so that another worker continues them: such a search takes longer",
		)
		.option("--coverage", "record coverage, which --coverage of run and merge writes to a file")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", PLAN_HELP)
		.action(async (folder: string, flags: PlanFlags & { readonly json?: boolean }) => {
			const { planCampaign } = await import("../../checker/campaign/plan.ts");
			const { source, revision, users, services, slots, kinds, seeds, runs, maxActions, seed, inductionSlots } = flags;
			const { prologues } = flags;
			const options = sourceOptionsOf(flags);
			await planCampaign(folder, {
				...{
					users,
					services,
					slots,
					kinds,
					seeds,
					runs,
					maxActions,
					prologues,
					seed,
					inductionSlots,
					time: flags.time,
				},
				...{ maxMemory: flags.maxMemory, coverage: flags.coverage, checkpoints: flags.checkpoints },
				targets: source?.map((path) => ({ kind: "c", path, options })) ?? [{ kind: "mirror", revision }],
			});
			await showStatus(folder, flags.json);
		});
}

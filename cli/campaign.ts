import { Command, Option } from "commander";
import type { MergedCampaign } from "../checker/campaign/merge.ts";
import type { JobsRun } from "../checker/campaign/run.ts";
import {
	BOUNDS,
	CAMPAIGN_DEFAULTS,
	JOB_KINDS,
	type JobKind,
	LEASE,
	MOST_MEBIBYTES,
	MOST_SECONDS,
	VERIFY_DEFAULTS,
} from "../checker/options.ts";
import type { Revision } from "../impl/mirror/event.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import { type CiFlags, ciOptions, publish, withJunit } from "./ci.ts";
import { type LimitFlags, memoryOptionsOf, recordWriter, revisionOption, writeKnownOf } from "./options/flags.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { type SourceFlags, sourceOptions, sourceOptionsOf } from "./options/source-flags.ts";
import { jsonText, range, seconds, shard, someOf, wholeNumber } from "./options/values.ts";
import { print, printError } from "./output.ts";
import { ProgressLine } from "./running/progress.ts";

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
	readonly inductionSlots: number;
	readonly seed: number;
	readonly coverage?: boolean;
}

interface ReportFlags extends CiFlags {
	readonly known?: string;
	readonly writeKnown?: string;
	readonly out?: string;
	readonly coverage?: string;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

interface RunFlags extends ReportFlags {
	readonly queue?: string;
	readonly shard?: { readonly index: number; readonly of: number };
	readonly workers?: number;
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

const STATUS_CODES = [
	[0, "every job has a result"],
	[2, "wrong use or an internal error"],
	[3, "a job has no result"],
] as const;

const WORK_CODES = [
	[0, "it was told to end, or had no job for so long as --idle says"],
	[2, "wrong use or an internal error"],
] as const;

const RUN_CODES = [...VERDICT_CODES, [0, "with --shard: its jobs have a result, whatever that is"]] as const;

/** `rollcall campaign`: jobs that are planned first, done in any order on any machine, and merged into one report. */
export function campaignCommand(): Command {
	return new Command("campaign")
		.description(
			"plan complete searches and random runs as jobs, do them on many cores or machines, and merge the results",
		)
		.addCommand(planCommand())
		.addCommand(runCommand())
		.addCommand(statusCommand())
		.addCommand(mergeCommand())
		.addCommand(workCommand());
}

function planCommand(): Command {
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
		.option("--coverage", "record coverage, which --coverage of run and merge writes to a file")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", PLAN_HELP)
		.action(async (folder: string, flags: PlanFlags & { readonly json?: boolean }) => {
			const { planCampaign } = await import("../checker/campaign/plan.ts");
			const { source, revision, users, services, slots, kinds, seeds, runs, maxActions, seed, inductionSlots } = flags;
			const options = sourceOptionsOf(flags);
			await planCampaign(folder, {
				...{ users, services, slots, kinds, seeds, runs, maxActions, seed, inductionSlots, time: flags.time },
				...{ maxMemory: flags.maxMemory, coverage: flags.coverage },
				targets: source?.map((path) => ({ kind: "c", path, options })) ?? [{ kind: "mirror", revision }],
			});
			await showStatus(folder, flags.json);
		});
}

function runCommand(): Command {
	return reportOptions(new Command("run").argument("<dir>", "folder of the campaign"))
		.description("do the jobs that have no result yet, and merge the results")
		.option("--shard <i/n>", "do only one of n parts, from 1/n on, and merge nothing", shard)
		.option("--workers <n>", "number of jobs at once (default: the number of cores)", wholeNumber([1, 1024]))
		.addOption(
			new Option(
				"--queue <url>",
				"leave the jobs to workers at this Redis server, as in redis://127.0.0.1:6379",
			).conflicts(["shard", "workers"]),
		)
		.addHelpText("after", helpText([], RUN_CODES))
		.action((folder: string, flags: RunFlags) => withJunit("campaign", flags, () => runHere(folder, flags)));
}

async function runHere(folder: string, flags: RunFlags): Promise<number> {
	const { jobName } = await import("../checker/campaign/manifest.ts");
	const line = new ProgressLine();
	const { shard } = flags;
	const { jobs, skipped, failed } = await jobsRun(folder, flags, line);
	line.clear();
	for (const { job, reason } of failed) printError(`job ${jobName(job)} has no result: ${reason.split("\n", 1)}`);
	if (shard === undefined) return merge(folder, flags);
	print(
		`shard ${shard.index}/${shard.of}: ${jobs - failed.length} of ${jobs} jobs have a result, ${skipped} from before\n`,
	);
	return failed.length > 0 ? EXIT_CODES.unknown : 0;
}

async function jobsRun(folder: string, { shard, workers, queue }: RunFlags, line: ProgressLine): Promise<JobsRun> {
	const onProgress = line.show;
	if (queue !== undefined) {
		const { runQueued } = await import("../checker/campaign/queue/follow.ts");
		return runQueued(folder, { queue, onProgress, onWarning: printError });
	}
	const { runJobs } = await import("../checker/campaign/run.ts");
	return runJobs(folder, { shard, workers, onProgress });
}

interface WorkFlags {
	readonly queue: string;
	readonly workers?: number;
	readonly lease: number;
	readonly idle?: number;
}

function workCommand(): Command {
	return new Command("work")
		.description("do jobs of a queue, which run --queue fills, until it is told to end by SIGTERM")
		.requiredOption(
			"--queue <url>",
			"Redis server, as in redis://127.0.0.1:6379; its password comes from the environment",
		)
		.option("--workers <n>", "number of jobs at once (default: the number of cores)", wholeNumber([1, 1024]))
		.option(
			"--lease <seconds>",
			"time after which the job of a worker that is gone is given to another",
			seconds,
			LEASE,
		)
		.option("--idle <seconds>", "end after so long without a job: longer than two leases (default: never)", seconds)
		.addHelpText("after", helpText([], WORK_CODES))
		.action(async ({ queue, workers, lease, idle }: WorkFlags) => {
			const { work } = await import("../checker/campaign/queue/work.ts");
			const ending = new AbortController();
			for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
			const onEnd = (job: string, time: number): void => print(`${job.slice(0, 12)} in ${time.toFixed(1)} s\n`);
			await work({ queue, workers, lease, idle, signal: ending.signal, onWarning: printError, onEnd });
		});
}

function statusCommand(): Command {
	return new Command("status")
		.argument("<dir>", "folder of the campaign")
		.description("say which jobs have a result")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", helpText([], STATUS_CODES))
		.action(async (folder: string, { json }: { readonly json?: boolean }) => {
			process.exitCode = (await showStatus(folder, json)) > 0 ? EXIT_CODES.unknown : 0;
		});
}

/** Prints the state of a campaign. @returns the number of jobs without a result */
async function showStatus(folder: string, json = false): Promise<number> {
	const { campaignStatus } = await import("../checker/campaign/status.ts");
	const { campaignStatusJson, campaignStatusText } = await import("../report/text/campaign.ts");
	const state = campaignStatus(folder);
	print(json ? jsonText(campaignStatusJson(state)) : campaignStatusText(state));
	return state.missing.length;
}

function mergeCommand(): Command {
	return reportOptions(new Command("merge").argument("<dir>", "folder of the campaign"))
		.description("merge the results of all jobs into one report; a job without a result makes the verdict unknown")
		.addHelpText("after", helpText([], VERDICT_CODES))
		.action((folder: string, flags: ReportFlags) => withJunit("campaign", flags, () => merge(folder, flags)));
}

/** Adds the options about the report of a campaign. */
function reportOptions(command: Command): Command {
	return ciOptions(command)
		.option("--known <file>", "known findings: they are listed, and do not fail the run")
		.option("--write-known <file>", "write the findings as a list for --known")
		.option("--out <dir>", "write each finding to a file in this directory, for rollcall replay and rollcall report")
		.option("--coverage <file>", "write what all jobs cover to a file, for rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "list all claims, and count actions, return codes and warnings");
}

async function merge(folder: string, flags: ReportFlags): Promise<number> {
	const { mergeCampaign } = await import("../checker/campaign/merge.ts");
	const { known, out } = await memoryOptionsOf({ ...flags, store: false });
	const write = await recordWriter(flags.coverage);
	const merged = await mergeCampaign(folder, { known, out, onWarning: printError });
	const all = merged.subjects.map(({ verification }) => verification);
	await writeKnownOf(flags, {
		findings: all.flatMap(({ findings }) => findings),
		lassos: all.flatMap(({ lassos }) => lassos),
		remembered: { known: all.flatMap(({ remembered }) => remembered.known), gone: [], fixed: [], changed: [] },
	});
	if (write && merged.record) write(merged.record);
	else if (write) printError("no coverage was recorded: plan the campaign with --coverage");
	print(await textOf(merged, flags));
	const { missing } = merged.files;
	await publish(
		flags,
		{
			target: all.map(({ target }) => target).join(", "),
			...{ claims: merged.judgement.claims, seconds: merged.seconds, missing: missing.map(({ id }) => id) },
		},
		merged.subjects.map(({ opened, verification }) => ({ opened, ...verification })),
	);
	return EXIT_CODES[merged.verdict];
}

async function textOf(merged: MergedCampaign, { json, verbose = false }: ReportFlags): Promise<string> {
	const { stateOf } = await import("../checker/campaign/status.ts");
	const { tracesText } = await import("../checker/findings/traces-text.ts");
	const { verificationText } = await import("../report/text/verification.ts");
	const { campaignStatusText, campaignVerdictText } = await import("../report/text/campaign.ts");
	const { verdict, manifest, files, subjects } = merged;
	const state = stateOf(manifest, files);
	if (json) return jsonText((await import("../checker/campaign/library.ts")).campaignResult(merged));
	const texts: string[] = [];
	for (const { opened, verification } of subjects) {
		const traces = await tracesText(opened, verification.findings, { verbose });
		const words = opened.words || " --target mirror";
		const how = { description: opened.description, traces, time: undefined, verbose, words };
		texts.push(`\n${verificationText(verification, how)}`);
	}
	return [campaignStatusText(state), ...texts, campaignVerdictText(verdict, state, subjects.length)].join("");
}

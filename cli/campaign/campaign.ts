import { Command, Option } from "commander";
import type { MergedCampaign } from "../../checker/campaign/merge.ts";
import type { JobsRun } from "../../checker/campaign/run.ts";
import { EXIT_CODES } from "../../properties/verdict.ts";
import { type CiFlags, ciOptions, publish, withJunit } from "../ci.ts";
import { memoryOptionsOf, recordWriter, writeKnownOf } from "../options/flags.ts";
import { helpText, VERDICT_CODES } from "../options/help.ts";
import { jsonText, shard, wholeNumber } from "../options/values.ts";
import { print, printError } from "../output.ts";
import { ProgressLine } from "../running/progress.ts";
import { planCommand } from "./plan.ts";
import { saveEveryOption } from "./save-every.ts";
import { statusCommand } from "./status.ts";
import { workCommand } from "./work.ts";

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
	readonly saveEvery: number;
}

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

function runCommand(): Command {
	return reportOptions(new Command("run").argument("<dir>", "folder of the campaign"))
		.description("do the jobs that have no result yet, and merge the results")
		.option("--shard <i/n>", "do only one of n parts, from 1/n on, and merge nothing", shard)
		.option("--workers <n>", "number of jobs at once (default: the number of cores)", wholeNumber([1, 1024]))
		.addOption(saveEveryOption().conflicts("queue"))
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
	const { jobName } = await import("../../checker/campaign/manifest.ts");
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

async function jobsRun(
	folder: string,
	{ shard, workers, saveEvery, queue }: RunFlags,
	line: ProgressLine,
): Promise<JobsRun> {
	const onProgress = line.show;
	if (queue !== undefined) {
		const { runQueued } = await import("../../checker/campaign/queue/follow.ts");
		return runQueued(folder, { queue, onProgress, onWarning: printError });
	}
	const { runJobs } = await import("../../checker/campaign/run.ts");
	return runJobs(folder, { shard, workers, saveEvery, onProgress });
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
	const { mergeCampaign } = await import("../../checker/campaign/merge.ts");
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
	const { stateOf } = await import("../../checker/campaign/status.ts");
	const { tracesText } = await import("../../checker/findings/traces-text.ts");
	const { verificationText } = await import("../../report/text/verification.ts");
	const { campaignStatusText, campaignVerdictText } = await import("../../report/text/campaign.ts");
	const { verdict, manifest, files, subjects } = merged;
	const state = stateOf(manifest, files);
	if (json) return jsonText((await import("../../checker/campaign/library.ts")).campaignResult(merged));
	const texts: string[] = [];
	for (const { opened, verification } of subjects) {
		const traces = await tracesText(opened, verification.findings, { verbose });
		const words = opened.words || " --target mirror";
		const how = { description: opened.description, traces, time: undefined, verbose, words };
		texts.push(`\n${verificationText(verification, how)}`);
	}
	return [campaignStatusText(state, true), ...texts, campaignVerdictText(verdict, state, subjects.length)].join("");
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { reasonOf } from "../store/files.ts";
import { readRegular } from "../store/reading.ts";
import { writeDurably } from "../store/store.ts";
import { canonicalJson } from "./canonical.ts";
import { actionsOf, EVIDENCE, inductionOf, type JobEvidence, randomOf, searchOf } from "./evidence.ts";
import { campaignId, HASH, type Job, type Manifest } from "./manifest.ts";
import { checkpointFolder, checkpointOf } from "./saved-search.ts";

/** The folder of results in that of a campaign. Folders below it, one for each shard, are read as well. */
const RESULTS = "results";

const HEAD = { format: z.literal("rollcall-job"), version: z.literal(1), campaign: HASH, job: HASH };
const RESULT = z.strictObject({
	...HEAD,
	seconds: z.number().nonnegative(),
	evidence: EVIDENCE,
	/** The last field: a file that was cut off does not have it. */
	complete: z.literal(true),
});
const FAILURE = z.strictObject({ ...HEAD, failure: z.string().max(1_000), complete: z.literal(false) });
const FILE = z.discriminatedUnion("complete", [RESULT, FAILURE]);

/** Result of a job. */
export type JobResult = Readonly<z.infer<typeof RESULT>>;
/** Reason why a job has no result. */
export type JobFailure = Readonly<z.infer<typeof FAILURE>>;

/** Result files of a campaign, sorted out. */
export interface CampaignResults {
	/** Results by job. */
	readonly results: ReadonlyMap<string, JobResult>;
	/** Jobs without a result, in the order of the manifest. */
	readonly missing: readonly Job[];
	/** Reasons why jobs have no result, by job. */
	readonly failures: ReadonlyMap<string, string>;
	/** Jobs that were begun and saved. */
	readonly saved: ReadonlySet<string>;
	/** Files that cannot be read. */
	readonly damaged: readonly { readonly file: string; readonly reason: string }[];
	/** Files of other campaigns, or of jobs that the manifest does not have. */
	readonly foreign: readonly string[];
	/** Jobs with several results: those that differ are missing. */
	readonly doubled: readonly { readonly job: Job; readonly differs: boolean }[];
}

/** A result with its identity. */
export function resultOf(campaign: string, job: Job, evidence: JobEvidence, seconds: number): JobResult {
	return { format: "rollcall-job", version: 1, campaign, job: job.id, seconds, evidence, complete: true };
}

/** A failure with its identity. */
export function failureOf(campaign: string, job: Job, failure: string): JobFailure {
	return {
		...{ format: "rollcall-job", version: 1, campaign, job: job.id },
		failure: failure.slice(0, 1_000),
		complete: false,
	};
}

/** Writes the file of a job, complete or not at all. */
export function writeResult(folder: string, result: JobResult | JobFailure): void {
	writeDurably(join(folder, RESULTS), `${HASH.parse(result.job)}.json`, `${JSON.stringify(result)}\n`);
}

/** Reads the results in the folder of a campaign. */
export function readResults(folder: string, manifest: Manifest): CampaignResults {
	const jobs = new Map(manifest.jobs.map((job) => [job.id, job]));
	const campaign = campaignId(manifest);
	const found = new Map<string, JobResult[]>();
	const failures = new Map<string, string>();
	const [damaged, foreign]: [{ file: string; reason: string }[], string[]] = [[], []];
	for (const file of filesIn(join(folder, RESULTS))) {
		const read = readResult(join(folder, RESULTS, file), campaign, jobs);
		if (read === "foreign") foreign.push(file);
		else if ("error" in read) damaged.push({ file, reason: read.error });
		else if (read.complete) found.set(read.job, [...(found.get(read.job) ?? []), read]);
		else failures.set(read.job, read.failure);
	}
	const doubled = manifest.jobs.flatMap((job) => {
		const texts = (found.get(job.id) ?? []).map(({ evidence }) => canonicalJson(evidence));
		return texts.length > 1 ? [{ job, differs: new Set(texts).size > 1 }] : [];
	});
	for (const { job, differs } of doubled) if (differs) found.delete(job.id);
	const results = new Map(
		Array.from(found, ([id, [first]]) => [id, first] as const).flatMap(([id, one]) => (one ? [[id, one]] : [])),
	);
	const missing = manifest.jobs.filter(({ id }) => !results.has(id));
	for (const id of results.keys()) failures.delete(id);
	const isSaved = (job: Job): boolean => existsSync(checkpointOf(checkpointFolder(folder), job));
	const saved = new Set(missing.filter(isSaved).map(({ id }) => id));
	return { results, missing, failures, saved, damaged, foreign, doubled };
}

/** Result files, in order. */
function filesIn(folder: string): readonly string[] {
	try {
		const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
		return names.filter((name) => name.endsWith(".json")).sort();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw error;
	}
}

type Read = JobResult | JobFailure | { readonly error: string } | "foreign";

function readResult(file: string, campaign: string, jobs: ReadonlyMap<string, Job>): Read {
	try {
		return parseResult(readRegular(file), campaign, jobs);
	} catch (error) {
		return { error: reasonOf(error) };
	}
}

/** Reads a result, which may have been written by anybody. */
export function parseResult(text: string, campaign: string, jobs: ReadonlyMap<string, Job>): Read {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { error: "it is not JSON: it was cut off, or is no result" };
	}
	const head = z.object(HEAD).safeParse(json);
	if (!head.success) return { error: "it is no result of a job" };
	const job = jobs.get(head.data.job);
	if (head.data.campaign !== campaign || !job) return "foreign";
	const read = FILE.safeParse(json);
	if (!read.success) return { error: `an error at ${read.error.issues[0]?.path.join(".") || "the top level"}` };
	if (!read.data.complete) return read.data;
	const mistake = mistakeIn(job, read.data.evidence);
	return mistake === undefined ? read.data : { error: mistake };
}

/** Finds what does not fit the job in evidence that is valid by itself; undefined if nothing does. */
function mistakeIn({ content: { kind, scope } }: Job, evidence: JobEvidence): string | undefined {
	if (evidence.kind !== kind) return `expected evidence of kind ${kind}, found ${evidence.kind}`;
	try {
		if (evidence.kind === "claims") {
			for (const one of evidence.own.lassos) actionsOf(one.scope, [...one.stem, ...one.loop]);
			for (const one of evidence.own.witnesses) actionsOf(one.scope, one.interleaving);
		} else if (evidence.kind === "induction") inductionOf(evidence.induction);
		else if (evidence.kind === "random") randomOf(scope, evidence.random);
		else searchOf(scope, evidence.search);
	} catch (error) {
		if (error instanceof RangeError) return error.message;
		throw error;
	}
	return undefined;
}

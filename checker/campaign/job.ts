import type { CoverageRecord } from "../../coverage/record/coverage-record.ts";
import { formatRecord } from "../../coverage/record/coverage-record.ts";
import type { Limits } from "../../explore/limits.ts";
import { type ProductOptions, type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { searchOwnClaims } from "../findings/own-searches.ts";
import { onStable } from "../findings/stable.ts";
import { searchWholeAlphabet } from "../findings/whole-alphabet.ts";
import { type OpenedTarget, openTarget } from "../open-target.ts";
import { limitsOf, OWN_SEARCH_STATES } from "../options.ts";
import { inductPart } from "../proof/induction-part.ts";
import { openRecordingAnywhere, recordExploration } from "../record/open-recording.ts";
import { prologueWords } from "../verification/plan.ts";
import { ownSmallScopes } from "../verification/searches.ts";
import { inductionData, type JobEvidence, ownData, randomData, searchData } from "./evidence.ts";
import { type Job, type JobContent, type Subject, seedOf, targetOfSubject } from "./manifest.ts";
import { type Saving, searchSaved } from "./saved-search.ts";

type SearchContent = Extract<JobContent, { readonly kind: "search" }>;

/** A job with everything that it needs: data that can be sent to another process or machine. */
export interface JobTask {
	/** Identity of the campaign. */
	readonly campaign: string;
	readonly job: Job;
	readonly subject: Subject;
}

/**
 * Does a job: the same job comes to the same evidence, whichever machine does it.
 *
 * @param saving place of the checkpoint of a search that is saved
 * @throws UsageError where the source cannot be compiled, or does not do the same twice
 */
export async function doJob({ job, subject }: Pick<JobTask, "job" | "subject">, saving?: Saving): Promise<JobEvidence> {
	const { scope, coverage } = job.content;
	const opened = await openTarget(targetOfSubject(subject), scope, coverage);
	const evidence = await onStable(opened, () => evidenceOf(job, opened, saving));
	const char = opened.charCheck();
	return { ...evidence, ...(char === undefined ? {} : { char }) };
}

async function evidenceOf(job: Job, opened: OpenedTarget, saving: Saving | undefined): Promise<JobEvidence> {
	switch (job.content.kind) {
		case "search":
			return searchJob(job, job.content, opened, saving);
		case "actions": {
			const { search, scope } = await searchWholeAlphabet(opened, CLAIMS, limitsOfJob(job), {});
			return { kind: "actions", search: searchData(scope, search) };
		}
		case "random":
			return randomJob(job, opened);
		case "claims": {
			const scopes = ownSmallScopes(job.content.scope.slots);
			const limits = (): Limits => ({ ...limitsOfJob(job), states: OWN_SEARCH_STATES });
			const how = { claims: CLAIMS, scopes, witnessScopes: scopes.toReversed(), limits, signal: undefined };
			const own = await searchOwnClaims({ kind: "target", opened }, { ...how, onProgress: undefined });
			return { kind: "claims", own: ownData(own) };
		}
		case "induction": {
			const { timeMs } = limitsOfJob(job);
			return { kind: "induction", induction: inductionData(await inductPart(opened, CLAIMS, job.content, timeMs)) };
		}
	}
}

async function searchJob(
	job: Job,
	{ scope, coverage, isSaved }: SearchContent,
	opened: OpenedTarget,
	saving: Saving | undefined,
): Promise<JobEvidence> {
	const target = await opened.forSearch(scope);
	const run = (how: Pick<ProductOptions, "onPause" | "resumed">): Promise<ProductSearch> =>
		searchProduct(new System(scope), target, {
			...{ claims: CLAIMS, allMemory: false, limits: limitsOfJob(job), signal: undefined, onProgress: undefined },
			...how,
		});
	const search = isSaved ? await searchSaved(job, opened, saving, run) : await run({});
	const data = { kind: "search" as const, search: searchData(scope, search) };
	if (!coverage) return data;
	const records: CoverageRecord[] = [];
	const options = { target: { kind: "mirror" as const }, onRecord: (one: CoverageRecord) => void records.push(one) };
	await recordExploration(options, opened, search, search.pairs);
	return { ...data, ...recordData(records[0]) };
}

async function randomJob(job: Job, opened: OpenedTarget): Promise<JobEvidence> {
	const { content } = job;
	if (content.kind !== "random") throw new RangeError(`expected a random job, found ${content.kind}`);
	const { scope, runs, maxActions, prologue, coverage } = content;
	const seed = seedOf(job);
	const what = `random: seed ${seed}, ${runs} interleavings of at most ${maxActions} actions${prologueWords(prologue)}`;
	const recorded = coverage ? await openRecordingAnywhere(opened, what) : undefined;
	const campaign = runCampaign(new System(scope), recorded?.target ?? opened.target, {
		...{ claims: CLAIMS, runs, maxActions, prologue, seed, path: undefined, recording: recorded?.recording },
		...{ timeLimitMs: limitsOfJob(job).timeMs, onProgress: undefined },
	});
	return { kind: "random", random: randomData(scope, campaign), ...recordData(recorded?.recording.record()) };
}

/** A coverage record as data; nothing where there is none. */
function recordData(record: CoverageRecord | undefined): { readonly record?: unknown } {
	return record ? { record: JSON.parse(formatRecord(record)) } : {};
}

function limitsOfJob({ content: { time, maxMemory } }: Job): Limits {
	return limitsOf({ timeMs: time * 1000, bytes: maxMemory * 2 ** 20 });
}

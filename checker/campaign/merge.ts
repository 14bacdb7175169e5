import { type CoverageRecord, mergeRecords, parseRecord } from "../../coverage/record/coverage-record.ts";
import { stateCount } from "../../explore/parametric/abstract-state.ts";
import { UnstableTarget } from "../../impl/failure.ts";
import { mergedCampaigns } from "../../lockstep/campaign.ts";
import { PROLOGUES } from "../../lockstep/prologue.ts";
import { distinctScopes, isSameScope } from "../../model/scope.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { mergedJudgement } from "../../properties/merge-verdicts.ts";
import { type Judgement, judge, type RunVerdict, type SearchEvidence } from "../../properties/verdict.ts";
import type { InductionReport } from "../../report/text/proof/induction.ts";
import type { CharCheck } from "../../report/text/sections/char.ts";
import type { CompleteSearch, Verification } from "../../report/text/verify.ts";
import { UsageError } from "../errors.ts";
import { reproduced } from "../findings/findings.ts";
import { lassoAgain, shortestLassos } from "../findings/lassos.ts";
import { witnessRun } from "../findings/own-searches.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import { type OwnSearches, ownViolationsOf, searchEvidence, violationsOf } from "../findings/search-evidence.ts";
import { type OpenedTarget, openTarget } from "../open-target.ts";
import { realScope } from "../proof/induction.ts";
import type { PartResult } from "../proof/induction-part.ts";
import { sizelessEvidence } from "../proof/sizeless.ts";
import { FindingsStore, type StoreOptions } from "../store/findings-store.ts";
import { inductionEvidence } from "../verification/induction.ts";
import { rawsOfSeries } from "../verification/random.ts";
import { rawsOf } from "../verification/searches.ts";
import { actionsOf, claimOf, inductionOf, type JobEvidence, randomOf, searchOf } from "./evidence.ts";
import { campaignId, type Job, type Manifest, readManifest, seedOf, targetOfSubject } from "./manifest.ts";
import { type CampaignResults, readResults } from "./results.ts";

/** Options of a merge. */
export interface MergeOptions extends Pick<StoreOptions, "known" | "out"> {
	readonly onWarning?: ((line: string) => void) | undefined;
}

/** Result of a campaign about one subject. */
interface MergedSubject {
	readonly opened: OpenedTarget;
	readonly verification: Verification;
}

/** Merged results of a campaign. */
export interface MergedCampaign {
	readonly id: string;
	readonly manifest: Manifest;
	readonly files: CampaignResults;
	readonly subjects: readonly MergedSubject[];
	/** Of all subjects: for each claim the worst verdict. */
	readonly judgement: Judgement;
	/** Unknown where a job has no result. */
	readonly verdict: RunVerdict;
	/** Time of all jobs together, in seconds. */
	readonly seconds: number;
	/** Coverage of all jobs; undefined where none was recorded. */
	readonly record: CoverageRecord | undefined;
}

/** A job with its result. */
interface Done {
	readonly job: Job;
	readonly evidence: JobEvidence;
	readonly seconds: number;
}

/**
 * Merges the results of a campaign into one: the evidence of all jobs is judged as that of one run is. The order in which jobs
 * were done, and where, makes no difference.
 *
 * @throws UsageError where there is no campaign, or a finding in a result does not happen
 */
export async function mergeCampaign(folder: string, options: MergeOptions = {}): Promise<MergedCampaign> {
	const manifest = readManifest(folder);
	const files = readResults(folder, manifest);
	const subjects: MergedSubject[] = [];
	for (const hash of Object.keys(manifest.subjects)) {
		subjects.push(await mergeSubject(manifest, hash, files, options));
	}
	const judgement = subjects.map(({ verification }) => verification.judgement).reduce(mergedJudgement);
	return {
		...{ id: campaignId(manifest), manifest, files, subjects, judgement },
		verdict: files.missing.length > 0 ? "unknown" : judgement.verdict,
		seconds: subjects.reduce((sum, { verification }) => sum + verification.seconds, 0),
		record: recordOf(files),
	};
}

async function mergeSubject(
	manifest: Manifest,
	hash: string,
	{ results, missing }: CampaignResults,
	options: MergeOptions,
): Promise<MergedSubject> {
	const subject = manifest.subjects[hash];
	const jobs = manifest.jobs.filter(({ content }) => content.subject === hash);
	const last = jobs.findLast(({ content }) => content.kind !== "induction") ?? jobs.at(-1);
	if (!subject || !last) throw new RangeError(`subject ${hash} has no jobs`);
	const done = jobs.flatMap((job): readonly Done[] => {
		const result = results.get(job.id);
		return result ? [{ job, evidence: result.evidence, seconds: result.seconds }] : [];
	});
	const largest = jobs.findLast(({ content }) => content.kind === "random") ?? last;
	const opened = await openTarget(targetOfSubject(subject), largest.content.scope);
	const absent = missing.filter(({ content }) => content.subject === hash).flatMap(absentSearch);
	try {
		return { opened, verification: await verificationOf(manifest.seed, opened, jobs, done, absent, options) };
	} catch (error) {
		if (!(error instanceof UnstableTarget)) throw error;
		throw new UsageError(`a result has a finding that does not happen: ${error.message}; delete it and run again`);
	}
}

/** A complete search that has no result, as evidence: it was stopped before its first state. */
function absentSearch({ content: { kind, scope } }: Job): readonly SearchEvidence[] {
	if (kind !== "search" && kind !== "actions") return [];
	const { users, services, slots } = scope;
	const none = { states: 0, transitions: 0, exercised: new Map<string, number>(), notFollowed: 0, stoppedFor: {} };
	return [{ ...none, scope: `${users}u ${services}s ${slots}k`, stoppedBy: "a missing job" }];
}

async function verificationOf(
	seed: number,
	opened: OpenedTarget,
	jobs: readonly Job[],
	done: readonly Done[],
	absent: readonly SearchEvidence[],
	options: MergeOptions,
): Promise<Verification> {
	const complete = done.flatMap(({ job: { content }, evidence }): readonly CompleteSearch[] =>
		"search" in evidence ? [{ scope: content.scope, search: searchOf(content.scope, evidence.search) }] : [],
	);
	const { random, raws } = randomPart(done);
	const own = await ownPart(opened, done);
	const induction = inductionPart(opened, jobs, done);
	const store = new FindingsStore(opened, { known: options.known, out: options.out }, options.onWarning);
	const reported = await reproduced(opened, [
		...complete.flatMap((one) => rawsOf(one, CLAIMS)),
		...raws,
		...induction.raws,
	]);
	const { fresh: findings, lassos, remembered } = await store.keep(reported, own.lassos);
	const campaign = mergedCampaigns(random.map((one) => one.campaign));
	const judgement = judge(CLAIMS, {
		violations: [...violationsOf(findings, remembered.known), ...ownViolationsOf(own, lassos)],
		searches: [...complete.map(({ scope, search }) => searchEvidence(scope, search)), ...absent],
		ownSearches: own.evidence,
		random: random.length > 0 ? campaign : undefined,
		sizeless: await sizelessEvidence(true),
		induction: inductionEvidence(induction.report),
	});
	return {
		...{ target: opened.target.name, source: opened.source, scope: opened.target.scope, seed },
		maxActions: Math.max(0, ...random.map(({ maxActions }) => maxActions)),
		seconds: done.reduce((sum, { seconds }) => sum + seconds, 0),
		...{
			complete,
			leftOut: [],
			unfinished: undefined,
			induction: induction.report,
			random,
			campaign,
			lassos,
			witnesses: own.witnesses,
			judgement,
			findings,
			remembered,
		},
		...{ char: charOf(done), reused: false },
	};
}

/** The parts of the induction as one, which holds where all of them are there and nothing went wrong in any. */
function inductionPart(
	opened: OpenedTarget,
	jobs: readonly Job[],
	done: readonly Done[],
): { readonly report: InductionReport | undefined; readonly raws: readonly RawFinding[] } {
	const planned = jobs.flatMap(({ content }) => (content.kind === "induction" ? [content] : []));
	const parts = done.flatMap(({ evidence }) =>
		evidence.kind === "induction" ? [inductionOf(evidence.induction)] : [],
	);
	const [first] = planned;
	if (!first) return { report: undefined, raws: [] };
	const raws = parts.flatMap(({ found }) => found);
	const reason = parts.find(({ leftOut }) => leftOut !== undefined)?.leftOut;
	if (reason !== undefined) return { report: { kind: "left out", reason }, raws };
	const sum = (of: (part: PartResult) => number): number => parts.reduce((total, part) => total + of(part), 0);
	const [states, wrong, of] = [sum((part) => part.states), sum((part) => part.wrong), stateCount(first.inUse)];
	const isWhole = parts.length === planned.length && states === of;
	return {
		raws,
		report: {
			kind: "taken",
			verdict: raws.length > 0 ? "violated" : isWhole && wrong === 0 ? "holds" : "unknown",
			...{ scope: realScope(opened.target.scope.slots), slots: first.inUse, assumption: "any", states, of, wrong },
			...{ memories: sum(({ memories }) => memories), steps: sum(({ steps }) => steps), notInductive: [] },
			stoppedBy:
				parts.length < planned.length
					? "a missing job"
					: parts.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy,
		},
	};
}

/** The random series, those of one scope and one prologue as one, and what they found. */
function randomPart(done: readonly Done[]): Pick<Verification, "random"> & { readonly raws: readonly RawFinding[] } {
	const series = done.flatMap(({ job, evidence }) => {
		if (evidence.kind !== "random" || job.content.kind !== "random") return [];
		const { scope, runs, maxActions, prologue } = job.content;
		const size = { scope, runs, maxActions, prologue };
		return [{ size, seed: seedOf(job), campaign: randomOf(scope, evidence.random) }];
	});
	const random = distinctScopes(series.map(({ size }) => size.scope)).flatMap((scope) =>
		[undefined, ...PROLOGUES].flatMap((prologue) => {
			const same = series.filter(({ size }) => isSameScope(size.scope, scope) && size.prologue === prologue);
			if (same.length === 0) return [];
			const maxActions = Math.max(...same.map(({ size }) => size.maxActions));
			return [{ scope, maxActions, prologue, campaign: mergedCampaigns(same.map(({ campaign }) => campaign)) }];
		}),
	);
	return {
		random,
		raws: series.flatMap((one) => rawsOfSeries(one, { claims: CLAIMS, seed: one.seed, path: undefined })),
	};
}

/** The searches of single claims; each lasso is run again. */
async function ownPart(opened: OpenedTarget, done: readonly Done[]): Promise<OwnSearches> {
	const parts = done.flatMap(({ evidence }) => (evidence.kind === "claims" ? [evidence.own] : []));
	const lassos: OwnSearches["lassos"][number][] = [];
	for (const { claim, scope, stem, loop } of parts.flatMap((part) => part.lassos)) {
		const again = await lassoAgain(
			opened,
			{
				...{ subject: opened.subject, scope, seed: undefined, claim, cause: "", detail: "", only: undefined },
				...{ minimality: "shortest", interleaving: actionsOf(scope, [...stem, ...loop]) },
				lasso: { loopStart: stem.length, subject: 0 },
			},
			CLAIMS,
		);
		if (!again) throw new UnstableTarget(`a lasso violates ${claim} no more`);
		lassos.push(again);
	}
	return {
		evidence: parts.flatMap(({ evidence }) => evidence),
		violations: parts.flatMap(({ violations }) => violations),
		lassos: shortestLassos(lassos),
		witnesses: parts.flatMap(({ witnesses }) =>
			witnesses.map(({ claim, scope, interleaving }) =>
				witnessRun(opened.words, claimOf(claim), scope, actionsOf(scope, interleaving)),
			),
		),
	};
}

/** Signedness of char that was checked: what the job says that saw the most of it. */
function charOf(done: readonly Done[]): CharCheck | undefined {
	const found = done.map(({ evidence }) => evidence.char);
	return (["signed only", "same steps", "same code"] as const).find((one) => found.includes(one)) ?? found[0];
}

function recordOf({ results }: CampaignResults): CoverageRecord | undefined {
	const records = Array.from(results.values()).flatMap(({ evidence }): readonly CoverageRecord[] => {
		if (!("record" in evidence) || evidence.record === undefined) return [];
		const record = parseRecord(JSON.stringify(evidence.record));
		return "error" in record ? [] : [record];
	});
	const [first, ...others] = records;
	return first && others.reduce(mergeRecords, first);
}

import { COMPOSED_MEASURES, CRITERIA, type Measure, SOURCE_MEASURES } from "../coverage/criteria.ts";
import { type CoverageRecord, mergeRecords, type RunCoverage } from "../coverage/record/coverage-record.ts";
import { type Reference, type References, singleReference } from "../coverage/record/reference.ts";
import type { SourceReach } from "../coverage/source/source-summary.ts";
import { shareOf } from "../coverage/status.ts";
import { type CoverageSummary, type MeasureSummary, summarize } from "../coverage/summary.ts";
import type { Limits } from "../explore/limits.ts";
import { runCampaign } from "../lockstep/campaign.ts";
import { ACTION_KINDS, type ActionKind } from "../model/action.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import type { CoverageResult } from "../report/results.ts";
import { coverageJson } from "../report/text/coverage.ts";
import { grouped } from "../report/text/numbers.ts";
import { UsageError } from "./errors.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import {
	bounded,
	type CheckOptions,
	COVERAGE_DEFAULTS,
	limitsFor,
	limitsOf,
	type PartialLimits,
	SCOPES,
	SIMPLE_LENGTH,
	searchedScopeOf,
} from "./options.ts";
import {
	expectFewPairs,
	expectOneSource,
	openRecording,
	openReference,
	searchReferences,
} from "./record/open-recording.ts";
import { runPathSuite } from "./record/path-suite.ts";
import { reachOfSource } from "./record/source-reach.ts";
import { Deadline } from "./verification/deadline.ts";

/** Least share of the feasible requirements that has to be covered, in percent. */
export interface Threshold {
	readonly measure: Measure;
	readonly least: number;
}

/** A measure of one graph that is below its threshold. */
export interface Missed {
	readonly measured: MeasureSummary;
	readonly least: number;
}

/** Options of `coverage`: for records, or for a new run. */
export interface CoverageOptions extends CheckOptions {
	/** Records of runs. With them the target may be left out, and the options of a new run have to be. */
	readonly records?: readonly CoverageRecord[] | undefined;
	/** Kind of the new run: random interleavings, or the suite of `paths`. */
	readonly suite?: "random" | "paths" | undefined;
	/** Number of random interleavings. */
	readonly runs?: number | undefined;
	/** The greatest length of an interleaving. */
	readonly maxActions?: number | undefined;
	/** The seed of the random interleavings, a 32 bit integer. */
	readonly seed?: number | undefined;
	/** Action kinds that no random interleaving has. */
	readonly without?: readonly ActionKind[] | undefined;
	/** The greatest length of a simple path. */
	readonly simpleLength?: number | undefined;
	/** True to list all missing parts of the composed systems, not only the nearest. */
	readonly allMissing?: boolean | undefined;
	readonly thresholds?: readonly Threshold[] | undefined;
	/** The most time; after it, no interleaving is run and nothing is searched for any more. */
	readonly limits?: Pick<PartialLimits, "timeMs" | "bytes"> | undefined;
}

/** Coverage of some runs, with their record. */
export interface CoverageRun {
	readonly summary: CoverageSummary;
	readonly record: CoverageRecord;
	readonly missed: readonly Missed[];
}

/** Runs, the complete searches that they are compared with, and the reachable code of their source. */
interface CoverageInput {
	readonly record: CoverageRecord;
	readonly searched: References;
	readonly reach: SourceReach | undefined;
}

/** Options of a new run, which records exclude. */
const RUN_OPTIONS = ["suite", "runs", "maxActions", "seed", "without"] as const;
/** Options of random runs only. */
const RANDOM_OPTIONS = ["runs", "seed", "without"] as const;

/**
 * Measures the coverage of the statecharts, of the composed system and of the source by some runs.
 *
 * @throws UsageError where the options contradict each other or the records, or the source cannot be compiled
 */
export async function coverage(options: CoverageOptions = {}): Promise<CoverageResult> {
	return coverageJson((await runCoverage(options)).summary);
}

/** Measures coverage as `coverage` does. @returns everything needed to print it */
export async function runCoverage(options: CoverageOptions = {}): Promise<CoverageRun> {
	const { records = [], thresholds = [] } = options;
	const { record, searched, reach } =
		records.length > 0 ? await inputFromRecords(records, options) : await inputFromNewRun(options);
	const summary = summarize(record, searched, reach, options.allMissing ? Number.POSITIVE_INFINITY : undefined);
	options.onRecord?.(record);
	const missed = thresholds.flatMap(({ measure, least }) => {
		const measures = summary.measures.filter((one) => one.measure === measure && 100 * shareOf(one) < least);
		return measures.map((measured) => ({ measured, least }));
	});
	return { summary, record, missed };
}

/**
 * Checks that thresholds are of measures of this run.
 *
 * @param has true for the measures that exist besides the charts
 * @throws UsageError where a threshold is of another measure
 */
function expectMeasured(
	thresholds: readonly Threshold[] = [],
	has: { readonly composed: boolean; readonly source: boolean },
): void {
	const measured: readonly Measure[] = [
		...CRITERIA,
		...(has.composed ? COMPOSED_MEASURES : []),
		...(has.source ? SOURCE_MEASURES : []),
	];
	const idle = thresholds.find(({ measure }) => !measured.includes(measure));
	if (!idle) return;
	throw new UsageError(`expected a measure of this run (${measured.join(", ")}), found ${idle.measure}`, "threshold");
}

/** Takes the runs from records. */
async function inputFromRecords(records: readonly CoverageRecord[], options: CoverageOptions): Promise<CoverageInput> {
	const { target, scope = {}, onProgress } = options;
	const limits = limitsFor("coverage", options.limits);
	const wrong = [...Object.entries(scope), ...RUN_OPTIONS.map((name) => [name, options[name]] as const)];
	const [name] = wrong.find(([, value]) => value !== undefined) ?? [];
	if (name !== undefined) throw new UsageError("does not apply to records of earlier runs", name);
	if (target?.kind === "mirror")
		throw new UsageError(
			"does not apply to records of earlier runs; only a C source does",
			target.revision ? "revision" : "target",
		);
	const record = records.reduce(mergeRecords);
	expectOneSource(record);
	const runs = Object.values(record.runs);
	const ofSource = runs.filter(({ source }) => source !== undefined);
	expectMeasured(options.thresholds, { composed: runs.some(({ composed }) => composed), source: ofSource.length > 0 });
	const opened = target && (await openSourceOf(ofSource, target));
	const searched = await searchReferences(runs, options.simpleLength, onProgress);
	const reach = opened && (await reachOfSource(opened, searched, ofSource, () => limits, onProgress));
	return { record, searched, reach };
}

/** Opens the source that is given with records. @throws UsageError where the records are of another source */
async function openSourceOf(
	runs: readonly RunCoverage[],
	target: NonNullable<CoverageOptions["target"]>,
): Promise<OpenedTarget> {
	const [first] = runs;
	if (!first?.source) throw new UsageError("does not apply: the records are not of a C source", "source");
	const opened = await openTarget(target, first.scope);
	if (opened.source?.sha256 === first.source.sha256) return opened;
	throw new UsageError(
		`expected the source of the records (${first.source.path}, SHA-256 ${first.source.sha256}), found SHA-256 ${opened.source?.sha256}: name that file, or record the runs again`,
		"source",
	);
}

/** Makes a new run. */
async function inputFromNewRun(options: CoverageOptions): Promise<CoverageInput> {
	const { target = MIRROR, suite = "random", thresholds, onProgress } = options;
	const wrong = RANDOM_OPTIONS.find((name) => suite === "paths" && options[name] !== undefined);
	if (wrong) throw new UsageError("does not apply to --suite paths, which has no random runs", wrong);
	expectMeasured(thresholds, { composed: true, source: target.kind === "c" });
	const simpleLength = bounded("simpleLength", options.simpleLength ?? SIMPLE_LENGTH);
	const opened = await openTarget(
		target,
		searchedScopeOf(options.scope, SCOPES.coverage),
		options.onRecord !== undefined,
	);
	if (suite === "paths") await expectFewPairs(opened);
	const { bytes, timeMs } = limitsFor("coverage", options.limits);
	const deadline = new Deadline(timeMs, options.signal);
	const reference = await openReference(opened.target.scope, simpleLength, onProgress);
	const searched = singleReference(reference);
	const record = await (suite === "paths"
		? recordPaths(options, opened, reference)
		: recordRandomRuns(options, opened, reference, deadline.msFor("searches")));
	const limits = (): Limits => limitsOf({ bytes, timeMs: deadline.msFor("all") / 2 });
	const runs = Object.values(record.runs);
	const reach = opened.source && (await reachOfSource(opened, searched, runs, limits, onProgress));
	return { record, searched, reach };
}

async function recordPaths(
	options: CoverageOptions,
	opened: OpenedTarget,
	reference: Reference,
): Promise<CoverageRecord> {
	const maxActions = bounded("maxActions", options.maxActions ?? COVERAGE_DEFAULTS.maxActions);
	return (await runPathSuite(opened, reference, maxActions, CLAIMS)).record;
}

async function recordRandomRuns(
	options: CoverageOptions,
	opened: OpenedTarget,
	reference: Reference,
	timeLimitMs: number,
): Promise<CoverageRecord> {
	const { without = [], onProgress } = options;
	const runs = bounded("runs", options.runs ?? COVERAGE_DEFAULTS.runs);
	const maxActions = bounded("maxActions", options.maxActions ?? COVERAGE_DEFAULTS.maxActions);
	const seed = bounded("seed", options.seed ?? COVERAGE_DEFAULTS.seed);
	const kinds = ACTION_KINDS.filter((kind) => without.includes(kind));
	const left = kinds.length > 0 ? `, without ${kinds.join(" ")}` : "";
	const what = `random: seed ${seed}, ${grouped(runs)} interleavings of at most ${maxActions} actions${left}`;
	const { recording, target } = await openRecording(opened, what, reference.matchers, reference.paths);
	const campaign = runCampaign(new System(opened.target.scope), target, {
		...{ claims: CLAIMS, runs, maxActions, seed, without, recording },
		...{ path: undefined, timeLimitMs: Number.isFinite(timeLimitMs) ? timeLimitMs : undefined },
		// What is broken is verify's to say.
		isKnown: () => true,
		onProgress: (progress) => onProgress?.({ phase: "random", scope: opened.target.scope, of: runs, ...progress }),
	});
	if (campaign.cutShort) {
		const ran = `${grouped(campaign.runs)} of ${grouped(runs)} interleavings`;
		options.onWarning?.(`stopped after ${ran} by the limit of time: the record has fewer than its name says`);
	}
	return recording.record();
}

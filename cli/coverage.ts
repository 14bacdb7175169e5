import { join } from "node:path";
import { Composed } from "../coverage/composed.ts";
import { COMPOSED_MEASURES, CRITERIA, type Measure, SOURCE_MEASURES } from "../coverage/criteria.ts";
import { type CoverageRecord, mergeRecords } from "../coverage/record.ts";
import type { Matchers } from "../coverage/recorder.ts";
import { sourceCoverage } from "../coverage/source.ts";
import { type Basis, type CoverageSummary, type Reachable, shareOf, summarize } from "../coverage/summary.ts";
import type { ActionKind } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { runCampaign } from "../properties/campaign.ts";
import { CLAIMS } from "../properties/claims.ts";
import { coverageJson, coverageText } from "../report/coverage.ts";
import { lcovText } from "../report/lcov.ts";
import { grouped } from "../report/numbers.ts";
import { UsageError } from "./errors.ts";
import { expectFile, writeWhole } from "./files.ts";
import type { CoverageFormat, Threshold } from "./options.ts";
import { runPathSuite } from "./paths.ts";
import { ProgressLine } from "./progress.ts";
import { openBasis, openRecording, readRecord, writeRecord } from "./recordings.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "./target.ts";

/** The options of `rollcall coverage`, as commander reads them. */
export interface CoverageOptions extends TargetOptions {
	readonly suite: "random" | "paths";
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly without?: readonly ActionKind[];
	readonly simpleLength: number;
	readonly format: readonly CoverageFormat[];
	readonly out?: string;
	readonly threshold?: readonly Threshold[];
}

/** Below a threshold. */
const EXIT_BELOW = 1;

/**
 * Says what some runs walked: those of the records given or, without any, one that is made now.
 *
 * @returns the exit code: 0, or 1 where a threshold is missed
 */
export async function coverage(files: readonly string[], options: CoverageOptions): Promise<number> {
	expectFormats(options);
	expectPlaces(options);
	const given = files.map(readRecord);
	const opened = await openTarget(options);
	const { scope } = opened.target;
	expectMeasured(options, given.length > 0 ? measuredBy(given, scope, options.simpleLength) : measuredNow(opened));
	const line = await ProgressLine.open();
	const basis = await openBasis(scope, options.simpleLength, line);
	const record = given.length > 0 ? given.reduce(mergeRecords) : await makeRecord(options, opened, basis, line);
	line.update(() => "complete search of the source");
	const reachable = await reachableSource(opened, basis.matchers);
	line.clear();
	const summary = summarize(record, basis, reachable);
	if (options.coverage !== undefined) writeRecord(options.coverage, record);
	await print(options, summary, reachable?.scopes ?? []);
	const missed = missedThresholds(summary, options.threshold ?? []);
	for (const text of missed) process.stderr.write(`rollcall: ${text}\n`);
	return missed.length > 0 ? EXIT_BELOW : 0;
}

/** Merges records into a file. */
export function mergeCoverage(out: string, files: readonly string[]): number {
	expectFile("<out>", out);
	writeRecord(out, files.map(readRecord).reduce(mergeRecords));
	return 0;
}

function expectFormats({ format, out, source }: CoverageOptions): void {
	if (out === undefined && format.includes("html")) {
		throw new UsageError("expected --out DIR with --format html, found none: name the folder to write to");
	}
	if (out === undefined && format.length > 1) {
		throw new UsageError(
			`expected --out DIR with several formats, found ${format.join(",")}: name the folder to write to`,
		);
	}
	if (format.includes("lcov") && source === undefined) {
		throw new UsageError("expected --source FILE with --format lcov, found none: lcov is of a C source");
	}
}

function expectPlaces({ out, format, coverage: record }: CoverageOptions): void {
	if (record !== undefined) expectFile("--coverage", record);
	if (out === undefined) return;
	for (const one of format) expectFile("--out", join(out, FILE_NAMES[one]));
}

/** What a run that is made now is measured by: its scope is small. */
function measuredNow({ source }: OpenTarget): readonly Measure[] {
	return [...CRITERIA, ...COMPOSED_MEASURES, ...(source ? SOURCE_MEASURES : [])];
}

/** What runs that were recorded are measured by. */
function measuredBy(records: readonly CoverageRecord[], scope: Scope, simpleLength: number): readonly Measure[] {
	const runs = records.flatMap((record) => Object.values(record.runs));
	const composed = runs.flatMap((run) => (scopeName(run.scope) === scopeName(scope) ? (run.composed ?? []) : []));
	const hasSimple = composed.some((one) => one.simpleLength === simpleLength);
	return [
		...CRITERIA,
		...(composed.length > 0 ? COMPOSED_MEASURES.filter((one) => one !== "simplePath" || hasSimple) : []),
		...(runs.some(({ source }) => source) ? SOURCE_MEASURES : []),
	];
}

/** @throws UsageError where a threshold is of something that will not have been measured */
function expectMeasured({ threshold = [] }: CoverageOptions, measured: readonly Measure[]): void {
	const idle = threshold.find(({ measure }) => !measured.includes(measure));
	if (!idle) return;
	throw new UsageError(
		`--threshold: expected a criterion that is measured, found ${idle.measure}: these are ${measured.join(", ")}`,
	);
}

async function makeRecord(
	options: CoverageOptions,
	opened: OpenTarget,
	basis: Basis,
	line: ProgressLine,
): Promise<CoverageRecord> {
	if (options.suite === "paths") return (await runPathSuite(opened, basis, options)).record;
	const { runs, maxActions, seed, without = [] } = options;
	const left = without.length > 0 ? `, without ${without.join(" ")}` : "";
	const what = `random: seed ${seed}, ${grouped(runs)} interleavings of at most ${maxActions} actions${left}`;
	const { recording, target } = await openRecording(opened, what, basis.matchers, basis.paths);
	const campaign = {
		...{ claims: CLAIMS, runs, maxActions, seed, without, recording },
		...{ path: undefined, timeLimitMs: undefined },
		// What is broken is verify's to say: here nothing is shrunk.
		isKnown: () => true,
		onProgress: (progress: { readonly runs: number }) =>
			line.update(() => `${grouped(progress.runs)} of ${grouped(runs)} interleavings`),
	};
	runCampaign(new System(opened.target.scope), target, campaign);
	return recording.record();
}

/** What complete searches of small scopes reach of the source, and which scopes those are. */
async function reachableSource(
	opened: OpenTarget,
	matchers: Matchers,
): Promise<(Reachable & { readonly scopes: readonly Scope[] }) | undefined> {
	const { scope } = opened.target;
	// With one slot only, a second subscriber finds none left.
	const scopes = [scope, ...(scope.slots > 1 && scope.services > 1 ? [{ ...scope, slots: 1 }] : [])];
	let sum: readonly number[] = [];
	let source: Awaited<ReturnType<OpenTarget["forCoverage"]>>;
	for (const one of scopes) {
		source = await opened.forCoverage(one, "one");
		if (!source) return undefined;
		Composed.of(one, matchers, source.counting.target);
		sum = source.counting.counters().map((count, index) => count + (sum[index] ?? 0));
	}
	return source && { text: source.text, coverage: sourceCoverage(source.text, source.counting.map, sum), scopes };
}

/** The files that the formats have in the folder of --out. */
const FILE_NAMES: Readonly<Record<CoverageFormat, string>> = {
	text: "coverage.txt",
	html: "coverage.html",
	json: "coverage.json",
	lcov: "lcov.info",
};

async function print(options: CoverageOptions, summary: CoverageSummary, scopes: readonly Scope[]): Promise<void> {
	for (const format of options.format) {
		const text = await textOf(format, summary, scopes);
		if (options.out === undefined) {
			process.stdout.write(text);
			continue;
		}
		const path = join(options.out, FILE_NAMES[format]);
		writeWhole(path, text);
		process.stdout.write(`${path}\n`);
	}
}

async function textOf(format: CoverageFormat, summary: CoverageSummary, scopes: readonly Scope[]): Promise<string> {
	switch (format) {
		case "text":
			return coverageText(summary, scopes);
		case "json":
			return `${JSON.stringify(coverageJson(summary), null, 2)}\n`;
		case "lcov":
			return lcovText(summary);
		case "html": {
			const { coveragePage } = await import("../report/coverage-page.ts");
			return coveragePage(summary, scopes);
		}
	}
}

/** A line for each threshold that is missed. */
function missedThresholds({ measures }: CoverageSummary, thresholds: readonly Threshold[]): readonly string[] {
	return thresholds.flatMap(({ measure, least }) => {
		const measured = measures.filter((one) => one.measure === measure);
		return measured
			.filter((one) => 100 * shareOf(one) < least)
			.map((one) => {
				const share = (100 * shareOf(one)).toFixed(1);
				return `coverage of ${measure} in the ${one.graph} graph is ${share} %, expected at least ${least} %`;
			});
	});
}

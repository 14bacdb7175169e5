import { join } from "node:path";
import { UsageError } from "../checker/errors.ts";
import { expectFile, writeWhole } from "../checker/files.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "../checker/open-target.ts";
import {
	expectFewPairs,
	openBasis,
	openRecording,
	readRecords,
	searchScopesOf,
	writeRecord,
} from "../checker/recordings.ts";
import { COMPOSED_MEASURES, CRITERIA, type Measure, SOURCE_MEASURES } from "../coverage/criteria.ts";
import type { CoverageRecord, RunCoverage } from "../coverage/record/record.ts";
import { type Basis, type Searched, scopesOf, searchedAlone, smallerScope } from "../coverage/record/searched.ts";
import { reachOf } from "../coverage/source/reach.ts";
import { type SourceCoverage, sourceCoverage } from "../coverage/source/source.ts";
import type { SourceReach } from "../coverage/source/source-summary.ts";
import { shareOf } from "../coverage/status.ts";
import { type CoverageSummary, summarize } from "../coverage/summary.ts";
import { runCampaign } from "../lockstep/campaign.ts";
import { ACTION_KINDS, type ActionKind } from "../model/action.ts";
import { distinctScopes, isSameScope, type Scope, scopeName } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { lcovText } from "../report/formats/lcov.ts";
import { coverageJson, coverageText } from "../report/text/coverage.ts";
import { grouped } from "../report/text/numbers.ts";
import { type CoverageFormat, SIMPLE_LENGTH, type Threshold } from "./options.ts";
import { runPathSuite } from "./paths.ts";
import { ProgressLine } from "./progress.ts";

/** The options of `rollcall coverage`, as commander reads them. */
export interface CoverageOptions extends TargetOptions {
	readonly suite: "random" | "paths";
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly without?: readonly ActionKind[];
	readonly simpleLength?: number;
	readonly format: readonly CoverageFormat[];
	readonly out?: string;
	readonly threshold?: readonly Threshold[];
	readonly allMissing?: boolean;
	readonly feasibleOnly?: boolean;
}

/** The options that say what is to be run: with records it was. */
const RUN_OPTIONS = {
	...{ users: "--users", services: "--services", slots: "--slots", target: "--target", revision: "--revision" },
	...{ suite: "--suite", runs: "--runs", maxActions: "--max-actions", seed: "--seed", without: "--without" },
} as const satisfies Partial<Record<keyof CoverageOptions, string>>;

/** Those that only random runs have. */
const RANDOM_OPTIONS = ["runs", "seed", "without"] as const satisfies readonly (keyof typeof RUN_OPTIONS)[];

/** Below a threshold. */
const EXIT_BELOW = 1;

/** What there is to report on: runs, what they are held against, and what can be reached of their source. */
interface Material {
	readonly record: CoverageRecord;
	readonly searched: Searched;
	readonly reach: SourceReach | undefined;
}

/**
 * Says what some runs walked: those of the records given or, without any, one that is made now.
 *
 * @param isGiven whether a person gave an option of this name
 * @returns the exit code: 0, or 1 where a threshold is missed
 */
export async function coverage(
	files: readonly string[],
	options: CoverageOptions,
	isGiven: (name: string) => boolean,
): Promise<number> {
	expectFormats(options);
	expectPlaces(options);
	const line = await ProgressLine.open();
	const material = files.length > 0 ? await given(files, options, isGiven, line) : await made(options, isGiven, line);
	line.clear();
	const { record, searched, reach } = material;
	const summary = summarize(record, searched, reach, options.allMissing ? Number.POSITIVE_INFINITY : undefined);
	const missed = missedThresholds(summary, options.threshold ?? []);
	if (options.coverage !== undefined) writeRecord(options.coverage, record);
	await print(options, summary);
	for (const text of missed) process.stderr.write(`rollcall: ${text}\n`);
	return missed.length > 0 ? EXIT_BELOW : 0;
}

/** Merges records into a file. */
export function mergeCoverage(out: string, files: readonly string[]): number {
	expectFile("<out>", out);
	writeRecord(out, readRecords(files));
	return 0;
}

function expectFormats({ format, out, source, feasibleOnly }: CoverageOptions): void {
	if (out === undefined && format.includes("html")) {
		throw new UsageError("expected --out DIR with --format html, found none: name the folder to write to");
	}
	if (out === undefined && format.length > 1) {
		throw new UsageError(
			`expected --out DIR with several formats, found ${format.join(",")}: name the folder to write to`,
		);
	}
	if (feasibleOnly && !(format.includes("lcov") && source !== undefined)) {
		throw new UsageError(
			"expected --format lcov and --source FILE with --feasible-only, found none: it says what lcov is to leave out",
		);
	}
}

function expectPlaces({ out, format, coverage: record }: CoverageOptions): void {
	if (record !== undefined) expectFile("--coverage", record);
	if (out === undefined) return;
	for (const one of format) expectFile("--out", join(out, FILE_NAMES[one]));
}

/**
 * @param has what there is to measure besides the charts
 * @throws UsageError where a threshold is of something that will not have been measured
 */
function expectMeasured(
	{ threshold = [] }: CoverageOptions,
	has: { readonly composed: boolean; readonly source: boolean },
): void {
	const measured: readonly Measure[] = [
		...CRITERIA,
		...(has.composed ? COMPOSED_MEASURES : []),
		...(has.source ? SOURCE_MEASURES : []),
	];
	const idle = threshold.find(({ measure }) => !measured.includes(measure));
	if (!idle) return;
	throw new UsageError(
		`--threshold: expected a criterion that is measured, found ${idle.measure}: these are ${measured.join(", ")}`,
	);
}

/** What the records say. */
async function given(
	files: readonly string[],
	options: CoverageOptions,
	isGiven: (name: string) => boolean,
	line: ProgressLine,
): Promise<Material> {
	const record = readRecords(files);
	const wrong = Object.entries(RUN_OPTIONS).find(([name]) => isGiven(name));
	if (wrong) {
		throw new UsageError(`expected no ${wrong[1]} with records, which say what was run, found one: leave it out`);
	}
	const runs = Object.values(record.runs);
	const ofSource = runs.filter(({ source }) => source !== undefined);
	expectMeasured(options, { composed: runs.some(({ composed }) => composed), source: ofSource.length > 0 });
	const opened = await openSourceOf(ofSource, options);
	if (options.format.includes("lcov") && ofSource.length === 0) {
		throw new UsageError("expected records of a C source with --format lcov, found none: lcov is of a C source");
	}
	const searched = await searchScopesOf(runs, options.simpleLength, line);
	const reach = opened && (await reachOfSource(opened, searched, ofSource, line));
	return { record, searched, reach };
}

/** Opens the source that is given beside records. @throws UsageError where they are not of it */
async function openSourceOf(
	runs: readonly RunCoverage[],
	{ source }: CoverageOptions,
): Promise<OpenTarget | undefined> {
	if (source === undefined) return undefined;
	const [first] = runs;
	if (!first?.source) {
		throw new UsageError(`expected records of ${source}, found none of a C source: leave --source out`);
	}
	const opened = await openTarget({ source, ...first.scope });
	if (opened.source?.sha256 === first.source.sha256) return opened;
	throw new UsageError(
		`expected --source with SHA-256 ${first.source.sha256}, which the records are of (${first.source.path}), found ${opened.source?.sha256}: give that file, or record the runs again`,
	);
}

/** A run that is made now. */
async function made(
	options: CoverageOptions,
	isGiven: (name: string) => boolean,
	line: ProgressLine,
): Promise<Material> {
	const wrong = RANDOM_OPTIONS.find((name) => options.suite === "paths" && isGiven(name));
	if (wrong) {
		throw new UsageError(
			`expected no ${RUN_OPTIONS[wrong]} with --suite paths, which has no random runs: leave it out`,
		);
	}
	if (options.format.includes("lcov") && options.source === undefined) {
		throw new UsageError("expected --source FILE with --format lcov, found none: lcov is of a C source");
	}
	expectMeasured(options, { composed: true, source: options.source !== undefined });
	const opened = await openTarget(options);
	if (options.suite === "paths") await expectFewPairs(opened);
	const basis = await openBasis(opened.target.scope, options.simpleLength ?? SIMPLE_LENGTH, line);
	const searched = searchedAlone(basis);
	const record = await makeRecord(options, opened, basis, line);
	const reach = opened.source && (await reachOfSource(opened, searched, Object.values(record.runs), line));
	return { record, searched, reach };
}

async function makeRecord(
	options: CoverageOptions,
	opened: OpenTarget,
	basis: Basis,
	line: ProgressLine,
): Promise<CoverageRecord> {
	if (options.suite === "paths") return (await runPathSuite(opened, basis, options)).record;
	const { runs, maxActions, seed, without = [] } = options;
	const kinds = ACTION_KINDS.filter((kind) => without.includes(kind));
	const left = kinds.length > 0 ? `, without ${kinds.join(" ")}` : "";
	const what = `random: seed ${seed}, ${grouped(runs)} interleavings of at most ${maxActions} actions${left}`;
	const { recording, target } = await openRecording(opened, what, basis.matchers, basis.paths);
	const campaign = {
		...{ claims: CLAIMS, runs, maxActions, seed, without, recording },
		...{ path: undefined, timeLimitMs: undefined },
		// What is broken is verify's to say.
		isKnown: () => true,
		onProgress: (progress: { readonly runs: number }) =>
			line.update(() => `${grouped(progress.runs)} of ${grouped(runs)} interleavings`),
	};
	runCampaign(new System(opened.target.scope), target, campaign);
	return recording.record();
}

/** What complete searches reach of the source, at the scopes of the runs of it or, where they are too large, smaller ones. */
async function reachOfSource(
	opened: OpenTarget,
	{ matchers, tooLarge }: Searched,
	runs: readonly RunCoverage[],
	line: ProgressLine,
): Promise<SourceReach | undefined> {
	const isTooLarge = (scope: Scope): boolean => tooLarge.some((one) => isSameScope(one, scope));
	const own = scopesOf(runs).map((scope) => (isTooLarge(scope) ? smallerScope(scope) : scope));
	// With one slot only, a second subscriber finds none left.
	const crowded = own.filter(({ services }) => services > 1).map((scope) => ({ ...scope, slots: 1 }));
	const scopes = distinctScopes([...own, ...crowded]);
	const [conforming, all]: [(SourceCoverage | undefined)[], SourceCoverage[]] = [[], []];
	let lacks: SourceReach["lacks"] = scopesOf(runs).some(isTooLarge) ? "scopes" : "nothing";
	let text = "";
	for (const scope of scopes) {
		line.update(() => `complete search of the source at ${scopeName(scope)}`);
		const source = await opened.forCoverage(scope, "one");
		if (!source) return undefined;
		const reach = reachOf(source.counting, scope, matchers);
		const coverageOf = (counters: readonly number[]) => sourceCoverage(source.text, source.counting.map, counters);
		conforming.push(reach.conforming && coverageOf(reach.conforming));
		all.push(coverageOf(reach.all));
		if (!reach.isComplete) lacks = "memories";
		text = source.text;
	}
	return { text, scopes, conforming, all, lacks };
}

/** The files that the formats have in the folder of --out. */
const FILE_NAMES: Readonly<Record<CoverageFormat, string>> = {
	text: "coverage.txt",
	html: "coverage.html",
	json: "coverage.json",
	lcov: "lcov.info",
};

async function print(options: CoverageOptions, summary: CoverageSummary): Promise<void> {
	for (const format of options.format) {
		const text = await textOf(format, summary, options);
		if (options.out === undefined) {
			process.stdout.write(text);
			continue;
		}
		const path = join(options.out, FILE_NAMES[format]);
		writeWhole(path, text);
		process.stdout.write(`${path}\n`);
	}
}

async function textOf(
	format: CoverageFormat,
	summary: CoverageSummary,
	{ allMissing = false, feasibleOnly = false }: CoverageOptions,
): Promise<string> {
	switch (format) {
		case "text":
			return coverageText(summary, allMissing);
		case "json":
			return `${JSON.stringify(coverageJson(summary), null, 2)}\n`;
		case "lcov":
			return lcovText(summary, feasibleOnly);
		case "html": {
			const { coveragePage } = await import("../report/pages/coverage-page.ts");
			return coveragePage(summary);
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

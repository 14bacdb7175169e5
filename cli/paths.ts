import { expectFile } from "../checker/files.ts";
import { type RawFinding, settled, shortestOfEach } from "../checker/findings.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "../checker/open-target.ts";
import { composedGraph, expectFewPairs, openBasis, openRecording, writeRecord } from "../checker/recordings.ts";
import { Memory, type MemoryOptions } from "../checker/remembered.ts";
import { tracesText } from "../checker/traces.ts";
import { CRITERIA, SUITE_CRITERIA, type SuiteCriterion } from "../coverage/criteria.ts";
import type { CoverageRecord } from "../coverage/record/record.ts";
import { type Basis, searchedAlone } from "../coverage/record/searched.ts";
import { makeSuite, type Suite } from "../coverage/suite.ts";
import { summarize } from "../coverage/summary.ts";
import { feasibleRequirements } from "../coverage/system/feasible.ts";
import { transitionSuite } from "../coverage/system/transition-suite.ts";
import { type BrokenClaim, causeOf, runInterleaving } from "../lockstep/run.ts";
import type { Action } from "../model/action.ts";
import { CLAIMS } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import { suiteJson, suiteText } from "../report/text/paths.ts";
import { ProgressLine } from "./progress.ts";

/** The options of `rollcall paths`, as commander reads them. */
export interface PathsOptions extends TargetOptions, MemoryOptions {
	readonly criteria: readonly SuiteCriterion[];
	readonly maxActions: number;
	readonly simpleLength: number;
	readonly list?: boolean;
	readonly json?: boolean;
}

/** A suite of paths, run. */
export interface PathSuiteRun {
	readonly suite: Suite;
	readonly record: CoverageRecord;
	/** What was broken, the shortest path for each claim and cause. */
	readonly broken: readonly RawFinding[];
	/** How many interleavings a broken claim ended before their last action. */
	readonly cutShort: number;
}

/**
 * Turns paths of the graphs into interleavings and runs them on a target, every step put to the claims.
 *
 * @returns the exit code: 0, or 1 where a claim is violated
 */
export async function paths(options: PathsOptions): Promise<number> {
	if (options.coverage !== undefined) expectFile("--coverage", options.coverage);
	const opened = await openTarget(options);
	const { scope } = opened.target;
	await expectFewPairs(opened);
	const memory = new Memory(opened, options);
	const kept = await memory.tryKept();
	const line = await ProgressLine.open();
	const basis = await openBasis(scope, options.simpleLength, line);
	line.update(() => "complete search of the target");
	const run = await runPathSuite(opened, basis, options);
	line.clear();
	if (options.coverage !== undefined) writeRecord(options.coverage, run.record);
	const summary = summarize(run.record, searchedAlone(basis), undefined);
	const all: ReportedFinding[] = [];
	for (const raw of shortestOfEach([...kept, ...run.broken])) all.push(await settled(opened, raw));
	const { fresh: findings, remembered } = await memory.keep(all);
	const told = { ...run, findings, remembered };
	if (options.json) {
		process.stdout.write(`${JSON.stringify(suiteJson(scope, told, summary), null, 2)}\n`);
	} else {
		const traces = await tracesText(opened, findings);
		process.stdout.write(suiteText(opened.description, scope, told, summary, traces, options.list ?? false));
	}
	return findings.length > 0 ? 1 : 0;
}

/** Makes a suite for a target and runs it. */
export async function runPathSuite(
	opened: OpenTarget,
	basis: Basis,
	options: Pick<PathsOptions, "maxActions"> & { readonly criteria?: readonly SuiteCriterion[] },
): Promise<PathSuiteRun> {
	const { scope } = opened.target;
	const { criteria = CRITERIA, maxActions } = options;
	const suite = await suiteFor(opened, basis, criteria, maxActions);
	const asked = SUITE_CRITERIA.filter((criterion) => criteria.includes(criterion));
	const what = `paths: ${asked.join(" ")}, interleavings of at most ${maxActions} actions`;
	const { recording, target } = await openRecording(opened, what, basis.matchers, basis.paths);
	const findings: RawFinding[] = [];
	let cutShort = 0;
	for (const interleaving of suite.interleavings) {
		const taken: Action[] = [];
		const observer = {
			step: ({ action, outcome }: ObservedStep, broken: readonly BrokenClaim[]): void => {
				taken.push(action);
				if (broken.length > 0 || !outcome.ok) recording.discard();
				else recording.commit(action);
			},
			exercised: () => {},
		};
		recording.begin();
		const broken = runInterleaving(recording.system, target, CLAIMS, interleaving, observer);
		if (broken.length > 0 && taken.length < interleaving.length) cutShort++;
		for (const one of broken) {
			const { claim, violation } = one;
			const cause = causeOf(taken.at(-1)?.kind, one);
			const how = { claims: CLAIMS, seed: undefined, minimality: "given", found: "a path of a graph" } as const;
			findings.push({ claim, cause, detail: violation.detail, scope, interleaving: taken, ...how });
		}
	}
	recording.end();
	return { suite, record: recording.record(), broken: shortestOfEach(findings), cutShort };
}

async function suiteFor(
	opened: OpenTarget,
	basis: Basis,
	criteria: readonly SuiteCriterion[],
	maxActions: number,
): Promise<Suite> {
	const { scope } = opened.target;
	const { matchers, paths: requirements } = basis;
	// Beside the target, so that no path leads through what breaks a claim.
	const graph = await composedGraph(scope, matchers, await opened.forSearch(scope));
	const ofCharts = CRITERIA.filter((criterion) => criteria.includes(criterion));
	const suites: Suite[] = [];
	if (ofCharts.length > 0) {
		suites.push(makeSuite(graph, matchers, ofCharts, feasibleRequirements(graph, matchers), maxActions));
	}
	if (criteria.includes("transition")) suites.push(transitionSuite(graph, maxActions));
	if (criteria.includes("shortestPath")) suites.push(asSuite(requirements.shortest));
	if (criteria.includes("simplePath")) suites.push(asSuite(requirements.simple));
	return {
		interleavings: suites.flatMap(({ interleavings }) => interleavings),
		actions: suites.reduce((sum, { actions }) => sum + actions, 0),
		leastActions: Math.max(...suites.map(({ leastActions }) => leastActions)),
	};
}

/** The paths that are not the beginning of another: with these all are walked, and with fewer actions they are not. */
function asSuite(all: readonly (readonly Action[])[]): Suite {
	const keyOf = (path: readonly Action[]): string => JSON.stringify(path);
	const beginnings = new Set(all.map((path) => keyOf(path.slice(0, -1))));
	const interleavings = all.filter((path) => !beginnings.has(keyOf(path)));
	const actions = interleavings.reduce((sum, { length }) => sum + length, 0);
	return { interleavings, actions, leastActions: actions };
}

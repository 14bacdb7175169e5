import { CRITERIA, type SuiteCriterion } from "../coverage/criteria.ts";
import { singleReference } from "../coverage/record/reference.ts";
import { type CoverageSummary, summarize } from "../coverage/summary.ts";
import { CLAIMS } from "../properties/ledger.ts";
import type { PathsResult } from "../report/results.ts";
import type { Remembered, ReportedFinding } from "../report/text/finding.ts";
import { suiteJson } from "../report/text/paths.ts";
import { reproduced } from "./findings/findings.ts";
import { onStable } from "./findings/stable.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import {
	bounded,
	type CheckOptions,
	type ClaimOptions,
	limitsFor,
	PATHS_ACTIONS,
	type PartialLimits,
	SCOPES,
	SIMPLE_LENGTH,
	searchedScopeOf,
} from "./options.ts";
import { expectFewPairs, openReference } from "./record/open-recording.ts";
import { type PathSuiteRun, runPathSuite } from "./record/path-suite.ts";
import { FindingsStore, type StoreOptions } from "./store/findings-store.ts";
import { Deadline } from "./verification/deadline.ts";

/** Options of `paths`. */
export interface PathsOptions extends CheckOptions, ClaimOptions, StoreOptions {
	/** The most time; after it, no path is run any more. */
	readonly limits?: Pick<PartialLimits, "timeMs"> | undefined;
	/** Criteria to cover: those of the charts if left out. */
	readonly criteria?: readonly SuiteCriterion[] | undefined;
	/** The greatest length of an interleaving. */
	readonly maxActions?: number | undefined;
	/** The greatest length of a simple path. */
	readonly simpleLength?: number | undefined;
}

/** A suite of paths that ran on a target, and what it found and covered. */
export interface PathsRun {
	readonly opened: OpenedTarget;
	readonly run: PathSuiteRun & { readonly findings: readonly ReportedFinding[]; readonly remembered: Remembered };
	readonly summary: CoverageSummary;
}

/** Turns paths of the graphs into interleavings, and runs them on a target. */
export async function paths(options: PathsOptions = {}): Promise<PathsResult> {
	const { opened, run, summary } = await runPaths(options);
	return suiteJson(opened.target.scope, run, summary);
}

/** Runs paths as `paths` does. @returns more than its data: what printing takes */
export async function runPaths(options: PathsOptions = {}): Promise<PathsRun> {
	const { target = MIRROR, criteria = CRITERIA, claims = CLAIMS, onProgress, onRecord } = options;
	const maxActions = bounded("maxActions", options.maxActions ?? PATHS_ACTIONS);
	const simpleLength = bounded("simpleLength", options.simpleLength ?? SIMPLE_LENGTH);
	const { timeMs } = limitsFor("paths", options.limits);
	const asked = searchedScopeOf(options.scope, SCOPES.paths);
	const opened = await openTarget(target, asked, onRecord !== undefined, timeMs);
	const { scope } = opened.target;
	await expectFewPairs(opened);
	const findingsStore = new FindingsStore(opened, options, options.onWarning);
	const deadline = new Deadline(timeMs, options.signal);
	const kept = await findingsStore.replayKept(() => deadline.isOver("kept"), onProgress);
	const reference = await openReference(scope, simpleLength, onProgress);
	onProgress?.({ phase: "graph", of: "target", scope });
	const suite = await runPathSuite(opened, reference, maxActions, claims, criteria);
	onRecord?.(suite.record);
	const summary = summarize(suite.record, singleReference(reference), undefined);
	const raws = [...kept, ...suite.broken];
	const found = await onStable(opened, () => reproduced(opened, raws, () => deadline.isOver()));
	const { fresh: findings, remembered } = await findingsStore.keep(found);
	return { opened, run: { ...suite, findings, remembered }, summary };
}

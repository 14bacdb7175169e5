import { CRITERIA, SUITE_CRITERIA, type SuiteCriterion } from "../../coverage/criteria.ts";
import type { CoverageRecord } from "../../coverage/record/coverage-record.ts";
import type { Reference } from "../../coverage/record/reference.ts";
import { makeSuite, type Suite } from "../../coverage/suite.ts";
import { feasibleRequirements } from "../../coverage/system/feasible.ts";
import { transitionSuite } from "../../coverage/system/transition-suite.ts";
import { type BrokenClaim, causeOf, runInterleaving } from "../../lockstep/run.ts";
import type { Action } from "../../model/action.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { shortestOfEach } from "../findings/findings.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import { composedGraph, openRecording } from "./open-recording.ts";

/** A suite of paths, run. */
export interface PathSuiteRun {
	readonly suite: Suite;
	readonly record: CoverageRecord;
	/** Broken claims, the shortest path for each claim and cause. */
	readonly broken: readonly RawFinding[];
	/** Number of interleavings that stopped at a violation before their last action. */
	readonly cutShort: number;
}

/** Makes a suite of paths for a target and runs it. */
export async function runPathSuite(
	opened: OpenedTarget,
	reference: Reference,
	maxActions: number,
	claims: readonly Claim[],
	criteria: readonly SuiteCriterion[] = CRITERIA,
): Promise<PathSuiteRun> {
	const { scope } = opened.target;
	const suite = await suiteFor(opened, reference, criteria, maxActions);
	const asked = SUITE_CRITERIA.filter((criterion) => criteria.includes(criterion));
	const what = `paths: ${asked.join(" ")}, interleavings of at most ${maxActions} actions`;
	const { recording, target } = await openRecording(opened, what, reference.matchers, reference.paths);
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
		const broken = runInterleaving(recording.system, target, claims, interleaving, observer);
		if (broken.length > 0 && taken.length < interleaving.length) cutShort++;
		for (const one of broken) {
			const { claim, violation } = one;
			const cause = causeOf(taken.at(-1)?.kind, one);
			const how = { claims, seed: undefined, minimality: "given", found: "a path of a graph" } as const;
			findings.push({ claim, cause, detail: violation.detail, scope, interleaving: taken, ...how });
		}
	}
	recording.end();
	return { suite, record: recording.record(), broken: shortestOfEach(findings), cutShort };
}

async function suiteFor(
	opened: OpenedTarget,
	reference: Reference,
	criteria: readonly SuiteCriterion[],
	maxActions: number,
): Promise<Suite> {
	const { scope } = opened.target;
	const { matchers, paths: requirements } = reference;
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

/** Paths that are not a prefix of another: they cover all others with fewer actions. */
function asSuite(all: readonly (readonly Action[])[]): Suite {
	const keyOf = (path: readonly Action[]): string => JSON.stringify(path);
	const beginnings = new Set(all.map((path) => keyOf(path.slice(0, -1))));
	const interleavings = all.filter((path) => !beginnings.has(keyOf(path)));
	const actions = interleavings.reduce((sum, { length }) => sum + length, 0);
	return { interleavings, actions, leastActions: actions };
}

import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { CHARTS, type ChartName } from "./charts/graph.ts";
import { requirementKey } from "./charts/requirements.ts";
import { CRITERIA, type Criterion, type Measure } from "./criteria.ts";
import type { CoverageRecord, RunCoverage } from "./record/coverage-record.ts";
import type { Reference, References } from "./record/reference.ts";
import { type SourceReach, type SourceSummary, summarizeSource } from "./source/source-summary.ts";
import { countStatuses, type Status, type StatusCounts } from "./status.ts";
import { type Missing, summarizeComposed } from "./system/composed-summary.ts";

/** An interleaving of a scope. */
interface Way {
	readonly scope: Scope;
	readonly interleaving: readonly Action[];
}

/** Requirement with its status. */
export interface RequirementSummary {
	readonly graph: ChartName;
	readonly criterion: Criterion;
	readonly name: string;
	/** Number of times that it was covered. */
	readonly count: number;
	readonly status: Status;
	/** Shortest known interleaving that covers it; undefined where none is known. */
	readonly way: Way | undefined;
}

/** Coverage of one graph by one criterion. */
export interface MeasureSummary extends StatusCounts {
	readonly graph: ChartName | "composed" | "source";
	readonly measure: Measure;
	/** Scope of the composed system; undefined for totals over all scopes. */
	readonly scope?: Scope;
}

/** Coverage of some runs. */
export interface CoverageSummary {
	readonly runs: CoverageRecord["runs"];
	/** Scopes of the runs that were searched completely. */
	readonly searched: readonly Scope[];
	/** Scopes that are too large: their composed systems are not measured, and what is not covered there may be infeasible. */
	readonly tooLarge: readonly Scope[];
	readonly requirements: readonly RequirementSummary[];
	readonly measures: readonly MeasureSummary[];
	/** Parts of the composed systems that were not covered. */
	readonly missing: readonly Missing[];
	readonly source: SourceSummary | undefined;
}

/** Number of interleavings to missing parts that are listed, unless all are asked for. */
const MOST_MISSING = 200;

/**
 * Summarises the coverage of some runs.
 *
 * @param record of scopes in `searched`, and of at most one C source
 * @param reach undefined where the reachable code of the source is not known
 * @param most greatest number of interleavings listed for each kind of missing part
 */
export function summarize(
	record: CoverageRecord,
	searched: References,
	reach: SourceReach | undefined,
	most: number = MOST_MISSING,
): CoverageSummary {
	const runs = Object.values(record.runs);
	const requirements = CHARTS.flatMap((chart) => requirementsOfChart(runs, searched, chart));
	const composed = searched.complete.map((reference) => summarizeComposed(runs, reference, most));
	const source = summarizeSource(runs, reach);
	const ofCharts = CHARTS.flatMap((graph) =>
		CRITERIA.map((measure): MeasureSummary => {
			const asked = requirements.filter((one) => one.graph === graph && one.criterion === measure);
			return { graph, measure, ...countStatuses(asked) };
		}),
	);
	const ofComposed = composed.flatMap(({ measures }) =>
		measures.map((one): MeasureSummary => ({ graph: "composed", ...one })),
	);
	const ofSource: readonly MeasureSummary[] = source
		? [
				{ graph: "source", measure: "line", ...countStatuses(source.lines) },
				{ graph: "source", measure: "branch", ...countStatuses(source.branches) },
			]
		: [];
	return {
		runs: record.runs,
		searched: searched.complete.map((reference) => reference.composed.scope),
		tooLarge: searched.tooLarge,
		requirements,
		measures: [...ofCharts, ...ofComposed, ...ofSource],
		missing: composed.flatMap(({ missing }) => missing),
		source,
	};
}

function requirementsOfChart(
	runs: readonly RunCoverage[],
	searched: References,
	graph: ChartName,
): readonly RequirementSummary[] {
	const counts = new Map<string, number>();
	for (const run of runs) {
		for (const [name, count] of Object.entries(run[graph])) counts.set(name, (counts.get(name) ?? 0) + count);
	}
	return searched.matchers[graph].requirements.map(({ criterion, name }, index) => {
		const count = counts.get(requirementKey(criterion, name)) ?? 0;
		const way = shortestWay(searched, graph, index);
		const open: Status = searched.tooLarge.length > 0 ? "unknown" : "infeasible";
		const status = count > 0 ? "covered" : way ? "uncovered" : open;
		return { graph, criterion, name, count, status, way };
	});
}

/** Shortest interleaving that covers a requirement, of those that complete searches found. */
function shortestWay({ complete, smaller }: References, graph: ChartName, requirement: number): Way | undefined {
	const wayAt = ({ composed, feasible }: Reference): Way | undefined => {
		const actions = feasible[graph].get(requirement);
		const { scope, alphabet } = composed;
		return actions && { scope, interleaving: actions.flatMap((action) => alphabet[action] ?? []) };
	};
	const ways = [...complete, ...smaller].flatMap((reference) => wayAt(reference) ?? []);
	return ways.toSorted((a, b) => a.interleaving.length - b.interleaving.length)[0];
}

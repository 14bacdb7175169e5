import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { BitSet } from "./bit-set.ts";
import type { Composed } from "./composed.ts";
import { type ComposedRequirements, composedRequirements } from "./composed-walk.ts";
import { CRITERIA, type Criterion, type Measure } from "./criteria.ts";
import { type Feasible, feasibleRequirements } from "./feasible.ts";
import { CHARTS, type ChartName } from "./graph.ts";
import { type CoverageRecord, type SourceRun, setOf } from "./record.ts";
import type { Matchers } from "./recorder.ts";
import { requirementKey } from "./requirements.ts";
import type { SourceCoverage } from "./source.ts";

/** What became of a requirement: walked; not walked; or shown to be walked by no interleaving of the scope. */
type Status = "covered" | "uncovered" | "infeasible";

/** One requirement, and what became of it. */
export interface RequirementSummary {
	readonly graph: ChartName;
	readonly criterion: Criterion;
	readonly name: string;
	/** How often it was walked. */
	readonly count: number;
	readonly status: Status;
	/** A shortest interleaving that walks it; undefined where there is none. */
	readonly interleaving: readonly Action[] | undefined;
}

/** How much of what a criterion asks of one graph was walked. */
export interface MeasureSummary {
	readonly graph: ChartName | "composed" | "source";
	readonly measure: Measure;
	readonly total: number;
	readonly covered: number;
	/** What no interleaving walks, as a complete search showed. */
	readonly infeasible: number;
}

/** The share of what can be walked that was, from 0 to 1. */
export function shareOf({ total, covered, infeasible }: MeasureSummary): number {
	return total === infeasible ? 1 : covered / (total - infeasible);
}

/** A transition of the composed system that was not walked. */
interface MissingTransition {
	/** The shortest interleaving to it, itself the last action. */
	readonly interleaving: readonly Action[];
}

/** A line or an arm of a branch of a C source, and what became of it. */
interface SourcePlace {
	readonly line: number;
	/** What stands there: a line's text, or a condition and the value that it had. */
	readonly text: string;
	readonly count: number;
	readonly status: Status;
}

/** What was executed of a C source. */
export interface SourceSummary {
	readonly path: string;
	readonly sha256: string;
	readonly coverage: SourceRun;
	readonly lines: readonly SourcePlace[];
	readonly branches: readonly SourcePlace[];
	/** The source's lines; none where its text is not at hand. */
	readonly text: readonly string[];
}

/** All that there is to say of what some runs walked. */
export interface CoverageSummary {
	/** The scope whose complete search tells what cannot be walked. */
	readonly scope: Scope;
	readonly runs: CoverageRecord["runs"];
	readonly requirements: readonly RequirementSummary[];
	readonly measures: readonly MeasureSummary[];
	/** The transitions of the composed system that were not walked, the nearest first, MOST_MISSING at most. */
	readonly missing: readonly MissingTransition[];
	readonly source: SourceSummary | undefined;
}

/** How many missing transitions are listed. */
export const MOST_MISSING = 200;

/** What records are held against. */
export interface Basis {
	/** The specification's composed system, complete. */
	readonly composed: Composed;
	readonly matchers: Matchers;
	readonly feasible: Readonly<Record<ChartName, Feasible>>;
	readonly paths: ComposedRequirements;
}

/** @param simpleLength the greatest length of the simple paths that are asked for, in actions */
export function basisOf(composed: Composed, matchers: Matchers, simpleLength: number): Basis {
	const feasible = feasibleRequirements(composed, matchers);
	return { composed, matchers, feasible, paths: composedRequirements(composed, simpleLength) };
}

/** A C source and what complete searches reach of it. */
export interface Reachable {
	readonly text: string;
	readonly coverage: SourceCoverage;
}

/** @param reachable undefined where what can be reached of the source is not known: what was not executed is uncovered then */
export function summarize(record: CoverageRecord, basis: Basis, reachable: Reachable | undefined): CoverageSummary {
	const { scope } = basis.composed;
	const requirements = CHARTS.flatMap((chart) => requirementsOfChart(record, basis, chart));
	const composed = composedSummary(record, basis);
	const source = sourceSummary(record, reachable);
	const measures = [
		...CHARTS.flatMap((graph) =>
			CRITERIA.map((measure): MeasureSummary => {
				const asked = requirements.filter((one) => one.graph === graph && one.criterion === measure);
				return { graph, measure, ...counts(asked) };
			}),
		),
		...(composed?.measures ?? []),
		...(source
			? [
					{ graph: "source", measure: "line", ...counts(source.lines) } as const,
					{ graph: "source", measure: "branch", ...counts(source.branches) } as const,
				]
			: []),
	];
	return { scope, runs: record.runs, requirements, measures, missing: composed?.missing ?? [], source };
}

function counts(asked: readonly { readonly status: Status }[]): Omit<MeasureSummary, "graph" | "measure"> {
	const of = (status: Status): number => asked.filter((one) => one.status === status).length;
	return { total: asked.length, covered: of("covered"), infeasible: of("infeasible") };
}

function requirementsOfChart(
	{ runs }: CoverageRecord,
	{ composed, matchers, feasible }: Basis,
	graph: ChartName,
): readonly RequirementSummary[] {
	const walked = new Map<string, number>();
	for (const run of Object.values(runs)) {
		for (const [name, count] of Object.entries(run[graph])) walked.set(name, (walked.get(name) ?? 0) + count);
	}
	return matchers[graph].requirements.map(({ criterion, name }, index) => {
		const count = walked.get(requirementKey(criterion, name)) ?? 0;
		const way = feasible[graph].get(index);
		const status = count > 0 ? "covered" : way ? "uncovered" : "infeasible";
		const interleaving = way?.flatMap((action) => composed.alphabet[action] ?? []);
		return { graph, criterion, name, count, status, interleaving };
	});
}

function composedSummary(
	{ runs }: CoverageRecord,
	{ composed, paths }: Basis,
): { readonly measures: readonly MeasureSummary[]; readonly missing: readonly MissingTransition[] } | undefined {
	const own = Object.values(runs).flatMap((run) => (isSame(run.scope, composed.scope) ? (run.composed ?? []) : []));
	if (own.length === 0) return undefined;
	const { alphabet, size } = composed;
	const all = (length: number, sets: readonly BitSet[]): BitSet =>
		sets.filter((set) => set.length === length).reduce((sum, set) => sum.union(set), new BitSet(length));
	const walked = all(
		size * alphabet.length,
		own.map((one) => setOf(one.walked)),
	);
	const states = new BitSet(size);
	states.add(0);
	const missing: MissingTransition[] = [];
	for (let node = 0; node < size; node++) {
		for (const [index, action] of alphabet.entries()) {
			const to = composed.next(node, index);
			if (to < 0) continue;
			if (walked.has(node * alphabet.length + index)) states.add(to);
			else if (missing.length < MOST_MISSING) missing.push({ interleaving: [...composed.pathTo(node), action] });
		}
	}
	const shortest = all(
		paths.shortest.length,
		own.map((one) => setOf(one.shortest)),
	);
	const ofLength = own.filter((one) => one.simpleLength === paths.simpleLength);
	const simple = all(
		paths.simple.length,
		ofLength.map((one) => setOf(one.simple)),
	);
	const measure = (name: Measure, total: number, set: BitSet): MeasureSummary => {
		return { graph: "composed", measure: name, total, covered: set.size, infeasible: 0 };
	};
	return {
		measures: [
			measure("state", size, states),
			measure("transition", composed.transitions, walked),
			measure("shortestPath", paths.shortest.length, shortest),
			// Of records that were made with another length of simple paths nothing is known of these.
			...(ofLength.length > 0 ? [measure("simplePath", paths.simple.length, simple)] : []),
		],
		missing,
	};
}

function isSame(a: Scope, b: Scope): boolean {
	return a.users === b.users && a.services === b.services && a.slots === b.slots;
}

function sourceSummary({ runs }: CoverageRecord, reachable: Reachable | undefined): SourceSummary | undefined {
	const own = Object.values(runs).flatMap(({ source }) => source ?? []);
	const [first] = own;
	if (!first) return undefined;
	const coverage = own.filter(({ sha256 }) => sha256 === first.sha256).reduce(added);
	const text = reachable?.text.split("\n") ?? [];
	const canBe = (what: "lines" | "branches", index: number, of: (one: SourceCoverage) => number): boolean =>
		!reachable || index >= reachable.coverage[what].length || of(reachable.coverage) > 0;
	const statusOf = (count: number, can: boolean): Status => (count > 0 ? "covered" : can ? "uncovered" : "infeasible");
	const lines = coverage.lines.map(({ line, count }, index): SourcePlace => {
		const status = statusOf(
			count,
			canBe("lines", index, (one) => one.lines[index]?.count ?? 0),
		);
		return { line, text: (text[line - 1] ?? "").trim(), count, status };
	});
	const branches = coverage.branches.flatMap(({ line, text: condition, whenTrue, whenFalse }, index): SourcePlace[] => [
		{
			line,
			text: `${condition}: true`,
			count: whenTrue,
			status: statusOf(
				whenTrue,
				canBe("branches", index, (one) => one.branches[index]?.whenTrue ?? 0),
			),
		},
		{
			line,
			text: `${condition}: false`,
			count: whenFalse,
			status: statusOf(
				whenFalse,
				canBe("branches", index, (one) => one.branches[index]?.whenFalse ?? 0),
			),
		},
	]);
	return { path: first.path, sha256: first.sha256, coverage, lines, branches, text };
}

/** The counts of two runs of the same source added up. */
function added(a: SourceRun, b: SourceRun): SourceRun {
	return {
		...a,
		functions: a.functions.map((one, index) => ({ ...one, count: one.count + (b.functions[index]?.count ?? 0) })),
		lines: a.lines.map((one, index) => ({ ...one, count: one.count + (b.lines[index]?.count ?? 0) })),
		branches: a.branches.map((one, index) => ({
			...one,
			whenTrue: one.whenTrue + (b.branches[index]?.whenTrue ?? 0),
			whenFalse: one.whenFalse + (b.branches[index]?.whenFalse ?? 0),
		})),
	};
}

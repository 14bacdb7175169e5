import chalk from "chalk";
import type { SourcePlace, SourceSummary } from "../../coverage/source/source-summary.ts";
import { countStatuses, type Status, shareOf } from "../../coverage/status.ts";
import type { CoverageSummary, MeasureSummary, RequirementSummary } from "../../coverage/summary.ts";
import { MOST_NODES } from "../../coverage/system/composed.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { CoverageResult } from "../results.ts";
import { chartReason, sourceReason } from "./coverage-reasons.ts";
import { plainTable } from "./layout/table.ts";
import { counted, grouped } from "./numbers.ts";

/** How many uncovered requirements the text lists, of each kind. */
const MOST_LISTED = 10;

/** What was walked, for a terminal. @param isAll whether all that lacks of the composed systems is to be listed */
export function coverageText(summary: CoverageSummary, isAll: boolean): string {
	return [
		...Object.values(summary.runs).map(({ what, target, scope, interleavings, actions }) => {
			const walked = `${counted(interleavings, "interleaving")}, ${counted(actions, "action")}`;
			return `${target} at ${scopeName(scope)}; ${what}; walked: ${walked}\n`;
		}),
		"\n",
		measuresTable(summary.measures),
		"\n",
		...statusNotes(summary).map((note) => `${note}\n`),
		uncoveredText(summary),
		missingText(summary, isAll),
		summary.source ? sourceText(summary.source) : "",
	].join("");
}

/** The criteria as a table. */
export function measuresTable(measures: readonly MeasureSummary[]): string {
	const heading = ["graph", "criterion", "total", "infeasible", "unknown", "covered", "share"];
	const rows = measures.map((one) => {
		const share = shareOf(one);
		const percent = percentText(share);
		return [
			...[graphName(one, measures), one.measure],
			...[one.total, one.infeasible, one.unknown, one.covered].map(grouped),
			share === 1 ? chalk.green(percent) : chalk.yellow(percent),
		];
	});
	return plainTable([heading.map((cell) => chalk.bold(cell)), ...rows]);
}

/** A share in hundredths; what is not all must not be rounded up to it. */
function percentText(share: number): string {
	return `${share === 1 ? "100" : Math.min(99.9, 100 * share).toFixed(1)} %`;
}

/** The graph that a measure is of; with its scope where there are several. */
export function graphName({ graph, scope, measure }: MeasureSummary, measures: readonly MeasureSummary[]): string {
	const isOneOfSeveral = measures.filter((one) => one.graph === graph && one.measure === measure).length > 1;
	return scope && isOneOfSeveral ? `${graph} ${scopeName(scope)}` : graph;
}

/** What is to be said of what no run can walk, and of what nobody knows whether one can. */
export function statusNotes(summary: CoverageSummary): readonly string[] {
	const statuses = new Set(summary.requirements.map(({ status }) => status));
	const reasons = (["infeasible", "unknown"] as const).flatMap((status) => {
		const reason = statuses.has(status) ? chartReason(summary, status) : undefined;
		return reason === undefined ? [] : [`${status}: ${reason}`];
	});
	const unmeasured = summary.tooLarge.map((scope) => {
		return `the composed system at ${scopeName(scope)} is not measured: it has more than ${grouped(MOST_NODES)} states`;
	});
	return [...reasons, ...unmeasured];
}

function uncoveredText({ requirements }: CoverageSummary): string {
	const uncovered = requirements.filter(({ status }) => status === "uncovered");
	if (uncovered.length === 0) return "";
	const lines = uncovered.slice(0, MOST_LISTED).map(({ graph, criterion, name, way }) => {
		const walkedBy = way ? `\n    walked by: ${actionsText(way.scope, way.interleaving)}` : "";
		return `  ${graph} ${criterion}: ${name}${walkedBy}\n`;
	});
	return `\nuncovered paths of the charts:\n${lines.join("")}${more(uncovered.length)}`;
}

function missingText({ missing }: CoverageSummary, isAll: boolean): string {
	const transitions = missing.filter(({ criterion }) => criterion === "transition");
	return transitions
		.map(({ scope, total, interleavings }) => {
			const listed = isAll ? interleavings : interleavings.slice(0, MOST_LISTED);
			const lines = listed.map((one) => `  ${actionsText(scope, one)}\n`).join("");
			const which =
				listed.length < total ? `the nearest ${grouped(listed.length)} of ${grouped(total)}` : grouped(total);
			return `\nuncovered transitions of the composed system at ${scopeName(scope)}, ${which}:\n${lines}`;
		})
		.join("");
}

function sourceText(source: SourceSummary): string {
	const places = [...source.lines, ...source.branches].sort((a, b) => a.line - b.line);
	const section = (status: Status, title: string): string => {
		const chosen = places.filter((place) => place.status === status);
		const lines = chosen.map(({ line, text }) => `  line ${line}: ${text}\n`).join("");
		return lines && `\n${source.path}, ${sourceReason(source, status) ?? title}:\n${lines}`;
	};
	return [
		`\n${functionsTable(source)}`,
		section("uncovered", "not executed"),
		section("behindFinding", ""),
		section("unknown", ""),
		section("infeasible", ""),
	].join("");
}

/** What of each function of a C source was executed. */
function functionsTable({ functions, lines, branches }: SourceSummary): string {
	const heading = ["function", "line", "calls", "lines", "share", "branch arms", "share"];
	const rows = functions.map(({ within, line, count }) => {
		const parts = [lines, branches].flatMap((all) => coveredOf(all.filter((one) => one.within === within)));
		return [within, String(line), grouped(count), ...parts];
	});
	const note = "covered of those that are not infeasible\n";
	return `${plainTable([heading.map((cell) => chalk.bold(cell)), ...rows])}${note}`;
}

function coveredOf(places: readonly SourcePlace[]): readonly string[] {
	const counts = countStatuses(places);
	const possible = counts.total - counts.infeasible;
	return [`${counts.covered} of ${possible}`, possible === 0 ? "–" : percentText(shareOf(counts))];
}

function more(count: number): string {
	return count > MOST_LISTED ? `  and ${grouped(count - MOST_LISTED)} more\n` : "";
}

/** An interleaving in one line. */
export function actionsText(scope: Scope, interleaving: readonly Action[]): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}

/** What was walked, for `--format json`. */
export function coverageJson(summary: CoverageSummary): CoverageResult {
	const { runs, searched, tooLarge, measures, requirements, missing, source } = summary;
	const transitions = missing.filter(({ criterion }) => criterion === "transition");
	const json = requirements.map((one) => requirementJson(summary, one));
	return {
		format: "rollcall-coverage-report",
		version: 1,
		searchedScopes: searched,
		unsearchedScopes: tooLarge,
		runs: Object.values(runs).map(({ what, target, scope, interleavings, actions }) => {
			return { what, target, scope, interleavings, actions };
		}),
		criteria: measures.map((one) => ({ ...one, percent: 100 * shareOf(one) })),
		requirements: json,
		uncovered: [
			...json.filter(({ status }) => status !== "covered" && status !== "infeasible"),
			...missing.flatMap(({ scope, criterion, interleavings }) =>
				interleavings.map((one) => {
					return {
						...({ graph: "composed", criterion, status: "uncovered" } as const),
						...{ scope, interleaving: actionsText(scope, one) },
					};
				}),
			),
		],
		missingTotal: transitions.reduce((sum, { total }) => sum + total, 0),
		missingTransitions: transitions.flatMap(({ scope, interleavings }) =>
			interleavings.map((one) => actionsText(scope, one)),
		),
		...(source ? { source: sourceJson(source) } : {}),
	};
}

function requirementJson(summary: CoverageSummary, { way, ...one }: RequirementSummary) {
	const reason = chartReason(summary, one.status);
	return {
		...one,
		...(reason === undefined ? {} : { reason }),
		...(way ? { scope: way.scope, interleaving: actionsText(way.scope, way.interleaving) } : {}),
	};
}

function sourceJson(source: SourceSummary): CoverageResult["source"] {
	const { path, sha256, searched, functions, lines, branches } = source;
	const withReason = <T extends SourcePlace>(places: readonly T[]): readonly (T & { readonly reason?: string })[] =>
		places.map((one) => {
			const reason = sourceReason(source, one.status);
			return reason === undefined ? one : { ...one, reason };
		});
	return {
		...{ path, sha256, searchedScopes: searched },
		functions: withReason(functions),
		lines: withReason(lines),
		branches: withReason(branches),
	};
}

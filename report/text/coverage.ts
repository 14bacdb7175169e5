import type { SourcePlace, SourceSummary } from "../../coverage/source/source-summary.ts";
import { countStatuses, type Status, shareOf } from "../../coverage/status.ts";
import type { CoverageSummary, MeasureSummary, RequirementSummary } from "../../coverage/summary.ts";
import { MOST_NODES } from "../../coverage/system/composed.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { terminalText } from "../escape/terminal.ts";
import type { CoverageResult } from "../results.ts";
import { coloured, heading } from "./layout/colours.ts";
import { plainTable } from "./layout/table.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { chartReason, sourceReason } from "./sections/coverage-reasons.ts";

/** Number of uncovered requirements of each kind that the text lists. */
const MOST_LISTED = 10;

/** Coverage for a terminal. @param isAll list all that is not covered of the composed systems */
export function coverageText(summary: CoverageSummary, isAll: boolean): string {
	return [
		...Object.values(summary.runs).map(({ what, target, scope, interleavings, actions }) => {
			const executed = `${counted(interleavings, "interleaving")}, ${counted(actions, "action")}`;
			return wrapped(`${terminalText(target)} at ${scopeName(scope)}; ${terminalText(what)}; executed: ${executed}`, 2);
		}),
		"\n",
		measuresTable(summary.measures),
		"\n",
		...statusNotes(summary).map((note) => wrapped(note, 2)),
		uncoveredText(summary),
		missingText(summary, isAll),
		summary.source ? sourceText(summary.source) : "",
		`\n${wrapped(nextText(summary, isAll), 2)}`,
	].join("");
}

function nextText({ missing }: CoverageSummary, isAll: boolean): string {
	const page = "--format html --out DIR draws the charts with what is covered";
	const isListed =
		isAll || missing.every(({ total, interleavings }) => total <= interleavings.slice(0, MOST_LISTED).length);
	return `next: ${page}${isListed ? "" : "; --all-missing lists every uncovered transition"}`;
}

/** The criteria as a table. */
export function measuresTable(measures: readonly MeasureSummary[]): string {
	const names = heading("graph", "criterion", "total", "infeasible", "unknown", "covered", "share");
	const rows = measures.map((one) => {
		const share = shareOf(one);
		const percent = percentText(share);
		return [
			...[graphName(one, measures), one.measure],
			...[one.total, one.infeasible, one.unknown, one.covered].map(grouped),
			coloured(share === 1 ? "green" : "magenta", percent),
		];
	});
	return plainTable([names, ...rows]);
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

/** Reasons for infeasible requirements and for unknown ones, and systems that were not measured. */
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
		const coveredBy = way ? wrapped(`    covered by: ${actionsText(way.scope, way.interleaving)}`, 6) : "";
		return `${wrapped(`  ${graph} ${criterion}: ${name}`, 4)}${coveredBy}`;
	});
	return `\nuncovered paths of the charts:\n${lines.join("")}${more(uncovered.length)}`;
}

function missingText({ missing }: CoverageSummary, isAll: boolean): string {
	const transitions = missing.filter(({ criterion }) => criterion === "transition");
	return transitions
		.map(({ scope, total, interleavings }) => {
			const listed = isAll ? interleavings : interleavings.slice(0, MOST_LISTED);
			const lines = listed.map((one) => wrapped(`  ${actionsText(scope, one)}`, 4)).join("");
			const which =
				listed.length < total ? `the nearest ${grouped(listed.length)} of ${grouped(total)}` : grouped(total);
			const head = `uncovered transitions of the composed system at ${scopeName(scope)}, ${which}:`;
			return `\n${wrapped(head, 2)}${lines}`;
		})
		.join("");
}

function sourceText(source: SourceSummary): string {
	const places = [...source.lines, ...source.branches].sort((a, b) => a.line - b.line);
	const section = (status: Status, title: string): string => {
		const chosen = places.filter((place) => place.status === status);
		const lines = chosen
			.map(({ line, text }) => wrapped(`  line ${line}: ${terminalText(text.replaceAll("\t", " "))}`, 4))
			.join("");
		return (
			lines && `\n${wrapped(`${terminalText(source.path)}, ${sourceReason(source, status) ?? title}:`, 2)}${lines}`
		);
	};
	return [
		`\n${functionsTable(source)}`,
		section("uncovered", "not executed"),
		section("behindFinding", ""),
		section("unknown", ""),
		section("infeasible", ""),
	].join("");
}

/** Executed parts of each function of a C source. */
function functionsTable({ functions, lines, branches }: SourceSummary): string {
	const names = heading("function", "line", "calls", "lines", "share", "branch arms", "share");
	const rows = functions.map(({ within, line, count }) => {
		const parts = [lines, branches].flatMap((all) => coveredOf(all.filter((one) => one.within === within)));
		return [within, String(line), grouped(count), ...parts];
	});
	return `${plainTable([names, ...rows])}shares are of the feasible lines and branch arms\n`;
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

/** Coverage for `--format json`. */
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

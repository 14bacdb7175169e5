import chalk from "chalk";
import { type CoverageSummary, type MeasureSummary, MOST_MISSING, shareOf } from "../coverage/summary.ts";
import { type Action, formatAction } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import { counted, grouped } from "./numbers.ts";
import { plainTable } from "./table.ts";

/** How many uncovered requirements the text lists, of each kind. */
const MOST_LISTED = 10;

/**
 * What was walked, for a terminal.
 *
 * @param searched the scopes that were searched completely for what of the C source cannot be reached
 */
export function coverageText(summary: CoverageSummary, searched: readonly Scope[]): string {
	return [
		...Object.values(summary.runs).map(({ what, target, scope, interleavings, actions }) => {
			const walked = `${counted(interleavings, "interleaving")}, ${counted(actions, "action")}`;
			return `${target} at ${scopeName(scope)}; ${what}; walked: ${walked}\n`;
		}),
		"\n",
		measuresTable(summary.measures),
		`\ninfeasible: no interleaving at ${scopeName(summary.scope)} walks it, as its complete search shows\n`,
		uncoveredText(summary),
		missingText(summary),
		sourceText(summary, searched),
	].join("");
}

/** The criteria as a table. */
export function measuresTable(measures: readonly MeasureSummary[]): string {
	const heading = ["graph", "criterion", "total", "infeasible", "covered", "share"].map((cell) => chalk.bold(cell));
	const rows = measures.map((one) => {
		const share = shareOf(one);
		// What is not all must not be rounded up to it.
		const percent = `${share === 1 ? "100" : Math.min(99.9, 100 * share).toFixed(1)} %`;
		return [
			...[one.graph, one.measure, grouped(one.total), grouped(one.infeasible), grouped(one.covered)],
			share === 1 ? chalk.green(percent) : chalk.yellow(percent),
		];
	});
	return plainTable([heading, ...rows]);
}

function uncoveredText({ requirements, scope }: CoverageSummary): string {
	const uncovered = requirements.filter(({ status }) => status === "uncovered");
	if (uncovered.length === 0) return "";
	const lines = uncovered.slice(0, MOST_LISTED).map(({ graph, criterion, name, interleaving }) => {
		const way = interleaving ? `\n    walked by: ${actionsText(scope, interleaving)}` : "";
		return `  ${graph} ${criterion}: ${name}${way}\n`;
	});
	return `\nuncovered paths of the charts:\n${lines.join("")}${more(uncovered.length)}`;
}

function missingText({ missing, scope }: CoverageSummary): string {
	if (missing.length === 0) return "";
	const lines = missing.slice(0, MOST_LISTED).map(({ interleaving }) => `  ${actionsText(scope, interleaving)}\n`);
	const which = missing.length === MOST_MISSING ? `the nearest ${MOST_MISSING}` : "all";
	return `\nuncovered transitions of the composed system (${which} in --format json):\n${lines.join("")}`;
}

function sourceText({ source }: CoverageSummary, searched: readonly Scope[]): string {
	if (!source) return "";
	const places = [...source.lines, ...source.branches].sort((a, b) => a.line - b.line);
	const list = (status: "uncovered" | "infeasible"): string => {
		const chosen = places.filter((place) => place.status === status);
		return chosen.map(({ line, text }) => `  line ${line}: ${text}\n`).join("");
	};
	const [uncovered, infeasible] = [list("uncovered"), list("infeasible")];
	const scopes = searched.map(scopeName).join(" and ");
	return [
		uncovered && `\n${source.path}, not executed:\n${uncovered}`,
		infeasible &&
			`\n${source.path}, not reached by any interleaving at ${scopes} (steps behind a broken claim left out):\n`,
		infeasible,
	].join("");
}

function more(count: number): string {
	return count > MOST_LISTED ? `  and ${grouped(count - MOST_LISTED)} more\n` : "";
}

/** An interleaving in one line. */
export function actionsText(scope: Scope, interleaving: readonly Action[]): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}

/** What was walked, for `--format json`. */
export function coverageJson(summary: CoverageSummary): unknown {
	const { scope, runs, measures, requirements, missing, source } = summary;
	return {
		scope,
		runs: Object.values(runs).map(({ what, target, scope: at, interleavings, actions }) => {
			return { what, target, scope: at, interleavings, actions };
		}),
		criteria: measures.map((one) => ({ ...one, percent: 100 * shareOf(one) })),
		requirements: requirements.map(({ interleaving, ...one }) => ({
			...one,
			...(interleaving ? { interleaving: actionsText(scope, interleaving) } : {}),
		})),
		missingTransitions: missing.map(({ interleaving }) => actionsText(scope, interleaving)),
		...(source
			? { source: { path: source.path, sha256: source.sha256, lines: source.lines, branches: source.branches } }
			: {}),
	};
}

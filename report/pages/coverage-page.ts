import { CHARTS } from "../../coverage/charts/graph.ts";
import type { SourceSummary } from "../../coverage/source/source-summary.ts";
import { STATUSES, shareOf } from "../../coverage/status.ts";
import type { CoverageSummary, MeasureSummary, RequirementSummary } from "../../coverage/summary.ts";
import { scopeName } from "../../model/scope.ts";
import { htmlData, htmlText } from "../escape/html.ts";
import { packageFile } from "../package-files.ts";
import { actionsText, graphName, statusNotes } from "../text/coverage.ts";
import { counted, grouped } from "../text/numbers.ts";
import { scopeNames, sourceReason } from "../text/sections/coverage-reasons.ts";
import { type ChartDrawing, drawCoverage, STATUS_MARKS } from "./coverage-chart.ts";
import { pageScript } from "./page-script.ts";

/** Coverage as one HTML file that needs no other. */
export async function coveragePage(summary: CoverageSummary): Promise<string> {
	const { requirements } = summary;
	const charts = await Promise.all(CHARTS.map((chart) => drawCoverage(chart, requirements)));
	const data = requirements.map(({ graph, criterion, name, count, status, way }) => {
		return {
			graph,
			criterion,
			name,
			count,
			status,
			interleaving: way ? actionsText(way.scope, way.interleaving) : "",
		};
	});
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rollcall: coverage</title>
<style>${packageFile("report/pages/coverage/coverage.css")}</style>
</head>
<body>
<header>
<h1>Coverage</h1>
<span class="soft">of PM's event facility</span>
<button id="theme" class="push" type="button">Light / dark</button>
</header>
<main>
${runsList(summary)}
<h2>Criteria</h2>
${measuresTable(summary.measures)}
<p class="soft">${[...statusNotes(summary), "shares are of the feasible requirements"].map(htmlText).join("<br>")}</p>
<h2>Statecharts</h2>
${CHART_LEGEND}
${charts.map(chartFigure).join("\n")}
<h2>Paths of the statecharts</h2>
${requirementsTable(requirements)}
${missingSection(summary)}
${summary.source ? sourceSection(summary.source) : ""}
</main>
<script type="application/json" id="requirements-data">${htmlData(data)}</script>
<script type="module">${pageScript("dist/report/pages/coverage", ["coverage"])}</script>
</body>
</html>
`;
}

const CHART_LEGEND = `<p class="soft legend">Transitions, with the number of times that each was executed:
<span class="covered">${STATUS_MARKS.covered} covered</span>
<span class="uncovered">${STATUS_MARKS.uncovered} not covered</span>
<span class="unknown">${STATUS_MARKS.unknown} unknown</span>
<span class="infeasible">${STATUS_MARKS.infeasible} infeasible</span><br>
Arrows: <span class="arrow never">never executed</span>
<span class="arrow seldom">seldom</span>
<span class="arrow often">most often</span><br>
A transition that does not leave a state is listed in the state's box.</p>`;

function runsList({ runs }: CoverageSummary): string {
	const items = Object.values(runs).map(({ what, target, scope, interleavings, actions }) => {
		const executed = `${counted(interleavings, "interleaving")}, ${counted(actions, "action")}`;
		return `<li><strong>${htmlText(target)}</strong> at ${scopeName(scope)}; ${htmlText(what)}; executed: ${executed}</li>`;
	});
	return `<ul>${items.join("")}</ul>`;
}

function measuresTable(measures: readonly MeasureSummary[]): string {
	const rows = measures.map((one) => {
		const percent = 100 * shareOf(one);
		const text = percent === 100 ? "100" : Math.min(99.9, percent).toFixed(1);
		const bar = `<span class="bar" aria-hidden="true"><i style="width:${percent.toFixed(1)}%"></i></span>`;
		const numbers = [one.total, one.infeasible, one.unknown, one.covered].map(
			(count) => `<td class="number">${grouped(count)}</td>`,
		);
		const cells = [
			`<td>${graphName(one, measures)}</td>`,
			`<td>${one.measure}</td>`,
			...numbers,
			`<td>${bar}${text} %</td>`,
		];
		return `<tr class="${percent === 100 ? "fully" : "partly"}">${cells.join("")}</tr>`;
	});
	const heading = (text: string): string => `<th scope="col">${text}</th>`;
	const number = (text: string): string => `<th scope="col" class="number">${text}</th>`;
	const head = [
		...["graph", "criterion"].map(heading),
		...["total", "infeasible", "unknown", "covered"].map(number),
		heading("share"),
	].join("");
	return scrolling(
		"Criteria",
		`<table id="criteria"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`,
	);
}

/** An element that scrolls by itself where it is wider than the window, with the keyboard too. */
function scrolling(name: string, content: string, classes = ""): string {
	return `<div class="scroll ${classes}" tabindex="0" role="region" aria-label="${htmlText(name)}">${content}</div>`;
}

/** A drawing, a pixel of it a pixel of the page, so that it can be read; one that is wider than the window scrolls. */
function chartFigure({ title, svg }: ChartDrawing): string {
	return `<figure><figcaption>${title}</figcaption>${scrolling(title, svg)}</figure>`;
}

function requirementsTable(requirements: readonly RequirementSummary[]): string {
	const options = (name: string, values: readonly string[], chosen: string): string => {
		const unique = [...new Set(values)];
		const list = unique.map((value) => `<option${value === chosen ? " selected" : ""}>${value}</option>`);
		return `<label>${name} <select id="${name}"><option value="">all</option>${list.join("")}</select></label>`;
	};
	// Uncovered requirements come first, where there are any.
	const status = requirements.some((one) => one.status === "uncovered") ? "uncovered" : "";
	const header = (column: string, text: string, classes: string): string =>
		`<th scope="col" data-column="${column}" class="${classes}"><button type="button">${text}</button></th>`;
	const head = [
		header("graph", "graph", ""),
		header("criterion", "criterion", ""),
		header("name", "path", ""),
		header("count", "count", "number"),
		header("status", "status", ""),
	].join("");
	const table = `<table id="requirements"><thead><tr>${head}</tr></thead><tbody></tbody></table>`;
	return `<div class="tools"><label>find <input id="search" type="search" placeholder="lingering DIE"></label>${[
		options("graph", [...CHARTS], ""),
		options(
			"criterion",
			requirements.map((one) => one.criterion),
			"",
		),
		options(
			"status",
			STATUSES.filter((one) => one !== "behindFinding"),
			status,
		),
	].join("")}<span id="tally" class="soft" role="status"></span></div>
${scrolling("Paths of the statecharts", table)}
<p><button id="more" type="button">Show more</button></p>`;
}

function missingSection({ missing }: CoverageSummary): string {
	return missing
		.filter(({ criterion }) => criterion === "transition")
		.map(({ scope, total, interleavings }) => {
			const isAll = interleavings.length === total;
			const which = isAll ? grouped(total) : `the nearest ${grouped(interleavings.length)} of ${grouped(total)}`;
			const items = interleavings.map((one) => `<li><code>${htmlText(actionsText(scope, one))}</code></li>`);
			return `<h2>Transitions of the composed system at ${scopeName(scope)}</h2>
<details><summary>Uncovered: ${which}, each with the shortest interleaving to it</summary><ol>${items.join("")}</ol></details>`;
		})
		.join("\n");
}

function sourceSection(source: SourceSummary): string {
	const byLine = new Map(source.lines.map((line) => [line.line, line]));
	const rows = source.text.map((line, index) => {
		const place = byLine.get(index + 1);
		const arms = source.branches.filter((arm) => arm.line === index + 1 && arm.status !== "covered");
		const open =
			arms.find(({ status }) => status === "uncovered") ?? arms.find(({ status }) => status !== "infeasible");
		const worst = place?.status === "covered" ? (open?.status ?? place.status) : place?.status;
		const reason = place && sourceReason(source, place.status);
		const notes = [
			...(reason === undefined ? [] : [reason]),
			...arms.map((arm) => `${arm.text}: ${sourceReason(source, arm.status) ?? arm.status}`),
		];
		const beside = notes.map((note) => `<small>${htmlText(note)}</small>`).join("");
		const count = place ? grouped(place.count) : "";
		const numbers = `<td class="number soft">${index + 1}</td><td class="number">${count}</td>`;
		return `<tr class="${worst ?? "plain"}">${numbers}<td>${htmlText(line)}${beside}</td></tr>`;
	});
	const legend = [
		"Red: not executed, or a condition with an outcome that never occurred",
		"Yellow: reachable only after a violation, or unknown",
		`Grey: infeasible, that is, reached by no interleaving at ${scopeNames(source.searched)}`,
	];
	const about =
		source.text.length > 0 ? `${legend.join(". ")}.` : "Its text is not available; name the file with --source.";
	const listing = `<table class="listing"><tbody>${rows.join("")}</tbody></table>`;
	return `<h2>${htmlText(source.path)}</h2>
<p class="soft">SHA-256 <code>${source.sha256}</code>. ${about}</p>
${scrolling(source.path, listing, "code")}`;
}

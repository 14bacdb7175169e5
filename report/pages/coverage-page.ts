import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { instance } from "@viz-js/viz";
import escapeHtml from "escape-html";
import { CHARTS, type ChartName, type Graph, processGraph, slotGraph } from "../../coverage/charts/graph.ts";
import type { SourceSummary } from "../../coverage/source/source-summary.ts";
import { STATUSES, shareOf } from "../../coverage/status.ts";
import type { CoverageSummary, MeasureSummary, RequirementSummary } from "../../coverage/summary.ts";
import { scopeName } from "../../model/scope.ts";
import { actionsText, graphName, statusNotes } from "../text/coverage.ts";
import { scopeNames, sourceReason } from "../text/coverage-reasons.ts";
import { counted, grouped } from "../text/numbers.ts";

/** The coverage as one HTML file that needs nothing else. */
export async function coveragePage(summary: CoverageSummary): Promise<string> {
	const { requirements } = summary;
	const charts = await Promise.all(CHARTS.map((chart) => chartFigure(chart, requirements)));
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
<title>Rollcall: path coverage</title>
<style>${pageFile("report/pages/coverage/coverage.css")}</style>
</head>
<body>
<header>
<h1>Path coverage</h1>
<span class="soft">of PM's event facility</span>
<button id="theme" class="push" type="button">Light / dark</button>
</header>
<main>
${runsList(summary)}
<h2>Criteria</h2>
${measuresTable(summary.measures)}
<p class="soft">${[...statusNotes(summary), "shares are of what is not infeasible"].map(escapeHtml).join("<br>")}</p>
<h2>The statecharts</h2>
<p class="soft legend">How often an edge was walked:
<span class="never">never</span> <span class="seldom">seldom</span> <span class="often">most often</span></p>
${charts.join("\n")}
<h2>Paths of the statecharts</h2>
${requirementsTable(requirements)}
${missingSection(summary)}
${summary.source ? sourceSection(summary.source) : ""}
</main>
<script type="application/json" id="requirements-data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script type="module">${pageFile("dist/report/pages/coverage/coverage.js").replace(/^export \{\};$/m, "")}</script>
</body>
</html>
`;
}

/** A file of the project that becomes part of a page. */
function pageFile(path: string): string {
	const root = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));
	return readFileSync(join(root, path), "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

function runsList({ runs }: CoverageSummary): string {
	const items = Object.values(runs).map(({ what, target, scope, interleavings, actions }) => {
		const walked = `${counted(interleavings, "interleaving")}, ${counted(actions, "action")}`;
		return `<li><strong>${escapeHtml(target)}</strong> at ${scopeName(scope)}; ${escapeHtml(what)}; walked: ${walked}</li>`;
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

/** What may be wider than the window: it scrolls by itself, from the keyboard too. */
function scrolling(name: string, content: string, classes = ""): string {
	return `<div class="scroll ${classes}" tabindex="0" role="region" aria-label="${escapeHtml(name)}">${content}</div>`;
}

/** How many shades there are for edges that were walked. */
const SHADES = 4;

async function chartFigure(chart: ChartName, requirements: readonly RequirementSummary[]): Promise<string> {
	const graph = chart === "process" ? processGraph() : slotGraph(1);
	const counts = new Map(
		requirements
			.filter((one) => one.graph === chart && (one.criterion === "node" || one.criterion === "edge"))
			.map(({ name, count }) => [name, count]),
	);
	const viz = await instance();
	const svg = viz.renderString(
		chartDot(graph, (name) => counts.get(name) ?? 0),
		{ format: "svg" },
	);
	const title = `The ${chart} chart: ${counted(graph.nodes.length, "state")}, ${counted(graph.edges.length, "edge")}`;
	// A point of Graphviz as a pixel, so that what is written can be read; what is wider scrolls.
	const drawing = svg.slice(svg.indexOf("<svg")).replace(/ (width|height)="([\d.]+)pt"/g, ' $1="$2"');
	return `<figure><figcaption>${title}</figcaption>${scrolling(title, drawing)}</figure>`;
}

/** The sides of a state's box that a loop can be on. */
const SIDES = ["e", "w", "s", "n"];

function chartDot({ name, nodes, edges }: Graph, countOf: (name: string) => number): string {
	const walked = edges.map((edge) => Math.log(countOf(edge.name))).filter(Number.isFinite);
	const [least, most] = [Math.min(...walked), Math.max(...walked)];
	const shade = (count: number): number => {
		if (count === 0) return 0;
		const place = most > least ? (Math.log(count) - least) / (most - least) : 1;
		return 1 + Math.max(0, Math.min(SHADES - 1, Math.floor(SHADES * place)));
	};
	// Edges between the same states are one line where they are of one shade: the slot chart has many.
	const lineOf = new Map<string, { from: number; to: number; heat: number; texts: string[] }>();
	for (const { from, to, event, name: edge } of edges) {
		const count = countOf(edge);
		const heat = shade(count);
		const line = lineOf.get(`${from} ${to} ${heat}`) ?? { from, to, heat, texts: [] };
		line.texts.push(`  ${event}   \\l  ×${grouped(count)}   \\l`);
		lineOf.set(`${from} ${to} ${heat}`, line);
	}
	// Loops at the same state are on different sides of it, or one would run through the other's text.
	const loops = new Map<number, number>();
	const sideOf = (node: number): string => {
		const number = loops.get(node) ?? 0;
		loops.set(node, number + 1);
		const side = SIDES[number % SIDES.length];
		return `, tailport=${side}, headport=${side}`;
	};
	const lines = [
		`digraph ${name} {`,
		'  bgcolor="transparent"; nodesep=0.5; ranksep=0.6;',
		'  node [shape=box, style=rounded, fontname="Helvetica", fontsize=13, margin="0.22,0.1"];',
		'  edge [fontname="Helvetica", fontsize=11, arrowsize=0.7];',
		...nodes.map((node, index) => `  n${index} [label="${node}", class="heat-${shade(countOf(node))}"];`),
		...[...lineOf.values()].map(({ from, to, texts, heat }) => {
			const side = from === to ? sideOf(from) : "";
			return `  n${from} -> n${to} [label="${texts.join("")}", class="heat-${heat}"${side}];`;
		}),
		"}",
	];
	return lines.join("\n");
}

function requirementsTable(requirements: readonly RequirementSummary[]): string {
	const options = (name: string, values: readonly string[], chosen: string): string => {
		const unique = [...new Set(values)];
		const list = unique.map((value) => `<option${value === chosen ? " selected" : ""}>${value}</option>`);
		return `<label>${name} <select id="${name}"><option value="">all</option>${list.join("")}</select></label>`;
	};
	// What was not walked comes first, where there is any.
	const status = requirements.some((one) => one.status === "uncovered") ? "uncovered" : "";
	const header = (column: string, text: string, classes: string): string =>
		`<th scope="col" data-column="${column}" class="${classes}"><button type="button">${text}</button></th>`;
	const head = [
		header("graph", "graph", ""),
		header("criterion", "criterion", ""),
		header("name", "path", ""),
		header("count", "walked", "number"),
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
			const items = interleavings.map((one) => `<li><code>${escapeHtml(actionsText(scope, one))}</code></li>`);
			return `<h2>Transitions of the composed system at ${scopeName(scope)}</h2>
<details><summary>Not walked: ${which}, each with the shortest interleaving to it</summary><ol>${items.join("")}</ol></details>`;
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
		const beside = notes.map((note) => `<small>${escapeHtml(note)}</small>`).join("");
		const count = place ? grouped(place.count) : "";
		const numbers = `<td class="number soft">${index + 1}</td><td class="number">${count}</td>`;
		return `<tr class="${worst ?? "plain"}">${numbers}<td>${escapeHtml(line)}${beside}</td></tr>`;
	});
	const legend = [
		"Red: not executed, or a condition that never came out one way",
		"Yellow: reached only behind a finding, or not decided",
		`Grey: not reached by any interleaving at ${scopeNames(source.searched)}`,
	];
	const about = source.text.length > 0 ? `${legend.join(". ")}.` : "Its text is not at hand: name it with --source.";
	const listing = `<table class="listing"><tbody>${rows.join("")}</tbody></table>`;
	return `<h2>${escapeHtml(source.path)}</h2>
<p class="soft">SHA-256 <code>${source.sha256}</code>. ${about}</p>
${scrolling(source.path, listing, "code")}`;
}

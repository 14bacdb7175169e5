import { type ChartName, type Graph, processGraph, slotGraph } from "../../coverage/charts/graph.ts";
import type { Status } from "../../coverage/status.ts";
import type { RequirementSummary } from "../../coverage/summary.ts";
import { type ChartLine, groupedByEnds } from "../drawing/chart.ts";
import { chartSvg } from "../drawing/svg.ts";
import { counted, grouped } from "../text/numbers.ts";

/** Characters in front of a transition that say what its colour says. */
export const STATUS_MARKS: Readonly<Record<Status, string>> = {
	covered: "✓",
	uncovered: "✗",
	behindFinding: "?",
	unknown: "?",
	infeasible: "∅",
};

/** A drawing of a chart's coverage. */
export interface ChartDrawing {
	readonly title: string;
	/** An SVG element. */
	readonly svg: string;
}

/** Shades of what is covered, from the least to the most often. */
const SHADES = 4;

/** Draws a statechart with the count and the status of each state and transition. */
export async function drawCoverage(
	chart: ChartName,
	requirements: readonly RequirementSummary[],
): Promise<ChartDrawing> {
	const graph = chart === "process" ? processGraph() : slotGraph(1);
	const found = new Map(
		requirements
			.filter((one) => one.graph === chart && (one.criterion === "node" || one.criterion === "edge"))
			.map((one) => [one.name, one]),
	);
	const title = `The ${chart} chart: ${counted(graph.nodes.length, "state")}, ${counted(graph.edges.length, "transition")}`;
	const svg = await chartSvg(title, colouredChart(graph, found), "down");
	return { title, svg };
}

type Found = ReadonlyMap<string, Pick<RequirementSummary, "count" | "status">>;

function colouredChart({ name: chart, nodes, edges }: Graph, found: Found) {
	const countOf = (name: string): number => found.get(name)?.count ?? 0;
	const shade = shades(edges.map(({ name }) => countOf(name)));
	const groups = groupedByEnds(edges);
	const idOf = (node: number): string => `${chart}_${node}`;
	return {
		groups: [],
		// A transition to the state that it leaves stands in that state, as an internal transition does in UML.
		states: nodes.map((name, node) => ({
			...{ id: idOf(node), name },
			className: `heat-${shade(countOf(name))}`,
			lines: linesOf(groups.find(([{ from, to }]) => from === node && to === node) ?? [], found),
		})),
		edges: groups
			.filter(([{ from, to }]) => from !== to)
			.map((parallel) => ({
				...{ from: idOf(parallel[0].from), to: idOf(parallel[0].to) },
				className: `heat-${shade(Math.max(...parallel.map(({ name }) => countOf(name))))}`,
				lines: linesOf(parallel, found),
			})),
	};
}

/** The events of parallel transitions, their counts below each other. */
function linesOf(edges: Graph["edges"], found: Found): readonly ChartLine[] {
	const widest = Math.max(...edges.map(({ event }) => event.length));
	return edges.map(({ event, name }) => {
		const { count, status } = found.get(name) ?? { count: 0, status: "uncovered" };
		return { mark: STATUS_MARKS[status], text: `${event.padEnd(widest)} ×${grouped(count)}`, className: status };
	});
}

/** A function that gives the shade of a count, on a logarithmic scale; 0 for what is not covered. */
function shades(counts: readonly number[]): (count: number) => number {
	const logarithms = counts.map(Math.log).filter(Number.isFinite);
	const [least, most] = [Math.min(...logarithms), Math.max(...logarithms)];
	return (count) => {
		if (count === 0) return 0;
		const place = most > least ? (Math.log(count) - least) / (most - least) : 1;
		return 1 + Math.max(0, Math.min(SHADES - 1, Math.floor(SHADES * place)));
	};
}

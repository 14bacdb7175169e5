import { DESIGN_CHARTS } from "../../model/designs/index.ts";
import { type Chart, type ChartLine, groupedByEnds } from "../drawing/chart.ts";
import { chartSvg } from "../drawing/svg.ts";
import { childrenOf, edgesOf, idOf, MACHINES, type StateNode } from "./charts.ts";

/** Style of a chart in a file of its own, on white paper: it is shown on light and on dark pages. */
const STYLE = `
text { font: 11px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1b2028; }
text.name { font-size: 13px; font-weight: 700; }
.paper { fill: #ffffff; }
.under { fill: #ffffff; }
.group rect { fill: #ffffff; stroke: #9aa5b4; }
.edge path { fill: none; stroke: #5a6472; stroke-width: 1.2; }
.edge polygon { fill: #5a6472; }
.node rect { fill: #e3eefc; stroke: #1f5fbf; }
`;

/**
 * A statechart as an SVG file.
 *
 * @param name of the chart: one of `CHART_NAMES`
 */
export async function chartFile(name: string): Promise<string> {
	const machine = MACHINES.find(({ id }) => id === name);
	const svg = await chartSvg(`The ${name} chart`, machine ? chartOfMachine(machine.root) : chartOfDesign(name), "down");
	const [, box = "0 0 0 0"] = /viewBox="([^"]*)"/.exec(svg) ?? [];
	const [x, y, width, height] = box.split(" ");
	const paper = `<rect class="paper" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
	const head = /^<svg ([^>]*)>/;
	return `${svg.replace(head, (_, attributes) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes.replace('role="group"', 'role="img"')}>\n<style>${STYLE}</style>\n${paper}`)}\n`;
}

/** A chart of the specification. */
function chartOfMachine(root: StateNode): Chart {
	const isLeaf = (node: StateNode): boolean => childrenOf(node).length === 0;
	const groups = childrenOf(root).filter((node) => !isLeaf(node));
	const edges = groupedByEnds(edgesOf(root));
	const loopsOf = (node: StateNode): readonly ChartLine[] =>
		edges.filter(([{ from, to }]) => from === node && to === node).flatMap((same) => linesOf(same));
	return {
		groups: groups.map((node) => ({ id: idOf(node), name: node.key, lines: loopsOf(node) })),
		states: [root, ...groups].flatMap((parent) =>
			childrenOf(parent)
				.filter(isLeaf)
				.map((node) => ({
					...{ id: idOf(node), name: node.key, className: "", lines: loopsOf(node) },
					group: parent === root ? undefined : idOf(parent),
				})),
		),
		edges: edges
			.filter(([{ from, to }]) => from !== to)
			.map((same) => ({ from: idOf(same[0].from), to: idOf(same[0].to), className: "", lines: linesOf(same) })),
	};
}

function linesOf(edges: readonly { readonly label: string }[]): readonly ChartLine[] {
	return edges.map(({ label }) => ({ text: label, className: "" }));
}

/** A chart of a design. @throws RangeError where there is none of the name */
function chartOfDesign(name: string): Chart {
	const charts: Readonly<Record<string, (typeof DESIGN_CHARTS)[keyof typeof DESIGN_CHARTS]>> = DESIGN_CHARTS;
	const chart = charts[name];
	if (!chart) throw new RangeError(`there is no chart ${name}`);
	const id = (state: string): string => `state_${state.replace(/\W/g, "_")}`;
	const edges = groupedByEnds(
		chart.moves.map(({ from, to, event, effects }) => {
			return { from, to, label: `${event}${effects.length > 0 ? ` / ${effects.join(", ")}` : ""}` };
		}),
	);
	const loopsOf = (state: string): readonly ChartLine[] =>
		edges.filter(([{ from, to }]) => from === state && to === state).flatMap((same) => linesOf(same));
	return {
		groups: [],
		states: chart.states.map((state) => ({ id: id(state), name: state, className: "", lines: loopsOf(state) })),
		edges: edges
			.filter(([{ from, to }]) => from !== to)
			.map((same) => ({ from: id(same[0].from), to: id(same[0].to), className: "", lines: linesOf(same) })),
	};
}

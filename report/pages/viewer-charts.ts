import { type Chart, type ChartLine, groupedByEnds } from "../drawing/chart.ts";
import { chartSvg } from "../drawing/svg.ts";
import { childrenOf, edgesOf, idOf, MACHINES, type StateNode } from "../formats/charts.ts";

/** Characters in a state for the names of who is in it; the viewer's program keeps to it. */
const ROOM = 16;

/** Draws the two statecharts as SVG elements, with room in each state for who is in it. */
export function viewerCharts(): Promise<readonly string[]> {
	return Promise.all(MACHINES.map(({ id, root }) => chartSvg(`The ${id} chart`, chartOf(root), "down")));
}

function chartOf(root: StateNode): Chart {
	const groups = childrenOf(root).filter((node) => childrenOf(node).length > 0);
	const leaves = (node: StateNode) => childrenOf(node).filter((child) => childrenOf(child).length === 0);
	const edges = groupedByEnds(edgesOf(root));
	const loopOf = (node: StateNode): readonly ChartLine[] =>
		edges.filter(([{ from, to }]) => from === node && to === node).flatMap(linesOf);
	return {
		groups: groups.map((node) => ({ id: idOf(node), name: node.key, lines: loopOf(node) })),
		states: [root, ...groups].flatMap((parent) =>
			leaves(parent).map((node) => ({
				...{ id: idOf(node), name: node.key, className: "" },
				lines: [...WHO, ...loopOf(node)],
				group: parent === root ? undefined : idOf(parent),
			})),
		),
		edges: edges
			.filter(([{ from, to }]) => from !== to)
			.map((parallel) => ({
				...{ from: idOf(parallel[0].from), to: idOf(parallel[0].to), className: "" },
				lines: linesOf(parallel),
			})),
	};
}

/**
 * Lines for the processes in a state, in the specification and in the implementation where that differs: both empty at
 * first.
 */
const WHO: readonly ChartLine[] = ["expected", "found"].map((className) => ({ text: "", room: ROOM, className }));

function linesOf(edges: ReturnType<typeof edgesOf>): readonly ChartLine[] {
	return edges.map(({ label }) => ({ text: label, className: "" }));
}

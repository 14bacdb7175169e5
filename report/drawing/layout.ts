import { instance } from "@viz-js/viz";
import type { Chart, ChartEdge, ChartGroup, ChartLine, ChartState } from "./chart.ts";

/** A rectangle of a drawing, in pixels, its origin at the top left. */
export interface Rectangle {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** A point of a drawing, in pixels. */
export type Point = readonly [x: number, y: number];

/** A chart with a place for everything in it: no text lies on another, and no line of an edge on the text of another. */
export interface Layout {
	readonly width: number;
	readonly height: number;
	readonly states: readonly { readonly state: ChartState; readonly at: Rectangle }[];
	readonly groups: readonly { readonly group: ChartGroup; readonly at: Rectangle }[];
	readonly edges: readonly {
		readonly edge: ChartEdge;
		/** The place of its lines of text. */
		readonly at: Rectangle;
		/** From the first state to the text, and from there to the second: a point, then three for each Bézier curve. */
		readonly curves: readonly (readonly Point[])[];
		/** The tip of its arrow. */
		readonly tip: Point;
	}[];
}

/** Sizes in pixels. The type is monospaced: its width is the same wherever the page is opened, or nearly so. */
export const SIZES = {
	name: { font: 13, line: 19 },
	line: { font: 11, line: 15 },
	/** The width of a character to the size of its font, at most. */
	character: 0.62,
	/** Around the text in a state or beside an edge. */
	padding: { x: 9, y: 6 },
	/** Around the text beside an edge. */
	gap: { x: 5, y: 3 },
	/** The width of a line's mark, with the space behind it. */
	mark: 14,
} as const;

const PIXELS_AN_INCH = 72;

/** Places a chart with Graphviz: the text of an edge is a node to it, so that it keeps the other edges and texts away. */
export async function layOut(chart: Chart, direction: "down" | "right"): Promise<Layout> {
	const graphviz = await instance();
	const { output } = graphviz.render(dotOf(chart, direction), { format: "json" });
	if (output === undefined) throw new Error("Graphviz has drawn no chart");
	return layoutOf(chart, JSON.parse(output) as Placed);
}

function dotOf({ states, groups, edges }: Chart, direction: "down" | "right"): string {
	const isDown = direction === "down";
	const groupOf = (id: string): string | undefined => states.find((state) => state.id === id)?.group;
	const statesIn = (inGroup: string | undefined): readonly string[] =>
		states.filter(({ group }) => group === inGroup).map((state) => `${state.id} [${sizeText(sizeOfState(state))}];`);
	// The text of an edge within a group is in that group.
	const textsIn = (inGroup: string | undefined): readonly string[] =>
		edges.flatMap(({ from, to, lines }, index) => {
			const group = groupOf(from) === groupOf(to) ? groupOf(to) : undefined;
			return group === inGroup ? [`edge${index} [${sizeText(sizeOfLines(lines))}];`] : [];
		});
	return [
		"digraph {",
		`rankdir=${isDown ? "TB" : "LR"}; compound=true; nodesep=${isDown ? 0.15 : 0.12}; ranksep=0.28; pad=0.1;`,
		'node [shape=box, fixedsize=true, label=""];',
		...statesIn(undefined),
		...groups.flatMap((group) => [
			`subgraph cluster_${group.id} { margin=10; labeljust=l; label=<${spaceOf(group)}>;`,
			...statesIn(group.id),
			...textsIn(group.id),
			"}",
		]),
		...textsIn(undefined),
		...edges.flatMap(({ from, to }, index) => {
			const first = groups.some(({ id }) => id === from) ? states.findLast(({ group }) => group === from) : undefined;
			const tail = first ? `, ltail=cluster_${from}` : "";
			return [
				`${first?.id ?? from} -> edge${index} [arrowhead=none${tail}];`,
				`edge${index} -> ${to} [arrowsize=0.7];`,
			];
		}),
		"}",
	].join("\n");
}

/** An empty table as large as a group's name and lines. */
function spaceOf({ name, lines }: ChartGroup): string {
	const [width, height] = sizeOfText(name, lines);
	return `<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="${Math.ceil(width)}" HEIGHT="${Math.ceil(height)}"><TR><TD></TD></TR></TABLE>`;
}

type Size = readonly [width: number, height: number];

function sizeText([width, height]: Size): string {
	return `width=${(width / PIXELS_AN_INCH).toFixed(3)}, height=${(height / PIXELS_AN_INCH).toFixed(3)}`;
}

function sizeOfState({ name, lines }: ChartState): Size {
	const [width, height] = sizeOfText(name, lines);
	return [width + 2 * SIZES.padding.x, height + 2 * SIZES.padding.y];
}

/** The width and height of a name with lines below it, in pixels. */
export function sizeOfText(name: string, lines: readonly ChartLine[]): Size {
	const [width, height] = lines.length > 0 ? textSize(lines) : [0, 0];
	return [Math.max(width, name.length * SIZES.name.font * SIZES.character), SIZES.name.line + height];
}

function sizeOfLines(lines: readonly ChartLine[]): Size {
	const [width, height] = textSize(lines);
	return [width + 2 * SIZES.gap.x, height + 2 * SIZES.gap.y];
}

function textSize(lines: readonly ChartLine[]): Size {
	const widths = lines.map(({ mark, text, room = 0 }) => {
		return Math.max(room, text.length) * SIZES.line.font * SIZES.character + (mark === undefined ? 0 : SIZES.mark);
	});
	return [Math.max(...widths), lines.length * SIZES.line.line];
}

/**
 * Output of Graphviz as JSON, as far as it is read here: lengths in points, widths and heights of nodes in inches, y
 * upwards.
 */
interface Placed {
	readonly bb: string;
	readonly objects: readonly {
		readonly name: string;
		readonly bb?: string;
		readonly pos?: string;
		readonly width?: string;
		readonly height?: string;
	}[];
	readonly edges?: readonly { readonly pos: string }[];
}

function layoutOf({ states, groups, edges }: Chart, placed: Placed): Layout {
	const [, , width = 0, height = 0] = numbers(placed.bb);
	const placeOf = (name: string): Rectangle => {
		const found = placed.objects.find((object) => object.name === name);
		if (!found) throw new Error(`Graphviz has no place for ${name}`);
		return rectangleOf(found, height);
	};
	return {
		...{ width, height },
		states: states.map((state) => ({ state, at: placeOf(state.id) })),
		groups: groups.map((group) => ({ group, at: placeOf(`cluster_${group.id}`) })),
		edges: edges.map((edge, index) => {
			const halves = [2 * index, 2 * index + 1].map((half) => splineOf(placed.edges?.[half]?.pos ?? "", height));
			const tip = halves[1]?.tip;
			if (!tip) throw new Error(`Graphviz has drawn no arrow from ${edge.from} to ${edge.to}`);
			return { edge, at: placeOf(`edge${index}`), curves: halves.map(({ points }) => points), tip };
		}),
	};
}

function rectangleOf({ bb, pos, width, height }: Placed["objects"][number], total: number): Rectangle {
	if (bb !== undefined) {
		const [left = 0, bottom = 0, right = 0, top = 0] = numbers(bb);
		return { left, top: total - top, width: right - left, height: top - bottom };
	}
	const [x = 0, y = 0] = numbers(pos ?? "");
	const size = [width, height].map((inches) => Number(inches) * PIXELS_AN_INCH);
	const [wide = 0, high = 0] = size;
	return { left: x - wide / 2, top: total - y - high / 2, width: wide, height: high };
}

/** A position of Graphviz's edges: `e,x,y` is the tip of the arrow, what follows are the points of Bézier curves. */
function splineOf(pos: string, total: number): { readonly points: readonly Point[]; readonly tip: Point | undefined } {
	const at = (text: string): Point => {
		const [x = 0, y = 0] = numbers(text);
		return [x, total - y];
	};
	const parts = pos.split(" ").filter(Boolean);
	const tip = parts.find((part) => part.startsWith("e,"));
	return {
		points: parts.filter((part) => /^[-\d]/.test(part)).map(at),
		tip: tip === undefined ? undefined : at(tip.slice("e,".length)),
	};
}

function numbers(text: string): readonly number[] {
	return text.split(",").map(Number);
}

/** A line of text in a chart: what can happen, and what there is to say of it. */
export interface ChartLine {
	/** One character in front of the text that says what its colour says. */
	readonly mark?: string;
	readonly text: string;
	/** Characters to keep free for a text that a page puts there later. */
	readonly room?: number;
	/** Classes of the text, for the page to colour. */
	readonly className: string;
}

/** A state in a chart. */
export interface ChartState {
	/** Unique in the page: the id of its element. */
	readonly id: string;
	readonly name: string;
	/** Lines below the name. */
	readonly lines: readonly ChartLine[];
	readonly className: string;
	/** The id of the group that it is in, if any. */
	readonly group?: string | undefined;
}

/** States that are drawn in a frame: a compound state. */
export interface ChartGroup {
	/** Unique in the page, letters, digits and `_` only. */
	readonly id: string;
	readonly name: string;
	/** Lines below the name. */
	readonly lines: readonly ChartLine[];
}

/** All that leads from one state to another. */
export interface ChartEdge {
	/** The id of a state, or of a group. */
	readonly from: string;
	readonly to: string;
	readonly lines: readonly ChartLine[];
	readonly className: string;
}

/** A chart to be drawn: at most one edge from one state to another. */
export interface Chart {
	readonly states: readonly ChartState[];
	readonly groups: readonly ChartGroup[];
	readonly edges: readonly ChartEdge[];
}

/** Edges by the states they connect: parallel ones, and loops, share a key. */
export function groupedByEnds<Edge extends { readonly from: unknown; readonly to: unknown }>(
	edges: readonly Edge[],
): readonly (readonly [Edge, ...Edge[]])[] {
	const grouped: [Edge, ...Edge[]][] = [];
	for (const edge of edges) {
		const parallel = grouped.find(([first]) => first.from === edge.from && first.to === edge.to);
		if (parallel) parallel.push(edge);
		else grouped.push([edge]);
	}
	return grouped;
}

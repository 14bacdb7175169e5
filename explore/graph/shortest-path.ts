/** A path through a graph: the node that it starts at, and the transitions that it takes. */
export interface Path {
	readonly start: number;
	readonly transitions: readonly number[];
}

/**
 * Finds a shortest path.
 *
 * @param leave emits the transitions of a node, with the node that each leads to
 * @param isEnd true if the path is complete: at a start, or after a transition to a node
 */
export function shortestPath(
	starts: readonly number[],
	leave: (node: number, emit: (transition: number, to: number) => void) => void,
	isEnd: (node: number, transition: number | undefined) => boolean,
): Path | undefined {
	/** Predecessor of each node and the transition between them; a start's own number and -1 for a start. */
	const reached = new Map<number, readonly [number, number]>(starts.map((start) => [start, [start, -1]]));
	const found = starts.find((start) => isEnd(start, undefined));
	if (found !== undefined) return { start: found, transitions: [] };
	for (const node of reached.keys()) {
		let last: number | undefined;
		leave(node, (transition, to) => {
			if (last === undefined && isEnd(to, transition)) last = transition;
			if (!reached.has(to)) reached.set(to, [node, transition]);
		});
		if (last !== undefined) return pathTo(reached, node, last);
	}
	return undefined;
}

function pathTo(reached: ReadonlyMap<number, readonly [number, number]>, node: number, last: number): Path {
	const transitions = [last];
	let start = node;
	for (let step = reached.get(start); step && step[1] >= 0; step = reached.get(start)) {
		transitions.push(step[1]);
		start = step[0];
	}
	return { start, transitions: transitions.reverse() };
}

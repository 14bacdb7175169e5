import type { Criterion } from "../criteria.ts";
import type { Graph } from "./graph.ts";

/** Requirement of a criterion: consecutive edges to cover or, where there are none, a node. */
export interface Requirement {
	readonly criterion: Criterion;
	/** Name that is stable across versions: states and events in order. */
	readonly name: string;
	/** Indexes of the graph's edges; empty for a node. */
	readonly path: readonly number[];
	/** The node that the path ends in. */
	readonly node: number;
}

/** Requirements of all criteria on a graph. */
export function requirementsOf(graph: Graph): readonly Requirement[] {
	const ofPaths = (criterion: Criterion, paths: readonly (readonly number[])[]): readonly Requirement[] =>
		paths.map((path) => ({ criterion, name: pathName(graph, path), path, node: endOf(graph, path) }));
	return [
		...graph.nodes.map((name, node): Requirement => ({ criterion: "node", name, path: [], node })),
		...ofPaths(
			"edge",
			graph.edges.map((_, edge) => [edge]),
		),
		...ofPaths("edgePair", edgePairs(graph)),
		...ofPaths("primePath", primePaths(graph)),
	];
}

function edgePairs({ edges }: Graph): readonly (readonly number[])[] {
	return edges.flatMap((first, index) =>
		edges.flatMap((second, next) => (second.from === first.to ? [[index, next]] : [])),
	);
}

/** Simple paths, grown edge by edge; those that can grow no more at either end are prime. */
function primePaths(graph: Graph): readonly (readonly number[])[] {
	const prime: number[][] = [];
	const grow = (path: readonly number[], visited: readonly number[]): void => {
		const [first = 0, last = 0] = [visited[0], visited.at(-1)];
		let grew = false;
		for (const [index, { from, to }] of graph.edges.entries()) {
			if (from !== last || (to !== first && visited.includes(to))) continue;
			grew = true;
			if (to === first) prime.push([...path, index]);
			else grow([...path, index], [...visited, to]);
		}
		if (!grew && !graph.edges.some(({ from, to }) => to === first && !visited.includes(from))) prime.push([...path]);
	};
	for (const node of graph.nodes.keys()) grow([], [node]);
	return prime.filter((path) => path.length > 0);
}

function endOf({ edges }: Graph, path: readonly number[]): number {
	return edges[path.at(-1) ?? -1]?.to ?? 0;
}

/** `free -SPAWN-> running -EXIT-> exiting`. */
function pathName({ nodes, edges }: Graph, path: readonly number[]): string {
	const steps = path.flatMap((index) => edges[index] ?? []);
	return steps.reduce((text, { event, to }) => `${text} -${event}-> ${nodes[to]}`, nodes[steps[0]?.from ?? 0] ?? "");
}

/** Key of a requirement in coverage records. */
export function requirementKey(criterion: Criterion, name: string): string {
	return `${criterion}: ${name}`;
}

import { type ExploredGraph, exploreGraph, type GraphOptions } from "../graph/explored-graph.ts";
import { type Path, shortestPath } from "../graph/shortest-path.ts";
import type { Lasso } from "../liveness.ts";
import type { Model } from "../model.ts";
import type { Outcome } from "../search.ts";

/** A quantity of a state, and the rest of the state. */
interface Growth<State> {
	/** The state without what is measured. */
	shape(state: State): State;
	measure(state: State): number;
	/** Decides for the actions of a loop that grows, and the state that it starts in, if it can be repeated. */
	isRepeatable(state: State, actions: readonly number[]): boolean;
}

/** The result of a search for growth. */
export interface GrowthOutcome<State> {
	readonly outcome: Outcome<State>;
	/** A loop that ends in the shape that it starts in, with more of what is measured; undefined where there is none. */
	readonly lasso: Pick<Lasso<State>, "stem" | "loop"> | undefined;
}

/**
 * Finds a run that comes back to a shape of state with more of what is measured, and can do so again.
 *
 * It is as short as can be, but that for each start of a loop only one shortest loop is tried.
 */
export async function findGrowth<State>(
	model: Model<State>,
	growth: Growth<State>,
	options: GraphOptions = {},
): Promise<GrowthOutcome<State>> {
	const explored = await exploreGraph(model, options);
	const found = shortestGrowth(explored, model, growth);
	const lasso = found && { stem: explored.trace(found.stem), loop: explored.trace(found.loop) };
	return { outcome: explored.outcome, lasso };
}

function shortestGrowth<State>(
	explored: ExploredGraph<State>,
	model: Model<State>,
	{ shape, measure, isRepeatable }: Growth<State>,
): { readonly stem: Path; readonly loop: Path } | undefined {
	const { graph } = explored;
	const words = new Int32Array(model.width);
	const numbers = [...Array(graph.size).keys()];
	const shapes = numbers.map((number) => {
		model.encode(shape(explored.state(number)), words);
		return words.join(" ");
	});
	const measures = numbers.map((number) => measure(explored.state(number)));
	const leave = (state: number, emit: (transition: number, to: number) => void): void => graph.leave(state, emit);
	let best: { readonly stem: Path; readonly loop: Path } | undefined;
	// States are numbered in the order of their distance from the start.
	for (const state of numbers) {
		const grows = (to: number): boolean => shapes[to] === shapes[state] && (measures[to] ?? 0) > (measures[state] ?? 0);
		const loop = shortestPath([state], leave, grows);
		const stem = loop && shortestPath(explored.initial, leave, (to) => to === state);
		if (!loop || !stem || !isRepeatable(explored.state(state), explored.trace(loop).actions)) continue;
		if (!best || lengthOf(stem) + lengthOf(loop) < lengthOf(best.stem) + lengthOf(best.loop)) best = { stem, loop };
		if (lengthOf(stem) >= lengthOf(best.stem) + lengthOf(best.loop)) break;
	}
	return best;
}

function lengthOf({ transitions }: Path): number {
	return transitions.length;
}

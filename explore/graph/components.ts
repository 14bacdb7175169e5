import type { StateGraph } from "./state-graph.ts";

/**
 * Numbers the strongly connected components of what is reachable from some states.
 *
 * @param roots the states to start from, all within the subgraph
 * @param contains the condition that a state of the subgraph satisfies
 * @param follows the condition that a transition of the subgraph satisfies
 * @returns by state: its component, from 0; -1 where it is not reachable within the subgraph
 */
export function componentsFrom(
	graph: StateGraph,
	roots: readonly number[],
	contains: (state: number) => boolean,
	follows: (transition: number) => boolean,
): Int32Array {
	const run = new Tarjan(graph, contains, follows);
	for (const root of roots) run.visit(root);
	return run.component;
}

/** Tarjan's algorithm, with a stack of its own instead of recursion. */
class Tarjan {
	readonly component: Int32Array;
	readonly #graph: StateGraph;
	readonly #contains: (state: number) => boolean;
	readonly #follows: (transition: number) => boolean;
	/** Discovery number of each state, from 1; 0 where it is not discovered. */
	readonly #order: Int32Array;
	/** Least discovery number that each state is known to reach among the states without a component. */
	readonly #low: Int32Array;
	/** Next transition to follow from each state. */
	readonly #next: Int32Array;
	/** The states between the root and the current one. */
	readonly #path: number[] = [];
	/** The states that have no component yet, in the order of their discovery. */
	readonly #open: number[] = [];
	#discovered = 0;
	#components = 0;

	constructor(graph: StateGraph, contains: (state: number) => boolean, follows: (transition: number) => boolean) {
		this.component = new Int32Array(graph.size).fill(-1);
		this.#graph = graph;
		this.#contains = contains;
		this.#follows = follows;
		this.#order = new Int32Array(graph.size);
		this.#low = new Int32Array(graph.size);
		this.#next = new Int32Array(graph.size);
	}

	visit(root: number): void {
		if (this.#order[root] === 0) this.#enter(root);
		for (let state = this.#path.at(-1); state !== undefined; state = this.#path.at(-1)) {
			const transition = this.#next[state] ?? 0;
			this.#next[state] = transition + 1;
			if (transition === this.#graph.first(state + 1)) this.#leave(state);
			else if (this.#follows(transition)) this.#follow(state, this.#graph.target(transition));
		}
	}

	#enter(state: number): void {
		const place = ++this.#discovered;
		this.#order[state] = place;
		this.#low[state] = place;
		this.#next[state] = this.#graph.first(state);
		this.#path.push(state);
		this.#open.push(state);
	}

	#follow(state: number, to: number): void {
		if (!this.#contains(to)) return;
		if (this.#order[to] === 0) this.#enter(to);
		else if (this.component[to] === -1) this.#lower(state, this.#order[to] ?? 0);
	}

	#leave(state: number): void {
		this.#path.pop();
		const low = this.#low[state] ?? 0;
		if (low !== this.#order[state]) {
			this.#lower(this.#path.at(-1) ?? state, low);
			return;
		}
		for (let member = -1; member !== state; ) {
			member = this.#open.pop() ?? state;
			this.component[member] = this.#components;
		}
		this.#components++;
	}

	#lower(state: number, place: number): void {
		if (place < (this.#low[state] ?? 0)) this.#low[state] = place;
	}
}

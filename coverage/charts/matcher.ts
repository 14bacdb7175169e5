import type { Graph } from "./graph.ts";
import { type Requirement, requirementsOf } from "./requirements.ts";

/**
 * Recognises all requirements of a graph at once, edge by edge: an Aho-Corasick automaton over its edges.
 *
 * A state of the automaton is the longest suffix of the walk that is a prefix of some requirement. Only visits of
 * states have to be counted; the counts of requirements are computed afterwards.
 */
export class Matcher {
	readonly graph: Graph;
	readonly requirements: readonly Requirement[];
	/** Number of states of the automaton; a walk begins in state 0. */
	readonly size: number;
	readonly #edgeCount: number;
	readonly #next: Int32Array;
	/** Failure link of each state: the state of the longest proper suffix of its path; in order of length. */
	readonly #fail: readonly number[];
	/** The states by the length of their paths, the shortest first. */
	readonly #order: readonly number[];
	/** State of each requirement's path; -1 for a node. */
	readonly #stateOf: readonly number[];
	/** Node that a walk is at in each state; -1 in state 0. */
	readonly #nodeOf: readonly number[];

	constructor(graph: Graph) {
		this.graph = graph;
		this.requirements = requirementsOf(graph);
		this.#edgeCount = graph.edges.length;
		const trie = new Trie();
		this.#stateOf = this.requirements.map(({ path }) => (path.length === 0 ? -1 : trie.add(path)));
		this.size = trie.children.length;
		this.#next = new Int32Array(this.size * this.#edgeCount);
		const fail = new Array<number>(this.size).fill(0);
		const order = [0];
		for (const state of order) {
			for (let edge = 0; edge < this.#edgeCount; edge++) {
				const child = trie.children[state]?.get(edge);
				const shorter = state === 0 ? 0 : this.next(fail[state] ?? 0, edge);
				this.#next[state * this.#edgeCount + edge] = child ?? shorter;
				if (child === undefined) continue;
				fail[child] = shorter;
				order.push(child);
			}
		}
		[this.#fail, this.#order] = [fail, order];
		this.#nodeOf = trie.last.map((edge) => graph.edges[edge]?.to ?? -1);
	}

	/** The state that an edge leads to from a state. */
	next(state: number, edge: number): number {
		return this.#next[state * this.#edgeCount + edge] ?? 0;
	}

	/** The node that a walk is at in a state. */
	nodeAt(state: number): number {
		return state === 0 ? 0 : (this.#nodeOf[state] ?? 0);
	}

	/**
	 * Computes how often each requirement was covered.
	 *
	 * @param visits number of visits of each state of the automaton; for state 0, the number of walks begun
	 * @returns the counts by requirement
	 */
	countsOf(visits: ArrayLike<number>): readonly number[] {
		const sums = Array.from({ length: this.size }, (_, state) => visits[state] ?? 0);
		const atNode = this.graph.nodes.map(() => 0);
		atNode[0] = sums[0] ?? 0;
		for (const [state, node] of this.#nodeOf.entries()) {
			if (node >= 0) atNode[node] = (atNode[node] ?? 0) + (visits[state] ?? 0);
		}
		for (const state of this.#order.toReversed()) {
			const shorter = this.#fail[state] ?? 0;
			if (state !== 0) sums[shorter] = (sums[shorter] ?? 0) + (sums[state] ?? 0);
		}
		return this.requirements.map(({ node }, index) => {
			const state = this.#stateOf[index] ?? -1;
			return (state < 0 ? atNode[node] : sums[state]) ?? 0;
		});
	}

	/** Requirements that a walk covers when it enters each state. */
	metAt(): readonly (readonly number[])[] {
		const met: number[][] = Array.from({ length: this.size }, () => []);
		for (const [requirement, state] of this.#stateOf.entries()) if (state >= 0) met[state]?.push(requirement);
		for (const state of this.#order) {
			if (state !== 0) met[state]?.push(...(met[this.#fail[state] ?? 0] ?? []));
		}
		// The nodes come first among the requirements, in order.
		for (const [state, node] of this.#nodeOf.entries()) met[state]?.push(node < 0 ? 0 : node);
		return met;
	}
}

/** Trie of the requirements' paths. State 0 is the empty path. */
class Trie {
	readonly children: Map<number, number>[] = [new Map()];
	/** Last edge of each state's path; -1 in state 0. */
	readonly last: number[] = [-1];

	/** @returns the state of the path */
	add(path: readonly number[]): number {
		let state = 0;
		for (const edge of path) {
			let child = this.children[state]?.get(edge);
			if (child === undefined) {
				child = this.children.length;
				this.children.push(new Map());
				this.last.push(edge);
				this.children[state]?.set(edge, child);
			}
			state = child;
		}
		return state;
	}
}

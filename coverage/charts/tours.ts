import type { Composed } from "../system/composed.ts";
import type { ChartName } from "./graph.ts";
import type { Matcher } from "./matcher.ts";

/** Owner of a walk. */
export interface Owner {
	readonly chart: ChartName;
	/** The process number of the process, or of the slot's service. */
	readonly owner: number;
}

/** Position in an interleaving, as far as one owner's walk goes. */
export interface Position {
	/** A node of the composed graph. */
	readonly node: number;
	/** A state of the chart's matcher. */
	readonly state: number;
}

/** Initial position of every interleaving. */
export const START: Position = { node: 0, state: 0 };

/**
 * Breadth-first search of a composed graph together with one owner's walk: finds the reachable states of the walk's
 * matcher and the fewest actions to each.
 */
export class TourSearch {
	readonly #matcher: Matcher;
	/** First transition of each node, with one more entry for the end. */
	readonly #transitionsOf: Int32Array;
	/** First of the owner's edges in each transition, with one more entry for the end. */
	readonly #edgesOf: Int32Array;
	readonly #actions: Int32Array;
	readonly #targets: Int32Array;
	readonly #edges: Int32Array;
	/** Visited positions: a bit for each node and matcher state. */
	readonly #seen: Uint32Array;
	/** Four words for each position: node, state, the position before it, the action between. */
	#found = new Int32Array(1 << 12);
	#length = 0;

	constructor(composed: Composed, matcher: Matcher, owner: Owner) {
		this.#matcher = matcher;
		const [transitionsOf, edgesOf]: [number[], number[]] = [[0], [0]];
		const [actions, targets, edges]: [number[], number[], number[]] = [[], [], []];
		for (let node = 0; node < composed.size; node++) {
			for (let action = 0; action < composed.alphabet.length; action++) {
				const to = composed.next(node, action);
				if (to < 0) continue;
				actions.push(action);
				targets.push(to);
				for (const move of composed.moves(node, action)) {
					if (move.owner === owner.owner && move.chart === owner.chart) edges.push(move.edge);
				}
				edgesOf.push(edges.length);
			}
			transitionsOf.push(actions.length);
		}
		this.#transitionsOf = Int32Array.from(transitionsOf);
		this.#edgesOf = Int32Array.from(edgesOf);
		this.#actions = Int32Array.from(actions);
		this.#targets = Int32Array.from(targets);
		this.#edges = Int32Array.from(edges);
		this.#seen = new Uint32Array(Math.ceil((composed.size * matcher.size) / 32));
	}

	/**
	 * Visits every reachable position, the nearest first.
	 *
	 * @param visit receives each matcher state that an action leads through or to, and the actions up to it; true ends
	 * the search
	 * @param most greatest number of actions of a visit
	 */
	run(
		from: Position,
		visit: (state: number, actions: () => readonly number[]) => boolean,
		most: number = Number.POSITIVE_INFINITY,
	): void {
		this.#forget();
		this.#add(from.node, from.state, -1, -1);
		const [edgesOf, edges] = [this.#edgesOf, this.#edges];
		let [depth, endOfDepth] = [0, 4];
		for (let at = 0; at < this.#length; at += 4) {
			if (at === endOfDepth) [depth, endOfDepth] = [depth + 1, this.#length];
			if (depth >= most) return;
			const [node, start] = [this.#found[at] ?? 0, this.#found[at + 1] ?? 0];
			const end = this.#transitionsOf[node + 1] ?? 0;
			for (let transition = this.#transitionsOf[node] ?? 0; transition < end; transition++) {
				const action = this.#actions[transition] ?? 0;
				let state = start;
				for (let edge = edgesOf[transition] ?? 0; edge < (edgesOf[transition + 1] ?? 0); edge++) {
					state = this.#matcher.next(state, edges[edge] ?? 0);
					if (visit(state, () => [...this.#actionsTo(at), action])) return;
				}
				this.#add(this.#targets[transition] ?? 0, state, at, action);
			}
		}
	}

	#add(node: number, state: number, before: number, action: number): void {
		const bit = node * this.#matcher.size + state;
		const word = this.#seen[bit >>> 5] ?? 0;
		if (((word >>> (bit & 31)) & 1) === 1) return;
		this.#seen[bit >>> 5] = word | (1 << (bit & 31));
		if (this.#length + 4 > this.#found.length) {
			const larger = new Int32Array(this.#found.length * 2);
			larger.set(this.#found);
			this.#found = larger;
		}
		this.#found.set([node, state, before, action], this.#length);
		this.#length += 4;
	}

	#actionsTo(position: number): readonly number[] {
		const actions: number[] = [];
		for (let at = position; (this.#found[at + 2] ?? -1) >= 0; at = this.#found[at + 2] ?? 0) {
			actions.push(this.#found[at + 3] ?? 0);
		}
		return actions.reverse();
	}

	#forget(): void {
		for (let at = 0; at < this.#length; at += 4) {
			this.#seen[((this.#found[at] ?? 0) * this.#matcher.size + (this.#found[at + 1] ?? 0)) >>> 5] = 0;
		}
		this.#length = 0;
	}
}

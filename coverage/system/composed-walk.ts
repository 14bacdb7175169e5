import type { Action } from "../../model/action.ts";
import { BitSet } from "../bit-set.ts";
import type { Composed } from "./composed.ts";
import { PathTree } from "./path-tree.ts";
import { shortestPaths, simplePaths } from "./paths.ts";

/** Graph of a composed system, and the paths that are required in it. */
export interface ComposedRequirements {
	/** Graph of the specification alone: its nodes are states. */
	readonly composed: Composed;
	/** One shortest path to each state but the first. */
	readonly shortest: readonly (readonly Action[])[];
	/** The simple paths from the start of at most `simpleLength` actions. */
	readonly simple: readonly (readonly Action[])[];
	readonly simpleLength: number;
}

/** @param simpleLength the greatest length of a simple path, in actions */
export function composedRequirements(composed: Composed, simpleLength: number): ComposedRequirements {
	return { composed, shortest: shortestPaths(composed), simple: simplePaths(composed, simpleLength), simpleLength };
}

/** Follows interleavings through the graph of a composed system. */
export class ComposedWalk {
	readonly requirements: ComposedRequirements;
	/** Covered pairs of state and action. */
	readonly transitions: BitSet;
	readonly shortest: BitSet;
	readonly simple: BitSet;
	readonly #trees: readonly { readonly tree: PathTree; readonly covered: BitSet }[];
	readonly #at: Int32Array;
	#node = 0;
	/** True while the interleaving is a prefix of some path. */
	#isOnPaths = true;

	constructor(requirements: ComposedRequirements) {
		const { composed, shortest, simple } = requirements;
		this.requirements = requirements;
		this.transitions = new BitSet(composed.size * composed.alphabet.length);
		this.shortest = new BitSet(shortest.length);
		this.simple = new BitSet(simple.length);
		this.#trees = [
			{ tree: new PathTree(composed, shortest), covered: this.shortest },
			{ tree: new PathTree(composed, simple), covered: this.simple },
		];
		this.#at = new Int32Array(this.#trees.length);
	}

	begin(): void {
		this.#node = 0;
		this.#isOnPaths = true;
		this.#at.fill(0);
	}

	/** Takes an action from the current position. */
	take(action: Action): void {
		const { composed } = this.requirements;
		const index = composed.indexOf(action);
		// What docs/protocol.md does not count changes nothing, and is no transition; but no path goes on with it.
		if (index >= 0) this.transitions.add(this.#node * composed.alphabet.length + index);
		if (this.#isOnPaths) this.#followPaths(index);
		if (index >= 0) this.#node = composed.next(this.#node, index);
	}

	#followPaths(index: number): void {
		this.#isOnPaths = false;
		for (const [which, { tree, covered }] of this.#trees.entries()) {
			const at = this.#at[which] ?? OFF;
			const to = at === OFF || index < 0 ? 0 : tree.next(at, index);
			this.#at[which] = to === 0 ? OFF : to;
			if (to === 0) continue;
			this.#isOnPaths = true;
			if (tree.endAt(to) >= 0) covered.add(tree.endAt(to));
		}
	}

	/** Saves the position of the walk, for `restore`. */
	save(): readonly [number, Int32Array] {
		return [this.#node, this.#at.slice()];
	}

	restore([node, at]: readonly [number, Int32Array]): void {
		this.#node = node;
		this.#isOnPaths = true;
		this.#at.set(at);
	}
}

/** Position outside of a tree: the interleaving has left it. */
const OFF = -1;

import type { Action } from "../../model/action.ts";
import type { Composed } from "./composed.ts";

/** Prefix tree of paths from the start of a composed graph, to find the paths that an interleaving begins with. */
export class PathTree {
	/** Child of each tree node under each action; 0, which is the root, if there is none. */
	readonly #next: Int32Array;
	/** Number of the path that ends at each tree node; -1 if none does. */
	readonly #ends: Int32Array;
	readonly #actions: number;

	constructor(composed: Composed, paths: readonly (readonly Action[])[]) {
		this.#actions = composed.alphabet.length;
		const next: number[] = new Array(this.#actions).fill(0);
		const ends = [-1];
		for (const [number, path] of paths.entries()) {
			let node = 0;
			for (const action of path) {
				const at = node * this.#actions + composed.indexOf(action);
				if (!next[at]) {
					next[at] = ends.length;
					ends.push(-1);
					for (let index = 0; index < this.#actions; index++) next.push(0);
				}
				node = next[at] ?? 0;
			}
			ends[node] = number;
		}
		this.#next = Int32Array.from(next);
		this.#ends = Int32Array.from(ends);
	}

	/** Child of a node under an action; 0 where no path continues with it. */
	next(node: number, action: number): number {
		return this.#next[node * this.#actions + action] ?? 0;
	}

	/** The number of the path that ends at a node; -1 if none does. */
	endAt(node: number): number {
		return this.#ends[node] ?? -1;
	}
}

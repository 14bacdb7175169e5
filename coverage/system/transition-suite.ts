import type { Action } from "../../model/action.ts";
import type { Suite } from "../suite.ts";
import type { Composed } from "./composed.ts";

/** Number of actions of lookahead for a transition that is not covered. */
const LOOKAHEAD = 6;

/**
 * Makes interleavings that cover every transition of a composed graph, except those at which the target breaks a claim.
 *
 * Greedy: the nearest uncovered transition comes next, by extending the interleaving or, where none is near, by the
 * shortest interleaving to the first state that has one left.
 *
 * @param maxActions the greatest length of an interleaving, unless a single transition takes more
 */
export function transitionSuite(composed: Composed, maxActions: number): Suite {
	const left = Array.from({ length: composed.size }, (_, node) =>
		[...composed.alphabet.keys()].filter((action) => composed.next(node, action) >= 0),
	);
	const interleavings: Action[][] = [];
	let first = 0;
	for (;;) {
		while (left[first]?.length === 0) first++;
		if (first === composed.size) break;
		const interleaving = [...composed.pathTo(first)];
		let node = first;
		for (;;) {
			const way = nearest(composed, left, node, Math.min(LOOKAHEAD, maxActions - interleaving.length));
			if (!way && interleaving.length > composed.pathTo(first).length) break;
			for (const action of way ?? [left[node]?.[0] ?? 0]) {
				const rest = left[node];
				const at = rest?.indexOf(action) ?? -1;
				if (at >= 0) rest?.splice(at, 1);
				interleaving.push(...composed.alphabet.slice(action, action + 1));
				node = composed.next(node, action);
			}
		}
		interleavings.push(interleaving);
	}
	const actions = interleavings.reduce((sum, { length }) => sum + length, 0);
	return { interleavings, actions, leastActions: composed.transitions - composed.broken };
}

/** Finds the fewest actions that end in an uncovered transition; undefined where that takes more than `most`. */
function nearest(
	composed: Composed,
	left: readonly (readonly number[])[],
	from: number,
	most: number,
): readonly number[] | undefined {
	const seen = new Set([from]);
	let ways: { readonly node: number; readonly actions: readonly number[] }[] = [{ node: from, actions: [] }];
	for (let depth = 1; depth <= most; depth++) {
		const next: typeof ways = [];
		for (const { node, actions } of ways) {
			const [action] = left[node] ?? [];
			if (action !== undefined) return [...actions, action];
			for (const step of composed.alphabet.keys()) {
				const to = composed.next(node, step);
				if (to < 0 || seen.has(to)) continue;
				seen.add(to);
				next.push({ node: to, actions: [...actions, step] });
			}
		}
		ways = next;
	}
	return undefined;
}

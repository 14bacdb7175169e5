import type { Action } from "../model/action.ts";
import { isService, nrProcs } from "../model/scope.ts";
import { CHARTS, type ChartName } from "./charts/graph.ts";
import { leastActions } from "./charts/least-actions.ts";
import type { Matcher } from "./charts/matcher.ts";
import type { Matchers } from "./charts/matchers.ts";
import { type Owner, TourSearch } from "./charts/tours.ts";
import type { Criterion } from "./criteria.ts";
import type { Composed } from "./system/composed.ts";
import type { Feasible } from "./system/feasible.ts";

/** Interleavings that cover requirements of the charts. */
export interface Suite {
	readonly interleavings: readonly (readonly Action[])[];
	/** Total number of actions. */
	readonly actions: number;
	/** Lower bound of the total: no suite that covers the same requirements has fewer actions. */
	readonly leastActions: number;
}

/** Requirements that a suite is to cover, as indexes by chart. */
interface Wanted {
	readonly process: ReadonlySet<number>;
	readonly slot: ReadonlySet<number>;
}

/** Requirements of some criteria among the feasible ones. */
function wantedOf(
	matchers: Matchers,
	criteria: readonly Criterion[],
	feasible: { readonly process: ReadonlyMap<number, unknown>; readonly slot: ReadonlyMap<number, unknown> },
): Wanted {
	const [process = new Set<number>(), slot = new Set<number>()] = CHARTS.map((chart) => {
		const criterionOf = (index: number): Criterion | undefined => matchers[chart].requirements[index]?.criterion;
		return new Set([...feasible[chart].keys()].filter((index) => criteria.some((one) => one === criterionOf(index))));
	});
	return { process, slot };
}

/** Number of actions of lookahead for a requirement before a new interleaving is begun for it. */
const LOOKAHEAD = 9;

/**
 * Makes interleavings of a composed graph that cover all that is wanted.
 *
 * Greedy: the nearest requirement that is not covered yet comes next, by extending the interleaving or, where none is
 * near, by the shortest interleaving that covers one. At the end, redundant interleavings are removed.
 *
 * @param feasible requirements that the graph can cover, with interleavings: see `feasibleRequirements`
 * @param maxActions the greatest length of an interleaving, unless a single requirement takes more
 */
export function makeSuite(
	composed: Composed,
	matchers: Matchers,
	criteria: readonly Criterion[],
	feasible: Readonly<Record<ChartName, Feasible>>,
	maxActions: number,
): Suite {
	const wanted = wantedOf(matchers, criteria, feasible);
	const walks = new Walks(composed, matchers);
	const left = { process: new Set(wanted.process), slot: new Set(wanted.slot) };
	const made: number[][] = [];
	let current: number[] = [];
	walks.begin(left);
	while (left.process.size + left.slot.size > 0) {
		let onwards = walks.nearest(left, Math.min(LOOKAHEAD, maxActions - current.length));
		if (!onwards) {
			if (current.length > 0) made.push(current);
			current = [];
			walks.begin(left);
			onwards = shortestLeft(feasible, left);
		}
		for (const action of onwards) {
			current.push(action);
			walks.take(action, left);
		}
	}
	made.push(current);
	const needed = withoutIdle(walks, wanted, made);
	return {
		interleavings: needed.map((actions) => actions.flatMap((action) => composed.alphabet[action] ?? [])),
		actions: needed.reduce((sum, actions) => sum + actions.length, 0),
		leastActions: leastActions(matchers, wanted),
	};
}

function shortestLeft(feasible: Readonly<Record<ChartName, Feasible>>, left: Left): readonly number[] {
	const ways = CHARTS.flatMap((chart) =>
		[...left[chart]].flatMap((requirement) => [feasible[chart].get(requirement) ?? []]),
	);
	return ways.reduce((shortest, way) => (way.length < shortest.length ? way : shortest));
}

/** Requirements that are not covered yet, by chart. */
type Left = Readonly<Record<ChartName, Set<number>>>;

/** Walks of all processes and slots, and the interleaving that they belong to. */
class Walks {
	readonly #composed: Composed;
	readonly #walks: readonly Walk[];
	#node = 0;

	constructor(composed: Composed, matchers: Matchers) {
		this.#composed = composed;
		const processes = Array.from({ length: nrProcs(composed.scope) }, (_, process) => process);
		this.#walks = CHARTS.flatMap((chart) =>
			processes
				.filter((process) => chart === "process" || isService(composed.scope, process))
				.map((owner) => new Walk(composed, matchers[chart], { chart, owner })),
		);
	}

	/** Begins an interleaving. */
	begin(left: Left): void {
		this.#node = 0;
		for (const walk of this.#walks) walk.begin(left[walk.owner.chart]);
	}

	take(action: number, left: Left): void {
		for (const walk of this.#walks) walk.take(this.#node, action, left[walk.owner.chart]);
		this.#node = this.#composed.next(this.#node, action);
	}

	/**
	 * Finds the fewest actions that cover another requirement; undefined where that takes more than `most`, or is
	 * impossible.
	 */
	nearest(left: Left, most: number): readonly number[] | undefined {
		for (let within = 1; within <= most; within++) {
			for (const walk of this.#walks) {
				const found = walk.nearest(this.#node, left[walk.owner.chart], within);
				if (found) return found;
			}
		}
		return undefined;
	}
}

/** Walk of one process or slot. */
class Walk {
	readonly owner: Owner;
	readonly #composed: Composed;
	readonly #matcher: Matcher;
	readonly #met: readonly (readonly number[])[];
	readonly #search: TourSearch;
	/** State of the walk's matcher. */
	state = 0;

	constructor(composed: Composed, matcher: Matcher, owner: Owner) {
		this.owner = owner;
		this.#composed = composed;
		this.#matcher = matcher;
		this.#met = matcher.metAt();
		this.#search = new TourSearch(composed, matcher, owner);
	}

	begin(left: Set<number>): void {
		this.#come(0, left);
	}

	take(node: number, action: number, left: Set<number>): void {
		for (const { chart, owner, edge } of this.#composed.moves(node, action)) {
			if (owner === this.owner.owner && chart === this.owner.chart) {
				this.#come(this.#matcher.next(this.state, edge), left);
			}
		}
	}

	nearest(node: number, left: ReadonlySet<number>, most: number): readonly number[] | undefined {
		let found: readonly number[] | undefined;
		if (left.size === 0) return undefined;
		this.#search.run(
			{ node, state: this.state },
			(state, actions) => {
				if (!this.#meets(state, left)) return false;
				found = actions();
				return true;
			},
			most,
		);
		return found;
	}

	#meets(state: number, left: ReadonlySet<number>): boolean {
		for (const requirement of this.#met[state] ?? []) if (left.has(requirement)) return true;
		return false;
	}

	#come(state: number, left: Set<number>): void {
		this.state = state;
		for (const requirement of this.#met[state] ?? []) left.delete(requirement);
	}
}

/** Removes interleavings that cover nothing which the others do not; the longest are tried first. */
function withoutIdle(
	walks: Walks,
	wanted: Wanted,
	made: readonly (readonly number[])[],
): readonly (readonly number[])[] {
	const meets = made.map((actions) => {
		const left = { process: new Set(wanted.process), slot: new Set(wanted.slot) };
		walks.begin(left);
		for (const action of actions) walks.take(action, left);
		return CHARTS.flatMap((chart) =>
			[...wanted[chart]].filter((index) => !left[chart].has(index)).map((index) => `${chart} ${index}`),
		);
	});
	const times = new Map<string, number>();
	for (const key of meets.flat()) times.set(key, (times.get(key) ?? 0) + 1);
	const idle = new Set<number>();
	const byLength = [...made.keys()].sort((a, b) => (made[b]?.length ?? 0) - (made[a]?.length ?? 0));
	for (const index of byLength) {
		const keys = meets[index] ?? [];
		if (keys.some((key) => times.get(key) === 1)) continue;
		idle.add(index);
		for (const key of keys) times.set(key, (times.get(key) ?? 0) - 1);
	}
	return made.filter((_, index) => !idle.has(index));
}

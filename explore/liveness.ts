import { componentsFrom } from "./graph/components.ts";
import {
	type Condition,
	type ExploredGraph,
	exploreGraph,
	type GraphOptions,
	type Marks,
} from "./graph/explored-graph.ts";
import { type Path, shortestPath } from "./graph/shortest-path.ts";
import type { StateGraph } from "./graph/state-graph.ts";
import type { Model } from "./model.ts";
import type { Trace } from "./trace.ts";

/**
 * Weak fairness of a set of actions: if from some point on one of them is enabled in every state, then one of them is taken
 * again and again. An action that changes nothing is enabled and taken like any other.
 */
export interface Fairness<State = unknown> {
	readonly name: string;
	readonly actions: ReadonlySet<number>;
	/** Condition without which the actions count as not enabled; none unless given. */
	isDue?(state: State): boolean;
}

/**
 * A condition that every fair run from some states comes to satisfy.
 *
 * A run goes on for ever or ends in a state without successors.
 */
export interface LivenessProperty<State> {
	/** The condition on the reachable states that runs are followed from; these are the initial states unless given. */
	trigger?(state: State): boolean;
	/** The condition that each of these runs has to satisfy at some time, at its start or later. */
	goal(state: State): boolean;
	/** Actions that runs are assumed to take only finitely often; none unless given. */
	readonly finite?: ReadonlySet<number>;
	/** The fairness that is assumed of runs; none unless given. */
	readonly fairness?: readonly Fairness<NoInfer<State>>[];
}

/** A run that never satisfies the goal: it takes the stem, then the loop for ever. */
export interface Lasso<State> {
	/** From an initial state, through a state that satisfies the trigger, to the first state of the loop. */
	readonly stem: Trace<State>;
	/** Starts and ends in the same state; without actions where the run ends, as that state has no successors. */
	readonly loop: Trace<State>;
	/** Fairness that the loop satisfies as it takes an action of the set; any other is not enabled somewhere in the loop. */
	readonly taken: readonly string[];
}

/** The result of a liveness check. */
export type LivenessOutcome<State> =
	| { readonly verdict: "holds"; readonly states: number; readonly transitions: number }
	| {
			readonly verdict: "violated";
			readonly states: number;
			readonly transitions: number;
			readonly lasso: Lasso<State>;
	  }
	| { readonly verdict: "unknown"; readonly reason: string };

/**
 * Checks a liveness property over the complete state graph of a model.
 *
 * The states are not reduced by symmetry, as fairness tells apart actions that differ in names alone. The limit of memory
 * does not count the transitions, 16 bytes each.
 */
export async function checkLiveness<State>(
	model: Model<State>,
	property: LivenessProperty<State>,
	options: GraphOptions = {},
): Promise<LivenessOutcome<State>> {
	const [outcome] = checkLivenessOn(await exploreGraph(model, options), [property]);
	if (!outcome) throw new Error("a property without an outcome");
	return outcome;
}

/** Checks liveness properties over a state graph that has been explored. @returns an outcome for each */
export function checkLivenessOn<State>(
	explored: ExploredGraph<State>,
	properties: readonly LivenessProperty<State>[],
): readonly LivenessOutcome<State>[] {
	const { stored: states, transitions, stoppedBy } = explored.outcome;
	if (stoppedBy !== undefined) return properties.map(() => ({ verdict: "unknown", reason: `stopped by ${stoppedBy}` }));
	const marks = explored.mark(properties.flatMap(conditionsOf));
	return properties.map((property) => {
		const check = new Check(property, explored, marks);
		if (!check.isTriggered) return { verdict: "unknown", reason: "no reachable state satisfies the trigger" };
		const lasso = check.lasso();
		return lasso ? { verdict: "violated", states, transitions, lasso } : { verdict: "holds", states, transitions };
	});
}

function conditionsOf<State>({ trigger, goal, fairness = [] }: LivenessProperty<State>): readonly Condition<State>[] {
	return [trigger, goal, ...fairness.map(({ isDue }) => isDue)].filter((condition) => condition !== undefined);
}

/** Fairness over a graph. */
interface GraphFairness {
	readonly name: string;
	readonly actions: ReadonlySet<number>;
	/** For each state: 1 where the actions are due; undefined where they are always. */
	readonly due: Uint8Array | undefined;
}

class Check<State> {
	readonly #explored: ExploredGraph<State>;
	readonly #graph: StateGraph;
	readonly #finite: ReadonlySet<number>;
	readonly #fairness: readonly GraphFairness[];
	/** States that satisfy the trigger, and the goal, marked with 1. */
	readonly #triggers: Uint8Array;
	readonly #goals: Uint8Array;

	constructor(
		{ trigger, goal, finite = new Set(), fairness = [] }: LivenessProperty<State>,
		explored: ExploredGraph<State>,
		marks: Marks<State>,
	) {
		this.#explored = explored;
		this.#finite = finite;
		this.#graph = explored.graph;
		this.#fairness = fairness.map(({ name, actions, isDue }) => {
			return { name, actions, due: isDue && marks.get(isDue) };
		});
		this.#triggers = (trigger && marks.get(trigger)) ?? new Uint8Array(explored.graph.size);
		if (!trigger) for (const state of explored.initial) this.#triggers[state] = 1;
		this.#goals = marks.get(goal) ?? new Uint8Array(explored.graph.size);
	}

	get isTriggered(): boolean {
		return this.#triggers.includes(1);
	}

	lasso(): Lasso<State> | undefined {
		const roots = [...this.#triggers.keys()].filter((state) => this.#isPending(state));
		const component = componentsFrom(
			this.#graph,
			roots,
			(state) => this.#goals[state] === 0,
			(transition) => this.#canRecur(transition),
		);
		const fair = this.#fairComponents(component);
		const stem = this.#stem((state) => fair.has(component[state] ?? -1));
		if (!stem) return undefined;
		const loop = this.#loop(endOf(this.#graph, stem), component);
		const taken = this.#fairness.filter((set) => loop.transitions.some((transition) => this.#isTaken(set, transition)));
		return {
			stem: this.#explored.trace(stem),
			loop: this.#explored.trace(loop),
			taken: taken.map(({ name }) => name),
		};
	}

	/** Components that a fair run can stay in for ever or, in a state without successors, end in. */
	#fairComponents(component: Int32Array): ReadonlySet<number> {
		const graph = this.#graph;
		const endless = new Set<number>();
		/** Components that satisfy each fairness condition. */
		const satisfied = this.#fairness.map((set) => ({ set, components: new Set<number>() }));
		for (const [state, own] of component.entries()) {
			if (own === -1) continue;
			if (graph.isFinal(state)) endless.add(own);
			for (const { set, components } of satisfied) if (!this.#isEnabled(set, state)) components.add(own);
			graph.leave(state, (transition, to) => {
				if (component[to] !== own || !this.#canRecur(transition)) return;
				endless.add(own);
				for (const { set, components } of satisfied) if (this.#isTaken(set, transition)) components.add(own);
			});
		}
		return new Set([...endless].filter((own) => satisfied.every(({ components }) => components.has(own))));
	}

	/** A shortest path that goes through a trigger, and from there on through no goal, to a state of the loop. */
	#stem(isLoop: (state: number) => boolean): Path | undefined {
		// Nodes are states twice: before the trigger that counts, and, the odd ones, from it on.
		const arrive = (state: number, emit: (node: number) => void): void => {
			if (this.#isPending(state)) emit(2 * state + 1);
			emit(2 * state);
		};
		const leave = (node: number, emit: (transition: number, to: number) => void): void =>
			this.#graph.leave(node >> 1, (transition, to) => {
				if (node % 2 === 0) arrive(to, (next) => emit(transition, next));
				else if (this.#goals[to] === 0) emit(transition, 2 * to + 1);
			});
		const starts: number[] = [];
		for (const state of this.#explored.initial) arrive(state, (node) => starts.push(node));
		const path = shortestPath(starts, leave, (node) => node % 2 === 1 && isLoop(node >> 1));
		return path && { start: path.start >> 1, transitions: path.transitions };
	}

	/** A short path round a component: to what satisfies each fairness in turn, and back; empty in a final state. */
	#loop(start: number, component: Int32Array): Path {
		const leave = (state: number, emit: (transition: number, to: number) => void): void =>
			this.#graph.leave(state, (transition, to) => {
				if (component[to] === component[state] && this.#canRecur(transition)) emit(transition, to);
			});
		const satisfies = (set: GraphFairness, state: number, transition: number | undefined): boolean =>
			!this.#isEnabled(set, state) || (transition !== undefined && this.#isTaken(set, transition));
		const transitions: number[] = [];
		let open = this.#fairness.filter((set) => !satisfies(set, start, undefined));
		const go = (isEnd: (state: number, transition: number | undefined) => boolean): void => {
			const path = shortestPath([endOf(this.#graph, { start, transitions })], leave, isEnd);
			if (!path && !this.#graph.isFinal(start)) throw new Error("the component has no fair loop");
			for (const transition of path?.transitions ?? []) {
				transitions.push(transition);
				open = open.filter((set) => !satisfies(set, this.#graph.target(transition), transition));
			}
		};
		while (open.length > 0) go((...step) => open.some((set) => satisfies(set, ...step)));
		go((state, transition) => state === start && (transition !== undefined || transitions.length > 0));
		return { start, transitions };
	}

	/** True if a run may take the transition infinitely often. */
	#canRecur(transition: number): boolean {
		return !this.#finite.has(this.#graph.action(transition));
	}

	#isPending(state: number): boolean {
		return this.#triggers[state] === 1 && this.#goals[state] === 0;
	}

	#isEnabled(set: GraphFairness, state: number): boolean {
		if (set.due?.[state] === 0) return false;
		return this.#graph.some(state, (transition) => this.#isTaken(set, transition));
	}

	#isTaken({ actions }: GraphFairness, transition: number): boolean {
		return actions.has(this.#graph.action(transition));
	}
}

function endOf(graph: StateGraph, { start, transitions }: Path): number {
	const last = transitions.at(-1);
	return last === undefined ? start : graph.target(last);
}

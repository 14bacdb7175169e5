import type { Model } from "../model.ts";
import { type Outcome, type SearchOptions, search } from "../search.ts";
import { FlatSet, type StateSet } from "../sets/state-set.ts";
import type { Trace } from "../trace.ts";
import type { Path } from "./shortest-path.ts";
import { StateGraph } from "./state-graph.ts";

/** Options of a search that keeps the graph: breadth first, without symmetry. */
export type GraphOptions = Pick<SearchOptions, "states" | "limits" | "signal" | "onProgress">;

/** Condition on states. */
export type Condition<State> = (state: State) => boolean;

/** For each condition: by state 1 where it is satisfied. */
export type Marks<State> = ReadonlyMap<Condition<State>, Uint8Array>;

/** The graph of the states that a search stored. */
export class ExploredGraph<State> {
	readonly graph: StateGraph;
	readonly outcome: Outcome<State>;
	/** Numbers of the initial states. */
	readonly initial: readonly number[];
	readonly #model: Model<State>;
	readonly #states: StateSet;

	/** @param states those of the search, by their numbers in the graph */
	constructor(model: Model<State>, outcome: Outcome<State>, graph: StateGraph, states: StateSet) {
		this.#model = model;
		this.outcome = outcome;
		this.graph = graph;
		this.#states = states;
		const words = new Int32Array(model.width);
		this.initial = model.initial().map((state) => {
			model.encode(state, words);
			return ~states.add(words);
		});
	}

	state(number: number): State {
		const words = new Int32Array(this.#model.width);
		this.#states.load(number, words);
		return this.#model.decode(words);
	}

	/** Evaluates conditions at every state. */
	mark(conditions: readonly Condition<State>[]): Marks<State> {
		const marks = new Map(conditions.map((condition) => [condition, new Uint8Array(this.graph.size)]));
		for (let number = 0; number < this.graph.size; number++) {
			const state = this.state(number);
			for (const [satisfies, mark] of marks) mark[number] = Number(satisfies(state));
		}
		return marks;
	}

	/** The actions and states along a path. */
	trace({ start, transitions }: Path): Trace<State> {
		const numbers = [start, ...transitions.map((transition) => this.graph.target(transition))];
		return {
			actions: transitions.map((transition) => this.graph.action(transition)),
			states: numbers.map((number) => this.state(number)),
		};
	}
}

/** Searches a model and keeps every transition. */
export async function exploreGraph<State>(model: Model<State>, options: GraphOptions): Promise<ExploredGraph<State>> {
	const graph = new StateGraph();
	const states = options.states ?? new FlatSet(model.width);
	const onTransition = (from: number, action: number, to: number): void => graph.add(from, action, to);
	const outcome = await search(model, [], { ...options, states, symmetry: false, onTransition });
	return new ExploredGraph(model, outcome, graph.complete(states.size), states);
}

import { UNLIMITED } from "../../explore/limits.ts";
import type { Property } from "../../explore/model.ts";
import { PackedModel } from "../../explore/models/packed-model.ts";
import { ProductModel } from "../../explore/models/product-model.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import { NOT_FOLLOWED, search } from "../../explore/search.ts";
import { TreeSet } from "../../explore/sets/tree-set.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import type { Target } from "../../impl/target.ts";
import { type Action, actionNumber, COUNTED_KINDS } from "../../model/action.ts";
import { tabulatedCharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { ChartName } from "../charts/graph.ts";
import type { Matchers } from "../charts/matchers.ts";

/** Value of `Composed.next` for an action that is not enabled. */
const DISABLED = -1;
/** Value of `Composed.next` for an action at which the target breaks a claim: it has no successor. */
const BROKEN = -2;

/** One transition of one chart within a transition of the composed graph. */
export interface Move {
	readonly chart: ChartName;
	/** The process number of the process, or of the slot's service. */
	readonly owner: number;
	/** The index of the edge in the chart's graph. */
	readonly edge: number;
}

const NO_MOVES: readonly Move[] = [];

/** Greatest number of nodes: a larger graph would not fit into memory, and its coverage would be too long to read. */
export const MOST_NODES = 100_000;

/** Error for a scope with too many states. */
export class ScopeTooLarge extends Error {}

/** Number of processes up to which every scope is small: three services, the most, make 11,060 states. */
const FEW_PROCESSES = 3;

/** True if the specification of a scope has no more states than a graph can have nodes. */
export async function isSmall(scope: Scope): Promise<boolean> {
	if (nrProcs(scope) <= FEW_PROCESSES) return true;
	const { states, stoppedBy } = await searchSpecification(scope, {
		symmetry: true,
		limits: { states: MOST_NODES, bytes: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY },
		signal: undefined,
		onProgress: undefined,
	});
	return stoppedBy === undefined && states <= MOST_NODES;
}

/**
 * Composed system of a scope as a directed graph, with every action of every state.
 *
 * Its nodes are states of the specification or, with a target, product states: pairs of a state and the target's
 * memory. They are numbered in the order of a breadth-first search, so node 0 is the start and parents give shortest
 * paths.
 */
export class Composed {
	readonly scope: Scope;
	readonly alphabet: readonly Action[];
	/** Number of nodes. */
	readonly size: number;
	/** Number of enabled (node, action) pairs, broken ones included. */
	readonly transitions: number;
	/** Number of pairs that break a claim. */
	readonly broken: number;
	/** State of the specification at each node. */
	readonly states: readonly State[];
	readonly #next: Int32Array;
	readonly #parents: Int32Array;
	readonly #moves: ChartMoves;

	private constructor(scope: Scope, matchers: Matchers, graph: Graph) {
		this.scope = scope;
		this.alphabet = countedAlphabet(scope);
		this.states = graph.states;
		this.size = graph.states.length;
		this.#next = Int32Array.from(graph.next);
		this.#parents = Int32Array.from(graph.parents);
		this.#moves = new ChartMoves(scope, matchers);
		this.transitions = graph.next.filter((to) => to !== DISABLED).length;
		this.broken = graph.next.filter((to) => to === BROKEN).length;
	}

	/**
	 * Visits every node.
	 *
	 * @param target target of the product, each row of its process table with one life; undefined for the specification
	 * alone
	 * @param onStart called each time that the search begins: everything that it did to the target before is void
	 * @throws ScopeTooLarge where there are more than MOST_NODES
	 */
	static async of(
		scope: Scope,
		matchers: Matchers,
		target: Target | undefined,
		onStart: () => void = () => {},
	): Promise<Composed> {
		onStart();
		if (!target) return new Composed(scope, matchers, await graphOf(scope, new PackedModel(scope), []));
		return withoutDeadMemory(target, assumedDead(target), async () => {
			onStart();
			const model = new ProductModel(new System(scope), target, CLAIMS);
			return new Composed(scope, matchers, await graphOf(scope, model, [model.property]));
		});
	}

	/** The node that an action leads to, `DISABLED` or `BROKEN`. */
	next(node: number, action: number): number {
		return this.#next[node * this.alphabet.length + action] ?? DISABLED;
	}

	/** The transitions of the charts at an action of a node, in order. */
	moves(node: number, action: number): readonly Move[] {
		const [state, taken] = [this.states[node], this.alphabet[action]];
		if (!state || !taken || this.next(node, action) === DISABLED) return NO_MOVES;
		return this.#moves.of(node * this.alphabet.length + action, state, taken);
	}

	/** First predecessor of a node, with the action; undefined for the start. */
	origin(node: number): { readonly parent: number; readonly action: number } | undefined {
		const [parent = -1, action = -1] = this.#parents.subarray(2 * node, 2 * node + 2);
		return parent < 0 ? undefined : { parent, action };
	}

	/** The shortest interleaving to a node. */
	pathTo(node: number): readonly Action[] {
		const actions: Action[] = [];
		for (let at = this.origin(node); at; at = this.origin(at.parent)) {
			const action = this.alphabet[at.action];
			if (action) actions.push(action);
		}
		return actions.reverse();
	}

	/** The index of an action in the alphabet; -1 for one that docs/protocol.md does not count. */
	indexOf(action: Action): number {
		return actionNumber(this.scope, action, COUNTED_KINDS);
	}
}

/** Nodes and edges of a composed graph. */
interface Graph {
	readonly states: readonly State[];
	/** Successor of each node under each action, or DISABLED or BROKEN. */
	readonly next: readonly number[];
	/** Parent and action of each node, in pairs. */
	readonly parents: readonly number[];
}

/** Searches a model of the specification, or of its product with a target. @throws ScopeTooLarge */
async function graphOf(
	scope: Scope,
	model: PackedModel | ProductModel,
	properties: readonly Property<Int32Array>[],
): Promise<Graph> {
	const actions = countedAlphabet(scope).length;
	const [next, parents]: [number[], number[]] = [[], [-1, -1]];
	const stored = new TreeSet(model.width);
	const onTransition = (from: number, action: number, to: number): void => {
		while (next.length < (from + 1) * actions) next.push(DISABLED);
		next[from * actions + action] = to === NOT_FOLLOWED ? BROKEN : to;
		if (2 * to === parents.length) parents.push(from, action);
	};
	const limits = { ...UNLIMITED, states: MOST_NODES + 1 };
	await search(model, properties, { states: stored, symmetry: false, limits, onTransition });
	if (stored.size > MOST_NODES) throw new ScopeTooLarge(`the scope has more than ${MOST_NODES} states`);
	const words = new Int32Array(model.width);
	const states = Array.from({ length: stored.size }, (_, node) => {
		stored.load(node, words);
		return model.systemState(words);
	});
	return { states, next, parents };
}

/** Transitions of the charts within steps of the system, computed on demand. */
class ChartMoves {
	readonly #system: System;
	readonly #known: (readonly Move[])[] = [];
	readonly #interner = new MoveInterner();
	#moves: Move[] = [];

	constructor(scope: Scope, matchers: Matchers) {
		this.#system = new System(scope, tabulatedCharts(nrProcs(scope)), (chart, owner, from, event) => {
			this.#moves.push(this.#interner.move(chart, owner, matchers[chart].graph.edgeAt(from, event)));
		});
	}

	/** @param index a number of its own for the state and the action */
	of(index: number, state: State, action: Action): readonly Move[] {
		const known = this.#known[index];
		if (known) return known;
		this.#moves = [];
		this.#system.step(state, action);
		const moves = this.#interner.list(this.#moves);
		this.#known[index] = moves;
		return moves;
	}
}

/** Interner of moves, and of lists of them. */
class MoveInterner {
	readonly #moves = new Map<number, Move>();
	readonly #lists = new Map<string, readonly Move[]>();

	move(chart: ChartName, owner: number, edge: number): Move {
		const move = { chart, owner, edge };
		return memo(this.#moves, codeOf(move), move);
	}

	list(moves: readonly Move[]): readonly Move[] {
		return memo(this.#lists, String.fromCharCode(...moves.map(codeOf)), moves);
	}
}

/** Unique number of a move, below 2^16. */
function codeOf({ chart, owner, edge }: Move): number {
	return (edge * 64 + owner) * 2 + (chart === "slot" ? 1 : 0);
}

function memo<K, T>(known: Map<K, T>, key: K, value: T): T {
	const found = known.get(key);
	if (found !== undefined) return found;
	known.set(key, value);
	return value;
}

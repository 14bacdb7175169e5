import { searchSpecification } from "../../explore/specification.ts";
import type { Target } from "../../impl/target.ts";
import { brokenClaims, observe } from "../../lockstep/run.ts";
import { type Action, actionNumber, COUNTED_KINDS } from "../../model/action.ts";
import { processCode, tabulatedCharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { ChartName } from "../charts/graph.ts";
import type { Matchers } from "../record/recorder.ts";
import { withoutLeftovers } from "./leftovers.ts";

/** What `Composed.next` says of an action that is not enabled. */
const DISABLED = -1;
/** What `Composed.next` says of an action at which the target breaks a claim: it leads nowhere. */
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

/** A graph with so many nodes is refused: it would not fit into memory, and who reads its coverage would get nowhere. */
export const MOST_NODES = 100_000;

/** Says that a scope has too many states. */
export class ScopeTooLarge extends Error {}

/** With so few processes every scope is small: three services, the most, make 11,060 states. */
const FEW_PROCESSES = 3;

/** Whether the specification of a scope has no more states than a graph can have nodes. */
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
 * The composed system of a scope as a directed graph, every action of every state.
 *
 * Its nodes are the states of the specification or, beside a target, the pairs of those and the target's memory. They are
 * numbered in the order of a breadth-first search, so node 0 is the start and shortest paths are at hand.
 */
export class Composed {
	readonly scope: Scope;
	readonly alphabet: readonly Action[];
	/** How many nodes there are. */
	readonly size: number;
	/** How many (node, action) pairs are enabled, broken ones among them. */
	readonly transitions: number;
	/** How many of them break a claim. */
	readonly broken: number;
	/** By node: the state of the specification. */
	readonly states: readonly State[];
	readonly #next: Int32Array;
	readonly #moves: readonly (readonly Move[])[];
	readonly #parents: Int32Array;

	private constructor(scope: Scope, made: Draft) {
		this.scope = scope;
		this.alphabet = countedAlphabet(scope);
		this.states = made.states;
		this.size = made.states.length;
		this.#next = Int32Array.from(made.next);
		this.#moves = made.moves;
		this.#parents = Int32Array.from(made.parents);
		this.transitions = made.next.filter((to) => to !== DISABLED).length;
		this.broken = made.next.filter((to) => to === BROKEN).length;
	}

	/**
	 * Visits every node.
	 *
	 * @param target what is to be stepped beside the specification, each row of its process table with one life; undefined
	 * for the specification alone
	 * @param onStart told each time that the search begins: what it did to the target before does not count
	 * @throws ScopeTooLarge where there are more than MOST_NODES
	 */
	static of(scope: Scope, matchers: Matchers, target: Target | undefined, onStart: () => void = () => {}): Composed {
		return withoutLeftovers(target, () => {
			onStart();
			return new Composed(scope, new Draft(scope, matchers, target));
		});
	}

	/** The node that an action leads to, `DISABLED` or `BROKEN`. */
	next(node: number, action: number): number {
		return this.#next[node * this.alphabet.length + action] ?? DISABLED;
	}

	/** What the charts do at an action of a node, in order. */
	moves(node: number, action: number): readonly Move[] {
		return this.#moves[node * this.alphabet.length + action] ?? [];
	}

	/** The action that first led to a node, and where from; undefined for the start. */
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

	/** The index of an action in the alphabet; -1 for one that world.md does not count. */
	indexOf(action: Action): number {
		return actionNumber(this.scope, action, COUNTED_KINDS);
	}
}

/** A composed graph in the making. */
class Draft {
	readonly states: State[] = [];
	readonly next: number[] = [];
	readonly moves: (readonly Move[])[] = [];
	/** Parent and action of each node, in pairs. */
	readonly parents: number[] = [];
	readonly #numbers = new Map<string, number>();
	readonly #memories: Uint8Array[] = [];

	constructor(scope: Scope, matchers: Matchers, target: Target | undefined) {
		const shared = new SharedMoves();
		let moves: Move[] = [];
		const system = new System(scope, tabulatedCharts(nrProcs(scope)), (chart, owner, from, event) => {
			moves.push(shared.move(chart, owner, matchers[chart].graph.edgeAt(from, event)));
		});
		const alphabet = countedAlphabet(scope);
		target?.reset();
		this.#add(system.initial, target, -1, -1);
		for (const [node, state] of this.states.entries()) {
			for (const [index, action] of alphabet.entries()) {
				if (!system.isEnabled(state, action)) {
					this.next.push(DISABLED);
					this.moves.push(NO_MOVES);
					continue;
				}
				moves = [];
				const expected = system.step(state, action);
				this.moves.push(shared.list(moves));
				if (target) target.memory.set(this.#memories[node] ?? []);
				const isBroken = target ? breaks(target, action, expected) : false;
				this.next.push(isBroken ? BROKEN : this.#add(expected.state, target, node, index));
			}
		}
	}

	#add(state: State, target: Target | undefined, parent: number, action: number): number {
		const key = keyOf(state) + (target ? Buffer.from(target.memory).toString("latin1") : "");
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		const number = this.states.length;
		if (number === MOST_NODES) {
			throw new ScopeTooLarge(`the scope has more than ${MOST_NODES} states`);
		}
		this.#numbers.set(key, number);
		this.states.push(state);
		this.parents.push(parent, action);
		if (target) this.#memories.push(target.memory.slice());
		return number;
	}
}

/** Whether the target breaks a claim at the action; it is left as the action left it. */
function breaks(target: Target, action: Action, expected: ReturnType<System["step"]>): boolean {
	const step = observe(target, action, target.view(), expected);
	return brokenClaims(CLAIMS, step, () => {}).length > 0 || !step.outcome.ok;
}

function keyOf({ processes, slots }: State): string {
	const codes = processes.map((process) => processCode(process) * 64 + (process.waitsFor ?? 63));
	const rows = slots.map(({ service, mask, waiting }) => (service * 64 + waiting) * 4 + mask);
	return String.fromCharCode(...codes, ...rows, 0xffff);
}

/** Equal moves, and equal lists of them, as one object each. */
class SharedMoves {
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

/** A number of its own for each move, below 2^16. */
function codeOf({ chart, owner, edge }: Move): number {
	return (edge * 64 + owner) * 2 + (chart === "slot" ? 1 : 0);
}

function memo<K, T>(known: Map<K, T>, key: K, value: T): T {
	const found = known.get(key);
	if (found !== undefined) return found;
	known.set(key, value);
	return value;
}

import type { Action } from "../../model/action.ts";
import type { MoveListener } from "../../model/next-state.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import type { ChartName } from "../charts/graph.ts";
import type { Matcher } from "../charts/matcher.ts";
import type { Matchers } from "../charts/matchers.ts";
import type { Composed } from "../system/composed.ts";
import type { ComposedWalk } from "../system/composed-walk.ts";

/**
 * Records the coverage of all processes' and slots' walks while interleavings run.
 *
 * It listens to a system's moves. Those of one action count only once it is committed, that is, when the target has
 * done what the specification did.
 */
export class WalkRecorder {
	/** Visits of each state of a chart's matcher, by chart and state; for state 0, the number of walks begun. */
	readonly visits: { readonly process: Float64Array; readonly slot: Float64Array };
	readonly matchers: Matchers;
	/** Coverage of the composed system; undefined where that is too large. */
	readonly composed: ComposedWalk | undefined;
	/** Number of interleavings begun and of actions committed. */
	interleavings = 0;
	actions = 0;
	/** Numbers of owners: users, and all processes. */
	readonly #users: number;
	readonly #processes: number;
	/** Matcher states of each process's and each slot's walk, by process number. */
	readonly #at: { readonly process: Int32Array; readonly slot: Int32Array };
	/** Edges of the action that is not committed yet, with their owners. */
	readonly #pending: { readonly process: Int32Array; readonly slot: Int32Array };
	#pendingProcess = 0;
	#pendingSlot = 0;

	constructor(scope: Scope, matchers: Matchers, composed: ComposedWalk | undefined) {
		this.matchers = matchers;
		this.composed = composed;
		this.#users = scope.users;
		this.#processes = nrProcs(scope);
		const perChart = <T>(make: (matcher: Matcher) => T): { readonly process: T; readonly slot: T } => ({
			process: make(matchers.process),
			slot: make(matchers.slot),
		});
		this.visits = perChart(({ size }) => new Float64Array(size));
		this.#at = perChart(() => new Int32Array(this.#processes));
		// Within an action a process moves twice at most, and a slot once for each process.
		this.#pending = perChart(() => new Int32Array(8 * (this.#processes + 1) ** 2));
	}

	/** Listener for the `System` that the interleavings run on. */
	readonly onMove: MoveListener = (chart, owner, from, event) =>
		this.push(chart, owner, this.matchers[chart].graph.edgeAt(from, event));

	/** Adds a move of a chart. @param edge index of the edge in its graph */
	push(chart: ChartName, owner: number, edge: number): void {
		if (chart === "process") {
			this.#pending.process[this.#pendingProcess++] = owner;
			this.#pending.process[this.#pendingProcess++] = edge;
		} else {
			this.#pending.slot[this.#pendingSlot++] = owner;
			this.#pending.slot[this.#pendingSlot++] = edge;
		}
	}

	/** Begins an interleaving: every walk is back at the start. */
	begin(): void {
		this.interleavings++;
		this.composed?.begin();
		this.#at.process.fill(0);
		this.#at.slot.fill(0);
		this.visits.process[0] = (this.visits.process[0] ?? 0) + this.#processes;
		this.visits.slot[0] = (this.visits.slot[0] ?? 0) + this.#processes - this.#users;
		this.discard();
	}

	/** Counts the moves of an action at which the target did what the specification did. */
	commit(action: Action): void {
		this.actions++;
		this.composed?.take(action);
		this.#follow("process", this.#pendingProcess);
		this.#follow("slot", this.#pendingSlot);
		this.discard();
	}

	#follow(chart: ChartName, length: number): void {
		const pending = this.#pending[chart];
		const at = this.#at[chart];
		const visits = this.visits[chart];
		const matcher = this.matchers[chart];
		for (let index = 0; index < length; index += 2) {
			const owner = pending[index] ?? 0;
			const state = matcher.next(at[owner] ?? 0, pending[index + 1] ?? 0);
			at[owner] = state;
			visits[state] = (visits[state] ?? 0) + 1;
		}
	}

	/** Discards the moves since the last action: the target did not make them. */
	discard(): void {
		this.#pendingProcess = 0;
		this.#pendingSlot = 0;
	}

	/** Saves the positions of all walks, for `restore`. */
	save(): Walks {
		return { process: this.#at.process.slice(), slot: this.#at.slot.slice(), composed: this.composed?.save() };
	}

	restore({ process, slot, composed }: Walks): void {
		this.#at.process.set(process);
		this.#at.slot.set(slot);
		if (composed) this.composed?.restore(composed);
		this.discard();
	}
}

/** Positions of a recorder's walks. */
interface Walks {
	readonly process: Int32Array;
	readonly slot: Int32Array;
	readonly composed: ReturnType<ComposedWalk["save"]> | undefined;
}

/**
 * Records the coverage of a complete search: every transition once, after the shortest interleaving to it. Transitions
 * that break a claim are left out.
 */
export function recordSearch(graph: Composed, recorder: WalkRecorder): void {
	const walks: Walks[] = [];
	recorder.begin();
	walks.push(recorder.save());
	for (let node = 0; node < graph.size; node++) {
		const here = walks[node];
		if (!here) throw new Error(`node ${node} comes before the one that it is reached from`);
		for (const [index, action] of graph.alphabet.entries()) {
			const to = graph.next(node, index);
			if (to < 0) continue;
			recorder.restore(here);
			for (const { chart, owner, edge } of graph.moves(node, index)) recorder.push(chart, owner, edge);
			recorder.commit(action);
			if (to === walks.length) walks.push(recorder.save());
		}
	}
}

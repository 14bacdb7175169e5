import { nrProcs, type Scope } from "../model/scope.ts";
import type { MoveListener } from "../model/system.ts";
import { CHARTS, processGraph, slotGraph } from "./graph.ts";
import { Matcher } from "./matcher.ts";

/** The charts' matchers, for scopes with at most as many processes as they were made for. */
export interface Matchers {
	readonly process: Matcher;
	readonly slot: Matcher;
}

/** @param mostProcesses the most processes of a scope that they are used at */
export function matchersFor(mostProcesses: number): Matchers {
	return { process: new Matcher(processGraph()), slot: new Matcher(slotGraph(mostProcesses)) };
}

/**
 * Records what the walks of all processes and slots of a scope cover, while interleavings run.
 *
 * It listens to a system's moves. Those of one action count only once it is committed, that is, when the target has done
 * what the specification did.
 */
export class Recorder {
	/** By chart and state of its matcher: how often a walk came there; of state 0, how many walks began. */
	readonly visits: { readonly process: Float64Array; readonly slot: Float64Array };
	readonly matchers: Matchers;
	/** The owners of the charts: processes, and of slots services. */
	readonly #users: number;
	readonly #processes: number;
	/** Where each process's walk is, and each slot's, by process number. */
	readonly #at: { readonly process: Int32Array; readonly slot: Int32Array };
	/** Edges of the action that is not committed yet, with their owners. */
	readonly #pending: { readonly process: Int32Array; readonly slot: Int32Array };
	#pendingProcess = 0;
	#pendingSlot = 0;

	constructor(scope: Scope, matchers: Matchers = matchersFor(nrProcs(scope))) {
		this.matchers = matchers;
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

	/** To be given to the `System` that the interleavings run on. */
	readonly onMove: MoveListener = (chart, owner, from, event) => {
		const edge = this.matchers[chart].graph.edgeAt(from, event);
		if (chart === "process") {
			this.#pending.process[this.#pendingProcess++] = owner;
			this.#pending.process[this.#pendingProcess++] = edge;
		} else {
			this.#pending.slot[this.#pendingSlot++] = owner;
			this.#pending.slot[this.#pendingSlot++] = edge;
		}
	};

	/** An interleaving begins: every walk is back at the start. */
	begin(): void {
		this.#at.process.fill(0);
		this.#at.slot.fill(0);
		this.visits.process[0] = (this.visits.process[0] ?? 0) + this.#processes;
		this.visits.slot[0] = (this.visits.slot[0] ?? 0) + this.#processes - this.#users;
		this.discard();
	}

	/** The moves since the last action were made by the target too. */
	commit(): void {
		for (const chart of CHARTS) {
			const length = chart === "process" ? this.#pendingProcess : this.#pendingSlot;
			const [pending, at, visits, matcher] = [
				this.#pending[chart],
				this.#at[chart],
				this.visits[chart],
				this.matchers[chart],
			];
			for (let index = 0; index < length; index += 2) {
				const owner = pending[index] ?? 0;
				const state = matcher.next(at[owner] ?? 0, pending[index + 1] ?? 0);
				at[owner] = state;
				visits[state] = (visits[state] ?? 0) + 1;
			}
		}
		this.discard();
	}

	/** The moves since the last action were not made by the target. */
	discard(): void {
		this.#pendingProcess = 0;
		this.#pendingSlot = 0;
	}

	/** Where the walks are, to come back to. */
	save(): { readonly process: Int32Array; readonly slot: Int32Array } {
		return { process: this.#at.process.slice(), slot: this.#at.slot.slice() };
	}

	restore(walks: { readonly process: Int32Array; readonly slot: Int32Array }): void {
		this.#at.process.set(walks.process);
		this.#at.slot.set(walks.slot);
		this.discard();
	}
}

import { type Action, type ActionKind, alphabet, byKind, COUNTED_KINDS, type CountedAction } from "./action.ts";
import { ON_PROCESS, ON_SLOT } from "./charts/event-numbers.ts";
import { type Chart, type Charts, processCode, tabulatedCharts } from "./charts/table.ts";
import { type MoveListener, NextState } from "./next-state.ts";
import { UNKNOWN_EVENTS, UNKNOWN_MASKS } from "./outside.ts";
import { isService, nrProcs, type Scope, sharerOf } from "./scope.ts";
import { eventOf, initialState, type Result, type State } from "./state.ts";

/** State, with the result of the action that led to it. */
export interface Step {
	readonly state: State;
	readonly result: Result;
}

/** Event of the process's chart that each action triggers. */
export const CHART_EVENT: Readonly<Record<ActionKind, number>> = byKind(({ chartEvent }) => ON_PROCESS[chartEvent]);

const NOTHING: Omit<Result, "code"> = { messages: [], callbacks: [], warnings: [] };
const SILENT: Result = { code: undefined, ...NOTHING };
const OK: Result = { code: "OK", ...NOTHING };
const NO_PERMISSION: Result = { code: "EPERM", ...NOTHING };
const NO_SUCH_CALL: Result = { code: "ENOSYS", ...NOTHING };
const NO_SLOT: Result = { code: "ENOMEM", ...NOTHING, warnings: ["all slots are taken"] };

function refused(warning: string): Result {
	return { code: "SUSPEND", ...NOTHING, warnings: [warning] };
}

const NO_PROCESS = refused("a reply about no process");
const NO_EVENT = refused("a reply about a process in no event call");
const NOT_ASKED = refused("a reply from a service that was not asked");
const OTHER_EVENT = refused("a reply for another event");

/**
 * Specification of PM and its event facility: docs/protocol.md as a pure function from a state and an action to the next.
 *
 * The charts define each process and each slot. This class defines the order of announcements: an event is announced
 * along the ordered list of subscribers. It has no slot numbers.
 */
export class System {
	readonly scope: Scope;
	readonly initial: State;
	readonly #charts: Charts;
	readonly #onMove: MoveListener | undefined;

	/**
	 * @param charts implementation of the charts; tabulated unless given
	 * @param onMove receives the transitions of every step
	 */
	constructor(scope: Scope, charts: Charts = tabulatedCharts(nrProcs(scope)), onMove?: MoveListener) {
		this.scope = scope;
		this.initial = initialState(nrProcs(scope));
		this.#charts = charts;
		this.#onMove = onMove;
	}

	/** True if the action is enabled in the state. */
	isEnabled(state: State, action: Action): boolean {
		const process = state.processes[action.process];
		if (!process) throw new RangeError(`there is no process ${action.process} at scope ${JSON.stringify(this.scope)}`);
		if (this.#chartOf(action.process).take(processCode(process), CHART_EVENT[action.kind]) === undefined) return false;
		return action.kind !== "spawn" || this.#hasFreeRow(state, action.process);
	}

	/** True if no other process has the row of a process that is free. */
	#hasFreeRow({ processes }: State, process: number): boolean {
		const sharer = sharerOf(this.scope, process);
		return sharer === undefined || processes[sharer]?.lifecycle === "free";
	}

	/** Every enabled action of docs/protocol.md's alphabet, in its order. */
	enabled(state: State): readonly Action[] {
		return countedAlphabet(this.scope).filter((action) => this.isEnabled(state, action));
	}

	/**
	 * One step of PM.
	 *
	 * @throws RangeError if the action is not enabled
	 */
	step(state: State, action: Action): Step {
		if (!this.isEnabled(state, action)) throw new RangeError(`not enabled: ${JSON.stringify(action)}`);
		switch (action.kind) {
			case "setMask":
				this.#call(state, action.process);
				return this.#setMask(state, action.process, action.mask);
			case "reply":
				this.#call(state, action.process);
				return this.#reply(state, action.process, action.about, action.event);
			case "staleReply":
				this.#call(state, action.process);
				return { state, result: isService(this.scope, action.process) ? NO_PROCESS : NO_SUCH_CALL };
			case "outsideReply":
			case "forgedReply":
				this.#call(state, action.process);
				return { state, result: isService(this.scope, action.process) ? NO_PROCESS : NO_SUCH_CALL };
			case "unknownEventReply":
				this.#call(state, action.process);
				return this.#reply(state, action.process, action.about, UNKNOWN_EVENTS[action.unknownEvent] ?? 0);
			case "unknownMask":
				this.#call(state, action.process);
				return this.#setMask(state, action.process, UNKNOWN_MASKS[action.unknownMask] ?? 0);
			case "vfsReply":
				return this.#vfsReply(state, action.process);
			case "spawn":
			case "signal":
			case "kill":
			case "exit":
			case "reap": {
				const next = this.#next(state);
				next.process(action.process, CHART_EVENT[action.kind]);
				return { state: next.state(), result: SILENT };
			}
		}
	}

	#next(state: State): NextState {
		return new NextState(this.#charts, this.scope, state, this.#onMove);
	}

	/** Reports a call to the listener: the caller's chart takes an event and stays in its state. */
	#call(state: State, caller: number): void {
		const process = state.processes[caller];
		if (!this.#onMove || !process) return;
		const code = processCode(process);
		this.#onMove("process", caller, code, ON_PROCESS.CALL, code);
	}

	#chartOf(process: number): Chart {
		return isService(this.scope, process) ? this.#charts.service : this.#charts.user;
	}

	#setMask(state: State, caller: number, mask: number): Step {
		if (!isService(this.scope, caller)) return { state, result: NO_PERMISSION };
		const subscribed = state.slots.some((slot) => slot.service === caller);
		if (!subscribed && mask === 0) return { state, result: OK };
		if (!subscribed && state.slots.length === this.scope.slots) return { state, result: NO_SLOT };
		const next = this.#next(state);
		next.setMask(caller, mask);
		return { state: next.state(), result: OK };
	}

	#reply(state: State, caller: number, about: number, event: number): Step {
		if (!isService(this.scope, caller)) return { state, result: NO_SUCH_CALL };
		const process = state.processes[about];
		if (!process || process.lifecycle === "free") return { state, result: NO_PROCESS };
		const expected = eventOf(process);
		if (expected === undefined) return { state, result: NO_EVENT };
		if (process.waitsFor !== caller) return { state, result: NOT_ASKED };
		if (event !== expected) return { state, result: OTHER_EVENT };
		const next = this.#next(state);
		const rest = next.after(caller);
		next.slot(caller, ON_SLOT.answer);
		next.announce(about, rest);
		return { state: next.state(), result: next.result("SUSPEND") };
	}

	#vfsReply(state: State, process: number): Step {
		const next = this.#next(state);
		next.process(process, ON_PROCESS.VFS_REPLY);
		// A dead subscriber is removed first: it is not asked about its own exit.
		const subscribed = state.slots.some((slot) => slot.service === process);
		if (subscribed) next.removeSubscriber(process);
		next.announce(process, next.subscribers());
		return { state: next.state(), result: next.result(undefined) };
	}
}

const alphabets = new WeakMap<Scope, readonly CountedAction[]>();

/** Alphabet of docs/protocol.md's counts. */
export function countedAlphabet(scope: Scope): readonly CountedAction[] {
	const known = alphabets.get(scope);
	if (known) return known;
	const counted = alphabet(scope, COUNTED_KINDS);
	alphabets.set(scope, counted);
	return counted;
}

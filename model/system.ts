import {
	type Action,
	type ActionKind,
	alphabet,
	byKind,
	COUNTED_KINDS,
	type CountedAction,
	EXIT,
	type Mask,
} from "./action.ts";
import { ON_PROCESS, ON_SLOT } from "./charts/events.ts";
import {
	type Chart,
	type Charts,
	decodeProcess,
	decodeSlot,
	processCode,
	slotCode,
	tabulatedCharts,
} from "./charts/table.ts";
import { isService, nrProcs, type Scope } from "./scope.ts";
import {
	type Callback,
	eventOf,
	initialState,
	type Message,
	type Process,
	processOf,
	type Result,
	type Slot,
	type State,
} from "./state.ts";

/** State, with the result of the action that led to it. */
export interface Step {
	readonly state: State;
	readonly result: Result;
}

/**
 * Listener that receives every transition that a chart takes within a step, in order.
 *
 * @param owner process number of the process, or of the slot's service
 * @param from code of the state before, as in charts/table.ts
 * @param event number of the chart's event
 * @param to code of the state after
 */
export type MoveListener = (chart: "process" | "slot", owner: number, from: number, event: number, to: number) => void;

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
		return this.#chartOf(action.process).take(processCode(process), CHART_EVENT[action.kind]) !== undefined;
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
			case "vfsReply":
				return this.#vfsReply(state, action.process);
			case "spawn":
			case "signal":
			case "kill":
			case "exit":
			case "reap": {
				const next = this.#draft(state);
				next.process(action.process, CHART_EVENT[action.kind]);
				return { state: next.state(), result: SILENT };
			}
		}
	}

	#draft(state: State): Draft {
		return new Draft(this.#charts, this.scope, state, this.#onMove);
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

	#setMask(state: State, caller: number, mask: Mask): Step {
		if (!isService(this.scope, caller)) return { state, result: NO_PERMISSION };
		const subscribed = state.slots.some((slot) => slot.service === caller);
		if (!subscribed && mask === 0) return { state, result: OK };
		if (!subscribed && state.slots.length === this.scope.slots) return { state, result: NO_SLOT };
		const next = this.#draft(state);
		next.slot(caller, ON_SLOT.setMask[mask] ?? -1);
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
		const next = this.#draft(state);
		const rest = next.after(caller);
		next.slot(caller, ON_SLOT.answer);
		next.announce(about, rest);
		return { state: next.state(), result: next.result("SUSPEND") };
	}

	#vfsReply(state: State, process: number): Step {
		const next = this.#draft(state);
		next.process(process, ON_PROCESS.VFS_REPLY);
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

/** Builder of the state after one action. */
class Draft {
	readonly #charts: Charts;
	readonly #scope: Scope;
	readonly #processes: Process[];
	#slots: readonly Slot[];
	readonly #messages: Message[] = [];
	readonly #callbacks: Callback[] = [];
	readonly #onMove: MoveListener | undefined;

	constructor(charts: Charts, scope: Scope, state: State, onMove: MoveListener | undefined) {
		this.#onMove = onMove;
		this.#charts = charts;
		this.#scope = scope;
		this.#processes = [...state.processes];
		this.#slots = state.slots;
	}

	state(): State {
		return { processes: this.#processes, slots: this.#slots };
	}

	result(code: Result["code"]): Result {
		return { code, messages: this.#messages, callbacks: this.#callbacks, warnings: [] };
	}

	/** Steps the process's chart and records PM's continuation. */
	process(process: number, event: number): void {
		const chart = isService(this.#scope, process) ? this.#charts.service : this.#charts.user;
		const before = this.#at(process);
		const move = chart.take(processCode(before), event);
		if (!move) throw new Error(`the chart of process ${process} does not take event ${event}`);
		this.#onMove?.("process", process, processCode(before), event, move.to);
		const { lifecycle, killed, told } = decodeProcess(move.to);
		const waitsFor = lifecycle === before.lifecycle ? before.waitsFor : undefined;
		this.#processes[process] = processOf(lifecycle, killed, told, waitsFor);
		for (const name of move.effects) {
			if (name === "exit_restart" || name === "restart_sigs") this.#callbacks.push({ name, process });
		}
	}

	/**
	 * Steps the chart of a service's slot: a new slot is last in the list, a slot that becomes vacant leaves it.
	 *
	 * @returns whether the slot takes the event
	 */
	slot(service: number, event: number): boolean {
		const slot = this.#slots.find((candidate) => candidate.service === service);
		const from = slot ? slotCode(slot.mask, slot.waiting) : 0;
		const move = this.#charts.slot.take(from, event);
		if (!move) return false;
		this.#onMove?.("slot", service, from, event, move.to);
		const { mask, waiting } = decodeSlot(move.to);
		const vacant = mask === 0 && waiting === 0;
		const next = { service, mask, waiting };
		if (!slot) this.#slots = [...this.#slots, next];
		else if (vacant) this.#slots = this.#slots.filter((candidate) => candidate !== slot);
		else this.#slots = this.#slots.map((candidate) => (candidate === slot ? next : candidate));
		return true;
	}

	/** Subscribers, in subscription order. */
	subscribers(): readonly number[] {
		return this.#slots.map((slot) => slot.service);
	}

	/** The subscribers behind the given one, in subscription order. */
	after(service: number): readonly number[] {
		const order = this.subscribers();
		return order.slice(order.indexOf(service) + 1);
	}

	/**
	 * Announces the process's event to the first interested one of the given services; ends the event if there is none.
	 */
	announce(process: number, services: readonly number[]): void {
		const event = eventOf(this.#at(process)) ?? EXIT;
		const asked = services.find((service) => this.slot(service, ON_SLOT.ask[event] ?? -1));
		if (asked === undefined) {
			this.process(process, ON_PROCESS.EVENT_OVER);
			return;
		}
		const { lifecycle, killed, told } = this.#at(process);
		this.#processes[process] = processOf(lifecycle, killed, told, asked);
		this.#messages.push({ to: asked, about: process, event });
	}

	/** A subscriber is dead: its slot is given back, and everyone who waits for it moves on. */
	removeSubscriber(service: number): void {
		const rest = this.after(service);
		this.slot(service, ON_SLOT.die);
		for (const [process, { waitsFor }] of this.#processes.entries()) {
			if (waitsFor === service) this.announce(process, rest);
		}
	}

	#at(process: number): Process {
		const found = this.#processes[process];
		if (!found) throw new RangeError(`there is no process ${process}`);
		return found;
	}
}

import { EXIT } from "./action.ts";
import { ON_PROCESS, ON_SLOT } from "./charts/event-numbers.ts";
import { type Charts, decodeProcess, decodeSlot, processCode, slotCode } from "./charts/table.ts";
import { isService, type Scope } from "./scope.ts";
import {
	type Callback,
	eventOf,
	KNOWN_BITS,
	type Message,
	type Process,
	processOf,
	type Result,
	type Slot,
	type State,
} from "./state.ts";

/**
 * Listener that receives every transition that a chart takes within a step, in order.
 *
 * @param owner process number of the process, or of the slot's service
 * @param from code of the state before, as in charts/table.ts
 * @param event number of the chart's event
 * @param to code of the state after
 */
export type MoveListener = (chart: "process" | "slot", owner: number, from: number, event: number, to: number) => void;

/**
 * Mask that the chart of a slot has for a mask as given.
 *
 * The chart has the two known bits. A mask that has none of them and is not 0 is a subscription all the same: the chart
 * takes it for one to exits, and `announce` leaves the service out.
 */
function chartMask(mask: number): number {
	return mask === 0 ? 0 : mask & KNOWN_BITS || EXIT;
}

/** Builder of the state after one action. */
export class NextState {
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
		const from = slot ? slotCode(chartMask(slot.mask), slot.waiting) : 0;
		const move = this.#charts.slot.take(from, event);
		if (!move) return false;
		this.#onMove?.("slot", service, from, event, move.to);
		const { mask: known, waiting } = decodeSlot(move.to);
		const vacant = known === 0 && waiting === 0;
		const mask = slot && chartMask(slot.mask) === known ? slot.mask : known;
		const next = { service, mask, waiting };
		if (!slot) this.#slots = [...this.#slots, next];
		else if (vacant) this.#slots = this.#slots.filter((candidate) => candidate !== slot);
		else this.#slots = this.#slots.map((candidate) => (candidate === slot ? next : candidate));
		return true;
	}

	/** Sets the mask of a service's slot as given, bits that stand for no event included. */
	setMask(service: number, mask: number): void {
		this.slot(service, ON_SLOT.setMask[chartMask(mask)] ?? -1);
		this.#slots = this.#slots.map((slot) => (slot.service === service ? { ...slot, mask } : slot));
	}

	/** Tells whether a service's mask has bits that stand for no event, and not that of the event. */
	#isUnknownOnly(service: number, event: number): boolean {
		const mask = this.#slots.find((slot) => slot.service === service)?.mask ?? 0;
		return (mask & ~KNOWN_BITS) !== 0 && (mask & event) === 0;
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
		const asked = services.find(
			(service) => !this.#isUnknownOnly(service, event) && this.slot(service, ON_SLOT.ask[event] ?? -1),
		);
		if (asked === undefined) {
			this.process(process, ON_PROCESS.EVENT_OVER);
			return;
		}
		const { lifecycle, killed, told } = this.#at(process);
		this.#processes[process] = processOf(lifecycle, killed, told, asked);
		this.#messages.push({ to: asked, about: process, event });
	}

	/** A subscriber is dead: its slot is given back, and everyone who waits for it moves on. Comes before its own exit is announced. */
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

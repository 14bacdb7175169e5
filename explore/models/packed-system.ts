import { ENOMEM, ENOSYS, EPERM, OK, SUSPEND } from "../../impl/minix.ts";
import { NO_CODE, type ResultRecord } from "../../impl/result.ts";
import { type CountedAction, EXIT } from "../../model/action.ts";
import { ON_PROCESS, ON_SLOT } from "../../model/charts/event-numbers.ts";
import {
	type Chart,
	type Charts,
	decodeProcess,
	decodeSlot,
	processCode,
	slotCode,
	tabulatedCharts,
} from "../../model/charts/table.ts";
import { isService, nrProcs, type Scope, sharerOf } from "../../model/scope.ts";
import { CALLBACK_NAMES, eventOf, processOf } from "../../model/state.ts";
import { CHART_EVENT, countedAlphabet } from "../../model/system.ts";
import { Registers } from "./system-encoding.ts";

const NONE = -1;

/** Transitions of a chart in arrays: by code times the number of events plus the event. */
interface PackedChart {
	/** The code that the event leads to; -1 where the state does not take it. */
	readonly to: Int16Array;
	/** The number of the callback that it makes; -1 for none. */
	readonly callbacks: Int8Array;
	readonly events: number;
}

/**
 * The specification's step in small whole numbers.
 *
 * It does what model/system.ts does, in place: what a process or a slot does is read off the tabulated charts. A test compares
 * the two over every transition of several scopes.
 */
export class PackedSystem {
	readonly scope: Scope;
	readonly alphabet: readonly CountedAction[];
	/** The state, which `step` changes. */
	readonly state: Registers;
	readonly #slotChart: PackedChart;
	/** The codes of all states that the charts of processes reach. */
	readonly codes: readonly number[];
	/** Event of the event call in each process code. */
	readonly #events: Uint8Array;
	/** Process that each action names, and the event that it triggers in that process's chart. */
	readonly #processes: Uint8Array;
	readonly #chartEvents: Uint8Array;
	/** Charts by process. */
	readonly #chartOf: readonly PackedChart[];
	/** By action, another process that has to be free: the one that shares the row of a process that starts; -1 for none. */
	readonly #sharers: Int16Array;
	#isChanged = false;
	/** Receives what the step sends out; undefined where it is not read. */
	readonly #record: ResultRecord | undefined;

	/** @param record receives the result of each step; none is written if left out */
	constructor(scope: Scope, record?: ResultRecord, charts: Charts = tabulatedCharts(nrProcs(scope))) {
		this.scope = scope;
		this.alphabet = countedAlphabet(scope);
		this.state = new Registers(scope);
		this.#record = record;
		const user = packed(charts.user, Object.keys(ON_PROCESS).length);
		const service = packed(charts.service, Object.keys(ON_PROCESS).length);
		this.#chartOf = Array.from({ length: nrProcs(scope) }, (_, process) =>
			isService(scope, process) ? service : user,
		);
		this.#slotChart = packed(charts.slot, SLOT_EVENT_COUNT);
		this.#processes = Uint8Array.from(this.alphabet, ({ process }) => process);
		this.#chartEvents = Uint8Array.from(this.alphabet, ({ kind }) => CHART_EVENT[kind]);
		this.#sharers = Int16Array.from(this.alphabet, ({ kind, process }) =>
			kind === "spawn" ? (sharerOf(scope, process) ?? NONE) : NONE,
		);
		this.codes = [...new Set([...charts.user.codes, ...charts.service.codes])];
		this.#events = Uint8Array.from({ length: Math.max(...this.codes) + 1 }, (_, code) => {
			const { lifecycle, killed, told } = decodeProcess(code);
			return eventOf(processOf(lifecycle, killed, told, undefined)) ?? 0;
		});
	}

	isEnabled(action: number): boolean {
		const process = this.#processes[action] ?? 0;
		const chart = this.#chartOf[process];
		const { codes } = this.state;
		const sharer = this.#sharers[action] ?? NONE;
		return (
			chart !== undefined &&
			chart.to[(codes[process] ?? 0) * chart.events + (this.#chartEvents[action] ?? 0)] !== NONE &&
			(sharer === NONE || codes[sharer] === FREE)
		);
	}

	/** Takes an action that is enabled. @returns whether the state may be another now */
	step(action: number): boolean {
		const taken = this.alphabet[action];
		if (!taken) throw new RangeError(`there is no action ${action}`);
		this.#record?.clear();
		this.#isChanged = false;
		const code = this.#take(taken);
		this.#record?.setCode(code);
		return this.#isChanged;
	}

	/** @returns the return code of a call, as a number; `NO_CODE` of what is no call */
	#take(action: CountedAction): number {
		switch (action.kind) {
			case "setMask":
				return this.#setMask(action.process, action.mask);
			case "reply":
				return this.#reply(action.process, action.about, action.event);
			case "vfsReply":
				this.#vfsReply(action.process);
				return NO_CODE;
			case "spawn":
			case "signal":
			case "kill":
			case "exit":
			case "reap":
				this.#process(action.process, CHART_EVENT[action.kind]);
				return NO_CODE;
		}
	}

	/** Steps a process's chart, which takes the event. */
	#process(process: number, event: number): void {
		const chart = this.#chartOf[process];
		if (!chart) throw new RangeError(`there is no process ${process}`);
		this.#isChanged = true;
		const { codes, waits } = this.state;
		const code = codes[process] ?? 0;
		const at = code * chart.events + event;
		const to = chart.to[at] ?? NONE;
		codes[process] = to;
		// Whom a process waits for is over with the state of its life that it waited in.
		if (to >> 2 !== code >> 2) waits[process] = NONE;
		const callback = chart.callbacks[at] ?? NONE;
		if (callback !== NONE) this.#record?.addCallback(callback, process);
	}

	/** Steps the chart of the slot at a place; a slot that becomes vacant leaves the list. @returns whether it takes the event */
	#slot(place: number, event: number): boolean {
		const { masks, waiting } = this.state;
		const { to: next, events } = this.#slotChart;
		const to = next[slotCode(masks[place] ?? 0, waiting[place] ?? 0) * events + event] ?? NONE;
		if (to === NONE) return false;
		this.#isChanged = true;
		if (to === VACANT) this.#remove(place);
		else {
			const slot = decodeSlot(to);
			masks[place] = slot.mask;
			waiting[place] = slot.waiting;
		}
		return true;
	}

	#remove(place: number): void {
		const { state } = this;
		for (let at = place; at + 1 < state.count; at++) {
			state.services[at] = state.services[at + 1] ?? 0;
			state.masks[at] = state.masks[at + 1] ?? 0;
			state.waiting[at] = state.waiting[at + 1] ?? 0;
		}
		state.count--;
	}

	#placeOf(service: number): number {
		const { services, count } = this.state;
		for (let place = 0; place < count; place++) if (services[place] === service) return place;
		return NONE;
	}

	#setMask(caller: number, mask: number): number {
		const { state, scope } = this;
		if (!isService(scope, caller)) return EPERM;
		const place = this.#placeOf(caller);
		if (place !== NONE) {
			this.#slot(place, ON_SLOT.setMask[mask] ?? NONE);
			return OK;
		}
		if (mask === 0) return OK;
		if (state.count === scope.slots) {
			this.#record?.addWarning();
			return ENOMEM;
		}
		const last = state.count++;
		state.services[last] = caller;
		state.masks[last] = 0;
		state.waiting[last] = 0;
		this.#slot(last, ON_SLOT.setMask[mask] ?? NONE);
		return OK;
	}

	#reply(caller: number, about: number, event: number): number {
		const { state } = this;
		if (!isService(this.scope, caller)) return ENOSYS;
		if (state.waits[about] !== caller || this.#events[state.codes[about] ?? 0] !== event) {
			this.#record?.addWarning();
			return SUSPEND;
		}
		const place = this.#placeOf(caller);
		const before = state.count;
		this.#slot(place, ON_SLOT.answer);
		this.#announce(about, state.count < before ? place : place + 1);
		return SUSPEND;
	}

	#vfsReply(process: number): void {
		this.#process(process, ON_PROCESS.VFS_REPLY);
		const place = this.#placeOf(process);
		if (place !== NONE) this.#removeSubscriber(process, place);
		this.#announce(process, 0);
	}

	/** A subscriber is dead: its slot is given back, and every process that waits for it moves on. */
	#removeSubscriber(service: number, place: number): void {
		const { waits } = this.state;
		this.#slot(place, ON_SLOT.die);
		for (let process = 0; process < waits.length; process++) {
			if (waits[process] === service) this.#announce(process, place);
		}
	}

	/** Asks the first interested subscriber from a place on or, if there is none, ends the event. */
	#announce(process: number, from: number): void {
		const { state } = this;
		const event = this.#events[state.codes[process] ?? 0] || EXIT;
		for (let place = from; place < state.count; place++) {
			if (!this.#slot(place, ON_SLOT.ask[event] ?? NONE)) continue;
			state.waits[process] = state.services[place] ?? NONE;
			this.#record?.addMessage(state.services[place] ?? NONE, process, event);
			return;
		}
		this.#process(process, ON_PROCESS.EVENT_OVER);
	}
}

const FREE = processCode(processOf("free", false, false, undefined));
const VACANT = 0;
const SLOT_EVENT_COUNT = Math.max(...ON_SLOT.setMask, ...ON_SLOT.ask, ON_SLOT.answer, ON_SLOT.die) + 1;

function packed(chart: Chart, events: number): PackedChart {
	const codes = Math.max(...chart.codes) + 1;
	const to = new Int16Array(codes * events).fill(NONE);
	const callbacks = new Int8Array(codes * events).fill(NONE);
	for (const code of chart.codes) {
		for (let event = 0; event < events; event++) {
			const move = chart.take(code, event);
			if (!move) continue;
			to[code * events + event] = move.to;
			callbacks[code * events + event] = CALLBACK_NAMES.findIndex((name) => move.effects.includes(name));
		}
	}
	return { to, callbacks, events };
}

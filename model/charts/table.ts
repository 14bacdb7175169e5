import { getAdjacencyMap } from "@xstate/graph";
import { type SnapshotFrom, type StateValueFrom, transition } from "xstate";
import { LIFECYCLES, type Lifecycle, type Process } from "../state.ts";
import { PROCESS_EVENTS, type ProcessEvent, type ProcessKind, processMachine } from "./process.ts";
import { SLOT_EVENTS, type SlotEvent, slotMachine } from "./slot.ts";

/** Transition of a chart: its target state and its effects. */
interface Move {
	/** Code of the target state. */
	readonly to: number;
	/** The names of the chart's actions, in order. */
	readonly effects: readonly string[];
}

/**
 * A statechart over integer codes, one for each of its states.
 *
 * A process's code is `processCode`, a slot's is `slotCode`. Events are numbered as in PROCESS_EVENTS and SLOT_EVENTS.
 */
export interface Chart {
	/** The codes of all states that the chart can reach. */
	readonly codes: readonly number[];
	/** Transition of an event in a state; undefined where the state does not take the event. */
	take(code: number, event: number): Move | undefined;
}

/** The charts that the system is made of. */
export interface Charts {
	readonly user: Chart;
	readonly service: Chart;
	readonly slot: Chart;
}

/** Code of a process's state without the subscriber that it waits for: 0..27, of which a chart reaches 11. */
export function processCode(process: Process): number {
	return codeOf(process.lifecycle, process.killed, process.told);
}

const LIFECYCLE_INDEX = Object.fromEntries(LIFECYCLES.map((name, index) => [name, index])) as Record<Lifecycle, number>;

function codeOf(lifecycle: Lifecycle, killed: boolean, told: boolean): number {
	return LIFECYCLE_INDEX[lifecycle] * 4 + (killed ? 2 : 0) + (told ? 1 : 0);
}

/** The lifecycle, killed and told that a process's code stands for. */
export function decodeProcess(code: number): Pick<Process, "lifecycle" | "killed" | "told"> {
	const lifecycle = LIFECYCLES[code >> 2];
	if (!lifecycle) throw new RangeError(`there is no process code ${code}`);
	return { lifecycle, killed: (code & 2) !== 0, told: (code & 1) !== 0 };
}

/** The code of a slot's state. Vacant is 0. */
export function slotCode(mask: number, waiting: number): number {
	return waiting * 4 + mask;
}

/** The mask and the wait count that a slot's code stands for. */
export function decodeSlot(code: number): { readonly mask: number; readonly waiting: number } {
	return { mask: code & 3, waiting: code >> 2 };
}

/** Creates the charts as XState steps them: slow, and the source of all the tables. */
export function statecharts(nrProcs: number): Charts {
	return { user: processChart("user"), service: processChart("service"), slot: slotChart(nrProcs) };
}

const tabulated = new Map<number, Charts>();

/** Creates tables of the charts: XState computes each state and event once. */
export function tabulatedCharts(nrProcs: number): Charts {
	const known = tabulated.get(nrProcs);
	if (known) return known;
	const charts = statecharts(nrProcs);
	const made = {
		user: tabulate(charts.user, PROCESS_EVENTS.length),
		service: tabulate(charts.service, PROCESS_EVENTS.length),
		slot: tabulate(charts.slot, SLOT_EVENTS.length),
	};
	tabulated.set(nrProcs, made);
	return made;
}

function tabulate(chart: Chart, eventCount: number): Chart {
	const moves: (Move | undefined)[] = [];
	for (const code of chart.codes) {
		for (let event = 0; event < eventCount; event++) moves[code * eventCount + event] = chart.take(code, event);
	}
	return { codes: chart.codes, take: (code, event) => moves[code * eventCount + event] };
}

/** Makes a snapshot once for each code: XState takes longer to resolve a state than to take a transition, and never changes one. */
function once<Snapshot>(make: (code: number) => Snapshot): (code: number) => Snapshot {
	const made = new Map<number, Snapshot>();
	return (code) => {
		const snapshot = made.get(code) ?? make(code);
		made.set(code, snapshot);
		return snapshot;
	};
}

function processChart(kind: ProcessKind): Chart {
	const encode = (snapshot: SnapshotFrom<typeof processMachine>): number => {
		const { lifecycle, kill, parent } = snapshot.value;
		return codeOf(lifecycle, kill === "pending", parent === "told");
	};
	const map = getAdjacencyMap(processMachine, {
		input: { kind },
		events: [...PROCESS_EVENTS],
		serializeState: (snapshot) => String(encode(snapshot)),
	});
	const snapshotOf = once((code) => {
		const { lifecycle, killed, told } = decodeProcess(code);
		const value: StateValueFrom<typeof processMachine> = {
			lifecycle,
			kill: killed ? "pending" : "none",
			parent: told ? "told" : "untold",
		};
		return processMachine.resolveState({ value, context: { kind } });
	});
	return {
		codes: Object.keys(map).map(Number),
		take: (code, index) => {
			const event = PROCESS_EVENTS[index];
			if (!event) throw new RangeError(`a process has no event ${index}`);
			return moveOfProcess(snapshotOf(code), event, encode);
		},
	};
}

function moveOfProcess(
	before: SnapshotFrom<typeof processMachine>,
	event: ProcessEvent,
	encode: (snapshot: SnapshotFrom<typeof processMachine>) => number,
): Move | undefined {
	if (!before.can(event)) return undefined;
	const [after, actions] = transition(processMachine, before, event);
	return { to: encode(after), effects: actions.map((action) => action.type) };
}

const SUBSCRIBED = { exit: 1, signal: 2, both: 3 } as const;
const SUBSCRIBED_NAMES = [undefined, "exit", "signal", "both"] as const;

function slotChart(nrProcs: number): Chart {
	const encode = (snapshot: SnapshotFrom<typeof slotMachine>): number => {
		const { value, context } = snapshot;
		return slotCode(typeof value === "object" ? SUBSCRIBED[value.subscribed] : 0, context.waiting);
	};
	const map = getAdjacencyMap(slotMachine, {
		input: { nrProcs },
		events: [...SLOT_EVENTS],
		serializeState: (snapshot) => String(encode(snapshot)),
	});
	const snapshotOf = once((code) => {
		const { mask, waiting } = decodeSlot(code);
		return slotMachine.resolveState({ value: slotValue(mask, waiting), context: { waiting, nrProcs } });
	});
	return {
		codes: Object.keys(map).map(Number),
		take: (code, index) => {
			const event = SLOT_EVENTS[index];
			if (!event) throw new RangeError(`a slot has no event ${index}`);
			return moveOfSlot(snapshotOf(code), event, encode);
		},
	};
}

function slotValue(mask: number, waiting: number): StateValueFrom<typeof slotMachine> {
	const subscribed = SUBSCRIBED_NAMES[mask];
	if (subscribed) return { subscribed };
	return waiting > 0 ? "lingering" : "vacant";
}

function moveOfSlot(
	before: SnapshotFrom<typeof slotMachine>,
	event: SlotEvent,
	encode: (snapshot: SnapshotFrom<typeof slotMachine>) => number,
): Move | undefined {
	if (!before.can(event)) return undefined;
	const [after, actions] = transition(slotMachine, before, event);
	return { to: encode(after), effects: actions.map((action) => action.type) };
}

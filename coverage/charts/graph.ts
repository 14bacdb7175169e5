import { maskName } from "../../model/action.ts";
import { PROCESS_EVENTS } from "../../model/charts/process.ts";
import { SLOT_EVENTS, type SlotEvent } from "../../model/charts/slot.ts";
import { type Chart, decodeProcess, decodeSlot, tabulatedCharts } from "../../model/charts/table.ts";

/** The charts that have a graph. */
export const CHARTS = ["process", "slot"] as const;
/** One of `CHARTS`. */
export type ChartName = (typeof CHARTS)[number];

/** A transition of a chart. */
interface GraphEdge {
	/** Source node of the edge, as an index of the graph's nodes. */
	readonly from: number;
	readonly to: number;
	/** The event, with its operand: `SET_MASK(EXIT)`. */
	readonly event: string;
	/** Stable from version to version: `running -SIGNAL-> unpausing`. */
	readonly name: string;
}

/** A statechart flattened to a directed graph. Two edges between the same nodes differ in their events. */
export interface Graph {
	readonly name: ChartName;
	/** The names of the states; the first is where the chart starts. */
	readonly nodes: readonly string[];
	readonly edges: readonly GraphEdge[];
	/** The edge that the chart takes from the state of a code, as in charts/table.ts, at the event of a number; -1 if none. */
	edgeAt(code: number, event: number): number;
}

/** Least upper bound of wait counts for a slot's graph: it distinguishes only none, one and more. */
const LEAST_WAITING = 2;

/** Graph of a user's process chart, its two bits part of the states. A service's transitions are among a user's. */
export function processGraph(): Graph {
	const { user } = tabulatedCharts(1);
	return flatten("process", user, processNodeName, (event) => PROCESS_EVENTS[event]?.type, PROCESS_EVENTS.length);
}

/**
 * Graph of the slot chart. Wait counts are left out; an event with different target states for different wait counts
 * has an edge to each.
 *
 * @param nrProcs the greatest wait count for which `edgeAt` is called
 */
export function slotGraph(nrProcs: number): Graph {
	const { slot } = tabulatedCharts(Math.max(LEAST_WAITING, nrProcs));
	return flatten("slot", slot, slotNodeName, (event) => slotEventText(SLOT_EVENTS[event]), SLOT_EVENTS.length);
}

function processNodeName(code: number): string {
	const { lifecycle, killed, told } = decodeProcess(code);
	return `${lifecycle}${killed ? "+killed" : ""}${told ? "+told" : ""}`;
}

function slotNodeName(code: number): string {
	const { mask, waiting } = decodeSlot(code);
	if (mask === 0) return waiting === 0 ? "vacant" : "lingering";
	return ["", "exit", "signal", "both"][mask] ?? "";
}

function slotEventText(event: SlotEvent | undefined): string | undefined {
	if (event?.type === "SET_MASK") return `SET_MASK(${maskName(event.mask)})`;
	if (event?.type === "ASK") return `ASK(${maskName(event.event)})`;
	return event?.type;
}

function flatten(
	name: ChartName,
	chart: Chart,
	nodeName: (code: number) => string,
	eventName: (event: number) => string | undefined,
	eventCount: number,
): Graph {
	const codes = [...chart.codes].sort((a, b) => a - b);
	const nodes = [...new Set(codes.map(nodeName))];
	const edges: GraphEdge[] = [];
	const byName = new Map<string, number>();
	const edgeOf = new Map<number, number>();
	for (const code of codes) {
		for (let number = 0; number < eventCount; number++) {
			const move = chart.take(code, number);
			const event = eventName(number);
			if (!move || event === undefined) continue;
			const [from, to] = [nodeName(code), nodeName(move.to)];
			const edgeName = `${from} -${event}-> ${to}`;
			const index = byName.get(edgeName) ?? edges.length;
			if (index === edges.length)
				edges.push({ from: nodes.indexOf(from), to: nodes.indexOf(to), event, name: edgeName });
			byName.set(edgeName, index);
			edgeOf.set(code * eventCount + number, index);
		}
	}
	const table = new Int32Array((Math.max(...codes) + 1) * eventCount).fill(-1);
	for (const [key, index] of edgeOf) table[key] = index;
	return { name, nodes, edges, edgeAt: (code, event) => table[code * eventCount + event] ?? -1 };
}

import { describe, expect, test } from "vitest";
import { CHARTS, type ChartName, processGraph, slotGraph } from "../../coverage/charts/graph.ts";
import { Matcher } from "../../coverage/charts/matcher.ts";
import { requirementsOf } from "../../coverage/charts/requirements.ts";
import { CRITERIA } from "../../coverage/criteria.ts";
import { PROCESS_EVENTS } from "../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../model/charts/slot.ts";
import { decodeProcess, decodeSlot, statecharts } from "../../model/charts/table.ts";
import { randomNumbers } from "../support/random.ts";

/** An edge as a naive enumeration sees it: texts, and nothing of the graphs' own. */
interface NaiveEdge {
	readonly from: string;
	readonly event: string;
	readonly to: string;
}

const MASKS = ["0", "EXIT", "SIGNAL", "EXIT|SIGNAL"];

/** The charts' transitions straight from XState, without tables and graphs. */
function naiveEdges(chart: ChartName): readonly NaiveEdge[] {
	const charts = statecharts(3);
	const one = chart === "process" ? charts.user : charts.slot;
	const events = chart === "process" ? PROCESS_EVENTS : SLOT_EVENTS;
	const nodeName = (code: number): string => {
		if (chart === "process") {
			const { lifecycle, killed, told } = decodeProcess(code);
			return lifecycle + (killed ? "+killed" : "") + (told ? "+told" : "");
		}
		const { mask, waiting } = decodeSlot(code);
		return mask > 0 ? (["", "exit", "signal", "both"][mask] ?? "") : waiting > 0 ? "lingering" : "vacant";
	};
	const eventName = (event: (typeof events)[number]): string => {
		if ("mask" in event) return `SET_MASK(${MASKS[event.mask]})`;
		return "event" in event ? `ASK(${MASKS[event.event]})` : event.type;
	};
	const edges = new Map<string, NaiveEdge>();
	for (const code of one.codes) {
		for (const [index, event] of events.entries()) {
			const move = one.take(code, index);
			if (!move) continue;
			const edge = { from: nodeName(code), event: eventName(event), to: nodeName(move.to) };
			edges.set(JSON.stringify(edge), edge);
		}
	}
	return [...edges.values()];
}

function nameOf(path: readonly NaiveEdge[]): string {
	return path.reduce((text, { event, to }) => `${text} -${event}-> ${to}`, path[0]?.from ?? "");
}

/** Prime paths by their definition, word for word: simple paths that are no proper part of any other simple path. */
function naivePrimePaths(edges: readonly NaiveEdge[]): readonly string[] {
	const simple: (readonly NaiveEdge[])[] = [];
	const walk = (path: readonly NaiveEdge[]): void => {
		simple.push(path);
		const nodes = [path[0]?.from ?? "", ...path.map(({ to }) => to)];
		if (nodes.length > 1 && nodes[0] === nodes.at(-1)) return;
		for (const edge of edges) {
			if (edge.from === nodes.at(-1) && !nodes.slice(1).includes(edge.to)) walk([...path, edge]);
		}
	};
	for (const edge of edges) walk([edge]);
	const texts = simple.map((path) => path.map((edge) => edges.indexOf(edge)).join(","));
	const wrapped = texts.map((text) => `,${text},`);
	return simple
		.filter((_, index) => !wrapped.some((other, at) => at !== index && other.includes(`,${texts[index]},`)))
		.map(nameOf);
}

const GRAPHS = { process: processGraph(), slot: slotGraph(3) };

describe.each(CHARTS)("the requirements of the %s chart", (chart) => {
	const requirements = requirementsOf(GRAPHS[chart]);
	const edges = naiveEdges(chart);
	const named = (criterion: string): readonly string[] =>
		requirements.filter((one) => one.criterion === criterion).map(({ name }) => name);

	test("are its states, as XState has them", () => {
		const nodes = new Set(edges.flatMap(({ from, to }) => [from, to]));
		expect([...named("node")].sort()).toEqual([...nodes].sort());
	});

	test("are its transitions, as XState takes them", () => {
		expect([...named("edge")].sort()).toEqual(edges.map((edge) => nameOf([edge])).sort());
	});

	test("are its pairs of transitions, each of one that begins where the other ends", () => {
		const pairs = edges.flatMap((first) =>
			edges.filter(({ from }) => from === first.to).map((second) => [first, second]),
		);
		expect([...named("edgePair")].sort()).toEqual(pairs.map(nameOf).sort());
	});

	test("are its prime paths, found by comparing every simple path with every other", () => {
		expect([...named("primePath")].sort()).toEqual([...naivePrimePaths(edges)].sort());
	});

	test("have names that differ", () => {
		for (const criterion of CRITERIA) expect(new Set(named(criterion)).size).toBe(named(criterion).length);
	});
});

test("the slot chart's graph is the same for all wait counts from two on", () => {
	const names = (nrProcs: number): readonly string[] => slotGraph(nrProcs).edges.map(({ name }) => name);
	for (const nrProcs of [1, 2, 5, 40]) expect(names(nrProcs).toSorted()).toEqual(names(3).toSorted());
});

describe.each(CHARTS)("the matcher of the %s chart", (chart) => {
	const graph = GRAPHS[chart];
	const matcher = new Matcher(graph);

	test("counts in a long walk what a search of the walk's text counts", () => {
		const seed = 20261123;
		const random = randomNumbers(seed);
		const walk: number[] = [];
		for (let node = 0; walk.length < 3000; ) {
			const out = [...graph.edges.keys()].filter((edge) => graph.edges[edge]?.from === node);
			const edge = out[random(out.length)] ?? 0;
			walk.push(edge);
			node = graph.edges[edge]?.to ?? 0;
		}
		const visits = new Float64Array(matcher.size);
		let state = 0;
		visits[0] = 1;
		for (const edge of walk) {
			state = matcher.next(state, edge);
			visits[state] = (visits[state] ?? 0) + 1;
		}
		const counts = matcher.countsOf(visits);
		for (const [index, { path, node, name }] of matcher.requirements.entries()) {
			const expected =
				path.length === 0
					? walk.filter((edge) => graph.edges[edge]?.to === node).length + (node === 0 ? 1 : 0)
					: walk.filter((_, at) => path.every((edge, offset) => walk[at + offset] === edge)).length;
			expect(counts[index], `${name}, seed ${seed}`).toBe(expected);
		}
	});
});

import { describe, expect, it } from "vitest";
import { LIFECYCLES } from "../../model/state.ts";
import { chartsText } from "../../report/formats/charts.ts";

/** Every state of both charts that is not a region, by the name it is drawn with. */
const STATES: readonly (readonly [string, readonly string[]])[] = [
	["process_lifecycle", LIFECYCLES],
	["process_kill", ["none", "pending"]],
	["process_parent", ["untold", "told"]],
	["slot", ["vacant", "lingering"]],
	["slot_subscribed", ["exit", "signal", "both"]],
];

const NODES = STATES.flatMap(([region, names]) => names.map((name) => [`${region}_${name}`, name] as const));

/** The identifiers at both ends of every edge. */
function ends(text: string, edge: RegExp): readonly string[] {
	return [...text.matchAll(edge)].flatMap(([, from = "", to = ""]) => [from, to]);
}

describe("the charts as drawings", () => {
	const [dot, mermaid] = [chartsText("dot"), chartsText("mermaid")];

	it.each(NODES)("name %s in dot and in mermaid, once each", (id, name) => {
		expect(dot.split(`${id} [label="${name}"];`)).toHaveLength(2);
		expect(mermaid.split(`state "${name}" as ${id}\n`)).toHaveLength(2);
	});

	it("have no edge from or to a state that they do not name", () => {
		const ids = new Set<string>(NODES.map(([id]) => id));
		const inDot = ends(dot, /^ *(\w+) -> (\w+) /gm);
		expect(inDot.length).toBeGreaterThan(0);
		const inMermaid = ends(mermaid, /^ *(\w+) --> (\w+): /gm);
		expect(inMermaid).toHaveLength(inDot.length);
		// An edge can leave a state that has states inside.
		for (const found of [inDot, inMermaid]) {
			expect(found.filter((id) => !ids.has(id) && id !== "slot_subscribed")).toEqual([]);
		}
	});

	it("have one edge between two states, with a line for each transition", () => {
		const pairs = [...dot.matchAll(/^ *(\w+ -> \w+) \[label="(.*)"\];$/gm)];
		expect(new Set(pairs.map(([, ends]) => ends)).size).toBe(pairs.length);
		const labels = new Map(pairs.map(([, ends = "", label]) => [ends, label]));
		expect(labels.get("process_kill_none -> process_kill_pending")).toBe("KILL [isUnpausing]\\nKILL [isSignalled]");
		const inMermaid = [...mermaid.matchAll(/^ *(\w+ --> \w+): (.*)$/gm)];
		expect(new Set(inMermaid.map(([, ends]) => ends)).size).toBe(inMermaid.length);
		expect(mermaid).toContain("process_kill_pending: KILL [isUnpausing]<br/>KILL [isSignalled]");
	});

	it("close every brace that they open", () => {
		for (const text of [dot, mermaid]) expect(text.split("{")).toHaveLength(text.split("}").length);
	});
});

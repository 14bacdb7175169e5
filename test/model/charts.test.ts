import { describe, expect, it } from "vitest";
import { createMachine } from "xstate";
import { z } from "zod";
import { PROCESS_EVENTS } from "../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../model/charts/slot.ts";
import { type Chart, decodeProcess, statecharts, tabulatedCharts } from "../../model/charts/table.ts";
import { chartsText } from "../../report/formats/charts.ts";

const NR_PROCS = 5;

/** Every move of a chart, by code and event. */
function movesOf(chart: Chart, events: number): readonly unknown[] {
	return chart.codes.map((code) => [
		code,
		Array.from({ length: events }, (_, event) => chart.take(code, event) ?? null),
	]);
}

describe("the tabulated charts", () => {
	const [stepped, tabulated] = [statecharts(NR_PROCS), tabulatedCharts(NR_PROCS)];

	it.each([
		["user", PROCESS_EVENTS.length, 11],
		["service", PROCESS_EVENTS.length, 7],
		["slot", SLOT_EVENTS.length, 4 * (NR_PROCS + 1)],
	] as const)("say of a %s what XState says, over every state and event", (name, events, states) => {
		expect(tabulated[name].codes).toHaveLength(states);
		expect(movesOf(tabulated[name], events)).toEqual(movesOf(stepped[name], events));
	});

	it("have the rows of docs/protocol.md, with the bits that ride along", () => {
		const rows = tabulated.user.codes
			.map(decodeProcess)
			.map(({ lifecycle, killed, told }) => `${lifecycle}${killed ? " killed" : ""}${told ? " told" : ""}`);
		expect(rows.sort()).toEqual(
			[
				"free",
				"running",
				"unpausing",
				"unpausing killed",
				"signalled",
				"signalled killed",
				"exiting",
				"exiting told",
				"departing",
				"departing told",
				"zombie",
			].sort(),
		);
	});
});

describe("the charts as text", () => {
	it("are, as JSON, what createMachine takes", () => {
		const configs = z.record(z.string(), z.record(z.string(), z.unknown())).parse(JSON.parse(chartsText("json")));
		expect(Object.keys(configs)).toEqual(["process", "slot"]);
		expect(Object.keys(createMachine(configs["process"] ?? {}).states)).toEqual(["lifecycle", "kill", "parent"]);
		expect(Object.keys(createMachine(configs["slot"] ?? {}).states)).toEqual(["vacant", "subscribed", "lingering"]);
	});

	it("name guards and effects on the edges", () => {
		for (const format of ["mermaid", "dot"] as const) {
			expect(chartsText(format)).toContain("EVENT_OVER [killPends] / restart_sigs");
			expect(chartsText(format)).toContain("ANSWER [hasOnePending] / decrement");
		}
	});
});

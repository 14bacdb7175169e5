import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import * as minix from "../../impl/minix.ts";
import { COUNTED_KINDS } from "../../model/action.ts";
import { LIFECYCLES } from "../../model/state.ts";

const TEXT = readFileSync("docs/protocol.md", "utf8");
const NO_LIMIT = Number.POSITIVE_INFINITY;
const LIMITS = { states: NO_LIMIT, bytes: NO_LIMIT, timeMs: NO_LIMIT };

/** Cells of the table of a section, without its head. */
function tableOf(section: string, which = 0): readonly (readonly string[])[] {
	const text = TEXT.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
	const tables = text.split("\n\n").filter((paragraph) => paragraph.startsWith("|"));
	const rows = (tables[which] ?? "").trim().split("\n").slice(2);
	return rows.map((row) =>
		row
			.split("|")
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

describe("docs/protocol.md", () => {
	it("has a row for each state of a process", () => {
		const states = tableOf("States of a process").map(([state = ""]) => state.replace(/@i$/, ""));
		expect(states).toEqual(LIFECYCLES);
	});

	it("has the values of the flags", () => {
		const flags = tableOf("States of a process", 1);
		expect(flags.length).toBeGreaterThan(0);
		for (const [name = "", value] of flags) {
			expect(minix, name).toMatchObject({ [name.replaceAll("`", "")]: Number(value) });
		}
	});

	it("has the actions that are counted, in their order", () => {
		const actions = tableOf("Actions").map(([action = ""]) => action.replace(/\(.*/, ""));
		expect(actions).toEqual(COUNTED_KINDS);
	});

	it.each(tableOf("Counts").map((row) => row.map((cell) => Number(cell.replaceAll(",", "")))))(
		"has the counts at %iu %is %ik",
		async (users = 0, services = 0, slots = 0, ...counts) => {
			const how = { symmetry: true, limits: LIMITS, signal: undefined, onProgress: undefined };
			const found = await searchSpecification({ users, services, slots }, how);
			expect(counts).toEqual([found.states, found.canonicalStates, found.transitions, found.depth]);
		},
	);
});

import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainTable } from "../../report/text/layout/table.ts";
import { widthOf, wrapped } from "../../report/text/layout/width.ts";

const word = fc.oneof(
	fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abcXYZ019_(),.;:→✗–…") }),
	fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(..."/ab-") }),
	fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom("汉", "字", "é", "😀") }),
	fc.nat().map(String),
);
const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
const rows = fc
	.integer({ min: 1, max: 8 })
	.chain((columns) =>
		fc.array(fc.array(sentence, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
	);
const width = fc.integer({ min: 40, max: 200 });
const red = new Chalk({ level: 1 }).red;

/** Characters of a text but for spaces, line breaks and rules, in a fixed order. */
function characters(text: string): readonly string[] {
	return [...text.replaceAll(/[\s─]/g, "")].sort();
}

function lines(text: string): readonly string[] {
	expect(text.endsWith("\n")).toBe(true);
	return text.slice(0, -1).split("\n");
}

describe("a table", () => {
	it("has no line that is wider than the width, and every character of its cells", () => {
		fc.assert(
			fc.property(rows, width, (cells, most) => {
				const table = plainTable(cells, most);
				expect(Math.max(...lines(table).map(widthOf))).toBeLessThanOrEqual(most);
				expect(characters(table)).toEqual(characters(cells.flat().join("")));
			}),
			{ seed: 1, numRuns: 100 },
		);
	});

	it("has every word whole that is no wider than the share of its column", () => {
		fc.assert(
			fc.property(rows, width, (cells, most) => {
				const columns = cells[0]?.length ?? 0;
				const share = Math.floor((most - 2 * (columns - 1)) / columns);
				const short = (text: string): string[] =>
					text.split(/\s+/).filter((one) => one !== "" && widthOf(one) <= share);
				const kept = cells.map((row) => row.map((cell) => short(cell).join(" ")));
				const found = new Set(plainTable(kept, most).split(/\s+/));
				expect(kept.flatMap((row) => row.flatMap(short)).filter((one) => !found.has(one))).toEqual([]);
			}),
			{ seed: 2, numRuns: 100 },
		);
	});

	it("is the same with colours, but for the colours, and each line ends the colour that it begins", () => {
		fc.assert(
			fc.property(rows, width, (cells, most) => {
				const coloured = plainTable(
					cells.map((row) => row.map((cell) => red(cell))),
					most,
				);
				expect(stripVTControlCharacters(coloured)).toBe(plainTable(cells, most));
				const count = (line: string, code: string): number => line.split(code).length;
				const open = lines(coloured).filter((line) => count(line, "\x1b[31m") !== count(line, "\x1b[39m"));
				expect(open).toEqual([]);
			}),
			{ seed: 3, numRuns: 100 },
		);
	});

	it("aligns columns of numbers at the right", () => {
		const table = plainTable(
			[
				["scope", "states", "share"],
				["1u 1s 4k", "146", "100 %"],
				["2u 2s 4k", "68,341", "9.5 %"],
			],
			80,
		);
		expect(table).toBe(
			[
				"scope     states  share",
				"───────────────────────",
				"1u 1s 4k     146  100 %",
				"2u 2s 4k  68,341  9.5 %",
				"",
			].join("\n"),
		);
	});

	it("wraps the widest column between words", () => {
		const cells = [
			["step", "text"],
			["1", "u0 signalled, waits for s1; s0 s1 running, and nobody else"],
		];
		expect(plainTable(cells, 40)).toBe(
			[
				"step  text",
				"────────────────────────────────────────",
				"   1  u0 signalled, waits for s1; s0 s1",
				"      running, and nobody else",
				"",
			].join("\n"),
		);
	});
});

describe("a table that is too wide", () => {
	it("wraps the column that makes it grow least", () => {
		const cells = [
			["action", "result", "slot"],
			["setMask(s0, EXIT)", "", "s0: EXIT, 0 waiting"],
			["vfsReply(u0)", "asks s1 about u0", "s0: EXIT, 1 waiting"],
			["setMask(s1, EXIT)", "", "s1: EXIT, 0 waiting"],
		];
		expect(plainTable(cells, 49)).toBe(
			[
				"action             result     slot",
				"─────────────────────────────────────────────────",
				"setMask(s0, EXIT)             s0: EXIT, 0 waiting",
				"vfsReply(u0)       asks s1    s0: EXIT, 1 waiting",
				"                   about u0",
				"setMask(s1, EXIT)             s1: EXIT, 0 waiting",
				"",
			].join("\n"),
		);
	});
});

describe("wrapped text", () => {
	it("has no line that is wider than the width, unless it is one word, and every word in its order", () => {
		fc.assert(
			fc.property(sentence, fc.nat(8), fc.nat(8), width, (text, own, indent, most) => {
				const result = wrapped(" ".repeat(own) + text, indent, most);
				const wide = lines(result).filter((line) => widthOf(line) > most);
				expect(wide.filter((line) => line.trim().includes(" "))).toEqual([]);
				expect(result.split(/\s+/).filter(Boolean)).toEqual(text.split(" ").filter(Boolean));
			}),
			{ seed: 4, numRuns: 100 },
		);
	});
});

import { describe, expect, it } from "vitest";
import { explainErrors, explainLink } from "../../../impl/c/compile/explain.ts";

/** Clang's message about a line of a source, with the code below it. */
function error(line: number, text: string): string {
	return `event.c:${line}:1: error: ${text}\n${String(line).padStart(5)} | code();\n      | ^\n`;
}

function explained(...messages: readonly string[]): readonly string[] {
	return explainErrors({ path: "event.c", text: "" }, messages.join("")).split("\n");
}

describe("the errors of a source", () => {
	it("are all shown where they are few, also of one kind", () => {
		const lines = explained(error(3, "expected ';' after expression"), error(7, "expected ';' after expression"));
		expect(lines).toHaveLength(1 + 2 * 3);
		expect(lines.join("\n")).toContain("event.c:7:1: error: expected ';' after expression");
	});

	it("are shown once a kind where they are many, with the places of the others", () => {
		const strange = Array.from({ length: 12 }, (_, index) => error(20 + index, `unexpected character <U+25${index}>`));
		const lines = explained(error(3, "expected ';' after expression"), ...strange);
		expect(lines).toEqual([
			"event.c does not compile:",
			"event.c:3:1: error: expected ';' after expression",
			"    3 | code();",
			"      | ^",
			"event.c:20:1: error: unexpected character <U+250>",
			"   20 | code();",
			"      | ^",
			"(11 more of this kind: lines 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)",
		]);
	});

	it("take about 20 lines, however many and long they are, and the number of the others is said", () => {
		const kinds = Array.from({ length: 300 }, (_, index) => error(1 + index, `trouble ${"x".repeat(index)}`));
		const lines = explained(...kinds);
		expect(lines.length).toBeLessThan(25);
		expect(lines.at(-1)).toBe("(294 errors of 294 more kinds left out)");
		expect(Math.max(...explained(error(1, "x".repeat(10_000))).map((line) => line.length))).toBeLessThan(210);
	});

	it("name at most 30 of the names that are not declared, and say how many more there are", () => {
		const names = Array.from({ length: 100 }, (_, index) => error(5, `use of undeclared identifier 'name${index}'`));
		expect(explained(...names).join("\n")).toMatch(/name29 \(line 5\), and 70 more, which neither it nor a header/);
	});

	it("that the linker finds are named in the same way", () => {
		const symbols = Array.from({ length: 40 }, (_, index) => `undefined symbol: f${index}`).join("\n");
		expect(explainLink("event.c", symbols)).toMatch(/f29, and 10 more, which no file defines/);
	});
});

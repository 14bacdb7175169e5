import { describe, expect, test } from "vitest";
import { withSlots } from "../../../impl/c/compile/slots.ts";

/** A text with 7 slots. */
function resized(text: string, name = "NR_SUBS"): string | undefined {
	return withSlots(text, name, 7);
}

describe("another number of slots", () => {
	test.each([
		["#define NR_SUBS 4\n", "#define NR_SUBS 7\n"],
		["#define NR_SUBS 0x10 /* many */\n", "#define NR_SUBS 7 /* many */\n"],
		["  # define NR_SUBS (1 << 2)\n", "  # define NR_SUBS 7\n"],
		["#define NR_SUBS MAX( \\\n\t2, 3)\nint x;\n", "#define NR_SUBS 7\\\n\nint x;\n"],
		["enum { NR_SUBS = 4 };", "enum { NR_SUBS = 7};"],
		["enum { FIRST = 1, NR_SUBS = FIRST * 4, LAST };", "enum { FIRST = 1, NR_SUBS = 7, LAST };"],
		["enum slot { A, B, NR_SUBS };", "enum slot { A, B, NR_SUBS = 7 };"],
		["static const unsigned NR_SUBS = 2 + 2;", "static const unsigned NR_SUBS = 7;"],
	])("replaces what %j says", (text, expected) => {
		expect(resized(text)).toBe(expected);
	});

	test.each([
		"/* #define NR_SUBS 4 */\n",
		'const char *text = "NR_SUBS = 4";',
		"#define NR_SUBSCRIBERS 4\n",
		"#define NR_SUBS(of) 4\n",
		"if (nsubs == NR_SUBS) return;",
		"for (i = 0; NR_SUBS == i; i++);",
	])("is not put into %j", (text) => {
		expect(resized(text)).toBeUndefined();
	});

	test("keeps every line where it was", () => {
		const text = "int a;\n#define NR_SUBS 1 + \\\n  2 + \\\n  1\nint b;\n";
		expect(resized(text)?.split("\n").indexOf("int b;")).toBe(4);
	});

	test("is that of the constant that is named", () => {
		expect(resized("#define MAX_LISTENERS 3\n", "MAX_LISTENERS")).toBe("#define MAX_LISTENERS 7\n");
	});
});

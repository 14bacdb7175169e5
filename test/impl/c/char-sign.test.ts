import { describe, expect, test } from "vitest";
import { charDifference, withWatchedChars } from "../../../impl/c/instrument/char-sign.ts";
import { charMayDecideConstants } from "../../../impl/c/instrument/constants.ts";

const HEAD = ["define i32 @look(i8 %0) !dbg !1 {"];
const TAIL = [
	"}",
	'!1 = distinct !DISubprogram(name: "look", scope: !2, file: !2, line: 1, type: !4)',
	'!2 = !DIFile(filename: "event.c", directory: "/")',
];

function program(...lines: readonly string[]): string {
	return [...HEAD, ...lines, ...TAIL].join("\n");
}

const SIGNED = program("  %2 = sext i8 %0 to i32", "  %3 = icmp ult i32 %2, 4");
const UNSIGNED = program("  %2 = zext i8 %0 to i32", "  %3 = icmp samesign ult i32 %2, 4");

describe("the difference that unsigned chars make", () => {
	test("is none where the program is the same", () => {
		expect(charDifference(SIGNED, SIGNED)).toBe("none");
	});

	test("is in widening where nothing else differs but what the optimiser notes", () => {
		expect(charDifference(SIGNED, UNSIGNED)).toBe("widening");
	});

	test.each([
		["another operation", program("  %2 = zext i8 %0 to i32", "  %3 = icmp slt i32 %2, 4")],
		["another value", program("  %2 = zext i8 %0 to i32", "  %3 = icmp ult i32 %2, 5")],
		["fewer lines", program("  %2 = zext i8 %0 to i32")],
	])("is any other where there is %s", (_, unsigned) => {
		expect(charDifference(SIGNED, unsigned)).toBe("other");
	});
});

test("a char that is widened in two ways is watched before it is", () => {
	expect(withWatchedChars(SIGNED, UNSIGNED).split("\n").slice(1, 4)).toEqual([
		"  %rollcall.char.1 = sext i8 %0 to i32",
		"  call void @rollcall_widened(i32 %rollcall.char.1)",
		"  %2 = sext i8 %0 to i32",
	]);
	expect(withWatchedChars(SIGNED, SIGNED)).toBe(SIGNED);
});

describe("the signedness of plain char", () => {
	test.each([
		"#if '\\xff' < 0\nstatic const int table[2];\n#endif",
		"# \\\nelif LIMIT < 0",
		"#ifdef __CHAR_UNSIGNED__\n#define FIXED const",
		"static __typeof__(value) fixed;",
		"#define FIXED _Generic(value, int: 1)",
	])("may decide which objects are constants: %j", (text) => {
		expect(charMayDecideConstants(text)).toBe(true);
	});

	test.each([
		"#ifndef LISTENERS_H\n#define LISTENERS_H\n",
		"static const char name[] = \"pm\";\nif (name[0] == '#')\n\treturn;",
	])("does not decide it: %j", (text) => {
		expect(charMayDecideConstants(text)).toBe(false);
	});
});

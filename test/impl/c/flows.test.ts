import { expect, test } from "vitest";
import { flowsOf } from "../../../impl/c/instrument/flows.ts";

/** Numbers of the lines that read what decides nothing. */
function copiesIn(...lines: readonly string[]): readonly number[] {
	return [...flowsOf(lines).copies];
}

const LOAD = "  %0 = load i32, ptr @count, align 4";

test("a value that is computed, stored and printed decides nothing", () => {
	const lines = [
		LOAD,
		"  %1 = add nsw i32 %0, 1",
		"  store i32 %1, ptr @count, align 4",
		"  store i32 %0, ptr @last, align 4",
		"  %2 = tail call i32 (ptr, ...) @printf(ptr noundef @.str, i32 noundef %0)",
	];
	expect(flowsOf(lines)).toEqual({
		copies: new Set([0]),
		flows: [
			{ load: 0, store: 2, isSame: false },
			{ load: 0, store: 3, isSame: true },
		],
	});
});

test("the failure of a sum with a small constant is left aside, that of another sum is not", () => {
	const sum = (constant: string): readonly string[] => [
		LOAD,
		`  %1 = tail call { i32, i1 } @llvm.sadd.with.overflow.i32(i32 %0, i32 ${constant}), !nosanitize !5`,
		"  %2 = extractvalue { i32, i1 } %1, 1, !nosanitize !5",
		"  br i1 %2, label %3, label %4, !prof !6, !nosanitize !5",
		"  %5 = extractvalue { i32, i1 } %1, 0",
		"  store i32 %5, ptr @count, align 4",
	];
	expect(copiesIn(...sum("1"))).toEqual([0]);
	expect(copiesIn(...sum("70000"))).toEqual([]);
	expect(copiesIn(...sum("%9"))).toEqual([]);
});

test.each([
	["  %1 = icmp eq i32 %0, 5"],
	["  ret i32 %0"],
	["  store i32 7, ptr %0, align 4"],
	["  call void @other(i32 %0)"],
	["  %1 = udiv i32 7, %0"],
	["  %1 = getelementptr i8, ptr @subs, i32 %0"],
	["  %1 = tail call i32 (ptr, ...) @printf(ptr %0)"],
	["  %1 = phi i32 [ %0, %2 ], [ 1, %3 ]"],
])("a value that is used in %j decides something", (use) => {
	expect(copiesIn(LOAD, use)).toEqual([]);
});

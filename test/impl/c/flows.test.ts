import { expect, test } from "vitest";
import { countsOfVariables } from "../../../impl/c/instrument/flows/bounds.ts";
import { flowsOf } from "../../../impl/c/instrument/flows/flows.ts";

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
		selected: [],
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

test("a comparison decides something where a branch follows, and nothing where it chooses a value", () => {
	const compare = "  %1 = icmp eq i32 %0, 5";
	expect(copiesIn(LOAD, compare, "  br i1 %1, label %2, label %3")).toEqual([]);
	expect(copiesIn(LOAD, compare, "  %2 = select i1 %1, i32 0, i32 %0", "  store i32 %2, ptr @count, align 4")).toEqual([
		0,
	]);
});

/** A function that reads a number, compares it, and branches to a block with some lines, which leads on. */
function branching(side: readonly string[], onward: readonly string[] = []): readonly string[] {
	return [
		LOAD,
		"  %1 = icmp ult i32 %0, 100",
		"  br i1 %1, label %if.then, label %if.end, !dbg !3",
		"if.then:                                          ; preds = %entry",
		...side,
		"  br label %if.end, !dbg !3",
		"if.end:                                           ; preds = %if.then, %entry",
		...onward,
		"  ret void",
	];
}

test("a branch decides nothing that only skips a store, whose address is known before it: the store is noted at the branch", () => {
	const add = "  %2 = add nuw nsw i32 %0, 1";
	const { copies, flows } = flowsOf(branching([add, "  store i32 %2, ptr @count, align 4"]));
	expect([...copies]).toEqual([0]);
	expect(flows).toContainEqual({ load: 0, store: 5, branch: 2, isSame: false });
	expect(copiesIn(...branching(["  store i32 %7, ptr %most, align 4"]))).toEqual([0]);
});

test.each([
	["an address that the branch decides", ["  %2 = add i32 %7, 1", "  store i32 1, ptr %2, align 4"], []],
	["a call", ["  call void @other()"], []],
	["a read", ["  %2 = load i32, ptr @other, align 4"], []],
	["a value of what follows", [], ["  %3 = phi i32 [ 1, %if.then ], [ 0, %entry ]"]],
])("a branch decides something by %s", (_, side, onward) => {
	expect(copiesIn(...branching(side, onward))).not.toContain(0);
});

const PLACE = "  %2 = getelementptr inbounds nuw %struct.rec, ptr @ring, i32 %1";

test.each([
	["a mask", "  %1 = and i32 %0, 15", 16],
	["an unsigned remainder", "  %1 = urem i32 %0, 10", 10],
	["a remainder of what is not negative", "  %1 = srem i32 %0, 10", 10],
])("a value selects elements within the bounds of %s", (_, bounded, count) => {
	const lines = [
		LOAD,
		bounded,
		PLACE,
		"  %3 = getelementptr inbounds nuw i8, ptr %2, i32 4",
		"  store i32 7, ptr %3, align 4",
	];
	const { selected } = flowsOf(lines, (variable) => (variable === "@count" ? Number.POSITIVE_INFINITY : undefined));
	expect(selected).toEqual([
		{ load: 0, access: 4, pointer: "%3", size: 4, array: "@ring", type: "%struct.rec", count },
	]);
});

test.each([
	["has no bound", "  %1 = add i32 %0, 1", "  store i32 7, ptr %2, align 4"],
	["may be negative", "  %1 = srem i32 %0, 16", "  store i32 7, ptr %2, align 4"],
	["gives an address that is stored", "  %1 = and i32 %0, 15", "  store ptr %2, ptr @last, align 4"],
	["gives an address that is passed on", "  %1 = and i32 %0, 15", "  call void @other(ptr %2)"],
	["gives an address that is asked about", "  %1 = and i32 %0, 15", "  %3 = ptrtoint ptr %2 to i32"],
])("a value that selects an element and %s decides something", (_, bounded, use) => {
	expect(copiesIn(LOAD, bounded, PLACE, use)).toEqual([]);
});

test("a variable has the bounds of all that is stored in it", () => {
	const program = (stores: readonly string[], linkage = "internal unnamed_addr "): readonly string[] => [
		`@at = ${linkage}global i32 0, align 4`,
		"define void @f() {",
		"  %0 = load i32, ptr @at, align 4",
		"  %1 = call { i32, i1 } @llvm.sadd.with.overflow.i32(i32 %0, i32 1), !nosanitize !5",
		"  %2 = extractvalue { i32, i1 } %1, 0",
		"  %3 = srem i32 %2, 10",
		"  %4 = add nuw nsw i32 %0, 1",
		"  %5 = icmp eq i32 %4, 20",
		"  %6 = select i1 %5, i32 0, i32 %4",
		...stores,
		"}",
	];
	const countOf = (...stores: readonly string[]) => countsOfVariables(program(stores))("@at");
	expect(countOf("  store i32 %3, ptr @at, align 4")).toBe(10);
	expect(countOf("  store i32 %3, ptr @at, align 4", "  store i32 63, ptr @at, align 4")).toBe(64);
	expect(countOf("  store i32 %2, ptr @at, align 4")).toBe(Number.POSITIVE_INFINITY);
	expect(countOf("  store i32 %6, ptr @at, align 4")).toBe(20);
	expect(countOf("  store i32 %6, ptr @at, align 4", "  store i32 %3, ptr @at, align 4")).toBe(20);
	// It would not be found equal to 20, once it is greater.
	expect(countOf("  store i32 %6, ptr @at, align 4", "  store i32 63, ptr @at, align 4")).toBeUndefined();
	expect(countOf("  store i32 -1, ptr @at, align 4")).toBeUndefined();
	expect(countOf("  store i32 %9, ptr @at, align 4")).toBeUndefined();
	expect(countOf("  call void @other(ptr @at)")).toBeUndefined();
	// Another translation unit may store anything in it.
	expect(countsOfVariables(program(["  store i32 %3, ptr @at, align 4"], ""))("@at")).toBeUndefined();
});

test.each([
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

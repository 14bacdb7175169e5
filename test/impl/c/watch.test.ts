import { expect, test } from "vitest";
import { withWatchedAccesses } from "../../../impl/c/instrument/watch.ts";
import { LEAST_ADDRESS, LIST_ADDRESS, WATCH, WATCH_ADDRESS, WATCH_MAX_ENTRIES } from "../../../impl/c/layout/watch.ts";

const READ = "  %1 = load i32, ptr @subs, align 4";
const DEBUG = [
	'!1 = distinct !DISubprogram(name: "publish_event", scope: !2, file: !2, line: 284, type: !4)',
	'!2 = !DIFile(filename: "event.c", directory: "/")',
	"!3 = !DILocation(line: 296, column: 5, scope: !1)",
];
const COUNT = [
	"  %2 = load i64, ptr @__profc_publish_event, align 8",
	"  %3 = add i64 %2, 1",
	"  store i64 %3, ptr getelementptr inbounds (i8, ptr @__profc_publish_event, i32 8), align 8",
];

test("accesses to memory are noted, those to clang's counters are not: no state is there, and they would cost twice", () => {
	const decides = "  ret i32 %1, !dbg !3";
	const lines = ["define void @publish_event() !dbg !1 {", `${READ}, !dbg !3`, decides, ...COUNT, "}", ...DEBUG];
	const watched = withWatchedAccesses(lines.join("\n")).split("\n");
	expect(watched.filter((line) => line.includes("@rollcall_"))).toEqual([
		"  call void @rollcall_read(ptr @subs, i32 4, i32 296), !dbg !3",
	]);
});

test("what the compiler itself clears or copies is noted, whichever size it gives", () => {
	const lines = [
		"define void @publish_event() !dbg !1 {",
		"  call void @llvm.memset.p0.i64(ptr noundef nonnull align 4 %m, i8 0, i64 64, i1 false), !dbg !3",
		"  call void @llvm.memcpy.p0.p0.i32(ptr align 4 %to, ptr align 4 @subs, i32 %size, i1 false), !dbg !3",
		"}",
		...DEBUG,
	];
	const watched = withWatchedAccesses(lines.join("\n")).split("\n");
	expect(watched.filter((line) => line.includes("@rollcall_"))).toEqual([
		"  call void @rollcall_written(ptr %m, i32 64, i32 296), !dbg !3",
		"  call void @rollcall_copied(ptr @subs, i32 %size, i32 296), !dbg !3",
		"  call void @rollcall_moved(ptr @subs, i32 %size, ptr %to, i32 %size, i32 1), !dbg !3",
		"  call void @rollcall_written(ptr %to, i32 %size, i32 296), !dbg !3",
	]);
});

test.each([
	["a constant address", "store ptr inttoptr (i32 -1 to ptr), ptr %p, align 4", ["written(ptr %p, i32 4"]],
	["the address of a variable", "store i32 ptrtoint (ptr @x to i32), ptr @subs, align 4", ["written(ptr @subs, i32 4"]],
	["several words", "store <4 x i32> <i32 1, i32 0, i32 0, i32 2>, ptr %p, align 4", ["written(ptr %p, i32 16"]],
	["one word several times", "store <4 x i32> splat (i32 -1), ptr %p, align 4", ["written(ptr %p, i32 16"]],
	["several addresses", "store <2 x ptr> <ptr @a, ptr @b>, ptr %p, align 4", ["written(ptr %p, i32 8"]],
	["an atomic", "store atomic volatile i32 7, ptr %p seq_cst, align 4", ["written(ptr %p, i32 4"]],
	["a double", "store double 0.000000e+00, ptr %p, align 8", ["written(ptr %p, i32 8"]],
	["a struct", "store { i32, i8 } %9, ptr %p, align 4", ["written(ptr %p, i32 1", "anything("]],
	[
		"what it adds to",
		"%3 = atomicrmw add ptr getelementptr inbounds (i8, ptr @mproc, i32 20), i8 1 monotonic, align 4",
		["written(ptr getelementptr inbounds (i8, ptr @mproc, i32 20), i32 1", "anything("],
	],
	[
		"what it compares",
		"%3 = cmpxchg weak ptr %p, i32 0, i32 1 monotonic monotonic, align 4",
		["written(ptr %p, i32 4", "anything("],
	],
	[
		"a struct to a constant place",
		"call void @llvm.memcpy.p0.p0.i32(ptr noundef nonnull align 4 getelementptr (i8, ptr @subs, i32 12), ptr align 4 @subs, i32 12, i1 false)",
		[
			"copied(ptr @subs, i32 12",
			"moved(ptr @subs, i32 12, ptr getelementptr (i8, ptr @subs, i32 12), i32 12",
			"written(ptr getelementptr (i8, ptr @subs, i32 12), i32 12",
		],
	],
	["nowhere", "call void @llvm.memset.p0.i32(ptr null, i8 0, i32 20, i1 false)", ["written(ptr null, i32 20"]],
	["a printed text", "call i32 (ptr, ...) @printf(ptr @text, ptr %p)", ["at(i32 296"]],
] as const)("an instruction that writes or reads %s is noted", (_, instruction, calls) => {
	const lines = ["define void @publish_event() !dbg !1 {", `  ${instruction}, !dbg !3`, "}", ...DEBUG];
	const watched = withWatchedAccesses(lines.join("\n")).split("\n");
	const noted = watched.filter((line) => line.startsWith("  call void @rollcall_"));
	expect(noted.map((line) => line.replace("  call void @rollcall_", ""))).toEqual(
		calls.map((call) => expect.stringContaining(call)),
	);
});

test("an access in another file has no line", () => {
	const lines = ["define void @publish_event() !dbg !1 {", `${READ}, !dbg !3`, "}", ...DEBUG];
	const watched = withWatchedAccesses(lines.join("\n"), "source.c");
	expect(watched).toMatch(/@rollcall_\w+\(ptr @subs, i32 4, i32 0\)/);
});

test("the notes of accesses end where the views of the list begin, and these below the source's first address", () => {
	expect(WATCH_ADDRESS + WATCH.size).toBeLessThanOrEqual(LIST_ADDRESS);
	expect(LIST_ADDRESS + 4 * (1 + 3 * WATCH_MAX_ENTRIES)).toBeLessThanOrEqual(LEAST_ADDRESS);
});

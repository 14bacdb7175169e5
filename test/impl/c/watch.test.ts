import { expect, test } from "vitest";
import { withWatchedAccesses } from "../../../impl/c/instrument/watch.ts";

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
	const decides = "  %9 = icmp eq i32 %1, 0, !dbg !3";
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

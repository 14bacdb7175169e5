import { describe, expect, it } from "vitest";
import { expectPlain } from "../../../impl/c/compile/refusals.ts";
import { withCallLimit } from "../../../impl/c/instrument/recursion.ts";

describe("a program in LLVM's text form", () => {
	it.each([
		["%1 = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 1)", "WebAssembly's own memory.grow"],
		["%1 = call i32 @llvm.wasm.memory.size.i32(i32 0)", "WebAssembly's own memory.size"],
		['  call void asm sideeffect "loop\\0A br 0", "~{memory}"()', "inline assembly"],
		['module asm ".globl x"', "inline assembly"],
		[
			"@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 65535, ptr @early, ptr null }]",
			"destructor, early",
		],
		['@p = internal constant ptr @early, section ".init_array", align 4', "constructor"],
		[
			'attributes #3 = { "wasm-import-module"="evil" "wasm-import-name"="f" }',
			"imports from a WebAssembly module, evil",
		],
	])("is refused: %s", (ir, says) => {
		expect(() => expectPlain(ir)).toThrow(says);
	});

	it.each([
		'  call void asm sideeffect "", "~{memory}"()',
		"@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 0, ptr @__llvm_profile_init, ptr null }]",
	])("is run: %s", (ir) => {
		expect(() => expectPlain(ir)).not.toThrow();
	});
});

/** A function of the source, in LLVM's text form. */
function define(name: string, ...body: readonly string[]): string {
	return [
		`define i32 @${name}(i32 %0) !dbg !1 {`,
		...body.map((line) => `  ${line}, !dbg !2`),
		"  ret i32 0, !dbg !2",
		"}",
	].join("\n");
}

const DEBUG = `!0 = !DIFile(filename: "event.c", directory: "/")
!1 = distinct !DISubprogram(name: "f", scope: !0, file: !0, line: 1, type: !3)
!2 = !DILocation(line: 2, scope: !1)`;

/** Names of the functions of a program whose calls are counted. */
function counted(...functions: readonly string[]): readonly string[] {
	const ir = withCallLimit([...functions, DEBUG].join("\n"));
	return Array.from(ir.matchAll(/@(\w+)\(i32 %0\)[^\n]*\n {2}call void @rollcall_enter/g), ([, name = ""]) => name);
}

describe("calls are counted", () => {
	it("of a function that calls itself, and of those that call each other", () => {
		expect(counted(define("f", "%1 = call i32 @f(i32 1)"))).toEqual(["f"]);
		expect(counted(define("a", "%1 = call i32 @b(i32 1)"), define("b", "%1 = call i32 @a(i32 1)"))).toEqual(["a", "b"]);
	});

	it("of a function that may call itself by its address", () => {
		const taken = define("f", "store ptr @f, ptr %p", "%1 = call i32 %2(i32 1)");
		expect(counted(taken)).toEqual(["f"]);
	});

	it("of functions in two files that call each other", () => {
		const [one, other] = [define("a", "%1 = call i32 @b(i32 1)"), define("b", "%1 = call i32 @a(i32 1)")];
		const ir = withCallLimit([one, DEBUG].join("\n"), [one, other]);
		expect(ir).toContain("@rollcall_enter");
		expect(withCallLimit([one, DEBUG].join("\n"))).not.toContain("@rollcall_enter");
	});

	it("of no other, so that a source without recursion is compiled as before", () => {
		expect(
			counted(define("a", "%1 = call i32 @b(i32 1)"), define("b"), define("c", "%1 = call i32 @a(i32 1)")),
		).toEqual([]);
	});

	it("down again before each return", () => {
		const ir = withCallLimit([define("f", "%1 = call i32 @f(i32 1)"), DEBUG].join("\n"));
		expect(ir).toMatch(/call void @rollcall_leave\(\), !dbg !2\n {2}ret i32 0/);
	});
});

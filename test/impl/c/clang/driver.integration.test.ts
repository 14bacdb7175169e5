import { expect, test } from "vitest";
import { runClang } from "../../../../impl/c/clang/toolchain.ts";

/** A file of C, compiled to text. @param more arguments besides those of every call */
async function text(code: string, ...more: readonly string[]): Promise<string> {
	const args = ["--target=wasm32", "-O1", "-S", "-emit-llvm", ...more, "unit.c"];
	const output = await runClang(args, "-", { "unit.c": code });
	return output.ok ? new TextDecoder().decode(output.bytes) : output.messages;
}

test("calls that differ in macros and files alone have each their own", async () => {
	const code = "const int found = NUMBER; const char *const said = TEXT;";
	const quoted = (words: string): string => `-DTEXT="${words}"`;
	const [one, two] = [
		await text(code, "-DNUMBER=1", quoted('a \\\\ \\"b\\" $c')),
		await text(code, "-DNUMBER=2", quoted("d")),
	];
	expect(one).toContain("@found = hidden local_unnamed_addr constant i32 1");
	expect(one).toContain('c"a \\\\ \\22b\\22 $c\\00"');
	expect(two).toContain("@found = hidden local_unnamed_addr constant i32 2");
	expect(two).toContain('c"d\\00"');
	expect(await text("int none;", "-DNUMBER=1", quoted("e"))).not.toContain("@found");
});

test("calls that differ in options do not", async () => {
	const code = "int widened(char one) { return one; }";
	expect(await text(code, "-fsigned-char")).toContain("sext i8");
	expect(await text(code, "-funsigned-char")).toContain("zext i8");
});

test("a program is linked of several objects, and what is missing is said", async () => {
	const objectOf = async (code: string): Promise<Uint8Array> => {
		const output = await runClang(["--target=wasm32", "-c", "unit.c"], "-", { "unit.c": code });
		if (!output.ok) throw new Error(output.messages);
		return output.bytes;
	};
	const files = {
		"one.o": await objectOf("int other(void); int start(void) { return other(); }"),
		"two.o": await objectOf("int other(void) { return 7; }"),
	};
	const args = ["--target=wasm32", "-nostdlib", "-Wl,--no-entry", "-Wl,--export=start"];
	const linked = await runClang([...args, "one.o", "two.o"], "made.wasm", files);
	if (!linked.ok) throw new Error(linked.messages);
	const { start } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(linked.bytes)), {}).exports as {
		start: () => number;
	};
	expect(start()).toBe(7);
	expect(await runClang([...args, "one.o"], "made.wasm", files)).toMatchObject({
		ok: false,
		messages: expect.stringContaining("undefined symbol: other"),
	});
	expect(await runClang([...args, "none.o"], "made.wasm", files)).toMatchObject({
		ok: false,
		messages: expect.stringContaining("no such file or directory: 'none.o'"),
	});
});

import { expect, test } from "vitest";
import { runClang } from "../../../../impl/c/clang/toolchain.ts";

test("text that clang writes to its standard output is complete, and none of an earlier run", async () => {
	const functions = Array.from({ length: 300 }, (_, index) => `int f${index}(int x) { return x * ${index + 3}; }`);
	const files = { "long.c": functions.join("\n"), "short.c": "int one;", "wrong.c": "int int;" };
	const text = async (name: string): Promise<string> => {
		const output = await runClang(["--target=wasm32", "-S", "-emit-llvm", name], "-", files);
		return output.ok ? new TextDecoder().decode(output.bytes) : output.messages;
	};
	const [long, wrong, short] = [await text("long.c"), await text("wrong.c"), await text("short.c")];
	expect(long.length).toBeGreaterThan(1 << 16);
	expect(long.match(/^define /gm)).toHaveLength(functions.length);
	expect(wrong).toContain("error: cannot combine with previous 'int'");
	expect(short).toMatch(/^; ModuleID = 'short.c'/);
	expect(short).not.toContain("define");
	expect(await text("long.c")).toBe(long);
});

import { expect, test } from "vitest";
import { CMemory } from "../../../impl/c/runtime/memory.ts";
import { Printf } from "../../../impl/c/runtime/printf.ts";

/** Formats 32-bit arguments; texts are put into memory, their addresses are the arguments. */
function format(format: string, ...args: readonly (number | string)[]): string {
	const memory = new CMemory(new ArrayBuffer(1024));
	let free = 512;
	const put = (text: string): number => {
		const at = free;
		free += new TextEncoder().encodeInto(`${text}\0`, memory.bytes.subarray(at)).written;
		return at;
	};
	const words = args.map((arg) => (typeof arg === "string" ? put(arg) : arg));
	new Int32Array(memory.bytes.buffer, 16, words.length).set(words);
	return new Printf(memory, 0).format(put(format), 16);
}

test("printf formats every conversion that C sources of PM use", () => {
	expect(format("%d %i %u %x %X %o", -1, 2, -1, -1, 171, 8)).toBe("-1 2 4294967295 ffffffff AB 10");
	expect(format("%s|%c|%p|100%%", "text", 65, 256)).toBe("text|A|0x100|100%");
	expect(format("%ld %lu %zu %hd %hhu", -5, 5, 6, 65535, 257)).toBe("-5 5 6 -1 1");
});

test("printf knows width, precision and flags", () => {
	expect(format("[%5d][%-5d][%05d][%+d][% d]", 42, 42, -42, 42, 42)).toBe("[   42][42   ][-0042][+42][ 42]");
	expect(format("[%#x][%08x][%.3d][%.2s][%6s]", 255, 255, 7, "abc", "abc")).toBe("[0xff][000000ff][007][ab][   abc]");
});

test("printf takes a long long from eight aligned bytes", () => {
	expect(format("%d %lld %llu %d", 1, 0, -2, -1, -1, -1, 9)).toBe("1 -2 18446744073709551615 9");
});

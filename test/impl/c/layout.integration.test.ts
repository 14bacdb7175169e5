import { describe, expect, it } from "vitest";
import { runClang } from "../../../impl/c/clang/toolchain.ts";
import { layoutHeader } from "../../../impl/c/layout/header.ts";
import { KERNEL_STRUCTS } from "../../../impl/c/layout/kernel.ts";
import { KERNEL_RESULT } from "../../../impl/c/layout/kernel-steps.ts";
import { assertions, packed, type Struct, struct } from "../../../impl/c/layout/struct.ts";
import { WATCH } from "../../../impl/c/layout/watch.ts";
import { MPROC } from "../../../impl/process-table.ts";
import { NO_CODE, ResultRecord } from "../../../impl/result.ts";
import { packageFile } from "../../../report/package-files.ts";

const MIXED = struct("mixed", {
	small: "unsigned char",
	half: "short",
	word: "unsigned",
	pair: struct("inner", { a: "unsigned char", b: "unsigned char" }),
	list: ["unsigned", 2],
});

const ARGS = ["--target=wasm32", "-ffreestanding", "-DNR_PROCS=4", "-isystem", "shim", "-c", "layout.c"];

/** Clang's messages about a translation unit with the process table before it. */
async function messagesOf(text: string): Promise<string> {
	const names = ["mproc.h", "pm.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h"];
	const shim = Object.fromEntries(names.map((name) => [name, packageFile(`impl/c/shim/${name}`)]));
	const compiled = await runClang(ARGS, "layout.o", { shim, "layout.c": `#include "mproc.h"\n${text}` });
	return compiled.ok ? "" : compiled.messages;
}

/** A struct as TypeScript would have it with one offset wrong. */
function withWrongOffset(described: Struct<string>, member: string): Struct<string> {
	const offset = described.offsets[member] ?? 0;
	return { ...described, offsets: { ...described.offsets, [member]: offset + 4 } };
}

describe("the layout that C and TypeScript share", () => {
	it("asserts in C the offset of every member and the size of every struct", () => {
		const header = layoutHeader();
		for (const { name, size, offsets } of [MPROC, WATCH, ...KERNEL_STRUCTS]) {
			expect(header).toContain(`_Static_assert(sizeof(struct ${name}) == ${size}, `);
			for (const [member, offset] of Object.entries(offsets)) {
				expect(header).toContain(`_Static_assert(__builtin_offsetof(struct ${name}, ${member}) == ${offset}, `);
			}
		}
	});

	it("is as clang lays it out for the module", async () => {
		expect(await messagesOf(layoutHeader())).toBe("");
	});

	it("does not compile where one offset is another in TypeScript", async () => {
		const wrong = [MPROC, WATCH, ...KERNEL_STRUCTS].map((described) =>
			assertions(withWrongOffset(described, Object.keys(described.offsets).at(-1) ?? "")),
		);
		const messages = await messagesOf(layoutHeader() + wrong.join(""));
		expect(messages.match(/error: static assertion failed/g)).toHaveLength(wrong.length);
	});

	it("puts each member at its alignment, and nested structs and arrays as a whole", () => {
		expect(MIXED.offsets).toEqual({ small: 0, half: 2, word: 4, pair: 8, list: 12 });
		expect(MIXED.size).toBe(20);
	});

	it("packs values into words, sign and neighbours kept", () => {
		const values = { small: 0x12, half: -2, word: -1, pair: 0, list: [7, 8] };
		expect(packed(MIXED, values)).toEqual([(-2 << 16) | 0x12, -1, 0, 7, 8]);
	});

	it("has an expected result's counts where a result's words have them", () => {
		const record = new ResultRecord();
		record.clear();
		record.addWarning();
		record.addMessage(1, 2, 3);
		record.addCallback(0, 1);
		const counts = packed(KERNEL_RESULT, { code: NO_CODE, warnings: 1, malformed: 0, messages: 1, callbacks: 1 });
		expect([...record.words()]).toEqual([...counts, 1, 2, 3, 0, 1]);
	});
});

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

/** On Linux: a file that exists and that nobody can read from its start, root included. */
const UNREADABLE = "/proc/self/mem";

describe("a source that exists and cannot be read", () => {
	it.skipIf(!existsSync(UNREADABLE))(
		"is reported in one line, with exit code 2 and nothing on standard output",
		async () => {
			const { code, stdout, stderr } = await rollcall("verify", "--source", UNREADABLE);
			expect(stderr).toMatch(/^rollcall: cannot read a C source from \/proc\/self\/mem: .+\n$/);
			expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		},
	);
});

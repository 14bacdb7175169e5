import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../checker/errors.ts";
import { readCounterexample, replay } from "../../checker/replay.ts";
import { report } from "../../checker/report.ts";
import { verify } from "../../checker/verify.ts";
import { REPORT_FORMATS } from "../../report/formats/formats.ts";

const out = mkdtempSync(join(tmpdir(), "rollcall-replay-"));
let file = "";

beforeAll(async () => {
	const interleaving = [
		...["spawn(s0)", "setMask(s0, EXIT)", "spawn(s1)", "setMask(s1, SIGNAL)", "spawn(u0)", "signal(u0)"],
		...["vfsReply(u0)", "setMask(s0, 0)", "setMask(s0, EXIT)"],
	];
	await verify({ scope: { users: 1, services: 2 }, interleaving, out });
	file = join(out, readdirSync(out).find((name) => name.startsWith("waiting-balances")) ?? "");
});

describe("replay", () => {
	it("reproduces a counterexample on what it was found on", async () => {
		expect(await replay(readCounterexample(file), { file })).toMatchObject({
			verdict: "reproduced",
			file,
			executed: 9,
		});
	});

	it("shows that another target has it fixed", async () => {
		const target = { kind: "mirror", revision: "clear-waiting" } as const;
		expect(await replay(readCounterexample(file), { target })).toMatchObject({ verdict: "fixed", file: null });
	});

	it("is of a file that is a counterexample", () => {
		expect(() => readCounterexample("package.json")).toThrow(UsageError);
	});
});

describe("report", () => {
	it.each(REPORT_FORMATS)("reports a counterexample as %s", async (format) => {
		const text = await report(readCounterexample(file), { format, file });
		expect(text).toContain("waiting-balances");
	});

	it("is of what still fails", async () => {
		const fixed = { ...readCounterexample(file), subject: { kind: "mirror", revision: "clear-waiting" } } as const;
		await expect(report(fixed)).rejects.toThrow(UsageError);
	});
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimsNamed } from "../../checker/claims-named.ts";
import { readCounterexample, replay } from "../../checker/replay.ts";
import { report } from "../../checker/report.ts";
import { verify } from "../../checker/verify.ts";
import { REPORT_FORMATS } from "../../report/formats/formats.ts";
import { HAS_SEED } from "../support/seed.ts";
import { swappedSource } from "../support/swapped.ts";

const SCOPE = { users: 1, services: 3, slots: 4 };
const CLAIM = "no-subscriber-skipped";
const INTERLEAVING = [
	...["spawn(u0)", "spawn(s0)", "spawn(s1)", "spawn(s2)", "signal(u0)", "setMask(s0, EXIT)", "setMask(s1, SIGNAL)"],
	...["setMask(s2, SIGNAL)", "vfsReply(u0)", "setMask(s0, 0)", "reply(s1, u0, SIGNAL)"],
];

describe.skipIf(!HAS_SEED)("a finding that only the history of an event shows", () => {
	let folder = "";
	let file = "";
	const target = () => ({ kind: "c", path: join(folder, "swapped.c"), options: {} }) as const;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "rollcall-trace-"));
		writeFileSync(target().path, swappedSource());
		const out = join(folder, "out");
		await verify({ target: target(), scope: SCOPE, claims: claimsNamed([CLAIM]), interleaving: INTERLEAVING, out });
		file = join(out, readdirSync(out)[0] ?? "");
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it("is written to a file that replays it, past the steps that break other claims", async () => {
		const counterexample = readCounterexample(file);
		expect(counterexample).toMatchObject({
			...{ claim: CLAIM, only: [CLAIM], cause: "reply: a subscriber was never asked" },
			detail: "s2 was subscribed throughout and never asked about u0",
		});
		expect(await replay(counterexample, { target: target(), file })).toMatchObject({
			...{ verdict: "reproduced", executed: 11 },
		});
	});

	it.each(REPORT_FORMATS)("is reported as %s", async (format) => {
		const text = await report(readCounterexample(file), { format, file, source: target().path });
		expect(text).toContain("s2 was subscribed throughout and never asked about u0");
	});
});

import { linkSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { MIRROR, openTarget } from "../../checker/open-target.ts";
import { FindingsStore } from "../../checker/store/findings-store.ts";
import { fileNameOf, keptFiles } from "../../checker/store/store.ts";
import { formatItf } from "../../report/formats/itf/write.ts";
import { FINDING_001 } from "../support/stories.ts";

const COUNT = 2_000;

const folder = mkdtempSync(join(tmpdir(), "rollcall-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the file of a finding with unsigned chars has a name of its own, and that of others none of chars", () => {
	const subject = { kind: "c", path: "event.c", sha256: "0".repeat(64) } as const;
	const [signed, unsigned] = [subject, { ...subject, char: "unsigned" } as const].map((one) =>
		fileNameOf({ ...FINDING_001, subject: one }),
	);
	expect(signed).toMatch(/^waiting-balances-[0-9a-f]{12}\.itf\.json$/);
	expect(unsigned).toBe(signed?.replace(".itf", "-unsigned-char.itf"));
});

it("kept findings are tried the newest first", () => {
	const few = mkdtempSync(join(folder, "few-"));
	for (const [name, time] of Object.entries({ old: 1, newest: 3, newer: 2 })) {
		const file = join(few, `${name}.itf.json`);
		writeFileSync(file, "");
		utimesSync(file, time, time);
	}
	expect(keptFiles(few)).toEqual(["newest", "newer", "old"].map((name) => join(few, `${name}.itf.json`)));
});

it(`of ${COUNT} kept findings as many are tried as there is time for, with progress`, async () => {
	const many = mkdtempSync(join(folder, "many-"));
	const first = join(many, "0.itf.json");
	writeFileSync(first, formatItf(FINDING_001, { steps: [], broken: [] }, "0.1.0"));
	for (let number = 1; number < COUNT; number++) linkSync(first, join(many, `${number}.itf.json`));
	const warnings: string[] = [];
	const opened = await openTarget(MIRROR, FINDING_001.scope);
	const store = new FindingsStore(opened, { store: many }, (line) => warnings.push(line));
	let tries = 0;
	const progress: unknown[] = [];
	const failing = await store.replayKept(
		() => tries++ >= 20,
		(one) => progress.push(one),
	);
	expect(failing).toHaveLength(20);
	expect(progress.at(-1)).toEqual({ phase: "kept", done: 19, of: COUNT });
	expect(warnings).toEqual(["1980 of 2000 kept findings were not tried: their time is over"]);
});

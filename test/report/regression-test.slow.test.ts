import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { regressionTest } from "../../report/formats/regression-test.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { read } from "../support/sources.ts";
import { FINDING_001, storyOnMirror, told } from "../support/stories.ts";
import { storyOnC } from "../support/stories-on-c.ts";

const onMirror = told(storyOnMirror(FINDING_001));

describe("the test for Vitest", () => {
	const folder = "test/.faults/regression";
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	/** Runs a test file with the real Vitest; gives its exit code. */
	function run(name: string, text: string): number | null {
		mkdirSync(folder, { recursive: true });
		writeFileSync(`${folder}/${name}.test.ts`, text);
		const words = ["node_modules/vitest/vitest.mjs", "run", `${folder}/${name}.test.ts`];
		const { status } = spawnSync(process.execPath, words, { encoding: "utf8" });
		return status;
	}

	it("fails on the mirror as the source stands, and passes on the repaired one", () => {
		const text = regressionTest(onMirror);
		expect(text).toContain('"--revision", "faithful"');
		expect(run("faithful", text)).toBe(1);
		expect(run("clear-waiting", text.replace('"faithful"', '"clear-waiting"'))).toBe(0);
	});

	it("fails where the file is missing: nothing was tested then", () => {
		const story = { ...onMirror, subject: { ...onMirror.subject, words: ["--source", "no-such-event.c"] } };
		expect(run("missing", regressionTest(story))).toBe(1);
	});

	it.skipIf(!HAS_SEED)(`fails on ${SEED_SOURCE}, and passes on the repaired file`, async () => {
		const story = told(await storyOnC(FINDING_001, read(SEED_SOURCE)));
		const repaired = `${folder}/event.c`;
		const on = (path: string): string =>
			regressionTest({ ...story, subject: { ...story.subject, words: ["--source", path] } });
		expect(run("seed", on(SEED_SOURCE))).toBe(1);
		writeFileSync(
			repaired,
			readFileSync(SEED_SOURCE, "utf8").replace("subs[nsubs].mask = mask;", "$& subs[nsubs].waiting = 0;"),
		);
		expect(run("repaired", on(repaired))).toBe(0);
	});
});

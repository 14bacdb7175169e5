import { describe, expect, test } from "vitest";
import { runProve } from "../../../checker/proof/prove.ts";
import { proveText } from "../../../report/text/proof/prove.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

/** What the induction says of a source, in one line. */
async function said(text: string, path: string): Promise<string> {
	const { report } = await runProve({ target: { kind: "c", path, text }, timeMs: 0, fresh: true, sizes: [] });
	return proveText(report, "").replaceAll(/\s+/g, " ");
}

test("a source with a view of its own is told that no memory can be built", async () => {
	const { path, text } = read("examples/event-facility/facility.c");
	expect(await said(text, path)).toContain("no induction on the source: the source shows its subscribers by functions");
});

test("a revision of the mirror is not compiled, so that the induction is left out", async () => {
	const sizes = [
		{ users: 1, services: 1 },
		{ users: 2, services: 1 },
	];
	const { report } = await runProve({ target: { kind: "mirror", revision: "clear-waiting" }, sizes });
	expect(report.source?.induction).toEqual({ kind: "left out", reason: "mirror" });
	expect(report.verdict).toBe("unknown");
	const text = proveText(report, "").replaceAll(/\s+/g, " ");
	expect(text).toContain("1 service: at 2u 1s 4k, the largest that was searched: larger ones may have more");
});

describe.skipIf(!HAS_SEED)("an induction", () => {
	test("that is not finished in time says so, and decides nothing", async () => {
		const { text } = repaired(read(SEED_SOURCE));
		expect(await said(text, "event.c")).toContain("stopped by the limit of time, not finished");
	});
});

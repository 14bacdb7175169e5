import { describe, expect, test } from "vitest";
import { openTarget } from "../../../checker/open-target.ts";
import { SCOPES } from "../../../checker/options.ts";
import { inductSource } from "../../../checker/proof/induction.ts";
import { runProve } from "../../../checker/proof/prove.ts";
import { stabilisation } from "../../../checker/proof/stabilisation.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { stabilisationText } from "../../../report/text/proof/stabilisation.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

test.skipIf(!HAS_SEED)("an induction that was stopped goes on where it was: no step is taken again", async () => {
	const { text } = repaired(read(SEED_SOURCE));
	const opened = await openTarget({ kind: "c", path: "event.c", text }, { ...SCOPES.verify, slots: undefined });
	const run = (isResumed: boolean, onDone: (done: number) => void, signal?: AbortSignal) =>
		inductSource(opened, CLAIMS, {
			...{ slots: 2, counts: "likely", threads: 1, timeMs: Number.POSITIVE_INFINITY, isResumed, signal },
			onProgress: (progress) => void (progress.phase === "induction" && onDone(progress.done)),
		});
	const stop = new AbortController();
	const [before, after]: [number[], number[]] = [[], []];
	const first = await run(false, (done) => (before.push(done) === 2 ? stop.abort() : undefined), stop.signal);
	expect(first.report).toMatchObject({ verdict: "unknown", states: 2 * 512, stoppedBy: "an interruption" });
	const second = await run(true, (done) => void after.push(done));
	expect(second.isReused).toBe(true);
	expect(second.report).toMatchObject({ verdict: "holds", states: 4_971, of: 4_971, wrong: 0 });
	expect([before, after]).toEqual([
		[1, 2],
		[3, 4, 5, 6, 7, 8, 9, 10],
	]);
});

describe.skipIf(!HAS_SEED)("an induction with one slot in use", () => {
	test.each([
		[
			"that only counts is named, and no difference",
			"{ static unsigned published; published++; }",
			"holds",
			[expect.stringMatching(/^published of /)],
		],
		[
			"that decides something is a difference",
			'{ static unsigned published; if (++published == 1000) panic("published"); }',
			"unknown",
			undefined,
		],
	])("of a source with a variable %s", async (_, counting, verdict, countsOnly) => {
		const { text } = repaired(read(SEED_SOURCE));
		const counted = text.replace("rmp->mp_eventsub = 0;", `rmp->mp_eventsub = 0; ${counting}`);
		const target = { kind: "c", path: "event.c", text: counted } as const;
		const { report } = await runProve({ target, inUse: 1, sizes: [], fresh: true });
		expect(report.source?.induction).toMatchObject({ verdict, ...(countsOnly ? { countsOnly } : {}) });
	});

	test("needs the assumption that wait counts behind the end are 0 where the source clears them when it removes", async () => {
		const { text } = read(SEED_SOURCE);
		const cleared = text.replace("nsubs--;", "nsubs--; subs[nsubs].waiting = 0;");
		const { report } = await runProve({ target: { kind: "c", path: "event.c", text: cleared }, inUse: 1, sizes: [] });
		expect(report.source?.induction).toMatchObject({ verdict: "holds", assumption: "no waiting", notInductive: [] });
	});

	test("of MINIX's source finds the stale wait count, and makes its interleaving short", async () => {
		const { text } = read(SEED_SOURCE);
		const { report } = await runProve({ target: { kind: "c", path: "event.c", text }, inUse: 1, sizes: [] });
		expect(report.verdict).toBe("violated");
		expect(report.source?.findings.map(({ claim }) => claim.id)).toContain("waiting-balances");
		expect(report.source?.findings[0]).toMatchObject({ minimality: "shortest", interleaving: { length: 10 } });
	});
});

test.skipIf(!HAS_SEED)(
	"abstract behaviours of the repaired source have an end with one service: none is new at six users",
	async () => {
		const { text } = repaired(read(SEED_SOURCE));
		const opened = await openTarget({ kind: "c", path: "event.c", text }, { ...SCOPES.verify, slots: undefined });
		const sizes = [1, 2, 3, 4, 5, 6].map((users) => ({ users, services: 1 }));
		const found = await stabilisation(opened, CLAIMS, { sizes });
		// States that differ in names of users count once: docs/protocol.md has 848 at two users.
		expect(found.sizes.map(({ states }) => states)).toEqual([146, 848, 3_600, 12_432, 36_960, 97_944]);
		expect(found.sizes.map(({ fresh }) => fresh)).toEqual([173, 260, 292, 172, 64, 0]);
		expect(stabilisationText(found)).toContain("1 service: at 5u 1s 4k; 1 larger scope had none");
	},
);

import { describe, expect, test } from "vitest";
import { sourceCoverage } from "../../coverage/source/source.ts";
import { createCountingTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { compiled, fixture, read } from "../support/sources.ts";

const SCOPE = { users: 2, services: 2, slots: 2 };
const SEED = 11;

const SOURCES = [fixture("linked.c"), ...(HAS_SEED ? [read(SEED_SOURCE)] : [])];

test.skipIf(HAS_SEED)("the seed's event.c is not here", () => {});

describe.each(SOURCES)("clang's counters of $path", (source) => {
	test(`say of the entry points how often each was called, seed ${SEED}`, async () => {
		const { target, map, counters } = createCountingTarget(
			await compiled(source, SCOPE, { counts: true, slots: 2 }),
			SCOPE,
		);
		const campaign = runCampaign(new System(SCOPE), target, {
			...{ claims: CLAIMS, runs: 200, maxActions: 60, seed: SEED },
			...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
			isKnown: () => true,
		});
		const { functions, lines, branches } = sourceCoverage(source.text, map, counters());
		const calls = Object.fromEntries(functions.map(({ name, count }) => [name, count]));
		expect(calls["do_proceventmask"]).toBe(campaign.kinds.setMask + campaign.kinds.unknownMask);
		expect(calls["do_proc_event_reply"]).toBe(
			campaign.kinds.reply +
				campaign.kinds.staleReply +
				campaign.kinds.outsideReply +
				campaign.kinds.forgedReply +
				campaign.kinds.unknownEventReply,
		);
		expect(calls["publish_event"]).toBe(campaign.kinds.vfsReply);
		const most = Math.max(...functions.map(({ count }) => count));
		expect(most).toBeGreaterThan(1000);
		for (const { name, line } of functions) expect(source.text.split("\n")[line - 1], name).toMatch(/[{)]/);
		for (const { line } of lines) expect(source.text.split("\n")[line - 1]).toMatch(/\w/);
		expect(lines.length).toBeGreaterThan(30);
		expect(branches.every(({ whenTrue, whenFalse }) => whenTrue >= 0 && whenFalse >= 0)).toBe(true);
	});

	test("do not change what the source does", async () => {
		const counting = createCountingTarget(await compiled(source, SCOPE, { counts: true, slots: 2 }), SCOPE);
		const mirror = createMirror(SCOPE, source.path === SEED_SOURCE ? "faithful" : "clear-waiting");
		const results = [counting.target, mirror].map((target) =>
			runCampaign(new System(SCOPE), target, {
				...{ claims: CLAIMS, runs: 300, maxActions: 60, seed: SEED },
				...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
				isKnown: () => true,
			}),
		);
		const [ofC, ofMirror] = results.map(({ actions, kinds, codes, stoppedRuns }) => ({
			actions,
			kinds,
			codes,
			stoppedRuns,
		}));
		expect(ofC).toEqual(ofMirror);
	});
});

test("a line that was never reached counts 0, one behind it what it was", async () => {
	const source = fixture("linked.c");
	const { target, map, counters } = createCountingTarget(
		await compiled(source, SCOPE, { counts: true, slots: 2 }),
		SCOPE,
	);
	target.reset();
	target.apply({ kind: "spawn", process: 0 });
	target.apply({ kind: "setMask", process: 0, mask: 1 });
	const { lines, branches } = sourceCoverage(source.text, map, counters());
	const text = source.text.split("\n");
	const refusal = lines.find(({ line }) => text[line - 1]?.includes("EPERM"));
	expect(refusal?.count).toBe(1);
	// Behind that are the functions that show the subscribers, which are called after each action.
	const end = text.indexOf("unsigned rollcall_nsubs(void)");
	const behind = lines.filter(({ line }) => line > (refusal?.line ?? 0) && line <= end);
	expect(behind.length).toBeGreaterThan(30);
	expect(behind.filter(({ count }) => count > 0).length).toBeLessThan(3);
	const asked = branches.find(({ text: condition }) => condition.includes("PRIV_PROC"));
	expect(asked && [asked.whenTrue, asked.whenFalse].toSorted()).toEqual([0, 1]);
});

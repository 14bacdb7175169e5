import { describe, expect, test } from "vitest";
import { stateCount } from "../../../explore/parametric/abstract-state.ts";
import { inducted } from "../../support/induction.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

describe.skipIf(!HAS_SEED)("at NR_PROCS 256 and NR_SUBS 4, the induction", () => {
	test("fails on MINIX's source where do_proceventmask takes an entry into use, and is reached from the start", async () => {
		const { counts, reached } = await inducted(read(SEED_SOURCE), stateCount(1));
		expect([...new Set(counts.examples.map(({ action, wrong }) => `${action?.kind} ${wrong.kind}`))]).toEqual([
			"setMask list",
			"unknownMask list",
		]);
		expect(counts.examples[0]).toMatchObject({ state: 0, action: { kind: "setMask" } });
		expect(reached?.broken.map(({ claim }) => claim.id)).toEqual(["conforms", "waiting-balances"]);
		expect(reached?.taken.length).toBe(11);
	});

	test("goes through on the repaired source, for lists of up to two slots", async () => {
		const { counts, reached } = await inducted(repaired(read(SEED_SOURCE)), stateCount(2));
		expect(counts).toMatchObject({ states: 4_971, wrong: 0, examples: [] });
		expect(counts.steps).toBeGreaterThan(1_000_000);
		expect(reached).toBeUndefined();
	});
});

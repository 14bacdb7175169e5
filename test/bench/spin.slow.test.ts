import { describe, expect, it } from "vitest";
import { buildSpin, type SpinModel, spinAvailable } from "../../bench/spin.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const AVAILABLE = spinAvailable();
if (!AVAILABLE) process.stderr.write("skipped: the Promela models, because spin or a C compiler is missing\n");

const SCOPE = { users: 2, services: 1, slots: 4 };

describe.skipIf(!AVAILABLE)("the Promela model of the protocol, searched by SPIN", () => {
	it.each<{ model: SpinModel; states: number; transitions: number }>([
		{ model: "world", states: 1_550, transitions: 13_242 },
		{ model: "world-canonical", states: 848, transitions: 7_240 },
	])("has the counts of docs/protocol.md at two users and one service: $model", ({ model, states, transitions }) => {
		const program = buildSpin(model, SCOPE);
		try {
			expect(program.run()).toMatchObject({ states, transitions });
		} finally {
			program.dispose();
		}
	});

	it.skipIf(!HAS_SEED)("drives MINIX's event.c with our PM, and meets the differences that finding 001 makes", () => {
		const program = buildSpin("event-c", SCOPE, { source: SEED_SOURCE });
		try {
			const { findings } = program.run();
			expect(findings?.states).toBeGreaterThan(0);
			expect(findings).toMatchObject({ failures: 0, results: 0 });
		} finally {
			program.dispose();
		}
	});
});

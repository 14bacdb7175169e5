import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { interleavings } from "../../lockstep/random.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { firstDisagreement } from "../support/agreement.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const SEED = 260_116;

async function real(scope: Scope): Promise<Target> {
	const source = await compile({ path: SEED_SOURCE, text: readFileSync(SEED_SOURCE, "utf8") }, scope, {
		slots: scope.slots,
	});
	if ("error" in source) throw new Error(source.error);
	return createCTarget(source, scope);
}

/** Runs random interleavings on both targets; gives how many actions they agreed in. */
function agreedActions(system: System, targets: readonly [Target, Target], runs: number): number {
	let actions = 0;
	const property = fc.property(interleavings(system, 160), (interleaving) => {
		expect(firstDisagreement(system, targets, interleaving)).toBeUndefined();
		actions += interleaving.length;
	});
	fc.assert(property, { seed: SEED, numRuns: runs });
	return actions;
}

describe(`the mirror and the real event.c (seed ${SEED})`, () => {
	it.skipIf(!HAS_SEED)("agree in every result and in all memory over 300,000 random actions", async () => {
		let actions = 0;
		for (const scope of [
			{ users: 3, services: 5, slots: 4 },
			{ users: 2, services: 3, slots: 2 },
			{ users: 1, services: 1, slots: 4 },
		]) {
			actions += agreedActions(new System(scope), [createMirror(scope), await real(scope)], 1_200);
		}
		expect(actions).toBeGreaterThanOrEqual(300_000);
	});

	it("are told apart where they differ: the repaired mirror from the faithful one", () => {
		const scope = { users: 1, services: 2, slots: 4 };
		const system = new System(scope);
		const targets = [createMirror(scope), createMirror(scope, "clear-waiting")] as const;
		expect(() => agreedActions(system, targets, 1_000)).toThrow(/Property failed/);
	});
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { interleavings } from "../../lockstep/random.ts";
import { runInterleaving } from "../../lockstep/run.ts";
import { type Action, parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { firstDisagreement } from "../support/agreement.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

// Beside finding-001.integration.test.ts: at which step each known trace breaks what, and what the repair does to the real file.

const SEED = 160_116;

/** The shortest traces of three kinds, each with its scope. */
const TRACES: readonly (readonly [string, Scope, string])[] = [
	[
		"of nine actions without a crash, by an exit",
		{ users: 1, services: 2, slots: 4 },
		"spawn(s0); spawn(s1); spawn(u0); setMask(s0, SIGNAL); setMask(s1, EXIT); exit(u0); vfsReply(u0); setMask(s0, 0); setMask(s0, SIGNAL)",
	],
	[
		"of nine actions with a crash",
		{ users: 1, services: 2, slots: 4 },
		"spawn(u0); spawn(s0); spawn(s1); setMask(s0, EXIT); exit(u0); vfsReply(u0); exit(s0); vfsReply(s0); setMask(s1, EXIT)",
	],
	[
		"of ten actions with one user and one service",
		{ users: 1, services: 1, slots: 4 },
		"spawn(u0); spawn(s0); setMask(s0, EXIT); exit(u0); vfsReply(u0); exit(s0); vfsReply(s0); reap(s0); spawn(s0); setMask(s0, EXIT)",
	],
];

function parse(scope: Scope, text: string): readonly Action[] {
	return text.split(";").map((one) => {
		const action = parseAction(scope, one);
		if ("error" in action) throw new Error(action.error);
		return action;
	});
}

/** The real file; with the repair, a new entry's wait count is cleared before the entry is counted. */
async function real(scope: Scope, isRepaired: boolean): Promise<Target> {
	const text = readFileSync(SEED_SOURCE, "utf8");
	const repaired = text.replace(/(?=\bnsubs\+\+)/, "subs[nsubs].waiting = 0; ");
	expect(repaired).not.toBe(text);
	const compiled = await compile({ path: SEED_SOURCE, text: isRepaired ? repaired : text }, scope, {
		slots: scope.slots,
	});
	if ("error" in compiled) throw new Error(compiled.error);
	return createCTarget(compiled, scope);
}

/** For each step that ran, the ids of the claims that it broke. */
function brokenByStep(target: Target, text: string): readonly (readonly string[])[] {
	const steps: string[][] = [];
	runInterleaving(new System(target.scope), target, CLAIMS, parse(target.scope, text), {
		step: (_, broken) => void steps.push(broken.map(({ claim }) => claim.id)),
		exercised: () => {},
	});
	return steps;
}

/** Every step ran and none broke a claim. */
function unbroken(text: string): readonly (readonly string[])[] {
	return text.split(";").map(() => []);
}

/** Every step ran and none broke a claim but the last, which broke the two of the finding. */
function atTheLastOf(text: string): readonly (readonly string[])[] {
	return [...unbroken(text).slice(1), ["conforms", "waiting-balances"]];
}

describe.each(TRACES)("the trace %s", (_, scope, text) => {
	it("breaks exactly waiting-balances and conforms, at its last step, in the faithful mirror", () => {
		expect(brokenByStep(createMirror(scope), text)).toEqual(atTheLastOf(text));
	});

	it.skipIf(!HAS_SEED)("breaks the same at the same step in the real event.c", async () => {
		expect(brokenByStep(await real(scope, false), text)).toEqual(atTheLastOf(text));
	});

	it("breaks nothing, and runs to its end, in the revision clear-waiting", () => {
		const steps = brokenByStep(createMirror(scope, "clear-waiting"), text);
		expect(steps).toEqual(unbroken(text));
	});

	it.skipIf(!HAS_SEED)("breaks nothing, and runs to its end, in the real event.c with the repair", async () => {
		expect(brokenByStep(await real(scope, true), text)).toEqual(unbroken(text));
	});
});

describe(`the repair (seed ${SEED})`, () => {
	it.skipIf(!HAS_SEED)(
		"makes of the real event.c what the revision clear-waiting is of the mirror, in every result and in all memory",
		async () => {
			const scope = { users: 2, services: 3, slots: 2 };
			const system = new System(scope);
			const targets = [createMirror(scope, "clear-waiting"), await real(scope, true)] as const;
			let actions = 0;
			const property = fc.property(interleavings(system, 120), (interleaving) => {
				expect(firstDisagreement(system, targets, interleaving)).toBeUndefined();
				actions += interleaving.length;
			});
			fc.assert(property, { seed: SEED, numRuns: 1_000 });
			expect(actions).toBeGreaterThanOrEqual(50_000);
		},
	);
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CHARTS } from "../../coverage/charts/graph.ts";
import { matchersFor } from "../../coverage/charts/matchers.ts";
import { CRITERIA } from "../../coverage/criteria.ts";
import { referenceOf, singleReference } from "../../coverage/record/reference.ts";
import { CoverageRecording } from "../../coverage/record/run-recording.ts";
import { shareOf } from "../../coverage/status.ts";
import { makeSuite } from "../../coverage/suite.ts";
import { summarize } from "../../coverage/summary.ts";
import { Composed } from "../../coverage/system/composed.ts";
import { composedRequirements } from "../../coverage/system/composed-walk.ts";
import { feasibleRequirements } from "../../coverage/system/feasible.ts";
import { transitionSuite } from "../../coverage/system/transition-suite.ts";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import { openRecipe, type Recipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import { runInterleaving } from "../../lockstep/run.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { randomNumbers } from "../support/random.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const SCOPE = { users: 1, services: 2, slots: 4 };
const MATCHERS = matchersFor(3);
const BASIS = referenceOf(await Composed.of(SCOPE, MATCHERS, undefined), MATCHERS, 3);
const SEARCHED = singleReference(BASIS);

/** Runs interleavings on a target and says what they cover; every step has to keep the claims. */
function run(target: Target, interleavings: ReturnType<typeof makeSuite>["interleavings"]) {
	const identity = { what: "test", target: target.name, scope: SCOPE };
	const recording = new CoverageRecording(identity, MATCHERS, BASIS.paths, undefined);
	for (const interleaving of interleavings) {
		recording.begin();
		const broken = runInterleaving(recording.system, target, CLAIMS, interleaving, {
			step: ({ action }) => recording.commit(action),
			exercised: () => {},
		});
		expect(broken).toEqual([]);
	}
	recording.end();
	return summarize(recording.record(), SEARCHED, undefined);
}

/** Makes the suite beside one target of the recipe and runs it on the other. */
async function coverAll(recipe: Recipe, target: Target): Promise<void> {
	const graph = await Composed.of(SCOPE, MATCHERS, await openRecipe(recipe));
	const suite = makeSuite(graph, MATCHERS, CRITERIA, feasibleRequirements(graph, MATCHERS), 40);
	const { measures } = run(target, suite.interleavings);
	const ofCharts = measures.filter(({ graph: name }) => name === "process" || name === "slot");
	expect(ofCharts.map((one) => [one.graph, one.measure, shareOf(one)])).toEqual(
		CHARTS.flatMap((chart) => CRITERIA.map((criterion) => [chart, criterion, 1])),
	);
	expect(suite.leastActions).toBeGreaterThan(500);
	expect(suite.actions).toBeGreaterThanOrEqual(suite.leastActions);
	expect(suite.actions).toBeLessThan(3 * suite.leastActions);
}

describe("a suite of paths covers everything feasible in both charts", () => {
	test("on the mirror", async () => {
		await coverAll({ kind: "mirror", scope: SCOPE, revision: "faithful" }, createMirror(SCOPE));
	});

	test.each(["test/fixtures/c/linked.c", ...(HAS_SEED ? [SEED_SOURCE] : [])])("on the C of %s", async (path) => {
		const compiled = await compile({ path, text: readFileSync(path, "utf8") }, SCOPE, { slots: 4 });
		if ("error" in compiled) throw new Error(compiled.error);
		await coverAll({ kind: "c", scope: SCOPE, compiled }, createCTarget(compiled, SCOPE));
	});

	test.skipIf(HAS_SEED)("on the seed's event.c, which is not here", () => {});
});

test("what is called infeasible is not covered by a hundred thousand random steps either", () => {
	const { requirements } = summarize({ runs: {} }, SEARCHED, undefined);
	const infeasible = new Set(
		requirements.filter(({ status }) => status === "infeasible").map(({ graph, name }) => `${graph} ${name}`),
	);
	expect(infeasible.size).toBe(226);
	const identity = { what: "random", target: "specification", scope: SCOPE };
	const recording = new CoverageRecording(identity, MATCHERS, undefined, undefined);
	const { system } = recording;
	const random = randomNumbers(7);
	for (let interleaving = 0; interleaving < 1000; interleaving++) {
		recording.begin();
		let state = system.initial;
		for (let step = 0; step < 100; step++) {
			const enabled = system.enabled(state);
			const action = enabled[random(enabled.length)];
			if (!action) break;
			state = system.step(state, action).state;
			recording.commit(action);
		}
	}
	recording.end();
	const covered = summarize(recording.record(), SEARCHED, undefined).requirements.filter(({ count }) => count > 0);
	expect(covered.length).toBeGreaterThan(300);
	expect(covered.filter(({ graph, name }) => infeasible.has(`${graph} ${name}`))).toEqual([]);
});

test("each uncovered path comes with an interleaving that walks it, and no shorter one does", () => {
	const { requirements } = summarize({ runs: {} }, SEARCHED, undefined);
	// The start is covered by the empty interleaving.
	const uncovered = requirements.filter(
		({ status, name }) => status === "uncovered" && name !== "free" && name !== "vacant",
	);
	for (const one of uncovered.filter((_, at) => at % 17 === 0)) {
		const interleaving = one.way?.interleaving ?? [];
		const walk = (actions: typeof interleaving): number => {
			const { requirements: after } = run(createMirror(SCOPE, "clear-waiting"), [actions]);
			return (
				after.find(({ graph, criterion, name }) => {
					return graph === one.graph && criterion === one.criterion && name === one.name;
				})?.count ?? 0
			);
		};
		expect(interleaving.length, one.name).toBeGreaterThan(0);
		expect(walk(interleaving), one.name).toBe(1);
		expect(walk(interleaving.slice(0, -1)), one.name).toBe(0);
	}
});

test("a suite for transitions walks every transition of the composed system, and shortest paths every state", async () => {
	const small = { users: 1, services: 1, slots: 4 };
	const matchers = matchersFor(2);
	const composed = await Composed.of(small, matchers, undefined);
	expect([composed.size, composed.transitions]).toEqual([146, 818]);
	const suite = transitionSuite(composed, 60);
	const covered = new Set<string>();
	const system = new System(small);
	for (const interleaving of suite.interleavings) {
		let state = system.initial;
		for (const action of interleaving) {
			covered.add(JSON.stringify([state, action]));
			state = system.step(state, action).state;
		}
	}
	expect(covered.size).toBe(818);
	const { shortest, simple } = composedRequirements(composed, 3);
	expect(shortest.length).toBe(145);
	expect(Math.max(...shortest.map(({ length }) => length))).toBe(9);
	expect(simple.length).toBe(42);
});

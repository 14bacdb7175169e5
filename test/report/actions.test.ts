import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionKindInC } from "../../impl/c/layout/header.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import { interleavings } from "../../lockstep/random.ts";
import { ACTION_KINDS, formatAction, OPERANDS, type Operands, withOperands } from "../../model/action.ts";
import { ACTIONS } from "../../model/action-table.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { itemsOf } from "../../report/explain/sequence.ts";
import { parseItf } from "../../report/formats/itf/read.ts";
import { formatItf } from "../../report/formats/itf/write.ts";
import { packageFile } from "../../report/package-files.ts";
import { traceOf } from "../../report/text/trace.ts";
import { FINDING_001 } from "../support/stories.ts";

const SEED = 14;
const SCOPE = { users: 2, services: 2, slots: 2 };

/** A random interleaving that nothing is wrong with, as it runs on the repaired mirror. */
function randomTrace(): ReturnType<typeof traceOf> {
	const system = new System(SCOPE);
	const [interleaving = []] = fc.sample(interleavings(system, 2_000), { seed: SEED, numRuns: 1 });
	return traceOf(system, createMirror(SCOPE, "clear-waiting"), CLAIMS, interleaving);
}

describe(`every action kind, in a random interleaving (seed ${SEED})`, () => {
	const trace = randomTrace();
	const { steps } = trace;

	it("is drawn, and holds", () => {
		expect(trace.broken).toEqual([]);
		const kinds = new Set(steps.map(({ action }) => action.kind));
		expect(ACTION_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
	});

	it("is in the sequence diagram, with its operands", () => {
		for (const step of steps) {
			const [first] = itemsOf(step);
			const { kind, process } = step.action;
			const [template] = ACTIONS[kind].sequence;
			expect(first?.kind).toBe(template.kind);
			const texts = itemsOf(step).flatMap((item) => Object.values(item));
			for (const text of texts) expect(text).not.toMatch(/[{}]/);
			expect(texts.join(" ")).toContain(withOperands(SCOPE, { kind: "reap", process }, "{process}"));
		}
	});

	it("comes back from a file in the Informal Trace Format, whose picks are its operands", () => {
		const interleaving = steps.map(({ action }) => action);
		const text = formatItf({ ...FINDING_001, scope: SCOPE, interleaving }, trace, "0.0.0");
		expect(parseItf(text, false)).toMatchObject({ interleaving });
		const { states } = JSON.parse(text);
		for (const [index, action] of interleaving.entries()) {
			const { "mbt::actionTaken": taken, "mbt::nondetPicks": picks } = states[index + 1];
			expect(taken).toBe(action.kind);
			const some = Object.keys(picks).filter((field) => picks[field].tag === "Some");
			expect(some.sort()).toEqual(["process", ...OPERANDS[action.kind].map(({ field }) => field)].sort());
			const values: Operands = action;
			if (values.about !== undefined) expect(formatAction(SCOPE, action)).toContain(picks.about.value);
			if (values.mask !== undefined) expect(picks.mask.value).toEqual({ "#bigint": `${values.mask}` });
			if (values.event !== undefined) expect(picks.event.value).toEqual({ "#bigint": `${values.event}` });
		}
	});
});

describe("every action kind in C", () => {
	it.each(ACTION_KINDS)("is taken by the PM of kernel and reproducer: %s", (kind) => {
		expect(packageFile("impl/c/pm.c")).toContain(`\tcase ${actionKindInC(kind)}:\n`);
	});
});

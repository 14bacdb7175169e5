import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageOf, specificationView } from "../../impl/image.ts";
import { EventFacility } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { interleavings } from "../../lockstep/random.ts";
import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";

const SEED = 354;
const SCOPE: Scope = { users: 1, services: 2, slots: 2 };
const SPAWN_U0: Action = { kind: "spawn", process: 0 };
const SPAWN_S0: Action = { kind: "spawn", process: 1 };

/** A mirror whose rows have one life each, so that every state of the specification has one image. */
function oneLife(revision: "faithful" | "clear-waiting"): Target {
	return createMirror(SCOPE, revision, EventFacility, "one");
}

/** Words that the target's `image` writes. */
function image(target: Target): Int32Array {
	const words = new Int32Array(64);
	return words.slice(0, target.image(words));
}

/** Visits every reachable state of the specification, the target's memory brought along; gives how many there are. */
function visitAll(system: System, target: Target, visit: (state: State) => void): number {
	target.reset();
	const seen = new Map([[JSON.stringify(system.initial), { state: system.initial, memory: target.memory.slice() }]]);
	for (const { state, memory } of seen.values()) {
		target.memory.set(memory);
		visit(state);
		for (const action of system.enabled(state)) {
			const next = system.step(state, action).state;
			const key = JSON.stringify(next);
			if (seen.has(key)) continue;
			target.memory.set(memory);
			target.apply(action);
			seen.set(key, { state: next, memory: target.memory.slice() });
		}
	}
	return seen.size;
}

describe("the repaired mirror", () => {
	it("looks in every reachable state as the specification says, in plain data and as integers", () => {
		const target = oneLife("clear-waiting");
		const states = visitAll(new System(SCOPE), target, (state) => {
			expect(target.view()).toEqual(specificationView(SCOPE, state));
			expect(image(target)).toEqual(imageOf(SCOPE, state));
		});
		expect(states).toBe(4_675);
	});
});

describe(`the faithful mirror (seed ${SEED})`, () => {
	const system = new System(SCOPE);

	it("is brought back by its memory: the same action does the same again", () => {
		const target = createMirror(SCOPE);
		const property = fc.property(interleavings(system, 60), (interleaving) => {
			target.reset();
			for (const action of interleaving) {
				const memory = target.memory.slice();
				const once = [target.apply(action), target.dump()];
				target.memory.set(memory);
				expect([target.apply(action), target.dump()]).toEqual(once);
			}
		});
		fc.assert(property, { seed: SEED, numRuns: 50 });
	});

	it("does the same by step as by apply", () => {
		const [stepped, applied] = [createMirror(SCOPE), createMirror(SCOPE)];
		const property = fc.property(interleavings(system, 60), (interleaving) => {
			stepped.reset();
			applied.reset();
			for (const action of interleaving) {
				const outcome = applied.apply(action);
				expect(stepped.step(action)).toBe(outcome.ok);
				if (!outcome.ok) return;
				expect(stepped.record.equals(applied.record)).toBe(true);
				expect(stepped.dump()).toEqual(applied.dump());
			}
		});
		fc.assert(property, { seed: SEED, numRuns: 50 });
	});

	it("is as new after reset, whatever was done to it", () => {
		const target = createMirror(SCOPE);
		const fresh = target.memory.slice();
		for (const interleaving of fc.sample(interleavings(system, 60), { seed: SEED, numRuns: 20 })) {
			for (const action of interleaving) target.apply(action);
			target.reset();
			expect(target.memory).toEqual(fresh);
		}
	});

	it("leaves the copy of the last entry behind the end of the list when it closes a gap", () => {
		const target = createMirror(SCOPE);
		const actions: readonly Action[] = [
			SPAWN_S0,
			{ kind: "spawn", process: 2 },
			{ kind: "setMask", process: 1, mask: 1 },
			{ kind: "setMask", process: 2, mask: 2 },
			{ kind: "setMask", process: 1, mask: 0 },
		];
		for (const action of actions) target.apply(action);
		const { entries, nsubs } = target.dump();
		expect(nsubs).toBe(1);
		expect(entries[1]).toEqual(entries[0]);
	});
});

describe("a row of the process table", () => {
	const REAPED: readonly Action[] = [
		SPAWN_U0,
		{ kind: "exit", process: 0 },
		{ kind: "vfsReply", process: 0 },
		{ kind: "reap", process: 0 },
	];

	/** The endpoint of u0 after each spawn of two lives. */
	function endpoints(target: Target): readonly (number | undefined)[] {
		target.apply(SPAWN_U0);
		const first = target.dump().rows[0]?.endpoint;
		for (const action of [...REAPED.slice(1), SPAWN_U0]) target.apply(action);
		return [first, target.dump().rows[0]?.endpoint];
	}

	it("has another endpoint in its next life, unless it has but one", () => {
		const [first, second] = endpoints(createMirror(SCOPE));
		expect(second).not.toBe(first);
		const [only, again] = endpoints(oneLife("faithful"));
		expect(again).toBe(only);
	});

	it("is told apart from its earlier life: a reply about that is warned of and changes nothing", () => {
		const target = createMirror(SCOPE);
		for (const action of [SPAWN_S0, ...REAPED, SPAWN_U0]) target.apply(action);
		const before = target.dump();
		const outcome = target.apply({ kind: "staleReply", process: 1, about: 0, event: 1 });
		expect(outcome).toMatchObject({ ok: true, result: { code: "SUSPEND", messages: [], callbacks: [] } });
		expect(outcome.ok && outcome.result.warnings[0]).toContain("no process has endpoint");
		expect(target.dump()).toEqual(before);
	});
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interleavings } from "../../lockstep/random.ts";
import { alphabet, formatAction, parseAction } from "../../model/action.ts";
import { statecharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";

const SEED = 1616;

/** Makes short keys of states: equal processes and slots have one number, which is looked up by the object where it was met before. */
function keys(): (state: State) => string {
	const [byText, byObject] = [new Map<string, number>(), new WeakMap<object, number>()];
	const numberOf = (part: object): number => {
		const known = byObject.get(part);
		if (known !== undefined) return known;
		const text = JSON.stringify(part);
		const number = byText.get(text) ?? byText.size;
		byText.set(text, number);
		byObject.set(part, number);
		return number;
	};
	return ({ processes, slots }) => {
		let key = "";
		for (const process of processes) key += `${numberOf(process)} `;
		for (const slot of slots) key += `${numberOf(slot)} `;
		return key;
	};
}

/** Plain breadth-first search over plain states. */
function count(scope: Scope): readonly number[] {
	const system = new System(scope);
	const keyOf = keys();
	const seen = new Set([keyOf(system.initial)]);
	let [level, transitions, depth]: [readonly State[], number, number] = [[system.initial], 0, 0];
	while (level.length > 0) {
		const next: State[] = [];
		for (const state of level) {
			for (const action of system.enabled(state)) {
				transitions++;
				const reached = system.step(state, action).state;
				if (reached === state) continue;
				const key = keyOf(reached);
				if (!seen.has(key)) next.push(reached);
				seen.add(key);
			}
		}
		level = next;
		if (level.length > 0) depth++;
	}
	return [seen.size, transitions, depth];
}

describe("the system", () => {
	it.each([
		[{ users: 1, services: 1, slots: 4 }, [146, 818, 9]],
		[{ users: 2, services: 1, slots: 4 }, [1_550, 13_242, 13]],
		[{ users: 1, services: 2, slots: 4 }, [4_675, 46_992, 14]],
		[{ users: 2, services: 2, slots: 4 }, [68_341, 915_348, 19]],
	])("has at %o the states, transitions and depth of docs/protocol.md", (scope, counts) => {
		expect(count(scope)).toEqual(counts);
	});

	it(`is the same over the tables as over XState itself (seed ${SEED})`, () => {
		const scope = { users: 2, services: 3, slots: 2 };
		const [tabulated, stepped] = [new System(scope), new System(scope, statecharts(nrProcs(scope)))];
		const property = fc.property(interleavings(tabulated, 60), (interleaving) => {
			let state = tabulated.initial;
			for (const action of interleaving) {
				const step = stepped.step(state, action);
				expect(step).toEqual(tabulated.step(state, action));
				state = step.state;
			}
		});
		fc.assert(property, { seed: SEED, numRuns: 40 });
	});

	it("does not change the state that it is given", () => {
		const system = new System({ users: 1, services: 1, slots: 1 });
		const before = JSON.stringify(system.initial);
		system.step(system.initial, { kind: "spawn", process: 0 });
		expect(JSON.stringify(system.initial)).toBe(before);
	});

	it("refuses an action that is not enabled", () => {
		const system = new System({ users: 1, services: 1, slots: 1 });
		expect(() => system.step(system.initial, { kind: "exit", process: 0 })).toThrow(/not enabled/);
	});
});

describe("the text form of an action", () => {
	const scope = { users: 2, services: 2, slots: 4 };

	it("is read back to the same action, for every action of a scope", () => {
		for (const action of alphabet(scope)) expect(parseAction(scope, formatAction(scope, action))).toEqual(action);
	});

	it.each([
		"",
		"spawn",
		"spawn()",
		"spawn(u2)",
		"spawn(u0, u1)",
		"setMask(s0, 4)",
		"reply(s0, u0)",
		"reply(s0, u0, BOTH)",
		"jump(u0)",
	])("is distinguished from %j in one line", (text) => {
		const parsed = parseAction(scope, text);
		expect("error" in parsed && parsed.error).toMatch(/^expected .*, found ".*"$/);
	});
});

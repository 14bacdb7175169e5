import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interleavings } from "../../lockstep/random.ts";
import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";

const SEED = 11;

/** Interleavings that begin with a prologue, and the most processes that wait for the slot at each place. */
function crowds(scope: Scope = { users: 248, services: 4, slots: 4 }) {
	const system = new System(scope);
	return fc.sample(interleavings(system, 3_000, [], "crowd"), { numRuns: 12, seed: SEED }).map((interleaving) => {
		const most: number[] = [];
		let state = system.initial;
		for (const action of interleaving) {
			expect(system.isEnabled(state, action)).toBe(true);
			({ state } = system.step(state, action));
			for (const [place, { waiting }] of state.slots.entries()) most[place] = Math.max(most[place] ?? 0, waiting);
		}
		return { length: interleaving.length, most };
	});
}

/** Number of times that each process starts. */
function livesOf(interleaving: readonly Action[]): readonly number[] {
	const starts = interleaving.filter(({ kind }) => kind === "spawn").map(({ process }) => process);
	return [...new Set(starts)].map((process) => starts.filter((one) => one === process).length);
}

describe(`interleavings with a prologue, from seed ${SEED}`, () => {
	it("have crowds of more than 128 processes wait for each of four subscribers, and crowds of any size", () => {
		const found = crowds();
		for (const place of [0, 1, 2, 3]) {
			expect(Math.max(...found.map(({ most }) => most[place] ?? 0))).toBeGreaterThan(128);
		}
		expect(Math.min(...found.map(({ most }) => Math.max(...most)))).toBeLessThan(128);
		expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(3_000);
	});

	it("have crowds where users and services have rows in turn: some of the services leave theirs to the users", () => {
		const most = crowds({ users: 30, services: 8, slots: 4, rows: "shared" }).flatMap((one) => one.most);
		expect(Math.max(...most)).toBeGreaterThan(20);
		const few = crowds({ users: 3, services: 3, slots: 4, rows: "shared" }).flatMap((one) => one.most);
		expect(Math.max(...few)).toBeGreaterThan(1);
	});

	it("use a row far more often than there are lives without a gap, and go on behind that", () => {
		const system = new System({ users: 1, services: 2, slots: 4 });
		const found = fc.sample(interleavings(system, 1_000, [], "lives"), { numRuns: 12, seed: SEED });
		expect(Math.max(...found.flatMap(livesOf))).toBeGreaterThan(16);
		const active = found.filter((interleaving) => interleaving.some(({ kind }) => kind === "setMask"));
		expect(active.length).toBeGreaterThan(8);
	});

	it("have any number of four subscribers unsubscribed with answers owed, and go on from there", () => {
		const system = new System({ users: 8, services: 6, slots: 4 });
		const found = fc
			.sample(interleavings(system, 300, [], "lingering"), { numRuns: 40, seed: SEED })
			.map((interleaving) => {
				let state = system.initial;
				const lingering = interleaving.map((action) => {
					expect(system.isEnabled(state, action)).toBe(true);
					({ state } = system.step(state, action));
					return state.slots.filter(({ mask }) => mask === 0).length;
				});
				return Math.max(...lingering);
			});
		expect([...new Set(found)].sort()).toEqual([1, 2, 3, 4]);
	});

	it("are no longer than they may be", () => {
		const system = new System({ users: 60, services: 4, slots: 4 });
		const found = fc.sample(interleavings(system, 50, [], "crowd"), { numRuns: 5, seed: SEED });
		expect(found.map(({ length }) => length)).toEqual([50, 50, 50, 50, 50]);
	});
});

import { describe, expect, it } from "vitest";
import { buildRumur, type RumurSymmetry, rumurAvailable } from "../../bench/rumur.ts";
import type { Scope } from "../../model/scope.ts";

const AVAILABLE = rumurAvailable();
if (!AVAILABLE) process.stderr.write("skipped: the Murphi model, because rumur or a C compiler is missing\n");

function search(scope: Scope, symmetry: RumurSymmetry): readonly [states: number, transitions: number] {
	const program = buildRumur(scope, symmetry, "-O0");
	try {
		const { states, transitions } = program.run();
		return [states, transitions];
	} finally {
		program.dispose();
	}
}

describe.skipIf(!AVAILABLE)("the Murphi model of the protocol, searched by Rumur", () => {
	it.each([
		{ scope: { users: 1, services: 1, slots: 4 }, counts: [146, 818] },
		{ scope: { users: 2, services: 1, slots: 4 }, counts: [1_550, 13_242] },
		{ scope: { users: 1, services: 2, slots: 1 }, counts: [1_813, 16_176] },
	])("has docs/protocol.md's states and transitions at $scope", ({ scope, counts }) => {
		expect(search(scope, "off")).toEqual(counts);
	});

	it.each([
		{ scope: { users: 1, services: 1, slots: 4 }, states: 146 },
		{ scope: { users: 2, services: 1, slots: 4 }, states: 848 },
	])("has docs/protocol.md's canonical states at $scope", ({ scope, states }) => {
		expect(search(scope, "exhaustive")[0]).toBe(states);
	});
});

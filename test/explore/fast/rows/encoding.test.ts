import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, encodingsOf } from "../../../../explore/fast/rows/encoding.ts";
import { orbitSize } from "../../../../explore/fast/rows/tuples.ts";
import { tabulatedCharts } from "../../../../model/charts/table.ts";
import { nrProcs } from "../../../../model/scope.ts";
import { reachedStates, renamed, renamingsOf } from "../../../support/states.ts";

const SEED = 43;

describe.each([
	{ users: 3, services: 2, slots: 4 },
	{ users: 2, services: 3, slots: 2 },
])("the local states of a state at $users users, $services services, $slots slots", (scope) => {
	const encodings = encodingsOf(scope, tabulatedCharts(nrProcs(scope)));
	const renamings = renamingsOf(scope);

	it(`give the state back (seed ${SEED})`, () => {
		const property = fc.property(reachedStates(scope), (state) => {
			expect(decode(scope, encodings, encode(scope, encodings, state))).toEqual(state);
		});
		fc.assert(property, { seed: SEED });
	});

	it(`are in another order where names are others, and have as many orders as there are such states (seed ${SEED})`, () => {
		const sorted = (locals: Uint8Array): Uint8Array =>
			Uint8Array.from([...locals.slice(0, scope.users).sort(), ...locals.slice(scope.users).sort()]);
		const property = fc.property(reachedStates(scope), (state) => {
			const locals = sorted(encode(scope, encodings, state));
			const others = renamings.map((names) => renamed(state, names));
			for (const other of others) expect(sorted(encode(scope, encodings, other))).toEqual(locals);
			const orders = orbitSize(locals.slice(0, scope.users)) * orbitSize(locals.slice(scope.users));
			expect(orders).toBe(new Set(others.map((other) => JSON.stringify(other))).size);
		});
		fc.assert(property, { seed: SEED, numRuns: 60 });
	});

	it("have numbers that name them", () => {
		for (const { locals, numberOf } of [encodings.user, encodings.service]) {
			for (const [number, { code, waits, place, mask }] of locals.entries()) {
				expect(numberOf(code, waits, place, mask)).toBe(number);
			}
		}
	});
});

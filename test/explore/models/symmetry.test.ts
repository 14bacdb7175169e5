import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Symmetry } from "../../../explore/models/symmetry.ts";
import { encodedWidth, Registers } from "../../../explore/models/system-encoding.ts";
import type { Scope } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import { reachedStates, renamed, renamingsOf } from "../../support/states.ts";

const SEED = 42;

/** The words of a state's representative, and how many states it stands for. */
function canonical(scope: Scope, state: State): { readonly words: string; readonly ways: number } {
	const [registers, words] = [new Registers(scope), new Int32Array(encodedWidth(scope))];
	registers.take(state);
	registers.store(words);
	const ways = new Symmetry(scope).canonical(words);
	return { words: words.join(), ways };
}

describe.each([
	{ users: 3, services: 2, slots: 4 },
	{ users: 2, services: 3, slots: 2 },
])("the representative of a state at $users users, $services services, $slots slots", (scope) => {
	const renamings = renamingsOf(scope);

	it(`is that of all its renamings, and stands for as many states as these are (seed ${SEED})`, () => {
		const property = fc.property(reachedStates(scope), (state) => {
			const { words, ways } = canonical(scope, state);
			const others = renamings.map((names) => renamed(state, names));
			expect(new Set(others.map((other) => canonical(scope, other).words))).toEqual(new Set([words]));
			expect(ways).toBe(new Set(others.map((other) => JSON.stringify(other))).size);
		});
		fc.assert(property, { seed: SEED, numRuns: 60 });
	});

	it(`is one of its renamings (seed ${SEED})`, () => {
		const property = fc.property(reachedStates(scope), (state) => {
			const registers = new Registers(scope);
			registers.load(Int32Array.from(canonical(scope, state).words.split(","), Number));
			const found = JSON.stringify(registers.state());
			expect(renamings.map((names) => JSON.stringify(renamed(state, names)))).toContain(found);
		});
		fc.assert(property, { seed: SEED, numRuns: 60 });
	});
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodedWidth, Registers } from "../../../explore/models/system-encoding.ts";
import { reachedStates } from "../../support/states.ts";

const SEED = 41;

describe.each([
	{ users: 3, services: 2, slots: 4 },
	{ users: 2, services: 4, slots: 3 },
	{ users: 8, services: 8, slots: 8 },
])("the encoding of states at $users users, $services services, $slots slots", (scope) => {
	const states = reachedStates(scope);

	it(`gives a state back as it was, whatever was in the registers and the words before (seed ${SEED})`, () => {
		const registers = new Registers(scope);
		const words = new Int32Array(encodedWidth(scope)).fill(-1);
		const property = fc.property(states, (state) => {
			registers.take(state);
			expect(registers.state()).toEqual(state);
			registers.store(words);
			const read = new Registers(scope);
			read.load(words);
			expect(read.state()).toEqual(state);
			registers.load(words);
			expect(registers.state()).toEqual(state);
		});
		fc.assert(property, { seed: SEED });
	});

	it(`is the same for two states exactly where they are equal (seed ${SEED})`, () => {
		const encoded = new Map<string, string>();
		const property = fc.property(states, (state) => {
			const [registers, words] = [new Registers(scope), new Int32Array(encodedWidth(scope))];
			registers.take(state);
			registers.store(words);
			const text = JSON.stringify(state);
			expect(encoded.get(words.join()) ?? text).toBe(text);
			encoded.set(words.join(), text);
		});
		fc.assert(property, { seed: SEED });
	});

	it(`is copied from one to another, whose state is replaced (seed ${SEED})`, () => {
		const property = fc.property(states, states, (before, after) => {
			const [from, to] = [new Registers(scope), new Registers(scope)];
			to.take(before);
			from.take(after);
			to.copy(from);
			expect(to.state()).toEqual(after);
		});
		fc.assert(property, { seed: SEED });
	});
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { StateCount } from "../../../../explore/fast/kernel/state-count.ts";

const SEED = 39;
const part = fc.oneof(fc.nat(4), fc.nat(3_000));

it(`a count of states is the size of the set of their pairs of parts (seed ${SEED})`, () => {
	const property = fc.property(fc.array(fc.tuple(part, part), { maxLength: 80 }), (states) => {
		const [count, set] = [new StateCount(), new Set<string>()];
		for (const [user, service] of states) {
			count.add(user, service, 1);
			set.add(`${user}:${service}`);
			expect(count.size).toBe(set.size);
		}
	});
	fc.assert(property, { seed: SEED });
});

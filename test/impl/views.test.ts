import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { interleavings } from "../../lockstep/random.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";

const SEED = 71;

describe("views that are read one after the other", () => {
	it.each<Scope>([
		{ users: 3, services: 4, slots: 3 },
		{ users: 60, services: 3, slots: 2 },
		{ users: 3, services: 3, slots: 4, rows: "shared" },
	])(`are what a view of the memory alone is, at %o, seed ${SEED}`, (scope) => {
		const read = createMirror(scope);
		let compared = 0;
		fc.assert(
			fc.property(interleavings(new System(scope), 60), fc.nat(), (interleaving, at) => {
				read.reset();
				const memories: Uint8Array[] = [];
				const compare = (): void => {
					// One that has read no view before.
					const alone = createMirror(scope);
					alone.memory.set(read.memory);
					expect(read.view()).toEqual(alone.view());
					compared++;
				};
				for (const action of interleaving) {
					memories.push(read.memory.slice());
					if (!read.step(action)) break;
					compare();
				}
				// A search goes back to any memory, and a source that is wrong writes anything.
				read.memory.set(memories[at % memories.length] ?? read.memory);
				compare();
				read.memory.fill(at % 256, at % 40, (at % 40) + 12);
				compare();
			}),
			{ seed: SEED, numRuns: 40 },
		);
		expect(compared).toBeGreaterThan(1_000);
	});
});

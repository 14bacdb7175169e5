import { describe, expect, it } from "vitest";
import { type Limits, UNLIMITED } from "../../explore/limits.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import type { Scope } from "../../model/scope.ts";

function search(scope: Scope, symmetry: boolean, limits: Partial<Limits> = {}, signal?: AbortSignal) {
	return searchSpecification(scope, { symmetry, limits: { ...UNLIMITED, ...limits }, signal, onProgress: undefined });
}

describe("the search of the specification", () => {
	it.each([
		[{ users: 1, services: 1, slots: 4 }, 146, 146, 818, 9],
		[{ users: 2, services: 1, slots: 4 }, 1_550, 848, 13_242, 13],
		[{ users: 1, services: 2, slots: 4 }, 4_675, 2_355, 46_992, 14],
		[{ users: 2, services: 2, slots: 4 }, 68_341, 18_324, 915_348, 19],
	])(
		"counts at %o what docs/protocol.md says, with symmetry and without",
		async (scope, states, canonicalStates, transitions, depth) => {
			const counts = { states, canonicalStates, transitions, depth, stoppedBy: undefined };
			expect(await search(scope, true)).toMatchObject(counts);
			expect(await search(scope, false)).toMatchObject(counts);
		},
	);

	it("counts the same with symmetry and without where there are more services than slots", async () => {
		const scope = { users: 2, services: 3, slots: 2 };
		const { states, canonicalStates, transitions, depth } = await search(scope, false);
		expect(await search(scope, true)).toMatchObject({
			states,
			canonicalStates,
			transitions,
			depth,
			stoppedBy: undefined,
		});
	});

	it("takes less than 24 bytes for a state where there are more than a million", async () => {
		const { stored, bytes } = await search({ users: 2, services: 3, slots: 4 }, false);
		expect(stored).toBe(3_826_004);
		expect(bytes / stored).toBeLessThan(24);
	});

	it("says which limit ended it", async () => {
		const scope = { users: 4, services: 3, slots: 4 };
		expect((await search(scope, true, { states: 20_000 })).stoppedBy).toBe("the limit of states");
		expect((await search(scope, true, { bytes: 10_000 })).stoppedBy).toBe("the limit of memory");
		expect((await search(scope, true, { timeMs: 0 })).stoppedBy).toBe("the limit of time");
		expect((await search(scope, true, {}, AbortSignal.abort())).stoppedBy).toBe("an interruption");
	});

	it("is ended by its limits at the largest scope that there can be", async () => {
		const scope = { users: 32, services: 8, slots: 8 };
		const found = await search(scope, true, { bytes: 50 * 2 ** 20 });
		expect(found.stoppedBy).toBe("the limit of memory");
		expect(found.states).toBeGreaterThan(10_000);
	});
});

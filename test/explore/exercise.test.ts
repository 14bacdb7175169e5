import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import { exerciseOnSpecification } from "../../explore/specification/exercise.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import { EventFacility } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import { scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";

function idsOf(counts: ReadonlyMap<string, number>): readonly string[] {
	return CLAIMS.map(({ id }) => id).filter((id) => (counts.get(id) ?? 0) > 0);
}

describe("the local checks of a claim", () => {
	it.each([
		{ users: 1, services: 0, slots: 4 },
		{ users: 2, services: 0, slots: 4 },
		{ users: 0, services: 1, slots: 4 },
		{ users: 1, services: 1, slots: 4 },
		{ users: 0, services: 2, slots: 1 },
		{ users: 0, services: 2, slots: 4 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 1, services: 2, slots: 4 },
	])("exercise it at a scope where the steps of the specification do: $users u $services s $slots k", async (scope) => {
		const { exercised: bySteps } = await exerciseOnSpecification(scope, CLAIMS, UNLIMITED, undefined);
		for (const symmetry of [true, false]) {
			const how = { symmetry, limits: UNLIMITED, signal: undefined, onProgress: undefined };
			const { exercised } = await searchSpecification(scope, how);
			expect(idsOf(exercised), scopeName(scope)).toEqual(idsOf(bySteps));
		}
	});
});

/** A claim without a local check, which holds. */
const OTHER: Claim = {
	...{ id: "other", kinds: ["step"], source: "a test", sentence: "whoever exits is alive" },
	check: ({ action, before }) => {
		if (action.kind !== "exit") return "idle";
		return before.processes[action.process]?.lifecycle === "running"
			? "holds"
			: { cause: "not alive", detail: "it was not alive" };
	},
};
const SCOPE = { users: 1, services: 1, slots: 4 };
const HOW = { limits: UNLIMITED, signal: undefined, onProgress: undefined };

describe("a claim without a local check", () => {
	it("is exercised at every step of the specification, in the search of either", async () => {
		const { exercised } = await exerciseOnSpecification(SCOPE, [OTHER], UNLIMITED, undefined);
		expect(exercised.get("other")).toBe(58);
		const claims = [...CLAIMS, OTHER];
		const specification = await searchSpecification(SCOPE, { ...HOW, claims, symmetry: true });
		expect(specification.exercised.get("other")).toBe(58);
		const target = createMirror(SCOPE, "clear-waiting", EventFacility, "one");
		const product = await searchProduct(new System(SCOPE), target, { ...HOW, claims, allMemory: false });
		expect([product.exercised.get("other"), product.findings]).toEqual([58, []]);
	});

	it("says which limit ended it where the rest of the search came to its end", async () => {
		const claims = [...CLAIMS, OTHER];
		// Of 1,550 states fewer are canonical.
		const [scope, limits] = [
			{ ...SCOPE, users: 2 },
			{ ...UNLIMITED, states: 1_500 },
		];
		const found = await searchSpecification(scope, { ...HOW, limits, claims, symmetry: true });
		expect([found.stoppedBy, found.stoppedFor]).toEqual([undefined, { other: "the limit of states" }]);
	});

	it("that the specification breaks is named", async () => {
		const never: Claim = { ...OTHER, id: "never", check: () => ({ cause: "always", detail: "as ever" }) };
		const search = searchSpecification(SCOPE, { ...HOW, claims: [never], symmetry: true });
		await expect(search).rejects.toThrow("the specification breaks never: as ever");
	});
});

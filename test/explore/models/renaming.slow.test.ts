import { describe, expect, it } from "vitest";
import { createMirror, type FacilityClass } from "../../../impl/mirror/target.ts";
import { runInterleaving } from "../../../lockstep/run.ts";
import type { Scope } from "../../../model/scope.ts";
import { System } from "../../../model/system.ts";
import { FAULTS, loadFault } from "../../support/faults.ts";
import { comparable, searchBySymmetry } from "../../support/product.ts";

const OBSERVER = { step: () => {}, exercised: () => {} };
const SMALL: Scope = { users: 1, services: 2, slots: 2 };

/** The mirror with a text replaced. */
async function changed(name: string, find: string, replace: string): Promise<FacilityClass> {
	return loadFault({ name, breaks: "", find, replace });
}

describe("symmetry reduction of the mirror", () => {
	it.each([
		{ scope: { users: 3, services: 1, slots: 2 }, allMemory: false },
		{ scope: { users: 2, services: 2, slots: 1 }, allMemory: true },
		{ scope: { users: 1, services: 2, slots: 2 }, allMemory: true },
		{ scope: { users: 0, services: 2, slots: 2 }, allMemory: true },
	])("counts and finds the same at $scope with fewer stored, all memory: $allMemory", async ({ scope, allMemory }) => {
		for (const revision of ["faithful", "clear-waiting"] as const) {
			const target = createMirror(scope, revision, undefined, "one");
			const [reduced, whole] = [
				await searchBySymmetry(target, true, allMemory),
				await searchBySymmetry(target, false, allMemory),
			];
			expect(comparable(reduced)).toEqual(comparable(whole));
			expect(whole.symmetry).toBeUndefined();
			expect(reduced.symmetry?.stored).toBeLessThan(whole.pairs);
			expect(reduced.symmetry?.compared).toBeGreaterThan(100);
		}
	});

	it.each(FAULTS.filter((_, number) => number % 3 === 0))("counts and finds the same of $name", async (fault) => {
		const target = createMirror(SMALL, "clear-waiting", await loadFault(fault), "one");
		expect(comparable(await searchBySymmetry(target, true))).toEqual(comparable(await searchBySymmetry(target, false)));
	});

	it("gives interleavings in which each process keeps its name: they violate their claims when they are run", async () => {
		const target = createMirror({ users: 2, services: 2, slots: 4 }, "faithful", undefined, "one");
		const { findings, symmetry } = await searchBySymmetry(target, true);
		expect(symmetry).toBeDefined();
		expect(findings.length).toBeGreaterThan(0);
		for (const { claim, interleaving } of findings) {
			const broken = runInterleaving(new System(target.scope), target, [claim], interleaving, OBSERVER);
			expect(broken).not.toEqual([]);
		}
	});

	it.each([
		[
			"row 1 left out",
			"for (let rmp = 0; rmp < table.nrProcs; rmp++",
			"for (let rmp = 0; rmp < table.nrProcs; rmp += 2",
		],
		["last row left out", "rmp < table.nrProcs; rmp++", "rmp < table.nrProcs - 1; rmp++"],
		[
			"row 1 not asked about",
			"table.setEventsub(rmp, 0);",
			"table.setEventsub(rmp, rmp === 1 ? this.#subs.nsubs : 0);",
		],
		[
			"refuses the last process",
			"const endpoint = table.endpoint(caller);",
			'const endpoint = table.endpoint(caller);\n\t\tif (caller === 2 && mask === 1) panic("do_proceventmask", "3");',
		],
	])(
		"is done without where processes are not treated alike, and says at which action that showed: %s",
		async (...texts) => {
			const [name, find, replace] = texts;
			const facility = await changed(name.replaceAll(" ", "-"), find, replace);
			const target = createMirror(SMALL, "clear-waiting", facility, "one");
			const [reduced, whole] = [await searchBySymmetry(target, true), await searchBySymmetry(target, false)];
			expect(reduced.asymmetric).toBeDefined();
			expect(reduced.symmetry).toBeUndefined();
			expect(comparable(reduced)).toEqual(comparable(whole));
		},
	);
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../../../explore/limits.ts";
import { searchProduct } from "../../../../explore/product/search-product.ts";
import { createCTarget } from "../../../../impl/c/runtime/target.ts";
import type { Target } from "../../../../impl/target.ts";
import { runInterleaving } from "../../../../lockstep/run.ts";
import type { Scope } from "../../../../model/scope.ts";
import { System } from "../../../../model/system.ts";
import { CLAIMS, type Claim } from "../../../../properties/ledger.ts";
import { comparable, searchBySymmetry } from "../../../support/product.ts";
import { HAS_SEED, SEED_SOURCE } from "../../../support/seed.ts";
import { compiled } from "../../../support/sources.ts";

const OBSERVER = { step: () => {}, exercised: () => {} };
const HOW = { claims: CLAIMS, limits: UNLIMITED, signal: undefined, onProgress: undefined };

/** The seed's event.c with a text replaced. */
async function changed(scope: Scope, from = "", to = ""): Promise<Target> {
	const text = readFileSync(SEED_SOURCE, "utf8");
	expect(text).toContain(from);
	const source = { path: "event.c", text: text.replace(from, to) };
	return createCTarget(await compiled(source, scope, { slots: scope.slots }), scope, "one");
}

describe.skipIf(!HAS_SEED)("symmetry reduction of a compiled target", () => {
	it.each([
		{ scope: { users: 3, services: 1, slots: 2 }, allMemory: false },
		{ scope: { users: 2, services: 2, slots: 4 }, allMemory: false },
		{ scope: { users: 1, services: 2, slots: 4 }, allMemory: true },
		{ scope: { users: 0, services: 2, slots: 2 }, allMemory: true },
	])("counts and finds the same at $scope with fewer stored, all memory: $allMemory", async ({ scope, allMemory }) => {
		const target = await changed(scope);
		const [reduced, whole] = [
			await searchBySymmetry(target, true, allMemory),
			await searchBySymmetry(target, false, allMemory),
		];
		expect(comparable(reduced)).toEqual(comparable(whole));
		expect(whole.symmetry).toBeUndefined();
		expect(reduced.symmetry?.stored).toBeLessThan(whole.pairs);
		expect(reduced.symmetry?.compared).toBeGreaterThan(100);
	});

	it("needs no claims without a check, and every one that has one", async () => {
		const target = await changed({ users: 1, services: 2, slots: 2 });
		const storedWith = async (claims: readonly Claim[]): Promise<number | undefined> =>
			(await searchProduct(new System(target.scope), target, { ...HOW, claims, allMemory: false, symmetry: true }))
				.symmetry?.stored;
		const checked = CLAIMS.filter(({ check }) => check);
		expect(checked.length).toBeLessThan(CLAIMS.length);
		expect(await storedWith(checked)).toBe(await storedWith(CLAIMS));
		expect(await storedWith(checked.slice(1))).toBeUndefined();
	});

	it.each([true, false])(
		"gives interleavings in which each process keeps its name: they violate their claims when they are run; reduced: %s",
		async (symmetry) => {
			const target = await changed({ users: 2, services: 2, slots: 4 });
			const { findings } = await searchBySymmetry(target, symmetry);
			expect(findings.map(({ claim }) => claim.id).sort()).toEqual(["conforms", "waiting-balances"]);
			for (const { claim, interleaving } of findings) {
				const broken = runInterleaving(new System(target.scope), target, [claim], interleaving, OBSERVER);
				expect(broken).not.toEqual([]);
			}
		},
	);

	it("is done without where a claim is checked that may tell processes apart", async () => {
		const target = await changed({ users: 2, services: 1, slots: 1 });
		const own = CLAIMS.slice(0, 1).map((claim) => ({ ...claim, id: "of-the-first-user" }));
		const options = { ...HOW, claims: [...CLAIMS, ...own], allMemory: false, symmetry: true };
		const found = await searchProduct(new System(target.scope), target, options);
		expect(found.symmetry).toBeUndefined();
		expect(found.stoppedBy).toBeUndefined();
	});

	it("is done without where the source counts the events of row 0 only, and says at which action that showed", async () => {
		const counting =
			"static int turn; if (rmp == &mproc[0] && ++turn == 3) turn = 0; if (turn == 5) return; assert((rmp";
		const target = await changed(
			{ users: 2, services: 1, slots: 2 },
			"assert(nested == 0);\nassert((rmp",
			`assert(nested == 0);\n${counting}`,
		);
		const [reduced, whole] = [await searchBySymmetry(target, true), await searchBySymmetry(target, false)];
		expect(reduced.asymmetric?.kind).toBe("vfsReply");
		expect(reduced.symmetry).toBeUndefined();
		expect(comparable(reduced)).toEqual(comparable(whole));
	});

	it.each([
		["&mproc[0]; rmp < &mproc[NR_PROCS]", "&mproc[1]; rmp < &mproc[NR_PROCS]"],
		["&mproc[0]; rmp < &mproc[NR_PROCS]", "&mproc[0]; rmp < &mproc[NR_PROCS - 2]"],
	])("does not hide a loop over the table that leaves out a row: %s made %s", async (from, to) => {
		const target = await changed({ users: 2, services: 1, slots: 2 }, from, to);
		const [reduced, whole] = [await searchBySymmetry(target, true), await searchBySymmetry(target, false)];
		expect(reduced.asymmetric).toBeDefined();
		expect(comparable(reduced)).toEqual(comparable(whole));
	});
});

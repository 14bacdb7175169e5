import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/facility.ts";
import { EventFacility, type Revision } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const LINKED = fileURLToPath(new URL("../fixtures/c/linked.c", import.meta.url));

function mirror(scope: Scope, revision: Revision): Target {
	return createMirror(scope, revision, EventFacility, "one");
}

async function compiled(path: string, scope: Scope, text = readFileSync(path, "utf8")): Promise<Target> {
	const source = await compile({ path, text }, scope, { slots: scope.slots });
	if ("error" in source) throw new Error(source.error);
	return createCTarget(source, scope, "one");
}

function search(target: Target, states = Number.POSITIVE_INFINITY, allMemory = false): Promise<ProductSearch> {
	const limits = { ...UNLIMITED, states };
	return searchProduct(new System(target.scope), target, {
		claims: CLAIMS,
		allMemory,
		limits,
		signal: undefined,
		onProgress: undefined,
	});
}

/** The findings, as claim and length of the shortest counterexample. */
function findings({ findings }: ProductSearch): readonly (readonly [string, number])[] {
	return findings.map(({ claim, interleaving }) => [claim.id, interleaving.length] as const);
}

/**
 * All that kernel and plain search have in common. They check the claims at the same steps, but not each as often, and which
 * of several equally short counterexamples comes first is not defined.
 */
function comparable({ bytes: _, findings, exercised, ...counts }: ProductSearch): unknown {
	const same = findings.map(({ interleaving, detail: __, ...finding }) => ({
		...finding,
		length: interleaving.length,
	}));
	return { ...counts, findings: same, exercised: [...exercised.keys()].sort() };
}

describe("the search of a target beside the specification", () => {
	it.each([
		[{ users: 1, services: 1, slots: 4 }, 10],
		[{ users: 2, services: 1, slots: 4 }, 10],
		[{ users: 1, services: 2, slots: 4 }, 9],
		[{ users: 1, services: 2, slots: 1 }, 9],
		[{ users: 0, services: 3, slots: 2 }, 9],
	])("finds at %o that the faithful mirror breaks two claims in %i actions", async (scope, length) => {
		expect(findings(await search(mirror(scope, "faithful")))).toEqual([
			["conforms", length],
			["waiting-balances", length],
		]);
	});

	it.each([
		{ users: 2, services: 1, slots: 4 },
		{ users: 1, services: 2, slots: 4 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 0, services: 3, slots: 2 },
	])("finds nothing at %o in the repaired mirror, in all states of the specification", async (scope) => {
		const found = await search(mirror(scope, "clear-waiting"));
		expect(found).toMatchObject({ findings: [], notFollowed: 0, stoppedBy: undefined });
		expect(found.states).toBeGreaterThan(1_000);
	});

	it("keeps all memory as the state if asked: what a slot given back leaves behind makes another pair", async () => {
		const scope = { users: 1, services: 2, slots: 4 };
		const all = await search(mirror(scope, "clear-waiting"), Number.POSITIVE_INFINITY, true);
		expect(all).toMatchObject({ states: 4_675, pairs: 102_283, transitions: 940_848, depth: 28, unreadWords: 0 });
	});

	it("leaves out what nothing reads behind the end of the list: in the repaired mirror, all of it", async () => {
		const scope = { users: 1, services: 2, slots: 4 };
		const found = await search(mirror(scope, "clear-waiting"));
		expect(found).toMatchObject({ states: 4_675, pairs: 4_675, transitions: 46_992, depth: 14, unreadWords: 3 });
	});

	it("keeps the wait counts behind the end of the list, which the faithful mirror reads", async () => {
		const found = await search(mirror({ users: 1, services: 2, slots: 4 }, "faithful"));
		expect(found).toMatchObject({ states: 4_675, pairs: 7_188, transitions: 69_648, unreadWords: 2 });
	});

	it.skipIf(!HAS_SEED).each([false, true])(
		"finds in the real event.c what it finds in the mirror, in as many pairs, with all memory: %s",
		async (allMemory) => {
			const scope = { users: 1, services: 2, slots: 4 };
			const [real, mirrored] = [
				await search(await compiled(SEED_SOURCE, scope), Number.POSITIVE_INFINITY, allMemory),
				await search(mirror(scope, "faithful"), Number.POSITIVE_INFINITY, allMemory),
			];
			expect(comparable(real)).toEqual(comparable(mirrored));
		},
	);

	it.skipIf(!HAS_SEED).each([
		{ scope: { users: 2, services: 2, slots: 4 }, pairs: 119_532, transitions: 1_556_916, length: 9 },
		{ scope: { users: 1, services: 3, slots: 4 }, pairs: 399_108, transitions: 5_833_992, length: 9 },
	])(
		"finds in the real event.c the findings of the mirror at $scope, no shorter than $length actions",
		async (expected) => {
			const real = await search(await compiled(SEED_SOURCE, expected.scope));
			expect(real).toMatchObject({ pairs: expected.pairs, transitions: expected.transitions, stoppedBy: undefined });
			expect(findings(real)).toEqual([
				["conforms", expected.length],
				["waiting-balances", expected.length],
			]);
			expect(comparable(real)).toEqual(comparable(await search(mirror(expected.scope, "faithful"))));
			const repaired = await search(mirror(expected.scope, "clear-waiting"));
			expect(repaired).toMatchObject({ pairs: repaired.states, findings: [], stoppedBy: undefined });
		},
	);

	it("finds nothing in another implementation of the same specification", async () => {
		const found = await search(await compiled(LINKED, { users: 1, services: 2, slots: 4 }));
		expect(found).toMatchObject({ states: 4_675, findings: [], stoppedBy: undefined });
	});

	it("searches a source with more memory than the kernel has room for", async () => {
		const scope = { users: 1, services: 1, slots: 4 };
		const start = "int do_proceventmask(void)\n{";
		const spare = `static volatile unsigned spare[3000];\n${start}\n\tspare[2999] = 0;`;
		const text = readFileSync(LINKED, "utf8").replace(start, spare);
		const large = await compiled("large.c", scope, text);
		expect(large.memory.length).toBeGreaterThan(12_000);
		expect(comparable(await search(large))).toEqual(comparable(await search(await compiled(LINKED, scope))));
	});

	it("ends by its limits where a source's state never closes", async () => {
		const scope = { users: 1, services: 1, slots: 4 };
		const limits = { ...UNLIMITED, bytes: 64 * 2 ** 20 };
		const start = "int do_proceventmask(void)\n{";
		const text = readFileSync(LINKED, "utf8").replace(start, `static unsigned calls;\n${start}\n\tcalls++;`);
		expect(text).toContain("calls++");
		const found = await searchProduct(new System(scope), await compiled("counting.c", scope, text), {
			...{ claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined },
		});
		expect(found).toMatchObject({ stoppedBy: "the limit of memory", findings: [] });
	});

	it("is stopped by its limit where the pairs go on", async () => {
		const found = await search(mirror({ users: 2, services: 2, slots: 4 }, "clear-waiting"), 20_000);
		expect(found.stoppedBy).toBe("the limit of states");
	});
});

describe("a search of three small scopes", () => {
	it.each(FAULTS)("sees the fault $name", async (fault) => {
		const implementation = await loadFault(fault);
		const scopes: readonly Scope[] = [
			{ users: 2, services: 1, slots: 4 },
			{ users: 0, services: 3, slots: 2 },
			{ users: 0, services: 3, slots: 3 },
		];
		const broken: string[] = [];
		for (const scope of scopes) {
			const found = await search(createMirror(scope, "clear-waiting", implementation, "one"), 100_000);
			broken.push(...found.findings.map(({ claim }) => claim.id));
			if (broken.length > 0) break;
		}
		expect(broken).not.toEqual([]);
	});
});

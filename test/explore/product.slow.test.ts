import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";
import { findings, mirror, search } from "../support/product.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const LINKED = fileURLToPath(new URL("../fixtures/c/linked.c", import.meta.url));

async function compiled(path: string, scope: Scope, text = readFileSync(path, "utf8")): Promise<Target> {
	const source = await compile({ path, text }, scope, { slots: scope.slots });
	if ("error" in source) throw new Error(source.error);
	return createCTarget(source, scope, "one");
}

/**
 * All that kernel and plain search have in common: they check the claims at the same steps, but not each as often.
 *
 * Their interleavings are equally long, and not the same: the kernel takes the steps of users, of services and of both
 * one group after the other (explore/fast/expected), the plain search all in the order of the alphabet, and so each
 * comes first to another of several shortest ones.
 */
function comparable({
	bytes: _,
	countsOnly: ___,
	reachesAll: ____,
	findings,
	exercised,
	...counts
}: ProductSearch): unknown {
	const same = findings.map(({ interleaving, detail: __, ...finding }) => ({
		...finding,
		length: interleaving.length,
	}));
	return { ...counts, findings: same, exercised: [...exercised.keys()].sort() };
}

describe("the search of a compiled target beside the specification", () => {
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
		{ scope: { users: 1, services: 3, slots: 2 }, pairs: 149_253, transitions: 2_046_570, length: 9 },
	])(
		"finds in the real event.c the findings of the mirror at $scope, no shorter than $length actions",
		async (expected) => {
			const real = await search(await compiled(SEED_SOURCE, expected.scope));
			expect(real).toMatchObject({ pairs: expected.pairs, transitions: expected.transitions, stoppedBy: undefined });
			expect(findings(real)).toEqual([
				["conforms", expected.length],
				["waiting-balances", expected.length],
			]);
			const mirrored = await search(mirror(expected.scope, "faithful"));
			expect(comparable(real)).toEqual(comparable(mirrored));
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
		const fitting = await search(await compiled(LINKED, scope));
		expect(comparable(await search(large))).toEqual(comparable(fitting));
	});

	it("ends by its limits where a source's state never closes", async () => {
		const scope = { users: 1, services: 1, slots: 4 };
		const limits = { ...UNLIMITED, bytes: 8 * 2 ** 20 };
		const start = "int do_proceventmask(void)\n{";
		const text = readFileSync(LINKED, "utf8").replace(
			start,
			`static unsigned calls;\n${start}\n\tif (++calls == 1u << 31)\n\t\treturn EPERM;`,
		);
		expect(text).toContain("++calls");
		const found = await searchProduct(new System(scope), await compiled("counting.c", scope, text), {
			...{ claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined },
		});
		expect(found).toMatchObject({ stoppedBy: "the limit of memory", findings: [], grows: ["calls"] });
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

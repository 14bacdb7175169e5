import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { EventFacility, REVISIONS } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { compiled } from "../support/sources.ts";
import { repaired } from "../support/stories.ts";

// Verdicts, findings, counts and exit codes, kept in files beside this one: a change of the code that is to change none of
// them is held to it here. `npx vitest run test/golden -u` writes them anew where one of them is meant to change.

const SMALL: readonly Scope[] = [
	{ users: 2, services: 1, slots: 4 },
	{ users: 1, services: 2, slots: 4 },
	{ users: 0, services: 3, slots: 4 },
	{ users: 1, services: 2, slots: 1 },
	{ users: 0, services: 3, slots: 2 },
];
const LIMITS = { ...UNLIMITED, states: 100_000 };

function search(target: Target): Promise<ProductSearch> {
	return searchProduct(new System(target.scope), target, {
		...{ claims: CLAIMS, allMemory: false, limits: LIMITS, signal: undefined, onProgress: undefined },
	});
}

function countsOf({ pairs, states, transitions, depth, notFollowed, stoppedBy, findings }: ProductSearch): unknown {
	return {
		...{ pairs, states, transitions, depth, notFollowed, ...(stoppedBy === undefined ? {} : { stoppedBy }) },
		findings: findings
			.map(
				({ claim, cause, interleaving, occurrences }) =>
					`${claim.id}: ${cause}: ${interleaving.length} actions, ${occurrences} transitions`,
			)
			.sort(),
	};
}

async function searched(targetAt: (scope: Scope) => Target | Promise<Target>, scopes = SMALL): Promise<string> {
	const found: Record<string, unknown> = {};
	for (const scope of scopes) {
		const target = await targetAt(scope);
		const result = await search(target);
		for (const { claim, cause, interleaving } of result.findings) {
			const { broken } = replayOn(target, CLAIMS, interleaving);
			expect(broken.map((one) => `${one.claim.id} ${one.cause}`)).toContain(`${claim.id} ${cause}`);
		}
		found[scopeName(scope)] = countsOf(result);
	}
	return `${JSON.stringify(found, null, "\t")}\n`;
}

interface Verified {
	readonly verdict: string;
	readonly claims: readonly { readonly id: string; readonly verdict: string }[];
	readonly findings: readonly { readonly claim: string; readonly cause: string; readonly interleaving: unknown[] }[];
}

async function verified(words: readonly string[]): Promise<string> {
	const { code, stdout } = await rollcall("verify", "--json", "--no-store", "--runs", "3000", ...words);
	const { verdict, claims, findings }: Verified = JSON.parse(stdout);
	const verdicts = Object.fromEntries(claims.map((claim) => [claim.id, claim.verdict]));
	const found = findings.map(({ claim, cause, interleaving }) => `${claim}: ${cause}: ${interleaving.length} actions`);
	return `${JSON.stringify({ code, verdict, verdicts, findings: found.sort() }, null, "\t")}\n`;
}

function file(name: string): string {
	return `./expected/${name}.json`;
}

describe("complete searches come to what they came to before", () => {
	it.each(REVISIONS)("in the mirror, revision %s", async (revision) => {
		const found = await searched((scope) => createMirror(scope, revision, EventFacility, "one"));
		await expect(found).toMatchFileSnapshot(file(`search-mirror-${revision}`));
	});

	it.each(FAULTS)("in the mirror with the fault $name", async (fault) => {
		const implementation = await loadFault(fault);
		const found = await searched(
			(scope) => createMirror(scope, "clear-waiting", implementation, "one"),
			SMALL.slice(0, 3),
		);
		await expect(found).toMatchFileSnapshot(file(`search-fault-${fault.name}`));
	});

	it.skipIf(!HAS_SEED).each(["event.c", "repaired.c"])("in %s", async (name) => {
		const source = { path: SEED_SOURCE, text: readFileSync(SEED_SOURCE, "utf8") };
		const text = name === "event.c" ? source : repaired(source);
		const found = await searched(async (scope) =>
			createCTarget(await compiled(text, scope, { slots: scope.slots }), scope, "one"),
		);
		await expect(found).toMatchFileSnapshot(file(`search-${name}`));
	});
});

describe("rollcall verify comes to what it came to before", () => {
	it.each(REVISIONS)("on the mirror, revision %s", async (revision) => {
		await expect(await verified(["--revision", revision])).toMatchFileSnapshot(file(`verify-mirror-${revision}`));
	});

	it.skipIf(!HAS_SEED).each(["event.c", "repaired.c"])("on %s", async (name) => {
		const source = { path: SEED_SOURCE, text: readFileSync(SEED_SOURCE, "utf8") };
		const copy = join(mkdtempSync(join(tmpdir(), "rollcall-golden-")), "event.c");
		writeFileSync(copy, repaired(source).text);
		const path = name === "event.c" ? SEED_SOURCE : copy;
		await expect(await verified(["--source", path])).toMatchFileSnapshot(file(`verify-${name}`));
	});
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { explore } from "../../../checker/explore.ts";
import type { CheckProgress } from "../../../checker/options.ts";
import { sizelessEvidence } from "../../../checker/proof/sizeless.ts";
import type { VerifyOptions } from "../../../checker/verification/plan.ts";
import { verify } from "../../../checker/verify.ts";
import { CLAIMS } from "../../../properties/ledger.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
const ENTRIES = join(folder, "rollcall");

beforeAll(() => vi.stubEnv("XDG_CACHE_HOME", folder));
beforeEach(() => rmSync(ENTRIES, { recursive: true, force: true }));
afterAll(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
});

const claims = CLAIMS.filter(({ id }) => ["services-only", "late-mask-misses"].includes(id));
const scopes = () => [{ users: 1, services: 1, slots: 2 }];
const REPAIRED = { kind: "mirror", revision: "clear-waiting" } as const;
const SMALL: VerifyOptions = {
	...{ target: REPAIRED, scope: { users: 1, services: 1 }, claims, scopes, ownScopes: scopes, runs: 20 },
};

/** The result without what differs between two runs, and the phases that reported progress. */
async function run(options: VerifyOptions = {}) {
	const phases = new Set<CheckProgress["phase"]>();
	const onProgress = ({ phase }: CheckProgress): void => void phases.add(phase);
	const { seconds: _, reused, ...result } = await verify({ ...SMALL, onProgress, ...options });
	return { reused, result, phases: [...phases] };
}

/** Entries of the cache, and which files they are. */
function entries(): readonly string[] {
	return readdirSync(ENTRIES).map((name) => `${name} ${statSync(join(ENTRIES, name)).ino}`);
}

describe("a decision that is about the specification", () => {
	it("is made once, and again where that is asked for", async () => {
		const first = await sizelessEvidence(true);
		const kept = entries();
		expect(kept).toHaveLength(1);
		expect(await sizelessEvidence(true)).toEqual(first);
		expect(entries()).toEqual(kept);
		await sizelessEvidence(false);
		expect(entries()).not.toEqual(kept);
	});
});

describe("a verification that was done before", () => {
	it("has the same result, and searches nothing", async () => {
		const first = await run();
		expect(first).toMatchObject({ reused: false });
		expect(first.phases).toContain("search");
		const second = await run();
		expect(second).toMatchObject({ reused: true, phases: [] });
		expect(second.result).toEqual(first.result);
	});

	it("is repeated where that is asked for", async () => {
		await run();
		expect(await run({ fresh: true })).toMatchObject({ reused: false, phases: expect.arrayContaining(["search"]) });
	});

	it.each<[string, VerifyOptions]>([
		["another revision", { target: { kind: "mirror" } }],
		["another seed", { seed: 2 }],
		["other claims", { claims: claims.slice(1) }],
		["the caller's own check of a claim", { claims: claims.map((claim) => ({ ...claim, check: () => "idle" })) }],
	])("does not stand for one with %s", async (_, options) => {
		const first = await run();
		await run({ ...options, runs: 10 });
		expect(await run()).toEqual({ ...first, reused: true, phases: [] });
		const kept = readdirSync(ENTRIES).length;
		await run(options);
		expect(readdirSync(ENTRIES).length > kept || (await run(options)).reused === false).toBe(true);
	});

	it("is taken by no other command that decides fewer claims, nor the other way round", async () => {
		const target = { kind: "mirror", revision: "clear-waiting" } as const;
		const designs = CLAIMS.filter(({ id }) => id === "async-unbounded");
		// Explore leaves designs to others, and says nothing of them.
		await explore({ target, scope: { users: 1, services: 1, slots: 2 }, claims: designs });
		const { result } = await run({ claims: designs });
		expect(result.claims.map(({ verdict }) => verdict)).toEqual(["holds"]);
	});

	it("is done again where what was kept is damaged", async () => {
		await run();
		for (const name of readdirSync(ENTRIES)) {
			const bytes = readFileSync(join(ENTRIES, name));
			bytes.fill(0, 40, 60);
			writeFileSync(join(ENTRIES, name), bytes);
		}
		expect(await run()).toMatchObject({ reused: false });
	});

	it("is not kept where it was cut short", async () => {
		const { result } = await run({ signal: AbortSignal.abort() });
		expect(result.verdict).not.toBe("holds");
		expect((await run()).phases).toContain("search");
	});
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { canonicalJson, hashOf } from "../../../checker/campaign/canonical.ts";
import { campaignId, type Manifest, readManifest, seedOf } from "../../../checker/campaign/manifest.ts";
import { type PlanOptions, planCampaign } from "../../../checker/campaign/plan.ts";
import { jobsOf } from "../../../checker/campaign/shard.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-campaign-"));
afterAll(() => rmSync(folder, { recursive: true }));

let plans = 0;
const SMALL: PlanOptions = { users: [1, 2], services: [1, 1], seeds: 3, runs: 10 };

async function plan(options: PlanOptions = SMALL): Promise<{ readonly dir: string; readonly manifest: Manifest }> {
	const dir = join(folder, String(plans++));
	return { dir, manifest: await planCampaign(dir, options) };
}

describe("canonical JSON", () => {
	it("has the same text for the same data, whatever the order of its fields", () => {
		expect(canonicalJson({ b: [1, { d: 2, c: 3 }], a: null })).toBe('{"a":null,"b":[1,{"c":3,"d":2}]}');
		expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
		expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }));
	});
});

describe("a plan", () => {
	it("is the same campaign each time that it is made with the same options", async () => {
		const [first, second] = [await plan(), await plan()];
		expect(campaignId(second.manifest)).toBe(campaignId(first.manifest));
		expect(readManifest(first.dir)).toEqual(first.manifest);
		expect(campaignId((await plan({ ...SMALL, seed: 2 })).manifest)).not.toBe(campaignId(first.manifest));
	});

	it("has a job for each scope and series, and one of each kind that has no scope", async () => {
		const { manifest } = await plan();
		const kinds = manifest.jobs.map(({ content }) => `${content.kind} ${content.scope.users}`);
		expect(kinds).toEqual([
			...["search 1", "search 2", "actions 1"],
			...["random 1", "random 1", "random 1", "random 2", "random 2", "random 2", "claims 2"],
		]);
		for (const { id, content } of manifest.jobs) expect(id).toBe(hashOf(content));
	});

	it("has series of their own for each beginning of random interleavings", async () => {
		const { manifest } = await plan({ ...SMALL, kinds: ["random"], users: [1, 1], prologues: ["none", "lives"] });
		const prologues = manifest.jobs.map(({ content }) => (content.kind === "random" ? content.prologue : "?"));
		expect(prologues).toEqual([undefined, undefined, undefined, "lives", "lives", "lives"]);
		expect(new Set(manifest.jobs.map(seedOf)).size).toBe(6);
	});

	it("gives each series a seed that follows from the campaign's seed and the job alone", async () => {
		const seeds = async (options: PlanOptions): Promise<readonly number[]> => {
			const { manifest } = await plan({ ...options, kinds: ["random"] });
			return manifest.jobs.map(seedOf);
		};
		const some = await seeds(SMALL);
		expect(new Set(some).size).toBe(6);
		// Of more scopes and series, those of before are the same.
		expect(await seeds({ ...SMALL, users: [1, 3], seeds: 4 })).toEqual(expect.arrayContaining([...some]));
		expect(await seeds({ ...SMALL, seed: 7 })).not.toEqual(expect.arrayContaining([some[0]]));
	});

	it("is not written over another one", async () => {
		const { dir } = await plan();
		await expect(planCampaign(dir, SMALL)).rejects.toThrow(/has a campaign already/);
	});

	it("is refused where a job, or a source, was changed", async () => {
		const { dir } = await plan();
		const file = join(dir, "manifest.json");
		const text = readFileSync(file, "utf8");
		writeFileSync(file, text.replace('"runs": 10', '"runs": 11'));
		expect(() => readManifest(dir)).toThrow(/is not the hash of its content: plan again/);
		writeFileSync(file, text.replace('"faithful"', '"clear-waiting"'));
		expect(() => readManifest(dir)).toThrow(/is not the hash of its content: plan again/);
		writeFileSync(file, text.slice(0, -10));
		expect(() => readManifest(dir)).toThrow(/found text that is not JSON/);
	});
});

describe("shards", () => {
	it("have every job once", async () => {
		const { manifest } = await plan();
		const all = [1, 2, 3, 4].flatMap((index) => jobsOf(manifest, { index, of: 4 }));
		expect(all.map(({ id }) => id).sort()).toEqual(manifest.jobs.map(({ id }) => id).sort());
	});

	it("are counted from 1", async () => {
		const { manifest } = await plan();
		expect(() => jobsOf(manifest, { index: 0, of: 8 })).toThrow(/found 0\/8: shards are counted from 1.*1\/8/);
		expect(() => jobsOf(manifest, { index: 9, of: 8 })).toThrow(/from 1\/8 to 8\/8, found 9\/8/);
	});
});

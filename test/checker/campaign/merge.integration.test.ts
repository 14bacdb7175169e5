import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readManifest } from "../../../checker/campaign/manifest.ts";
import { type MergedCampaign, mergeCampaign } from "../../../checker/campaign/merge.ts";
import { type PlanOptions, planCampaign } from "../../../checker/campaign/plan.ts";
import { runJobs } from "../../../checker/campaign/run.ts";
import { jobsOf } from "../../../checker/campaign/shard.ts";
import { campaignStatus } from "../../../checker/campaign/status.ts";
import { verificationJson } from "../../../report/text/verify.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-campaign-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [WHOLE, SHARDED] = [join(folder, "whole"), join(folder, "sharded")];
const OPTIONS: PlanOptions = {
	...{ users: [1, 1], services: [1, 1], seeds: 7, runs: 20, coverage: true },
	kinds: ["search", "random"],
};
const SHARDS = 8;

beforeAll(async () => {
	for (const dir of [WHOLE, SHARDED]) await planCampaign(dir, OPTIONS);
	expect(await runJobs(WHOLE, { workers: 2 })).toEqual({ jobs: 8, skipped: 0, failed: [] });
	for (let index = SHARDS; index > 0; index--) await runJobs(SHARDED, { shard: { index, of: SHARDS }, workers: 1 });
});

/** A campaign as text, without times. */
function textOf({ verdict, subjects, record }: MergedCampaign): string {
	const results = subjects.map(({ verification }) => ({ ...verificationJson(verification), seconds: 0 }));
	return JSON.stringify([verdict, results, record]);
}

/** A copy of the finished campaign, to be damaged. */
function copy(name: string): string {
	const dir = join(folder, name);
	cpSync(WHOLE, dir, { recursive: true });
	return dir;
}

const resultFiles = (dir: string): readonly string[] =>
	readdirSync(join(dir, "results")).map((name) => join(dir, "results", name));

describe("a merged campaign", () => {
	it("is the same, but for times, of one run and of eight shards", async () => {
		const whole = await mergeCampaign(WHOLE);
		expect(whole.verdict).toBe("violated");
		expect(whole.subjects[0]?.verification.findings.length).toBeGreaterThan(0);
		expect(Object.keys(whole.record?.runs ?? {})).toHaveLength(8);
		expect(textOf(await mergeCampaign(SHARDED))).toBe(textOf(whole));
	});

	it("is unknown without any one of its shards, and names the jobs", async () => {
		for (let index = 1; index <= SHARDS; index++) {
			const dir = copy(`without-${index}`);
			const jobs = jobsOf(readManifest(dir), { index, of: SHARDS }).map(({ id }) => id);
			for (const id of jobs) rmSync(join(dir, "results", `${id}.json`));
			expect(campaignStatus(dir).missing.map(({ job }) => job)).toEqual(jobs);
			if (index === 1 || index === SHARDS) expect((await mergeCampaign(dir)).verdict).toBe("unknown");
		}
	});

	it("does a job again whose file is damaged or was cut off, and no other", async () => {
		const dir = copy("damaged");
		const [cut = "", other = ""] = resultFiles(dir);
		writeFileSync(cut, readFileSync(cut, "utf8").slice(0, 100));
		writeFileSync(other, readFileSync(other, "utf8").replace(',"complete":true', ""));
		const { damaged, missing } = campaignStatus(dir);
		expect([damaged.length, missing.length]).toEqual([2, 2]);
		expect(await runJobs(dir, { workers: 1 })).toMatchObject({ skipped: 6, failed: [] });
		expect(textOf(await mergeCampaign(dir))).toBe(textOf(await mergeCampaign(WHOLE)));
	});

	it("counts a result of another campaign for nothing, and names it", async () => {
		const dir = copy("foreign");
		const [file = ""] = resultFiles(dir);
		const { campaign } = JSON.parse(readFileSync(file, "utf8")) as { readonly campaign: string };
		writeFileSync(file, readFileSync(file, "utf8").replace(campaign, "0".repeat(64)));
		const { foreign, missing } = campaignStatus(dir);
		expect(foreign).toEqual([file.split("/").at(-1)]);
		expect(missing).toHaveLength(1);
		expect((await mergeCampaign(dir)).verdict).toBe("unknown");
	});

	it("counts a job with several results once where they agree, and not at all where they differ", async () => {
		const dir = copy("doubled");
		cpSync(join(WHOLE, "results"), join(dir, "results/again"), { recursive: true });
		expect(campaignStatus(dir).doubled).toHaveLength(8);
		expect(textOf(await mergeCampaign(dir))).toBe(textOf(await mergeCampaign(WHOLE)));
		const file = resultFiles(dir).find((name) =>
			/"kind":"random"/.test(name.endsWith(".json") ? readFileSync(name, "utf8") : ""),
		);
		const text = readFileSync(file ?? "", "utf8");
		writeFileSync(file ?? "", text.replace(/"skippedActions":0/, '"skippedActions":1'));
		const { doubled, missing } = campaignStatus(dir);
		expect(doubled.filter(({ differs }) => differs).map(({ job }) => job)).toEqual(missing.map(({ job }) => job));
		expect((await mergeCampaign(dir)).verdict).toBe("unknown");
	});

	it("refuses a finding that does not happen, whoever wrote it", async () => {
		const dir = copy("invented");
		const file = resultFiles(dir).find((name) => /"cause":"setMask: /.test(readFileSync(name, "utf8"))) ?? "";
		writeFileSync(file, readFileSync(file, "utf8").replaceAll('"cause":"setMask: ', '"cause":"setMask: an invented '));
		await expect(mergeCampaign(dir)).rejects.toThrow(/a result has a finding that does not happen/);
		const action = readFileSync(file, "utf8").replaceAll("spawn(u0)", "spawn(u77)");
		writeFileSync(file, action);
		expect(campaignStatus(dir).damaged).toHaveLength(1);
	});
});

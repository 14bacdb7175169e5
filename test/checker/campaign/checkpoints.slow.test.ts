import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { planCampaign } from "../../../checker/campaign/plan.ts";
import { runJobs } from "../../../checker/campaign/run.ts";
import { checkpointFolder, checkpointOf, searchSaved } from "../../../checker/campaign/saved-search.ts";
import { campaignStatus } from "../../../checker/campaign/status.ts";
import { MIRROR, openTarget } from "../../../checker/open-target.ts";
import type { SavedSearch } from "../../../explore/search.ts";
import { campaignStatusText } from "../../../report/text/campaign.ts";
import { commandEnvironment } from "../../support/in-process.ts";
import { until } from "../../support/queue-server.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-checkpoints-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PLAN = { users: [2, 2], services: [2, 2], kinds: ["search"], checkpoints: true } as const;

it("a search whose worker is killed goes on from its checkpoint, and comes to the same", async () => {
	const [killed, whole] = [join(folder, "killed"), join(folder, "whole")];
	const { jobs } = await planCampaign(killed, PLAN);
	const [job] = jobs;
	if (!job) throw new Error("there is no job");
	const file = checkpointOf(checkpointFolder(killed), job);
	const env = { ...process.env, ...commandEnvironment() };
	const words = ["campaign", "run", killed, "--save-every", "0.1"];
	const run = spawn(process.execPath, ["dist/cli/main.js", ...words], { stdio: "ignore", env });
	await until(() => existsSync(file));
	run.kill("SIGKILL");
	await once(run, "exit");
	expect(campaignStatusText(campaignStatus(killed))).toContain("search at 2u 2s 4k, to be continued from a checkpoint");

	const { scope } = job.content;
	const opened = await openTarget(MIRROR, scope);
	/** What a search of the job goes on from, with a copy of the checkpoint. */
	const continued = async (change: (file: string) => void): Promise<SavedSearch | undefined> => {
		const saving = { folder: mkdtempSync(join(folder, "copy-")), every: 30 };
		copyFileSync(file, checkpointOf(saving.folder, job));
		change(checkpointOf(saving.folder, job));
		const found = await searchSaved(job, opened, saving, async ({ resumed }) => resumed);
		expect(readdirSync(saving.folder)).toEqual([]);
		return found;
	};
	const saved = await continued(() => {});
	expect(saved?.counts.states).toBeGreaterThan(0);
	expect(saved?.frontier.length).toBeGreaterThan(0);
	expect(await continued((copy) => truncateSync(copy, 1000))).toBeUndefined();

	expect(await runJobs(killed)).toEqual({ jobs: 1, skipped: 0, failed: [] });
	expect(readdirSync(checkpointFolder(killed))).toEqual([]);
	await planCampaign(whole, PLAN);
	await runJobs(whole);
	const evidenceOf = (dir: string): unknown =>
		JSON.parse(readFileSync(join(dir, "results", `${job.id}.json`), "utf8")).evidence;
	expect(evidenceOf(killed)).toEqual(evidenceOf(whole));
});

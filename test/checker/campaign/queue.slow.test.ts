import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job as BullJob, Queue } from "bullmq";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MergedCampaign, mergeCampaign } from "../../../checker/campaign/merge.ts";
import { type PlanOptions, planCampaign } from "../../../checker/campaign/plan.ts";
import {
	expectServer,
	loadQueue,
	PASSWORD,
	parseAddress,
	queueName,
} from "../../../checker/campaign/queue/connection.ts";
import { runQueued } from "../../../checker/campaign/queue/follow.ts";
import { runJobs } from "../../../checker/campaign/run.ts";
import { campaignStatus } from "../../../checker/campaign/status.ts";
import { verificationJson } from "../../../report/text/verify.ts";
import { HAS_SERVER, QueueServer, until, Workers } from "../../support/queue-server.ts";

/** More jobs, workers and kills, to be run by hand: `ROLLCALL_LARGE=1 npx vitest run test/checker/campaign/queue`. */
const {
	users,
	seeds,
	workers: count,
	kills,
	mostMs,
} = process.env["ROLLCALL_LARGE"]
	? { users: [1, 2] as const, seeds: 49, workers: 4, kills: 20, mostMs: 3_600_000 }
	: { users: [1, 1] as const, seeds: 4, workers: 2, kills: 3, mostMs: 300_000 };

const folder = mkdtempSync(join(tmpdir(), "rollcall-queue-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LOST = "it lost its worker 3 times: the worker ended, or was silent for longer than its lease";

let server: QueueServer;
let workers: Workers;
beforeEach(async () => {
	if (!HAS_SERVER) return;
	server = await QueueServer.start();
	workers = new Workers(server.url);
});
afterEach(async () => {
	await workers?.dispose();
	await server?.dispose();
});

async function plan(name: string, options: PlanOptions): Promise<string> {
	const dir = join(folder, name);
	await planCampaign(dir, options);
	return dir;
}

/** A campaign as text, without times. */
function textOf({ verdict, subjects }: MergedCampaign): string {
	return JSON.stringify([
		verdict,
		subjects.map(({ verification }) => ({ ...verificationJson(verification), seconds: 0 })),
	]);
}

/** Asks the queue. */
async function ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
	const queue = new Queue(queueName(), { connection: { port: server.port, maxRetriesPerRequest: null } });
	queue.on("error", () => {});
	const answer = await question(queue);
	await queue.close();
	return answer;
}

/** True if some jobs run, each for the first time. */
function areFirstTries(active: readonly BullJob[]): boolean {
	return active.length > 0 && active.every(({ attemptsStarted }) => attemptsStarted === 1);
}

describe.skipIf(!HAS_SERVER)("a campaign on a queue", () => {
	it(
		"comes to the report of one run, though workers are killed and the server is restarted",
		async () => {
			const options: PlanOptions = { users, services: [1, 2], kinds: ["search", "random"], seeds, runs: 40 };
			const [queued, local] = [await plan("queued", options), await plan("local", options)];
			for (let index = 0; index < count; index++) workers.start();
			const run = runQueued(queued, { queue: server.url });
			const { jobs } = campaignStatus(queued);
			for (let kill = 0; kill < kills; kill++) {
				// Spread over the campaign, so that each kill meets other jobs.
				await until(() => campaignStatus(queued).done >= (kill * (jobs - 2 * count)) / kills);
				// No job is lost a third time, as it would have failed then.
				await until(() => ask(async (queue) => areFirstTries(await queue.getActive())));
				workers.kill(kill * 7);
				workers.start();
				if (kill === 1) await server.restart();
			}
			expect(await run).toEqual({ jobs, skipped: 0, failed: [] });
			expect(await runJobs(local)).toEqual({ jobs, skipped: 0, failed: [] });
			const merged = await mergeCampaign(queued);
			expect(merged.files).toMatchObject({ missing: [], damaged: [], doubled: [] });
			expect(textOf(merged)).toBe(textOf(await mergeCampaign(local)));
		},
		mostMs,
	);

	it("reports a job that its worker never survives, and comes to no verdict", async () => {
		const dir = await plan("fatal", { users: [1, 1], services: [1, 1], kinds: ["random"], seeds: 1, runs: 1_000_000 });
		const run = runQueued(dir, { queue: server.url });
		const [id = ""] = campaignStatus(dir).missing.map(({ job }) => job);
		for (let kill = 1; kill <= 3; kill++) {
			workers.start();
			await until(() => ask(async (queue) => (await queue.getJob(id))?.attemptsStarted === kill));
			workers.kill(0);
		}
		// It is for another worker to find that it was lost again.
		workers.start();
		expect((await run).failed).toMatchObject([{ reason: LOST }]);
		const merged = await mergeCampaign(dir);
		expect(merged.verdict).toBe("unknown");
		expect(campaignStatus(dir).missing).toMatchObject([{ reason: LOST }]);
	});

	it("has a search that was lost continued from its checkpoint", async () => {
		const options = { users: [2, 2], services: [2, 2], kinds: ["search"], checkpoints: true } as const;
		const [dir, local, shared] = [
			await plan("lost", options),
			await plan("not lost", options),
			join(folder, "checkpoints"),
		];
		const run = runQueued(dir, { queue: server.url });
		const how = ["--checkpoints", shared, "--save-every", "0.1"];
		workers.start(...how);
		await until(() => existsSync(shared) && readdirSync(shared).some((name) => name.endsWith(".checkpoint")));
		workers.kill(0);
		workers.start(...how);
		expect(await run).toEqual({ jobs: 1, skipped: 0, failed: [] });
		expect(readdirSync(shared)).toEqual([]);
		await runJobs(local);
		expect(textOf(await mergeCampaign(dir))).toBe(textOf(await mergeCampaign(local)));
	});

	it("gives a job that is damaged, or of other content than its id says, to nobody", async () => {
		workers.start();
		const [good] = (await planCampaign(join(folder, "damaged"), { kinds: ["random"], seeds: 1, runs: 1 })).jobs;
		const forged = {
			campaign: "0".repeat(64),
			job: { ...good, id: "1".repeat(64) },
			subject: { kind: "mirror", revision: "faithful" },
		};
		const reasons = await ask(async (queue) => {
			const jobs = [await queue.add("random", { campaign: "x" }), await queue.add("random", forged)];
			await until(async () => (await queue.getFailedCount()) === jobs.length);
			return (await queue.getFailed()).map(({ failedReason }) => failedReason);
		});
		expect(reasons.sort()).toEqual([
			expect.stringContaining("its data is damaged at campaign"),
			"its data is damaged: an id is not the hash of its content",
		]);
	});
});

describe.skipIf(!HAS_SERVER)("a server with a password", () => {
	it("is used with that of the environment, and not without; one without is warned about on other addresses", async () => {
		const guarded = await QueueServer.start("--requirepass", "hunter2");
		try {
			const packages = await loadQueue();
			const check = (url: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> => {
				const lines: string[] = [];
				return expectServer(packages, parseAddress(url, environment), (line) => void lines.push(line)).then(
					() => lines,
				);
			};
			expect(await check(guarded.url, { [PASSWORD]: "hunter2" })).toEqual([]);
			await expect(check(guarded.url, { [PASSWORD]: "hunter3" })).rejects.toThrow(/WRONGPASS(?!.*hunter)/);
			await expect(check(guarded.url, {})).rejects.toThrow(/NOAUTH/);
			const open = `redis://0.0.0.0:${server.port}`;
			expect(await check(open, {})).toEqual([expect.stringMatching(/has no password: whoever reaches it/)]);
		} finally {
			await guarded.dispose();
		}
	});
});

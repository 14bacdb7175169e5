import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readManifest } from "../../../checker/campaign/manifest.ts";
import { type MergedCampaign, mergeCampaign } from "../../../checker/campaign/merge.ts";
import { planCampaign } from "../../../checker/campaign/plan.ts";
import { runJobs } from "../../../checker/campaign/run.ts";
import { openTarget, type TargetSpec } from "../../../checker/open-target.ts";
import { inductPart } from "../../../checker/proof/induction-part.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-induction-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Plans and runs the induction on a source, with so many slots in use. */
async function campaignOf(name: string, target: TargetSpec, inductionSlots: number): Promise<string> {
	const dir = join(folder, name);
	await planCampaign(dir, { targets: [target], kinds: ["induction"], inductionSlots });
	const jobs = readManifest(dir).jobs.length;
	expect(await runJobs(dir, { workers: 2 })).toEqual({ jobs, skipped: 0, failed: [] });
	return dir;
}

function inductionOf({ subjects }: MergedCampaign): unknown {
	return subjects[0]?.verification.induction;
}

describe.skipIf(!HAS_SEED)("an induction in a campaign", () => {
	let target: TargetSpec;
	let dir: string;
	beforeAll(async () => {
		target = { kind: "c", path: "event.c", text: repaired(read(SEED_SOURCE)).text };
		dir = await campaignOf("repaired", target, 2);
	});

	it("comes in parts to what it comes to as a whole", async () => {
		const opened = await openTarget(target, { users: 1, services: 1, slots: undefined });
		const whole = await inductPart(opened, CLAIMS, { inUse: 2, index: 0, parts: 1 }, 600_000);
		expect(readManifest(dir).jobs).toHaveLength(2);
		expect(inductionOf(await mergeCampaign(dir))).toMatchObject({
			...{ kind: "taken", verdict: "holds", states: 4_971, of: 4_971, slots: 2, wrong: 0, stoppedBy: undefined },
			...{ memories: whole.memories, steps: whole.steps },
		});
	});

	it("shows nothing without one of its parts", async () => {
		const [job] = readManifest(dir).jobs;
		rmSync(join(dir, "results", `${job?.id}.json`));
		const merged = await mergeCampaign(dir);
		expect(merged.verdict).toBe("unknown");
		expect(inductionOf(merged)).toMatchObject({ verdict: "unknown", stoppedBy: "a missing job" });
	});

	it("finds what is reached from the start", async () => {
		const merged = await mergeCampaign(await campaignOf("shipped", { kind: "c", path: SEED_SOURCE }, 1));
		expect(merged.verdict).toBe("violated");
		expect(inductionOf(merged)).toMatchObject({ verdict: "violated" });
		const claims = merged.subjects[0]?.verification.findings.map(({ claim }) => claim.id);
		expect(claims).toContain("waiting-balances");
	});

	it("is left out, with the reason, for a source that shows its subscribers by functions of its own", async () => {
		const facility = { kind: "c", path: "examples/event-facility/facility.c" } as const;
		const merged = await mergeCampaign(await campaignOf("own-view", facility, 1));
		expect(inductionOf(merged)).toEqual({ kind: "left out", reason: "own view" });
	});
});

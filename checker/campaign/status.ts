import type { CampaignState } from "../../report/text/campaign.ts";
import { campaignId, type Manifest, prologueOf, readManifest, subjectName } from "./manifest.ts";
import { type CampaignResults, readResults } from "./results.ts";

/** State of the campaign in a folder. @throws UsageError where there is none */
export function campaignStatus(folder: string): CampaignState {
	const manifest = readManifest(folder);
	return stateOf(manifest, readResults(folder, manifest));
}

/** State of a campaign with some results. */
export function stateOf(
	manifest: Manifest,
	{ results, missing, failures, saved, damaged, foreign, doubled }: CampaignResults,
): CampaignState {
	return {
		...{ campaign: campaignId(manifest), tool: manifest.tool, seed: manifest.seed },
		...{ jobs: manifest.jobs.length, done: results.size },
		missing: missing.map((job) => {
			const { id, content } = job;
			const [subject, prologue, reason] = [subjectName(manifest, job), prologueOf(content), failures.get(id)];
			return {
				...{ job: id, kind: content.kind, scope: content.scope },
				...(prologue === undefined ? {} : { prologue }),
				...(subject === undefined ? {} : { subject }),
				...(saved.has(id) ? { isSaved: true as const } : {}),
				...(reason === undefined ? {} : { reason }),
			};
		}),
		...{ damaged, foreign },
		doubled: doubled.map(({ job, differs }) => ({ job: job.id, differs })),
	};
}

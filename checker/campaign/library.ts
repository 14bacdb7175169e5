import type { CampaignResult } from "../../report/results.ts";
import { campaignJson } from "../../report/text/campaign.ts";
import { verificationJson } from "../../report/text/verify.ts";
import { type MergedCampaign, type MergeOptions, mergeCampaign } from "./merge.ts";
import { stateOf } from "./status.ts";

/** Merges the results of a campaign as `mergeCampaign` does. @returns plain data */
export async function campaign(folder: string, options: MergeOptions = {}): Promise<CampaignResult> {
	return campaignResult(await mergeCampaign(folder, options));
}

/** A merged campaign as plain data. */
export function campaignResult({ verdict, manifest, files, seconds, subjects }: MergedCampaign): CampaignResult {
	const results = subjects.map(({ verification }) => verificationJson(verification));
	return campaignJson(verdict, stateOf(manifest, files), seconds, results);
}

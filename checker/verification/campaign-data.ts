import type { Campaign, CampaignFinding } from "../../lockstep/campaign.ts";
import { CLAIMS } from "../../properties/ledger.ts";

/** Campaign as data that can be sent to another thread: claims are named by their ids. */
export type CampaignData = Omit<Campaign, "findings"> & {
	readonly findings: readonly (Omit<CampaignFinding, "claim"> & { readonly claim: string })[];
};

/** Makes data of a campaign. */
export function campaignData(campaign: Campaign): CampaignData {
	return { ...campaign, findings: campaign.findings.map((one) => ({ ...one, claim: one.claim.id })) };
}

/** Makes a campaign of data. @throws RangeError where a claim is not in the ledger */
export function campaignOf(data: CampaignData): Campaign {
	return {
		...data,
		findings: data.findings.map((one) => {
			const claim = CLAIMS.find(({ id }) => id === one.claim);
			if (!claim) throw new RangeError(`there is no claim ${one.claim} in the ledger`);
			return { ...one, claim };
		}),
	};
}

import type { RunVerdict } from "../../properties/verdict.ts";
import { terminalText } from "../escape/terminal.ts";
import type { CampaignResult, CampaignStatusResult, VerifyResult } from "../results.ts";
import { coloured, verdictColour } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";

/** State of a campaign: its jobs, and those without a result. */
export type CampaignState = Omit<CampaignStatusResult, "format" | "version">;

/** The most jobs or files that are listed one by one. */
const MOST_LISTED = 20;

/** The state of a campaign for a terminal. @param isMerged true where it is a part of the result: a job that is to be done is missing there */
export function campaignStatusText(state: CampaignState, isMerged = false): string {
	const { campaign, tool, seed, jobs, done, missing, damaged, foreign, doubled } = state;
	return [
		wrapped(`campaign ${campaign.slice(0, 12)}, rollcall ${tool}, seed ${seed}`),
		wrapped(`${grouped(done)} of ${counted(jobs, "job")} ${done === 1 ? "has" : "have"} a result`),
		...listed(missing, ({ job, kind, scope: { users, services, slots }, prologue, subject, isSaved, reason }) => {
			const begun = prologue === undefined ? "" : ` with prologue ${prologue}`;
			const of = subject === undefined ? "" : ` of ${terminalText(subject)}`;
			const why = `${isSaved ? ", to be continued from a checkpoint" : ""}${reason === undefined ? "" : `: ${reason}`}`;
			return `${isMerged ? "missing" : "to do"}: ${job.slice(0, 12)}, ${kind}${begun} at ${users}u ${services}s ${slots}k${of}${why}`;
		}),
		...listed(damaged, ({ file, reason }) => `damaged: ${file}: ${reason}`),
		...listed(foreign, (file) => `foreign: ${file} is not of this campaign, and is not counted`),
		...listed(doubled, ({ job, differs }) => {
			return `doubled: ${job.slice(0, 12)} has several results, ${differs ? "which differ: none is counted" : "all the same: one is counted"}`;
		}),
	].join("");
}

function listed<T>(items: readonly T[], textOf: (item: T) => string): readonly string[] {
	const lines = items.slice(0, MOST_LISTED).map((item) => wrapped(textOf(item), 2));
	const rest = items.length - lines.length;
	return rest > 0 ? [...lines, wrapped(`and ${grouped(rest)} more; --json lists all`, 2)] : lines;
}

/** The verdict of a campaign in a line, where it is not that of its only subject. */
export function campaignVerdictText(verdict: RunVerdict, { missing, jobs }: CampaignState, subjects: number): string {
	if (missing.length === 0 && subjects === 1) return "";
	const lacking = missing.length > 0 ? `: ${grouped(missing.length)} of ${counted(jobs, "job")} without a result` : "";
	return wrapped(`campaign: ${coloured(verdictColour(verdict), `${verdict}${lacking}`)}`, 2);
}

/** The state of a campaign for `--json`. */
export function campaignStatusJson(state: CampaignState): CampaignStatusResult {
	return { format: "rollcall-campaign-status", version: 1, ...state };
}

/** A merged campaign for `--json`. */
export function campaignJson(
	verdict: RunVerdict,
	state: CampaignState,
	seconds: number,
	subjects: readonly VerifyResult[],
): CampaignResult {
	return { format: "rollcall-campaign", version: 1, verdict, ...state, seconds, subjects };
}

import { Command } from "commander";
import { EXIT_CODES } from "../../properties/verdict.ts";
import { helpText } from "../options/help.ts";
import { jsonText } from "../options/values.ts";
import { print } from "../output.ts";

const STATUS_CODES = [
	[0, "every job has a result"],
	[2, "wrong use or an internal error"],
	[3, "a job has no result"],
] as const;

/** `rollcall campaign status`. */
export function statusCommand(): Command {
	return new Command("status")
		.argument("<dir>", "folder of the campaign")
		.description("say which jobs have a result")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", helpText([], STATUS_CODES))
		.action(async (folder: string, { json }: { readonly json?: boolean }) => {
			process.exitCode = (await showStatus(folder, json)) > 0 ? EXIT_CODES.unknown : 0;
		});
}

/** Prints the state of a campaign. @returns the number of jobs without a result */
export async function showStatus(folder: string, json = false): Promise<number> {
	const { campaignStatus } = await import("../../checker/campaign/status.ts");
	const { campaignStatusJson, campaignStatusText } = await import("../../report/text/campaign.ts");
	const state = campaignStatus(folder);
	print(json ? jsonText(campaignStatusJson(state)) : campaignStatusText(state));
	return state.missing.length;
}

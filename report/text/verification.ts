import { rememberedText } from "./finding.ts";
import { counted, grouped } from "./numbers.ts";
import { claimsTable, verdictText } from "./verdict.ts";
import { actionsOf, completeTable, executedText, hiddenText, type Verification } from "./verify.ts";

/** Parts of a verification's text that are not in its data. */
export interface VerificationTextOptions {
	/** One line about the target; undefined where it was printed before. */
	readonly description: string | undefined;
	/** The traces of findings, and of an interleaving that breaks nothing. */
	readonly traces: string;
	/** The limit of time, as the person gave it, in seconds. */
	readonly time: number | undefined;
	/** Print what was executed as well. */
	readonly verbose: boolean;
}

/** A verification for a terminal. */
export function verificationText(verification: Verification, options: VerificationTextOptions): string {
	const { campaign, complete, scope, seed } = verification;
	const { users, services, slots } = scope;
	const rate = grouped(Math.round(actionsOf(verification) / verification.seconds));
	return [
		options.description === undefined ? "" : `${options.description}\n`,
		`${counted(actionsOf(verification), "action")} in ${verification.seconds.toFixed(1)} s (${rate} a second)\n\n`,
		complete.length > 0 ? `${completeTable(complete)}\n` : "",
		`interleavings at ${counted(users, "user")}, ${counted(services, "service")}, ${counted(slots, "slot")}; seed ${seed}; `,
		`${counted(campaign.runs, "interleaving")}, ${counted(campaign.actions, "action")}`,
		campaign.cutShort ? `; cut short by --time ${options.time}\n\n` : "\n\n",
		claimsTable(verification.judgement.claims),
		options.traces,
		options.verbose ? `\n${executedText(campaign)}` : "",
		`\n${rememberedText(verification.remembered)}${hiddenText(verification)}`,
		`${verdictText(verification.judgement)}\n`,
	].join("");
}

import { rememberedText } from "./finding.ts";
import { counted, grouped } from "./numbers.ts";
import {
	actionsOf,
	claimsTable,
	completeTable,
	executedText,
	hiddenText,
	type Verdict,
	type Verification,
} from "./verify.ts";

/** Parts of a verification's text that are not in its data. */
export interface VerificationTextOptions {
	/** One line about the target. */
	readonly description: string;
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
		`${options.description}\n`,
		`${counted(actionsOf(verification), "action")} in ${verification.seconds.toFixed(1)} s (${rate} a second)\n\n`,
		complete.length > 0 ? `${completeTable(complete)}\n` : "",
		`interleavings at ${counted(users, "user")}, ${counted(services, "service")}, ${counted(slots, "slot")}; seed ${seed}; `,
		`${counted(campaign.runs, "interleaving")}, ${counted(campaign.actions, "action")}`,
		campaign.cutShort ? `; cut short by --time ${options.time}\n\n` : "\n\n",
		claimsTable(verification.claims),
		options.traces,
		options.verbose ? `\n${executedText(campaign)}` : "",
		`\n${rememberedText(verification.remembered)}${hiddenText(verification)}`,
		`${conclusion(verification)}\n`,
	].join("");
}

function conclusion({ verdict, claims }: Verification): string {
	const named = (wanted: Verdict): readonly string[] =>
		claims.filter((claim) => claim.verdict === wanted).map(({ claim }) => claim.id);
	switch (verdict) {
		case "violated":
			return `verdict: violated: ${named("violated").join(", ")}`;
		case "holds":
			return "verdict: holds, at the scopes searched completely";
		case "known":
			return `verdict: violated as is known: ${named("known").join(", ")}`;
		case "unknown": {
			const unchecked = claims.filter(({ claim }) => !claim.check).length;
			const others = named("unknown").length - unchecked;
			const rest = `${counted(unchecked, "claim")} not checked yet, ${grouped(others)} not settled`;
			return `verdict: unknown: no claim is violated; ${rest}`;
		}
	}
}

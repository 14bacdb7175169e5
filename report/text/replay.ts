import chalk from "chalk";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import type { Replay } from "../../lockstep/replay.ts";
import { formatAction } from "../../model/action.ts";
import type { ReplayResult } from "../results.ts";
import { counted } from "./numbers.ts";
import { type Trace, traceText } from "./trace.ts";

/** What became of a counterexample: it fails as it did; it fails no more; or it fails in another way. */
export type ReplayVerdict = "reproduced" | "fixed" | "different";

/** A counterexample that was run again. */
export interface ReplayReport {
	/** The file that it was read from; undefined where it was read from none. */
	readonly file: string | undefined;
	readonly counterexample: Counterexample;
	/** What it was run on. */
	readonly description: string;
	/** Whether that is something else than what it was found on. */
	readonly isOtherSource: boolean;
	readonly run: Replay;
	readonly trace: Trace;
	readonly verdict: ReplayVerdict;
}

/** A counterexample that was run again, in words. */
export function replayText(report: ReplayReport): string {
	const { file, counterexample, description, isOtherSource, run, trace, verdict } = report;
	const { scope, claim, cause, interleaving } = counterexample;
	const skipped = interleaving.length - run.taken.length;
	const now = run.broken.map((one) => `${one.claim.id} (${one.cause})`).join(", ");
	const conclusions: Readonly<Record<ReplayVerdict, string>> = {
		reproduced: chalk.red(`reproduced: ${claim} is violated, by the same cause`),
		fixed: chalk.green(`fixed: the interleaving breaks nothing; it broke ${claim} (${cause})`),
		different: chalk.yellow(`different: it breaks ${now}; it broke ${claim} (${cause})`),
	};
	return [
		`${file === undefined ? "" : `${file}: `}${claim}: ${cause}; ${counted(interleaving.length, "action")}, ${counterexample.minimality}\n`,
		`on ${description}${isOtherSource ? ", another than it was found on" : ""}\n\n`,
		traceText(scope, trace),
		skipped > 0 ? `${counted(skipped, "action")} could not happen when their turn came, or came behind the end\n` : "",
		`\n${conclusions[verdict]}\n`,
	].join("");
}

/** A counterexample that was run again, for `--json`. */
export function replayJson({ file, counterexample, isOtherSource, run, verdict }: ReplayReport): ReplayResult {
	const { scope, claim, cause, minimality } = counterexample;
	return {
		format: "rollcall-replay",
		version: 1,
		verdict,
		...{ file: file ?? null, claim, cause, minimality, scope, isOtherSource },
		interleaving: counterexample.interleaving.map((action) => formatAction(scope, action)),
		executed: run.taken.length,
		broken: run.broken.map((one) => ({ claim: one.claim.id, cause: one.cause, detail: one.detail })),
	};
}

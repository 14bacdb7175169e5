import type { Scope } from "../../../model/scope.ts";
import { SCOPE_LIMITS } from "../../../model/scope.ts";
import type { Basis, Judgement } from "../../../properties/verdict.ts";
import { shellPath } from "../../escape/shell.ts";
import { terminalText } from "../../escape/terminal.ts";
import { isAboutDesign } from "../designs/refuted.ts";
import type { ReportedFinding } from "../finding.ts";
import { textWidth } from "../layout/text-width.ts";
import { wrapped } from "../layout/width.ts";
import { counted } from "../numbers.ts";

/** A completed run, as far as the next step depends on it. */
export interface EndedRun {
	readonly judgement: Judgement;
	/** New findings. */
	readonly findings: readonly ReportedFinding[];
	/** Options that name the target, as words of a command with a space before each; empty for the specification. */
	readonly words: string;
	/** The greatest scope that was searched completely, or is to be. */
	readonly scope: Scope;
	/** Names of the variables that keep the state space from closing; none if left out. */
	readonly grows?: readonly string[];
}

/** The step to take after a run; a command is never broken. */
export function nextText(run: EndedRun): string {
	const { judgement, findings } = run;
	switch (judgement.verdict) {
		case "violated":
			return afterViolation(findings) || afterDesign(judgement);
		case "holds":
			return commandText("search a larger scope", exploreCommand(run));
		case "known":
			return wrapped("next: repair what is known, then run again without --known", 2);
		case "unknown":
			return afterUnknown(run);
	}
}

/** The step to take after a violation: a bug report, if the finding is kept; else its replay, which is printed with it. */
export function afterViolation(findings: readonly ReportedFinding[]): string {
	const leading = findings.filter(({ group: { leads } }) => leads);
	const [first] = [...leading.filter(({ claim }) => claim.id !== "conforms"), ...findings];
	if (!first) return "";
	return first.file === undefined
		? wrapped("next: repair it, then run the replay command above", 2)
		: commandText("make a bug report", `npx rollcall report ${shellPath(first.file)}${first.fileWords}`);
}

/** The step to take where claims about designs alone are violated; empty where there are none. */
function afterDesign({ claims }: Judgement): string {
	const violated = claims.filter((one) => one.verdict === "violated" && isAboutDesign(one));
	if (violated.length === 0) return "";
	const ids = violated.map(({ claim }) => claim.id).join(",");
	return commandText("look at the design", `npx rollcall claims --only ${ids}`);
}

/** A step that is a command: on the line of its purpose if both fit, else on a line of its own. */
export function commandText(purpose: string, command: string): string {
	const line = `next: ${purpose}: ${command}`;
	return line.length <= textWidth() ? `${line}\n` : `next: ${purpose}:\n  ${command}\n`;
}

function afterUnknown(run: EndedRun): string {
	const undecided = run.judgement.claims.filter(({ verdict }) => verdict === "unknown");
	const count = (kind: Basis["kind"]): number => undecided.filter(({ basis }) => basis.kind === kind).length;
	const stopped = undecided.find(({ basis }) => basis.kind === "stopped")?.basis;
	const { grows = [] } = run;
	if (stopped?.kind === "stopped" && grows.length > 0) return wrapped(`next: ${boundText(grows)}`, 2);
	if (stopped?.kind === "stopped") return wrapped(`next: ${raiseText(stopped.by)}`, 2);
	if (count("no search") + count("no lasso") > 0 || undecided.length === 0)
		return commandText("search small scopes completely", `npx rollcall verify${run.words}`);
	if (count("not exercised") > 0) {
		const claims = counted(count("not exercised"), "more claim");
		return commandText(`search a larger scope, which may exercise ${claims}`, exploreCommand(run));
	}
	return wrapped("next: repair what is known: transitions that violate a claim are not followed", 2);
}

/** Advice where each value of some variables is another state, however long a search goes on. */
function boundText(names: readonly string[]): string {
	const listed = names.map(terminalText).join(", ");
	return `give ${listed} a bound, or leave ${names.length === 1 ? "it" : "them"} out of what is checked, with a macro (--define): more time does not help`;
}

/** The option that lets a search go on. @param by the limit that stopped it */
function raiseText(by: string): string {
	switch (by) {
		case "the limit of time":
			return "raise --time to let the search complete";
		case "the limit of states":
			return "raise --max-states of rollcall explore, or decide the claim with rollcall claims --deep";
		case "the limit of memory":
			return "raise --max-memory, or choose a smaller scope, to let the search complete";
		case "the memory of a thread":
			return "choose a smaller scope, or more --workers, each of which has memory of its own";
		default:
			return "run it again without an interruption";
	}
}

function exploreCommand({ words, scope: { users, services } }: EndedRun): string {
	const [, most] = SCOPE_LIMITS.services;
	const larger =
		services < users && services < most ? { users, services: services + 1 } : { users: users + 1, services };
	return `npx rollcall explore${words} --users ${larger.users} --services ${larger.services}`;
}

import type { Assumption } from "../../../explore/induction/fillings.ts";
import type { WrongStep } from "../../../explore/induction/induct.ts";
import type { NoLayout } from "../../../explore/induction/layout.ts";
import { abstractState } from "../../../explore/parametric/abstract-state.ts";
import { formatAction, maskName } from "../../../model/action.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import type { RunVerdict } from "../../../properties/verdict.ts";
import { terminalText } from "../../escape/terminal.ts";
import type { InductionResult } from "../../result-induction.ts";
import { verdictMark } from "../layout/colours.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";

/** Reason why no memory of a target can be built. */
export type LeftOutReason = NoLayout | "mirror" | "own view" | "names";

/** The induction step on a target. */
export type InductionReport =
	| { readonly kind: "left out"; readonly reason: LeftOutReason }
	| {
			readonly kind: "taken";
			readonly verdict: Exclude<RunVerdict, "known">;
			readonly scope: Scope;
			/** Slots in use, at most. */
			readonly slots: number;
			readonly assumption: Assumption;
			/** Abstract states, of how many; memories that were built, and steps from them. */
			readonly states: number;
			readonly of: number;
			readonly memories: number;
			readonly steps: number;
			/** Steps that went wrong, and those that were not reached from the start: the first of each kind. */
			readonly wrong: number;
			readonly notInductive: readonly WrongStep[];
			readonly stoppedBy: string | undefined;
			/** Names of variables that only count; none if left out. */
			readonly countsOnly?: readonly string[];
	  };
/** An induction step that was taken. */
export type Induction = Extract<InductionReport, { readonly kind: "taken" }>;

const REASONS: Readonly<Record<LeftOutReason, string>> = {
	mirror: "the target is not compiled",
	"own view":
		"the source shows its subscribers by functions of its own (ROLLCALL_VIEW), which say nothing of its memory",
	names: "--view says how the list of subscribers is read, and not how memory of it can be built",
	entries: "the subscribers are not in an array of words with a place of its own",
	fields: "the bits of an entry that hold endpoint, mask and wait count were not found",
	length: "the number of subscribers was not found in memory",
};

const ASSUMED: Readonly<Record<Assumption, string>> = {
	any: "",
	"no waiting": ", given that wait counts behind the end of the list are 0, which every step preserves",
	zero: ", given that entries behind the end of the list are 0, which every step preserves",
};

/** The induction for a terminal. */
export function inductionText(report: InductionReport): string {
	if (report.kind === "left out") {
		return wrapped(`${verdictMark("not checked")} no induction on the source: ${REASONS[report.reason]}`, 2);
	}
	const { verdict, notInductive, stoppedBy, assumption, wrong } = report;
	const rest = stoppedBy === undefined ? "" : `; stopped by ${stoppedBy}, not finished`;
	const head = verdict === "holds" ? "inductive" : wrong > 0 ? "not inductive" : "induction";
	return [
		wrapped(
			`${verdictMark(verdict)} ${head} at ${sizeText(report)}: ${countsText(report)}${verdict === "holds" ? ASSUMED[assumption] : ""}${rest}`,
			2,
		),
		...(report.countsOnly ?? []).map((name) =>
			wrapped(`  ${terminalText(name)}: counts only; a change of it is no difference`, 4),
		),
		...notInductive.map((one) => wrapped(`  ${wrongText(report.scope, one)}; not reached from the start`, 4)),
	].join("");
}

function sizeText({ scope, slots }: Induction): string {
	const used = slots < scope.slots ? `, up to ${slots} in use` : "";
	return `NR_PROCS ${nrProcs(scope)}, NR_SUBS ${scope.slots}${used}`;
}

function countsText({ steps, memories, states, of, wrong }: Induction): string {
	const done = states === of ? counted(of, "abstract state") : `${grouped(states)} of ${counted(of, "abstract state")}`;
	const failed = wrong === 0 ? "" : `, ${grouped(wrong)} of which differ from the specification`;
	return `${counted(steps, "step")} from ${counted(memories, "memory image")} of ${done}${failed}`;
}

/** A step that went wrong, and the state that it was taken from. */
function wrongText(scope: Scope, { state, plan, action, wrong }: WrongStep): string {
	const slots = abstractState(state).map(({ mask, leaving }, place) => {
		const { signal = 0, exit = 0 } = plan.crowds[place] ?? {};
		const waiting = [...(signal > 0 ? [`${signal} for SIGNAL`] : []), ...(exit > 0 ? [`${exit} for EXIT`] : [])];
		return `${maskName(mask)}${leaving ? " exiting" : ""}, ${waiting.join(" and ") || "nobody"} waiting`;
	});
	const from = slots.length === 0 ? "without subscribers" : `with slots ${slots.join("; ")}`;
	const rows = plan.servicesFirst ? ", services in the rows before users" : "";
	if (!action) return `no memory can hold the state ${from}${rows}`;
	return `${formatAction(scope, action)} ${from}${rows}: ${howText(wrong)}`;
}

function howText(wrong: WrongStep["wrong"]): string {
	switch (wrong.kind) {
		case "failure":
			return `${wrong.failure.kind}: ${wrong.failure.text}`;
		case "not held":
			return "no memory can hold it";
		case "code":
			return "another return code";
		case "effects":
			return "other messages or callbacks";
		case "rows":
			return "other rows of mproc[]";
		case "list":
			return "another list of subscribers";
		case "rest":
			return "changes memory beside mproc[] and the list, of which the induction knows nothing";
		case "behind":
			return "leaves something behind the end of the list";
	}
}

/** The induction for `--json`. */
export function inductionJson(report: InductionReport): InductionResult {
	if (report.kind === "left out") return { leftOut: REASONS[report.reason] };
	const { verdict, scope, slots, assumption, states, of, memories, steps, wrong, notInductive, stoppedBy } = report;
	const { countsOnly = [] } = report;
	return {
		...{ verdict, scope, slots, assumption, states, of, memories, steps, wrong },
		notInductive: notInductive.map((one) => wrongText(scope, one)),
		...(stoppedBy === undefined ? {} : { stoppedBy }),
		...(countsOnly.length === 0 ? {} : { countsOnly }),
	};
}

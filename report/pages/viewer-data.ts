import { formatAction } from "../../model/action.ts";
import { isService, nrProcs, processName, type Scope } from "../../model/scope.ts";
import { initialState, type State } from "../../model/state.ts";
import { processText } from "../../properties/claims/conforms.ts";
import type { RecordedStep } from "../explain/execution.ts";
import { comparedAfter, type Story, slotText, titleOf } from "../explain/explanation.ts";
import { itemsOf, lanesOf } from "../explain/sequence.ts";
import { replayCommand } from "../formats/replay-command.ts";
import { outcomeText } from "../text/trace.ts";
import type { ViewerData, ViewerRow, ViewerStep } from "./viewer/data.ts";
import { sourceAtStart, sourceInStep, viewerSource } from "./viewer-source.ts";

/** A story as the viewer needs it. */
export function viewerData(story: Story): ViewerData {
	const { claim, detail, recording, why, consequences, replayed } = story;
	const { scope, steps } = recording;
	return {
		title: titleOf(story),
		claim: { id: claim.id, sentence: claim.sentence, source: claim.source },
		detail,
		lanes: lanesOf(
			scope,
			steps.map(({ observed }) => observed),
		),
		steps: withoutIdle([startOf(story), ...steps.map((step) => stepOf(story, step))]),
		why,
		consequences: consequences.sentences,
		replayed,
		replay: replayCommand(story),
		violatedAt: violatedAt(story),
		loopStart: loopStartOf(story),
		source: viewerSource(story),
	};
}

/** Number of the step that violates the claim: the last; of a lasso, the first that breaks any, or that of the loop's start. */
function violatedAt(story: Story): number {
	const { recording, counterexample } = story;
	if (!counterexample.lasso) return recording.steps.length;
	const broken = recording.steps.findIndex(({ broken }) => broken.length > 0);
	return broken < 0 ? (loopStartOf(story) ?? recording.steps.length) : broken + 1;
}

/** Number of the first step of the loop. */
function loopStartOf({ counterexample: { interleaving, lasso } }: Story): number | undefined {
	return lasso && lasso.loopStart < interleaving.length ? lasso.loopStart + 1 : undefined;
}

/** The steps without the rows of processes that are free all the time. */
function withoutIdle([start, ...steps]: ViewerData["steps"]): ViewerData["steps"] {
	const isIdle = ({ before = "free", expected, found }: ViewerRow): boolean =>
		before === "free" && expected === "free" && found === "free";
	const busy = new Set(steps.flatMap(({ rows }) => rows.filter((row) => !isIdle(row)).map(({ what }) => what)));
	const trim = (step: ViewerStep): ViewerStep => ({ ...step, rows: step.rows.filter(({ what }) => busy.has(what)) });
	return [trim(start), ...steps.map(trim)];
}

function startOf({ subject, recording: { scope } }: Story): ViewerStep {
	const state = initialState(nrProcs(scope));
	return {
		action: undefined,
		outcome: "every process is free, nobody has subscribed",
		items: [],
		rows: state.processes.map((_, index) => {
			return { what: processName(scope, index), before: undefined, expected: "free", found: "free" };
		}),
		parts: false,
		specification: litIn(scope, state),
		implementation: litIn(scope, state),
		...sourceAtStart(subject),
	};
}

function stepOf(story: Story, step: RecordedStep): ViewerStep {
	const { observed } = step;
	const { scope, action, before, after, expected, outcome } = observed;
	const compared = comparedAfter(observed);
	// A slot that is gone has a row as well.
	const gone = before.slots
		.map((_, place) => ({ what: `slot ${place}`, expected: "-", found: "-" }))
		.filter(({ what }) => outcome.ok && !compared.some((row) => row.what === what));
	const rows = [...compared, ...gone].map((row) => ({ ...row, before: beforeOf(scope, before, row.what) }));
	return {
		action: formatAction(scope, action),
		outcome: outcomeText(scope, outcome),
		items: itemsOf(observed),
		rows,
		parts: rows.some(({ expected, found }) => expected !== found),
		specification: litIn(scope, expected?.state ?? before),
		implementation: litIn(scope, after),
		...sourceInStep(story, step),
	};
}

/** Text of a row before the step. */
function beforeOf(scope: Scope, before: State, what: string): string | undefined {
	const process = Array.from({ length: nrProcs(scope) }, (_, index) => processName(scope, index)).indexOf(what);
	const found = before.processes[process];
	if (found) return processText(scope, found);
	const [, place] = /^slot (\d+)$/.exec(what) ?? [];
	return place === undefined ? undefined : slotText(scope, before, Number(place));
}

/** States of the two charts that a process or slot is in, with their names. */
function litIn(scope: Scope, { processes, slots }: State): Record<string, readonly string[]> {
	const lit: Record<string, string[]> = {};
	const light = (state: string, who: string): void => {
		lit[state] = [...(lit[state] ?? []), who];
	};
	for (const [index, { lifecycle, killed, told }] of processes.entries()) {
		const name = processName(scope, index);
		light(`process_lifecycle_${lifecycle}`, name);
		if (lifecycle === "free") continue;
		light(`process_kill_${killed ? "pending" : "none"}`, name);
		light(`process_parent_${told ? "told" : "untold"}`, name);
	}
	for (const { service, mask, waiting } of slots) {
		light(SLOT_STATES[mask] ?? "slot_vacant", `${processName(scope, service)}: ${waiting} waiting`);
	}
	const subscribed = new Set(slots.map(({ service }) => service));
	for (const index of processes.keys()) {
		if (isService(scope, index) && !subscribed.has(index)) light("slot_vacant", processName(scope, index));
	}
	return lit;
}

/** The state of a slot's chart, by its mask. */
const SLOT_STATES: readonly string[] = [
	"slot_lingering",
	"slot_subscribed_exit",
	"slot_subscribed_signal",
	"slot_subscribed_both",
];

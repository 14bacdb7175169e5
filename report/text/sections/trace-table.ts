import chalk from "chalk";
import { formatAction, maskName } from "../../../model/action.ts";
import { processName, type Scope } from "../../../model/scope.ts";
import type { Result, Slot, State } from "../../../model/state.ts";
import { processText } from "../../../properties/claims/conforms.ts";
import type { ObservedStep } from "../../../properties/step.ts";
import { heading, verdictMark } from "../layout/colours.ts";
import { plainTable } from "../layout/table.ts";
import { indented, wrapped } from "../layout/width.ts";
import { outcomeText, processStates, resultText, slotsText, slotText, type Trace } from "../trace.ts";

/**
 * The trace as a table of which a step shows only what it changed, and below it the violations in the last step, with the
 * states of specification and target where they differ.
 */
export function traceText(scope: Scope, trace: Trace): string {
	const { steps, broken } = trace;
	const table = stepsTable(scope, steps, (index) =>
		broken.length > 0 && index === steps.length - 1 ? "✗" : undefined,
	);
	return `${table}${violationText(scope, trace)}`;
}

/** Marks of the table: a step that violates a claim, and a step of a loop. */
type Mark = "✗" | "↻";

/** Steps that are shown at the beginning and at the end of a table that is too long to be read. */
const [FIRST_SHOWN, LAST_SHOWN] = [20, 40];

/** Steps as a table of which each shows only what it changed. @param markOf mark of the step at an index, from 0 */
export function stepsTable(
	scope: Scope,
	steps: readonly ObservedStep[],
	markOf: (index: number) => Mark | undefined,
): string {
	const rowOf = (step: ObservedStep, index: number): readonly string[] => {
		const mark = markOf(index);
		const cells = [
			mark === undefined ? String(index + 1) : `${mark} ${index + 1}`,
			formatAction(scope, step.action),
			outcomeText(scope, step.outcome).replace(/^-$/, ""),
			changedProcesses(scope, step),
			changedSlots(scope, step.before, step.after),
		];
		return mark === "✗" ? cells.map((cell) => chalk.red(cell)) : cells;
	};
	const left = steps.length - FIRST_SHOWN - LAST_SHOWN;
	const isShown = (index: number): boolean => left <= 0 || index < FIRST_SHOWN || index >= steps.length - LAST_SHOWN;
	const rows = steps.flatMap((step, index) => (isShown(index) ? [rowOf(step, index)] : []));
	const names = heading("step", "action", "result", "processes", "slots");
	const table = (some: readonly (readonly string[])[]): string => plainTable([names, ...some]);
	const head = "each step shows only what it changes:\n\n";
	if (left <= 0) return `${head}${table(rows)}`;
	const gap = ["…", `${left} more`, "", "rollcall report lists all", ""];
	return `${head}${table([...rows.slice(0, FIRST_SHOWN), gap, ...rows.slice(FIRST_SHOWN)])}`;
}

function changedProcesses(scope: Scope, { before, after }: ObservedStep): string {
	const texts = before.processes.map((process) => processText(scope, process));
	return processStates(scope, after, (process, index) => processText(scope, process) !== texts[index]);
}

/** Changed fields of slots, new slots, and subscribers without a slot now; all slots where their order is another. */
function changedSlots(scope: Scope, before: State, after: State): string {
	const services = ({ slots }: State): readonly number[] => slots.map(({ service }) => service);
	const kept = services(before).filter((service) => services(after).includes(service));
	if (kept.some((service, index) => services(after)[index] !== service)) return slotsText(scope, after);
	const removed = services(before).filter((service) => !kept.includes(service));
	return [
		...removed.map((service) => `${processName(scope, service)} removed`),
		...after.slots.flatMap((slot) => changedSlot(scope, slotOf(before, slot), slot)),
	].join("; ");
}

function slotOf({ slots }: State, { service }: Slot): Slot | undefined {
	return slots.find((slot) => slot.service === service);
}

/** The changed fields of a slot, in a list of one text; empty where nothing changed. */
function changedSlot(scope: Scope, before: Slot | undefined, { service, mask, waiting }: Slot): readonly string[] {
	const fields = [
		...(before?.mask === mask ? [] : [maskName(mask)]),
		...(before?.waiting === waiting || (!before && waiting === 0) ? [] : [`${waiting} waiting`]),
	];
	return fields.length === 0 ? [] : [`${processName(scope, service)}: ${fields.join(", ")}`];
}

function violationText(scope: Scope, { steps, broken }: Trace): string {
	const last = steps.at(-1);
	if (!last || broken.length === 0) return "";
	const lines = broken.map(({ claim, violation }) =>
		wrapped(`  ${verdictMark("violated")} ${claim.id}: ${violation.detail}`, 4),
	);
	return `\n${lines.join("")}${comparisonText(scope, last)}`;
}

/** Differences of specification and target after a step; empty where they agree, or the step failed. */
function comparisonText(scope: Scope, { expected, outcome, after }: ObservedStep): string {
	if (!expected || !outcome.ok) return "";
	const wanted = partsOf(scope, expected.state, expected.result);
	const found = partsOf(scope, after, outcome.result);
	const rows = [...new Set([...wanted.keys(), ...found.keys()])]
		.filter((part) => wanted.get(part) !== found.get(part))
		.map((part) => [part, chalk.green(wanted.get(part) ?? "none"), chalk.red(found.get(part) ?? "none")]);
	if (rows.length === 0) return "";
	const names = heading("difference", "specification", "target");
	return `\n${indented((width) => plainTable([names, ...rows], width), 2)}`;
}

/** Result, processes and slots after a step, by their names. */
function partsOf(scope: Scope, { processes, slots }: State, result: Result): ReadonlyMap<string, string> {
	return new Map([
		["result", resultText(scope, result)],
		...processes.map((process, index) => [processName(scope, index), processText(scope, process)] as const),
		...slots.map((slot, index) => [`slot ${index}`, slotText(scope, slot)] as const),
	]);
}

import type { ActionKind } from "../model/action.ts";
import type { ObservedStep } from "../properties/step.ts";

/** Difference between the warnings of a step and those of the specification: none is printed, one is beside the point, or more than one. */
export const WARNING_DIFFERENCES = ["missing", "added", "repeated"] as const;

/** Difference in warnings at a kind of action. It is noted, and no violation: the source's own comment says that warnings may go. */
export type WarningNote = `${ActionKind} ${WarningDifference}`;
type WarningDifference = (typeof WARNING_DIFFERENCES)[number];

/** Compares numbers of warnings; their texts never matter. @returns undefined where they are the same */
export function warningNote(kind: ActionKind, found: number, expected: number): WarningNote | undefined {
	if (found === expected) return undefined;
	if (expected === 0) return `${kind} added`;
	return found === 0 ? `${kind} missing` : `${kind} repeated`;
}

/** Compares the warnings of a step with those of the specification. */
export function warningNoteOf({ action, outcome, expected }: ObservedStep): WarningNote | undefined {
	if (!outcome.ok || !expected) return undefined;
	return warningNote(action.kind, outcome.result.warnings.length, expected.result.warnings.length);
}

/** A difference in warnings, in its parts. */
export function warningParts(note: WarningNote): {
	readonly action: ActionKind;
	readonly difference: WarningDifference;
} {
	const [action, difference] = note.split(" ") as [ActionKind, WarningDifference];
	return { action, difference };
}

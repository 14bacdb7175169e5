import type { SequenceItem } from "../../explain/sequence-item.ts";

/** All that the viewer shows, as it stands in its file. */
export interface ViewerData {
	readonly title: string;
	readonly claim: { readonly id: string; readonly sentence: string; readonly source: string };
	readonly detail: string;
	/** Processes and services of the messages; undefined for a run of a design, which has neither messages nor a specification. */
	readonly lanes: readonly string[] | undefined;
	/** Initial state, then each step. */
	readonly steps: readonly [ViewerStep, ...ViewerStep[]];
	/** Sentences, code in them between backticks. */
	readonly why: readonly string[];
	/** The same, of what it leads to. */
	readonly consequences: readonly string[];
	/** Replays of the steps before the report was made. */
	readonly replayed: readonly string[];
	readonly replay: string;
	/** Number of the step that violates the claim, at which the page opens; 0, the start, where none does. */
	readonly violatedAt: number;
	/** Number of the first step of the loop of a lasso; undefined where nothing repeats. */
	readonly loopStart: number | undefined;
	/** Undefined where no line of it is known to run. */
	readonly source: ViewerSource | undefined;
}

/** One step, or the start. */
export interface ViewerStep {
	/** `setMask(s0, EXIT)`; undefined at the start. */
	readonly action: string | undefined;
	/** Effect of the implementation. */
	readonly outcome: string;
	readonly items: readonly SequenceItem[];
	readonly rows: readonly ViewerRow[];
	/** True if specification and implementation differ after it. */
	readonly parts: boolean;
	/** Processes and slots in each chart state, by its id, in the specification and in the implementation. */
	readonly specification: Readonly<Record<string, readonly string[]>>;
	readonly implementation: Readonly<Record<string, readonly string[]>>;
	/** The functions that ran, in the order in which they were entered. */
	readonly functions: readonly ViewerFunction[];
	/** One line about the marked lines of the source. */
	readonly sourceNote: string;
	/** The words of memory that lines of the source wrote, in order: `subs[1].waiting: 0 → 1`. */
	readonly writes: readonly { readonly line: number; readonly text: string }[];
	/** The line of the source to show first: where the step failed, or wrote last, or entered it. */
	readonly focusLine: number | undefined;
}

/** The source of the implementation. */
interface ViewerSource {
	readonly title: string;
	/** Its text; empty where it was not available when the page was made. */
	readonly lines: readonly string[];
}

/** A function that ran in a step. */
interface ViewerFunction {
	readonly name: string;
	/** Its lines that ran, ascending, from 1; in the mirror, which records no lines, all of the function's. */
	readonly lines: readonly number[];
}

/** One thing that can be seen, before and after a step. */
export interface ViewerRow {
	readonly what: string;
	/** In the implementation before the step; undefined where there is no such thing, as for what PM does. */
	readonly before: string | undefined;
	readonly expected: string;
	readonly found: string;
}

import type { SequenceItem } from "../../explain/sequence-item.ts";

/** All that the viewer shows, as it stands in its file. */
export interface ViewerData {
	readonly title: string;
	readonly claim: { readonly id: string; readonly sentence: string; readonly source: string };
	readonly detail: string;
	readonly lanes: readonly string[];
	/** What there is before the first step, then each step. */
	readonly steps: readonly [ViewerStep, ...ViewerStep[]];
	/** Sentences, code in them between backticks. */
	readonly why: readonly string[];
	/** The same, of what it leads to. */
	readonly consequences: readonly string[];
	/** What the steps did when they ran again, before anything was reported. */
	readonly replayed: readonly string[];
	readonly replay: string;
}

/** One step, or the start. */
export interface ViewerStep {
	/** `setMask(s0, EXIT)`; undefined at the start. */
	readonly action: string | undefined;
	/** What the implementation did. */
	readonly outcome: string;
	readonly items: readonly SequenceItem[];
	readonly rows: readonly ViewerRow[];
	/** Whether specification and implementation are no longer the same behind it. */
	readonly parts: boolean;
	/** By the id of a chart's state: who is in it, in the specification and in the implementation. */
	readonly specification: Readonly<Record<string, readonly string[]>>;
	readonly implementation: Readonly<Record<string, readonly string[]>>;
	/** The functions of event.c that ran, with lines where there are some: `do_proceventmask (155-159)`. */
	readonly functions: readonly string[];
}

/** One thing that can be seen, before and after a step. */
export interface ViewerRow {
	readonly what: string;
	/** In the implementation before the step; undefined where there is no such thing, as for what PM does. */
	readonly before: string | undefined;
	readonly expected: string;
	readonly found: string;
}

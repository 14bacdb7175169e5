import type { InductionCounts } from "../../explore/induction/induct.ts";
import { runInduction } from "../../explore/induction/run-induction.ts";
import { chunkCount } from "../../explore/induction/tasks.ts";
import { stateCount } from "../../explore/parametric/abstract-state.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { LeftOutReason } from "../../report/text/proof/induction.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import { leftOut, rawsOf, reachAll, realScope } from "./induction.ts";

/** A part of an induction on a source: one of some, which have about as many abstract states each. */
export interface InductionPart {
	/** Slots in use, at most. */
	readonly inUse: number;
	/** Number of the part, from 0. */
	readonly index: number;
	readonly parts: number;
}

/** Result of a part. */
export interface PartResult extends Omit<InductionCounts, "examples"> {
	/** Reason why no memory of the source can be built; undefined where it can. */
	readonly leftOut: LeftOutReason | undefined;
	/** What is wrong and was reached from the start. */
	readonly found: readonly RawFinding[];
	readonly stoppedBy: string | undefined;
}

const NOTHING = { states: 0, memories: 0, steps: 0, wrong: 0, found: [], stoppedBy: undefined } as const;

/** Takes the induction step from the abstract states of one part, in this thread, with nothing assumed of what lies behind the end of the list. */
export async function inductPart(
	opened: OpenedTarget,
	claims: readonly Claim[],
	{ inUse, index, parts }: InductionPart,
	timeMs: number,
): Promise<PartResult> {
	const reason = await leftOut(opened);
	if (reason !== undefined) return { ...NOTHING, leftOut: reason };
	const { slots } = opened.target.scope;
	const scope = realScope(slots);
	const recipe = await opened.recipeFor(scope);
	if (recipe.kind !== "c") return { ...NOTHING, leftOut: "mirror" };
	const states = stateCount(Math.min(inUse, slots));
	const chunks = Array.from({ length: chunkCount({ states }) }, (_, chunk) => chunk);
	const others = chunks.filter((chunk) => chunk % parts !== index);
	const { counts, noLayout, stoppedBy } = await runInduction(
		{ recipe, assumption: "any", counts: "likely", states },
		{
			...{ threads: 1, timeMs, signal: undefined, stopAtWrong: false, onChunk: undefined },
			earlier: others.map((chunk) => ({ chunk, counts: { ...NOTHING, examples: [] } })),
		},
	);
	if (noLayout) return { ...NOTHING, leftOut: noLayout };
	const { reached } = await reachAll(recipe, claims, counts, undefined);
	const found: RawFinding[] = [];
	for (const one of reached) found.push(...(await rawsOf(opened, one, scope, claims)));
	const { memories, steps, wrong } = counts;
	return { leftOut: undefined, states: counts.states, memories, steps, wrong, found, stoppedBy };
}

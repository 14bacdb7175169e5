import { availableParallelism } from "node:os";
import type { CountChoice } from "../../explore/induction/casts.ts";
import { ASSUMPTIONS, type Assumption } from "../../explore/induction/fillings.ts";
import { type InductionCounts, kindOf, type WrongStep } from "../../explore/induction/induct.ts";
import { type Reached, reachFromStart } from "../../explore/induction/reach.ts";
import { type InductionRun, runInduction } from "../../explore/induction/run-induction.ts";
import { stateCount } from "../../explore/parametric/abstract-state.ts";
import { openRecipe, type Recipe } from "../../impl/recipe.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { compacted } from "../../lockstep/smaller.ts";
import { MAX_PROCESSES, nrProcs, SCOPE_LIMITS, type Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Induction, InductionReport, LeftOutReason } from "../../report/text/proof/induction.ts";
import { keyOf, type RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions } from "../options.ts";
import { InductionProgress } from "./induction-progress.ts";

/** Options of an induction. */
export interface InductionOptions extends Pick<CheckOptions, "signal" | "onProgress"> {
	/** Slots in use, at most. */
	readonly slots: number;
	readonly counts: CountChoice;
	readonly threads?: number | undefined;
	/** True to leave the thread of the caller out. */
	readonly isApart?: boolean | undefined;
	readonly timeMs: number;
	/** False to take no steps of an earlier run as done. */
	readonly isResumed: boolean;
}

/** An induction, and what it found that can be reached from the start. */
export interface SourceInduction {
	readonly report: InductionReport;
	readonly found: readonly RawFinding[];
	/** True if an earlier run of the same code did part of it. */
	readonly isReused: boolean;
}

/** MINIX's NR_PROCS, with as many services as a scope can have. */
export function realScope(slots: number): Scope {
	const [, services] = SCOPE_LIMITS.services;
	return { users: MAX_PROCESSES - services, services, slots };
}

/**
 * Takes the induction step on a source: from memories that stand for all abstract states, every action.
 *
 * Where steps go wrong that cannot be reached from the start, as little as possible is assumed of what lies behind the end of the
 * list, and shown to be preserved.
 */
export async function inductSource(
	opened: OpenedTarget,
	claims: readonly Claim[],
	options: InductionOptions,
): Promise<SourceInduction> {
	const reason = await leftOut(opened);
	if (reason !== undefined) return { report: { kind: "left out", reason }, found: [], isReused: false };
	const scope = realScope(opened.target.scope.slots);
	const recipe = await opened.recipeFor(scope);
	if (recipe.kind !== "c") return { report: { kind: "left out", reason: "mirror" }, found: [], isReused: false };
	const started = performance.now();
	const isOver = (): boolean => options.signal?.aborted === true || performance.now() - started > options.timeMs;
	// What goes wrong first is looked for at once: where it is reached, the source is not to be proved any more.
	const first = await runWith(recipe, "any", { ...options, stopAtWrong: true }, isOver);
	const { noLayout, isReused } = first;
	if (noLayout) return { report: { kind: "left out", reason: noLayout }, found: [], isReused };
	const early = await reachAll(recipe, claims, first.counts, options.signal);
	const isDone = early.reached.length > 0 || first.counts.wrong === 0;
	const run = isDone ? first : await runWith(recipe, "any", { ...options, isResumed: true }, isOver);
	const { reached, notReached } = isDone ? early : await reachAll(recipe, claims, run.counts, options.signal);
	const found: RawFinding[] = [];
	for (const one of reached) found.push(...(await rawsOf(opened, one, scope, claims)));
	const report = reportOf(scope, options, "any", run, { isReached: found.length > 0, notReached });
	if (report.verdict !== "unknown" || run.counts.wrong === 0) return { report, found, isReused };
	return { report: (await withAssumptions(recipe, scope, options, isOver)) ?? report, found, isReused };
}

/** Finds the reason why no memory of a target can be built; undefined where one can, as far as can be said before one is. */
export async function leftOut(opened: OpenedTarget): Promise<LeftOutReason | undefined> {
	if (opened.source === undefined) return "mirror";
	if (opened.sourceOptions?.view !== undefined) return "names";
	const { compiled } = await opened.forSearch(opened.target.scope);
	return compiled?.hasPlaces ? "own view" : undefined;
}

function runWith(
	recipe: Recipe & { readonly kind: "c" },
	assumption: Assumption,
	options: InductionOptions & { readonly stopAtWrong?: boolean },
	isOver: () => boolean,
): Promise<InductionRun> {
	const { stopAtWrong = false } = options;
	const { slots, counts, signal, onProgress, timeMs, isApart, threads = availableParallelism() } = options;
	const { scope } = recipe;
	const task = { recipe, assumption, counts, states: stateCount(Math.min(slots, scope.slots)) };
	const progress = new InductionProgress(task);
	return progress.resumed(options.isResumed, (earlier, keep) =>
		runInduction(task, {
			...{ threads, isApart, signal, stopAtWrong, earlier },
			timeMs: isOver() ? 0 : timeMs,
			onChunk: (result, done, of) => {
				keep(result);
				onProgress?.({ phase: "induction", earlier: earlier.length, done, of });
			},
		}),
	);
}

/** The most time to look for steps from the start, in milliseconds. */
const REACH_MS = 20_000;

/** Looks for steps that went wrong from the start: one of each kind is enough. */
export async function reachAll(
	recipe: Recipe,
	claims: readonly Claim[],
	{ examples }: InductionCounts,
	signal: AbortSignal | undefined,
): Promise<{ readonly reached: readonly Reached[]; readonly notReached: readonly WrongStep[] }> {
	if (examples.length === 0) return { reached: [], notReached: [] };
	const target = await openRecipe(recipe, "many");
	const started = performance.now();
	const isOver = (): boolean => signal?.aborted === true || performance.now() - started > REACH_MS;
	const reached = new Map<string, Reached | WrongStep>();
	for (const example of examples) {
		const known = reached.get(kindOf(example));
		if (known && "taken" in known) continue;
		reached.set(kindOf(example), reachFromStart(target, claims, example, isOver) ?? known ?? example);
	}
	return {
		reached: [...reached.values()].flatMap((one) => ("taken" in one ? [one] : [])),
		notReached: [...reached.values()].flatMap((one) => ("taken" in one ? [] : [one])),
	};
}

/** Description of how a finding of an induction was found. */
export const REACHED = "a step from a memory that was built, reached from the start";

/** Processes of a scope at which an interleaving is soon minimal. */
const FEW_PROCESSES = 16;

/** The findings of an interleaving, at the scope of the processes that it names where it breaks the same claims there. */
export async function rawsOf(
	opened: OpenedTarget,
	{ taken, broken }: Reached,
	scope: Scope,
	claims: readonly Claim[],
): Promise<readonly RawFinding[]> {
	const how = { seed: undefined, minimality: "found", claims, found: REACHED } as const;
	const smaller = compacted(scope, taken);
	if (smaller && nrProcs(smaller.scope) <= FEW_PROCESSES) {
		const again = replayOn(await opened.forSearch(smaller.scope), claims, smaller.interleaving);
		const isSame = broken.every((one) => again.broken.some((other) => keyOf(one) === keyOf(other)));
		if (isSame) {
			return again.broken.map((one) => ({ ...one, ...how, scope: smaller.scope, interleaving: again.taken }));
		}
	}
	return broken.map((one) => ({ ...one, ...how, scope, interleaving: taken }));
}

/** Tries the induction again with assumptions about what lies behind the end of the list; undefined where none helps. */
async function withAssumptions(
	recipe: Recipe & { readonly kind: "c" },
	scope: Scope,
	options: InductionOptions,
	isOver: () => boolean,
): Promise<Induction | undefined> {
	for (const assumption of ASSUMPTIONS.slice(1)) {
		const run = await runWith(recipe, assumption, { ...options, stopAtWrong: true }, isOver);
		const report = reportOf(scope, options, assumption, run, { isReached: false, notReached: [] });
		if (report.verdict === "holds") return report;
	}
	return undefined;
}

function reportOf(
	scope: Scope,
	options: InductionOptions,
	assumption: Assumption,
	{ counts, stoppedBy, countsOnly }: InductionRun,
	{ isReached, notReached }: { readonly isReached: boolean; readonly notReached: readonly WrongStep[] },
): Induction {
	const { states, memories, steps, wrong } = counts;
	const slots = Math.min(options.slots, scope.slots);
	const isShown = wrong === 0 && states === stateCount(slots);
	return {
		kind: "taken",
		verdict: isReached ? "violated" : isShown ? "holds" : "unknown",
		...{ scope, slots, assumption, states, of: stateCount(slots), memories, steps, wrong, stoppedBy, countsOnly },
		notInductive: notReached,
	};
}

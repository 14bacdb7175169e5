import { TargetModel } from "../../explore/models/target-model.ts";
import { assumedDead, withoutDeadMemory } from "../../explore/product/dead-memory.ts";
import { checkLasso, type LassoCheck, type LassoRun } from "../../explore/temporal/lasso-check.ts";
import { livenessClaims } from "../../explore/temporal/liveness-claims.ts";
import type { Target } from "../../impl/target.ts";
import { runAlone } from "../../lockstep/alone.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { specificationStep } from "../../lockstep/run.ts";
import { type Action, formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import type { LivenessClaim } from "../../properties/claim.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { shellWord } from "../../report/escape/shell.ts";
import { type Lasso, lassoDetail } from "../../report/text/sections/lasso.ts";
import type { OpenedTarget } from "../open-target.ts";
import { NO_OWN_SEARCHES, type OwnSearches, scopeWords } from "./search-evidence.ts";

/** A lasso that violates a claim, with its subject, before it is run for a report. */
export type FoundLasso = Pick<Lasso, "claim" | "subject" | "stem" | "loop" | "taken" | "isShortest">;

/** Checks a lasso on a target by itself. @param target with rows of one life each, so that a run can come back to a state */
export function checkLassoOn(target: Target, claim: LivenessClaim, run: LassoRun): Promise<LassoCheck> {
	return withoutDeadMemory(target, assumedDead(target), async () => {
		return checkLasso(new TargetModel(target, countedAlphabet(target.scope)), claim, run);
	});
}

/** A lasso on a target, with its steps as they ran there. */
export async function lassoOnTarget(opened: OpenedTarget, scope: Scope, found: FoundLasso): Promise<Lasso> {
	const { claim, stem, loop } = found;
	const target = await opened.forSearch(scope);
	const steps: ObservedStep[] = [];
	runAlone(new System(scope), target, [], [...stem, ...loop], (step) => void steps.push(step));
	const { taken, broken } = replayOn(target, CLAIMS, stem);
	const text = (actions: readonly Action[]): string =>
		shellWord(actions.map((action) => formatAction(scope, action)).join(" "));
	return {
		...{ ...found, scope, steps, cause: claim.liveness.cause },
		follows: broken.length === 0 ? undefined : { claims: broken.map((one) => one.claim.id), step: taken.length },
		replay: `npx rollcall verify${opened.words}${scopeWords(scope)} --only ${claim.id} --interleaving ${text(stem)} --loop ${text(loop)}`,
		file: undefined,
		fileWords: opened.fileWords,
		isKnown: false,
	};
}

/** A lasso of the specification, with its steps. */
export function lassoOfSystem(system: System, found: FoundLasso): Lasso {
	const { scope } = system;
	const { claim, stem, loop } = found;
	let state = system.initial;
	const steps = [...stem, ...loop].map((action) => {
		const expected = system.step(state, action);
		const step = specificationStep(scope, state, action, expected);
		state = expected.state;
		return step;
	});
	const replay = `npx rollcall explore${scopeWords(scope)}`;
	return {
		...found,
		scope,
		steps,
		cause: claim.liveness.cause,
		follows: undefined,
		replay,
		file: undefined,
		fileWords: "",
		isKnown: false,
	};
}

/** Counterexample of a lasso, for a file. */
export function counterexampleOfLasso({ subject }: OpenedTarget, lasso: Lasso): Counterexample {
	const { scope, claim, cause, stem, loop, isShortest } = lasso;
	return {
		...{ subject, scope, seed: undefined, interleaving: [...stem, ...loop], claim: claim.id, cause },
		detail: lassoDetail(lasso),
		minimality: isShortest ? "shortest" : "given",
		only: [claim.id],
		lasso: { loopStart: stem.length, subject: lasso.subject },
	};
}

/** Stem and loop of a counterexample that is a lasso. */
export function runOfLasso({ interleaving, lasso }: Counterexample): LassoRun {
	const start = lasso?.loopStart ?? interleaving.length;
	return { stem: interleaving.slice(0, start), loop: interleaving.slice(start) };
}

/** The claim about liveness that a counterexample is of. @throws RangeError where it is of another */
export function livenessClaimOf({ claim: id }: Counterexample, claims: readonly Claim[] = CLAIMS): LivenessClaim {
	const claim = livenessClaims(claims).find((one) => one.id === id);
	if (!claim) throw new RangeError(`${id} is no claim about liveness`);
	return claim;
}

/** Runs a kept lasso again. @returns undefined where it violates nothing any more */
export async function lassoAgain(
	opened: OpenedTarget,
	counterexample: Counterexample,
	claims: readonly Claim[],
): Promise<Lasso | undefined> {
	const claim = livenessClaimOf(counterexample, claims);
	const { scope, minimality } = counterexample;
	const run = runOfLasso(counterexample);
	const check = await checkLassoOn(await opened.forSearch(scope), claim, run);
	const [subject] = check.isViolated ? check.subjects : [];
	if (!check.isViolated || subject === undefined) return undefined;
	const isShortest = minimality === "shortest";
	return lassoOnTarget(opened, scope, { ...run, claim, subject, taken: check.taken, isShortest });
}

/** Checks a given lasso for each claim about liveness. */
export async function searchGivenLasso(
	opened: OpenedTarget,
	claims: readonly Claim[],
	run: LassoRun,
): Promise<OwnSearches> {
	const { scope } = opened.target;
	const parts: Pick<OwnSearches, "evidence" | "lassos">[] = [];
	for (const claim of livenessClaims(claims)) {
		const check = await checkLassoOn(await opened.forSearch(scope), claim, run);
		const [subject = 0] = check.isViolated ? check.subjects : [];
		const found = check.isViolated && { ...run, claim, subject, taken: check.taken, isShortest: false };
		const result = check.isViolated
			? ({ kind: "violated" } as const)
			: ({ kind: "no lasso", by: check.reason } as const);
		parts.push({
			evidence: [{ claim: claim.id, scope: "the lasso", states: 0, result }],
			lassos: found ? [await lassoOnTarget(opened, scope, found)] : [],
		});
	}
	return {
		...NO_OWN_SEARCHES,
		evidence: parts.flatMap(({ evidence }) => evidence),
		lassos: parts.flatMap(({ lassos }) => lassos),
	};
}

/** The shortest lasso of each claim, and of each that it follows from. */
export function shortestLassos(lassos: readonly Lasso[]): readonly Lasso[] {
	const sorted = lassos.toSorted((a, b) => a.steps.length - b.steps.length);
	const keyOf = ({ claim, follows }: Lasso): string => [claim.id, ...(follows?.claims ?? [])].join();
	return sorted.filter((lasso, index) => sorted.findIndex((other) => keyOf(other) === keyOf(lasso)) === index);
}

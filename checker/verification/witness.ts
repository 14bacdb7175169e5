import { UNLIMITED } from "../../explore/limits.ts";
import { searchSituation } from "../../explore/temporal/situations.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { runInterleaving } from "../../lockstep/run.ts";
import { formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { PropertyEvidence } from "../../properties/design-evidence.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { shellWord } from "../../report/escape/shell.ts";
import type { ClaimWitness, SituationRun } from "../../report/text/sections/claim-witness.ts";
import { searchOwnClaims } from "../findings/own-searches.ts";
import { scopeWords } from "../findings/search-evidence.ts";
import { MIRROR, type OpenedTarget, openTarget } from "../open-target.ts";
import { type CheckOptions, limitsOf, OWN_SEARCH_STATES, SCOPES, scopeOf } from "../options.ts";
import { designProgress } from "./design-searches.ts";

/** Options of a search for the witness of a claim. */
export type WitnessOptions = Pick<CheckOptions, "target" | "signal" | "onProgress">;

/** Small scopes in which every claim's situation can be reached, the smallest first. */
function scopesOf(slots: number): readonly Scope[] {
	return [
		{ users: 1, services: 1, slots },
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 1, services: 2, slots: 1 },
	];
}

/**
 * Finds a shortest interleaving that exercises a claim; for a claim about designs, the runs that show its properties.
 *
 * @throws UsageError where the source cannot be compiled
 */
export async function witnessOf(claim: Claim, options: WitnessOptions = {}): Promise<ClaimWitness> {
	const opened = await openTarget(options.target ?? MIRROR, scopeOf({}, SCOPES.verify));
	const target = opened.description;
	if (claim.design) return { claim, target, run: undefined, designs: await designRuns(claim, options) };
	const found = claim.witness ? await reached(opened, claim, options) : await exercised(opened, claim, options);
	return { claim, target, run: found && (await runOn(opened, claim, found)), designs: [] };
}

interface Found {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
}

/** A witness of a claim that something can happen, on the target itself. */
async function reached(opened: OpenedTarget, claim: Claim, options: WitnessOptions): Promise<Found | undefined> {
	const { witnesses } = await searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims: [claim], scopes: [], witnessScopes: scopesOf(opened.target.scope.slots), signal: options.signal },
			limits: () => limitsOf({ states: OWN_SEARCH_STATES }),
			onProgress: options.onProgress,
		},
	);
	return witnesses[0];
}

/** A shortest interleaving that exercises a claim on the specification. */
async function exercised(opened: OpenedTarget, claim: Claim, options: WitnessOptions): Promise<Found | undefined> {
	for (const scope of scopesOf(opened.target.scope.slots)) {
		const { interleaving } = await searchSituation(scope, claim, {
			limits: UNLIMITED,
			signal: options.signal,
			onProgress: (progress) => options.onProgress?.({ phase: "search", purpose: "for a witness", scope, ...progress }),
		});
		if (interleaving) return { scope, interleaving };
	}
	return undefined;
}

/** Runs a witness on the target. */
async function runOn(opened: OpenedTarget, claim: Claim, { scope, interleaving }: Found): Promise<SituationRun> {
	const target = await opened.forSearch(scope);
	const steps: ObservedStep[] = [];
	const broken = runInterleaving(new System(scope), target, [claim], interleaving, {
		step: (step) => void steps.push(step),
		exercised: () => {},
	});
	const text = interleaving.map((action) => formatAction(scope, action)).join(" ");
	return {
		...{ scope, interleaving, steps, detail: broken[0]?.violation.detail },
		replay: `npx rollcall verify${opened.words}${scopeWords(scope)} --only ${claim.id} --interleaving ${shellWord(text)}`,
	};
}

/** Properties of designs that a claim rests on: those that a run shows, and those that are false. */
async function designRuns(
	{ design = [] }: Claim,
	{ signal, onProgress }: WitnessOptions,
): Promise<readonly PropertyEvidence[]> {
	const { decideDesign } = await import("../../explore/designs/decide.ts");
	const { designOf } = await import("../../model/designs/index.ts");
	const runs: PropertyEvidence[] = [];
	for (const { design: id, properties } of design) {
		const evidence = await decideDesign(designOf(id), limitsOf(), signal, designProgress(onProgress));
		const wanted = evidence.filter(({ property }) => properties.includes(property));
		runs.push(...wanted.filter(({ isTrue, trace }) => trace || isTrue === false));
	}
	return runs;
}

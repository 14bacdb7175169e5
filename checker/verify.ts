import { type Campaign, replayInterleaving, runCampaign } from "../lockstep/campaign.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import { judge } from "../properties/verdict.ts";
import type { VerifyResult } from "../report/results.ts";
import { counted } from "../report/text/numbers.ts";
import { type Verification, verificationJson } from "../report/text/verify.ts";
import { UsageError } from "./errors.ts";
import { reproduced } from "./findings/findings.ts";
import { keyOf, type RawFinding } from "./findings/raw-finding.ts";
import { ownViolationsOf, searchEvidence, violationsOf } from "./findings/search-evidence.ts";
import { onStable } from "./findings/stable.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import { SCOPES, scopeOf } from "./options.ts";
import { type OpenRecording, openRecordingAnywhere } from "./record/open-recording.ts";
import { FindingsStore } from "./store/findings-store.ts";
import { FirstFinding } from "./verification/first-finding.ts";
import { identityOf, type Plan, planOf, type VerifyOptions } from "./verification/plan.ts";
import { checkGivenLasso, rawsOf, searchCompletely, searchOwn } from "./verification/searches.ts";

/** Verification with its target. */
export interface VerifyRun {
	readonly opened: OpenedTarget;
	readonly verification: Verification;
	/** Interleaving that was run alone; undefined where there was none. */
	readonly given: Interleaving | undefined;
	readonly claims: readonly Claim[];
}

/**
 * Verifies a target: searches small scopes completely, runs random interleavings at a larger one, and gives a verdict on
 * each claim.
 *
 * @throws UsageError where the options do not fit, or the source cannot be compiled
 */
export async function verify(options: VerifyOptions = {}): Promise<VerifyResult> {
	return verificationJson((await runVerify(options)).verification);
}

/** Verifies a target as `verify` does. @returns everything needed to print it */
export async function runVerify(options: VerifyOptions = {}): Promise<VerifyRun> {
	const { target = MIRROR, onRecord } = options;
	const opened = await openTarget(target, scopeOf(options.scope, SCOPES.verify), onRecord !== undefined);
	const plan = planOf(options, opened.target.scope);
	const recorded = onRecord && (await openRecordingAnywhere(opened, identityOf(plan, opened.target.scope)));
	const verification = await onStable(opened, () => check(opened, plan, recorded));
	if (recorded) onRecord(recorded.recording.record());
	return { opened, verification, given: plan.given, claims: plan.claims };
}

/** Replays kept findings, searches completely, runs at random; then reproduces the findings and keeps them. */
async function check(opened: OpenedTarget, plan: Plan, recorded: OpenRecording | undefined): Promise<Verification> {
	const { claims: asked, isReplay, options } = plan;
	const started = performance.now();
	const findingsStore = new FindingsStore(
		opened,
		isReplay ? { ...options, store: undefined } : options,
		options.onWarning,
	);
	const kept = await findingsStore.replayKept(() => plan.deadline.isOver("kept"), options.onProgress);
	const first = new FirstFinding(opened, findingsStore, isReplay ? undefined : options.onFirstFinding);
	await first.announce(kept);
	const isSearched = asked.some((claim) => claim.check);
	const complete = isReplay || !isSearched ? [] : await searchCompletely(opened, plan, first);
	const own = isReplay ? await checkGivenLasso(opened, plan) : await searchOwn(opened, plan);
	const fromSearches = [...kept, ...complete.flatMap((one) => rawsOf(one, asked))];
	const campaign = await runRandomly(opened, plan, fromSearches, recorded);
	const found = [...fromSearches, ...fromCampaign(opened, plan, campaign)];
	await first.announce(found);
	const reported = await reproduced(opened, found, () => plan.deadline.isOver());
	const { fresh: findings, lassos, remembered } = await findingsStore.keep(reported, own.lassos);
	const judgement = judge(asked, {
		violations: [...violationsOf(findings, remembered.known), ...ownViolationsOf(own, lassos)],
		ownSearches: own.evidence,
		searches: complete.map(({ scope, search }) => searchEvidence(scope, search)),
		random: campaign,
	});
	return {
		target: opened.target.name,
		source: opened.source,
		scope: opened.target.scope,
		seed: plan.seed,
		maxActions: plan.maxActions,
		seconds: (performance.now() - started) / 1000,
		complete,
		campaign,
		lassos,
		witnesses: own.witnesses,
		judgement,
		findings,
		remembered,
	};
}

async function runRandomly(
	opened: OpenedTarget,
	{ claims, given, runs, maxActions, seed, path, deadline, options }: Plan,
	known: readonly RawFinding[],
	recorded: OpenRecording | undefined,
): Promise<Campaign> {
	const system = new System(opened.target.scope);
	const target = recorded?.target ?? opened.target;
	if (given) return replayInterleaving(system, target, claims, given, recorded?.recording);
	const keys = new Set(known.map(keyOf));
	const ms = deadline.msFor("random");
	const campaign = runCampaign(system, target, {
		...{ claims, runs, maxActions, seed, path, recording: recorded?.recording },
		timeLimitMs: Number.isFinite(ms) ? ms : undefined,
		isKnown: (claim, cause) => keys.has(keyOf({ claim, cause })),
		onProgress: (progress) => options.onProgress?.({ phase: "random", of: runs, ...progress }),
	});
	if (path === undefined || campaign.runs > 0) return campaign;
	throw new UsageError(
		`there is no interleaving at path ${path} of seed ${seed}: use all options of the command that printed it`,
		"path",
	);
}

function fromCampaign(
	{ target: { scope } }: OpenedTarget,
	{ claims, maxActions, seed, path: asked }: Plan,
	campaign: Campaign,
): readonly RawFinding[] {
	return campaign.findings.map(({ claim, cause, detail, interleaving, path, occurrences }) => {
		const what = { claim, cause, detail, scope, interleaving, claims };
		if (path === undefined) return { ...what, seed: undefined, minimality: "given", found: "an interleaving" };
		const where = `--max-actions ${maxActions} --seed ${seed} --path ${path}`;
		const found = `random, ${counted(occurrences, "interleaving")} ${occurrences === 1 ? "fails" : "fail"} the same way, the shortest at ${where}`;
		return { ...what, seed, minimality: asked === undefined ? "found" : "given", found };
	});
}

import type { Interleaving } from "../lockstep/random.ts";
import type { Claim } from "../properties/ledger.ts";
import { mergedJudgement } from "../properties/merge-verdicts.ts";
import { judge } from "../properties/verdict.ts";
import type { VerifyResult } from "../report/results.ts";
import { type Verification, verificationJson } from "../report/text/verify.ts";
import { reproduced } from "./findings/findings.ts";
import { completeEvidence, ownViolationsOf, violationsOf } from "./findings/search-evidence.ts";
import { onStable } from "./findings/stable.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import { expectUsersFirst, limitsFor, SCOPES, scopeOf } from "./options.ts";
import { type OpenRecording, openRecordingAnywhere } from "./record/open-recording.ts";
import { EarlierResults } from "./reuse/earlier-results.ts";
import { FindingsStore } from "./store/findings-store.ts";
import { FirstFinding } from "./verification/first-finding.ts";
import { inductionEvidence, inductUnbroken } from "./verification/induction.ts";
import { NO_LARGER, searchLarger } from "./verification/larger-scopes.ts";
import { rawsPast, violationsPast } from "./verification/past-violations/findings.ts";
import { rawsPastAtRandom } from "./verification/past-violations/random.ts";
import { leftOpen, searchTraces, traceEvidence } from "./verification/past-violations/trace-searches.ts";
import { identityOf, type Plan, planOf, type VerifyOptions } from "./verification/plan.ts";
import { beginRandom, rawsOfRandom } from "./verification/random.ts";
import {
	checkGiven,
	NO_SEARCHES,
	rawsOf,
	searchCompletely,
	searchedScopes,
	searchOwn,
} from "./verification/searches.ts";
import { beginTargetless, type TargetlessParts } from "./verification/targetless.ts";

/** Verification with its target. */
export interface VerifyRun {
	readonly opened: OpenedTarget;
	readonly verification: Verification;
	/** The same source with unsigned chars, where it was run with those too. */
	readonly unsignedChar?: OpenedTarget | undefined;
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
	const { timeMs } = limitsFor("verify", options.limits);
	const started = performance.now();
	const targetless = beginTargetless(options);
	try {
		const scope = scopeOf(options.scope, SCOPES.verify);
		const opened = await openTarget(target, scope, onRecord !== undefined, timeMs);
		return await runOn(opened, options, { started, targetless });
	} finally {
		targetless.stop();
	}
}

/** A run before its target is there. */
interface Begun {
	/** When it started, as `performance.now()` gives it. */
	readonly started: number;
	readonly targetless: TargetlessParts;
}

/** Verifies an opened target. */
async function runOn(opened: OpenedTarget, options: VerifyOptions, begun: Begun): Promise<VerifyRun> {
	const { onRecord } = options;
	if (onRecord) expectUsersFirst(opened.target.scope);
	const whole = planOf(options, opened);
	// A source that is known to differ with unsigned chars is run twice, in half of the time each.
	const isTwice = !whole.isReplay && opened.charCheck() === "signed only";
	const plan = isTwice ? { ...whole, deadline: whole.deadline.part(1 / 2), growMs: whole.growMs / 2 } : whole;
	const recorded = onRecord && (await openRecordingAnywhere(opened, identityOf(plan, opened.target.scope)));
	const first = await onStable(opened, () => check(opened, plan, recorded, begun));
	if (recorded) onRecord(recorded.recording.record());
	const { given, claims } = plan;
	if (first.char !== "signed only" || plan.isReplay) return { opened, verification: first, given, claims };
	const unsignedChar = await opened.withUnsignedChars?.();
	if (!unsignedChar) return { opened, verification: first, given, claims };
	const again = { ...begun, started: performance.now() };
	const second = await check(unsignedChar, { ...plan, deadline: whole.deadline.part(1) }, undefined, again);
	const judgement = mergedJudgement(first.judgement, second.judgement);
	return {
		...{ opened, given, claims, unsignedChar },
		verification: { ...first, judgement, reused: first.reused || second.reused, char: "both", unsignedChar: second },
	};
}

/** Replays kept findings, searches completely, runs at random; then reproduces the findings and keeps them. */
async function check(
	opened: OpenedTarget,
	plan: Plan,
	recorded: OpenRecording | undefined,
	{ started, targetless }: Begun,
): Promise<Verification> {
	const { claims: asked, isReplay, options } = plan;
	const findingsStore = new FindingsStore(
		opened,
		isReplay ? { ...options, store: undefined } : options,
		options.onWarning,
	);
	const kept = await findingsStore.replayKept(() => plan.deadline.isOver("kept"), options.onProgress);
	const first = new FirstFinding(opened, findingsStore, plan);
	await first.announce(kept);
	const isSearched = asked.some((claim) => claim.check);
	const earlier = new EarlierResults(opened, options.fresh !== true);
	if (isSearched && !isReplay) opened.prepare(searchedScopes(opened, plan));
	const random = beginRandom(opened, plan, recorded, earlier);
	const { complete: small, leftOut } =
		isReplay || !isSearched ? NO_SEARCHES : await searchCompletely(opened, plan, first, earlier);
	const past = await rawsPast(opened, small, asked);
	const searched = [...kept, ...small.flatMap((one) => rawsOf(one, asked)), ...past];
	const inducted = inductUnbroken(opened, plan, searched);
	// The reason is thrown when the result is asked for.
	inducted.catch(() => {});
	const own = isReplay ? await checkGiven(opened, plan) : await searchOwn(opened, plan, earlier, targetless.designs);
	const induction = await inducted;
	const broken = [...searched, ...(induction?.found ?? [])];
	const part = await random();
	const atRandom = rawsOfRandom(part, plan, broken);
	const isUnbroken = isSearched && !isReplay && broken.length + own.lassos.length + atRandom.length === 0;
	const larger = isUnbroken ? await searchLarger(opened, plan, started, earlier) : NO_LARGER;
	const complete = [...small, ...larger.complete];
	const sideBySide = [...broken, ...larger.complete.flatMap((one) => rawsOf(one, asked)), ...atRandom];
	const traces = await searchTraces(opened, plan, complete, sideBySide, earlier);
	const ofTraces = [
		...(await rawsPast(opened, traces, asked, "shortest")),
		...(await rawsPastAtRandom(opened, plan, leftOpen(traces))),
	];
	const found = [...sideBySide, ...ofTraces];
	await first.announce(found);
	const reported = await reproduced(opened, found, () => plan.deadline.isOver());
	const { fresh: findings, lassos, remembered } = await findingsStore.keep(reported, own.lassos);
	const violations = [...violationsOf(findings, remembered.known), ...ownViolationsOf(own, lassos)];
	const judgement = judge(asked, {
		violations: [...violations, ...violationsPast([...complete, ...traces], violations)],
		ownSearches: own.evidence,
		searches: complete.map(completeEvidence),
		traces: traceEvidence(traces),
		random: part.campaign,
		sizeless: await targetless.sizeless,
		induction: inductionEvidence(induction?.report),
	});
	return {
		target: opened.target.name,
		source: opened.source,
		scope: opened.target.scope,
		seed: plan.seed,
		maxActions: plan.maxActions,
		seconds: (performance.now() - started) / 1000,
		complete,
		leftOut,
		unfinished: larger.unfinished,
		induction: induction?.report,
		random: part.series.map(({ size, campaign }) => ({ ...size, campaign })),
		campaign: part.campaign,
		lassos,
		witnesses: own.witnesses,
		judgement,
		reused: earlier.reused > 0 || induction?.isReused === true,
		char: charOf(opened, isReplay),
		findings,
		remembered,
	};
}

/** Signedness of plain char that was checked; of a single interleaving it is said where it matters. */
function charOf(opened: OpenedTarget, isReplay: boolean): Verification["char"] {
	const check = opened.charCheck();
	return isReplay && (check === "same code" || check === "same steps") ? undefined : check;
}

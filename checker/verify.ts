import { searchProduct } from "../explore/product/search-product.ts";
import { type Campaign, replayInterleaving, runCampaign } from "../lockstep/campaign.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { parseAction } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import { judge } from "../properties/verdict.ts";
import type { VerifyResult } from "../report/results.ts";
import { actionsText } from "../report/text/coverage.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import { counted, grouped } from "../report/text/numbers.ts";
import { type CompleteSearch, type Verification, verificationJson } from "../report/text/verify.ts";
import { UsageError } from "./errors.ts";
import { reproduced, reproducedAlone } from "./findings/findings.ts";
import { searchOwnClaims } from "./findings/own-searches.ts";
import { keyOf, type RawFinding } from "./findings/raw-finding.ts";
import {
	NO_OWN_SEARCHES,
	type OwnSearches,
	ownViolationsOf,
	rawOfSearch,
	searchEvidence,
	violationsOf,
} from "./findings/search-evidence.ts";
import { searchWholeAlphabet } from "./findings/whole-alphabet.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import {
	bounded,
	type CheckOptions,
	type ClaimOptions,
	limitsOf,
	OWN_SEARCH_STATES,
	type PartialLimits,
	SCOPES,
	scopeOf,
	VERIFY_DEFAULTS,
} from "./options.ts";
import { type OpenRecording, openRecordingAnywhere } from "./record/open-recording.ts";
import { FindingsStore, type StoreOptions } from "./store/findings-store.ts";

/** Options of `verify`. */
export interface VerifyOptions extends CheckOptions, ClaimOptions, StoreOptions {
	/** Number of random interleavings. */
	readonly runs?: number | undefined;
	/** Scopes to search completely for a number of slots; small ones if left out. */
	readonly scopes?: ((slots: number) => readonly Scope[]) | undefined;
	/** The greatest length of a random interleaving. */
	readonly maxActions?: number | undefined;
	/** The seed of the random interleavings, a 32 bit integer. */
	readonly seed?: number | undefined;
	/** Path of the only interleaving to run, from the seed: fast-check's, as in "12:0:3". */
	readonly path?: string | undefined;
	/** Actions of the only interleaving to run, as in ["spawn(u0)", "exit(u0)"]. */
	readonly interleaving?: readonly string[] | undefined;
	/** Receives the first finding as soon as it is reproduced, with all the claims that it breaks. */
	readonly onFirstFinding?:
		| ((findings: readonly ReportedFinding[], opened: OpenedTarget) => Promise<void> | void)
		| undefined;
	/** Limits of searches and of the random part: only the time limit applies. */
	readonly limits?: Pick<PartialLimits, "timeMs"> | undefined;
}

/** Verification with its target. */
export interface VerifyRun {
	readonly opened: OpenedTarget;
	readonly verification: Verification;
	/** Interleaving that was run alone; undefined where there was none. */
	readonly given: Interleaving | undefined;
	readonly claims: readonly Claim[];
}

/** Options of a verification with their defaults. */
interface Plan {
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly path: string | undefined;
	readonly given: Interleaving | undefined;
	/** True if only one interleaving is run. */
	readonly isReplay: boolean;
	readonly claims: readonly Claim[];
	readonly msLeft: () => number;
	readonly options: VerifyOptions;
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
	const verification = await check(opened, plan, recorded);
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
	const kept = await findingsStore.replayKept();
	const first = new FirstFinding(opened, findingsStore, isReplay ? undefined : options.onFirstFinding);
	await first.announce(kept);
	const isSearched = asked.some((claim) => claim.check);
	const complete = isReplay || !isSearched ? [] : await searchCompletely(opened, plan, first);
	const own = isReplay ? NO_OWN_SEARCHES : await searchOwn(opened, plan);
	const fromSearches = [...kept, ...complete.flatMap((one) => rawsOf(one, asked))];
	const campaign = await runRandomly(opened, plan, fromSearches, recorded);
	const found = [...fromSearches, ...fromCampaign(opened, plan, campaign)];
	await first.announce(found);
	const { fresh: findings, remembered } = await findingsStore.keep(await reproduced(opened, found));
	const judgement = judge(asked, {
		violations: [...violationsOf(findings, remembered.known), ...ownViolationsOf(own, remembered.known)],
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
		lassos: own.lassos,
		witnesses: own.witnesses,
		judgement,
		findings,
		remembered,
	};
}

function planOf(options: VerifyOptions, scope: Scope): Plan {
	const { runs = VERIFY_DEFAULTS.runs, maxActions = VERIFY_DEFAULTS.maxActions, seed = VERIFY_DEFAULTS.seed } = options;
	const { path, claims = CLAIMS } = options;
	const given = options.interleaving && parseInterleaving(options.interleaving, scope);
	if (given && path !== undefined) throw new UsageError("path and interleaving exclude each other");
	const { timeMs } = limitsOf(options.limits);
	const started = performance.now();
	return {
		runs: bounded("runs", runs),
		maxActions: bounded("maxActions", maxActions),
		seed: bounded("seed", seed),
		path,
		given,
		isReplay: given !== undefined || path !== undefined,
		claims,
		msLeft: () => (options.signal?.aborted ? 0 : timeMs - (performance.now() - started)),
		options,
	};
}

/** Reads the actions of an interleaving. @throws UsageError where one of them is no action of the scope */
function parseInterleaving(texts: readonly string[], scope: Scope): Interleaving {
	if (texts.length === 0)
		throw new UsageError('expected actions, as in "spawn(u0) exit(u0)", found none', "interleaving");
	return texts.map((text) => {
		const action = parseAction(scope, text);
		if ("error" in action) throw new UsageError(`at ${scopeName(scope)}: ${action.error}`, "interleaving");
		return action;
	});
}

/** The identity of the random part of a run, for its coverage record. */
function identityOf({ path, claims, seed, runs, maxActions, given }: Plan, scope: Scope): string {
	const only = claims === CLAIMS ? "" : `, checked against ${claims.map(({ id }) => id).join(",")} only`;
	if (given) return `one interleaving: ${actionsText(scope, given)}${only}`;
	const which = path === undefined ? `${grouped(runs)} interleavings` : `the interleaving at ${path}`;
	return `random: seed ${seed}, ${which} of at most ${maxActions} actions${only}`;
}

/**
 * Small scopes that are searched completely: several users, two subscribers, three subscribers, more services than
 * slots.
 *
 * All have three processes, so that a C source is compiled once for each number of slots.
 */
export function smallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 0, services: 3, slots },
		{ users: 1, services: 2, slots: 1 },
	];
}

/** Announces the first finding that is new, once. */
class FirstFinding {
	readonly #opened: OpenedTarget;
	readonly #findingsStore: FindingsStore;
	#onFirst: VerifyOptions["onFirstFinding"];

	constructor(opened: OpenedTarget, findingsStore: FindingsStore, onFirst: VerifyOptions["onFirstFinding"]) {
		this.#opened = opened;
		this.#findingsStore = findingsStore;
		this.#onFirst = onFirst;
	}

	/** Announces the shortest of some findings, unless one was announced before. */
	async announce(raws: readonly RawFinding[]): Promise<void> {
		const onFirst = this.#onFirst;
		const fresh = raws.filter((raw) => !this.#findingsStore.isKnown(raw));
		if (!onFirst || fresh.length === 0) return;
		this.#onFirst = undefined;
		await onFirst(await this.#findingsStore.write(await reproducedAlone(this.#opened, fresh)), this.#opened);
	}
}

async function searchCompletely(
	opened: OpenedTarget,
	plan: Plan,
	first: FirstFinding,
): Promise<readonly CompleteSearch[]> {
	const { signal, onProgress } = plan.options;
	const complete: CompleteSearch[] = [];
	for (const scope of (plan.options.scopes ?? smallScopes)(opened.target.scope.slots)) {
		const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
			claims: plan.claims,
			allMemory: false,
			limits: limitsOf({ timeMs: plan.msLeft() }),
			signal,
			onProgress: (progress) => onProgress?.({ phase: "search", scope, ...progress }),
		});
		complete.push({ scope, search });
		await first.announce(rawsOf({ scope, search }, plan.claims));
	}
	const whole = await searchWholeAlphabet(opened, plan.claims, limitsOf({ timeMs: plan.msLeft() }), plan.options);
	await first.announce(rawsOf(whole, plan.claims));
	return [...complete, whole];
}

/** Searches for single claims: at scopes with several users, and with several services. */
function searchOwn(opened: OpenedTarget, { claims, msLeft, options }: Plan): Promise<OwnSearches> {
	const { slots } = opened.target.scope;
	const scopes = [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
	];
	return searchOwnClaims(
		{ kind: "target", opened },
		{
			...{ claims, scopes, witnessScopes: scopes.toReversed(), signal: options.signal },
			limits: () => limitsOf({ timeMs: msLeft(), states: OWN_SEARCH_STATES }),
			onProgress: (scope, progress) => options.onProgress?.({ phase: "search", scope, ...progress }),
		},
	);
}

async function runRandomly(
	opened: OpenedTarget,
	{ claims, given, runs, maxActions, seed, path, msLeft, options }: Plan,
	known: readonly RawFinding[],
	recorded: OpenRecording | undefined,
): Promise<Campaign> {
	const system = new System(opened.target.scope);
	const target = recorded?.target ?? opened.target;
	if (given) return replayInterleaving(system, target, claims, given, recorded?.recording);
	const keys = new Set(known.map(keyOf));
	const ms = msLeft();
	const campaign = runCampaign(system, target, {
		...{ claims, runs, maxActions, seed, path, recording: recorded?.recording },
		timeLimitMs: Number.isFinite(ms) ? Math.max(0, ms) : undefined,
		isKnown: (claim, cause) => keys.has(keyOf({ claim, cause })),
		onProgress: (progress) => options.onProgress?.({ phase: "random", of: runs, ...progress }),
	});
	if (path === undefined || campaign.runs > 0) return campaign;
	throw new UsageError(
		`there is no interleaving at path ${path} of seed ${seed}: use all options of the command that printed it`,
		"path",
	);
}

function rawsOf({ scope, search }: CompleteSearch, claims: readonly Claim[]): readonly RawFinding[] {
	return search.findings.map((found) => rawOfSearch(scope, found, claims));
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

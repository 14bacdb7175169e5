import { UsageError } from "../checker/errors.ts";
import { expectFile } from "../checker/files.ts";
import { keyOf, type RawFinding, settled, shortened, shortestOfEach } from "../checker/findings.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "../checker/open-target.ts";
import { type OpenRecording, openRecordingAnywhere, writeRecord } from "../checker/recordings.ts";
import { Memory, type MemoryOptions } from "../checker/remembered.ts";
import { rawOfSearch, searchEvidence, searchProgressText, violationsOf } from "../checker/searched.ts";
import { tracesText } from "../checker/traces.ts";
import { searchProduct } from "../explore/product.ts";
import { type Campaign, type Progress, replayInterleaving, runCampaign } from "../lockstep/campaign.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { parseAction } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import { EXIT_CODES, judge } from "../properties/verdict.ts";
import { actionsText } from "../report/text/coverage.ts";
import { type ReportedFinding, rememberedText } from "../report/text/finding.ts";
import { counted, grouped } from "../report/text/numbers.ts";
import { traceOf, traceText } from "../report/text/trace.ts";
import { claimsTable, verdictText } from "../report/text/verdict.ts";
import {
	actionsOf,
	type CompleteSearch,
	completeTable,
	executedText,
	hiddenText,
	type Verification,
	verificationJson,
} from "../report/text/verify.ts";
import { type CiOptions, publish } from "./ci.ts";
import { ProgressLine } from "./progress.ts";

/** The options of `rollcall verify`, as commander reads them. */
export interface VerifyOptions extends TargetOptions, MemoryOptions, CiOptions {
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly path?: string;
	readonly interleaving?: string;
	/** The ids of the claims to put to a replayed interleaving; all where left out. */
	readonly only?: string;
	readonly time?: number;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

/** What a run is asked, where the options are not enough. */
interface Question {
	/** The actions of --interleaving. */
	readonly given: Interleaving | undefined;
	/** One interleaving is to be run, and nothing else. */
	readonly isReplay: boolean;
	readonly asked: readonly Claim[];
}

/**
 * Searches small scopes completely, runs random interleavings at a larger one, and says what became of each claim.
 *
 * @param isGiven whether a person gave an option of this name
 * @returns the exit code: 0 all claims that are checked hold, 1 one is violated, 3 unknown
 */
export async function verify(options: VerifyOptions, isGiven: (name: string) => boolean): Promise<number> {
	expectRandom(options, isGiven);
	if (options.coverage !== undefined) expectFile("--coverage", options.coverage);
	const opened = await openTarget(options);
	const given = readInterleaving(options, opened.target.scope);
	const isReplay = given !== undefined || options.path !== undefined;
	const question = { given, isReplay, asked: readClaims(options.only, isReplay) };
	const recorded =
		options.coverage === undefined
			? undefined
			: await openRecordingAnywhere(opened, whatOf(options, given, opened.target.scope));
	const verification = await check(options, opened, question, recorded);
	if (options.coverage !== undefined && recorded) writeRecord(options.coverage, recorded.recording.record());
	if (options.json) process.stdout.write(`${JSON.stringify(verificationJson(verification), null, 2)}\n`);
	else process.stdout.write(await verificationText(options, opened, question, verification));
	const judged = { ...verification, claims: verification.judgement.claims };
	await publish(options, judged, opened, verification.findings);
	return EXIT_CODES[verification.judgement.verdict];
}

async function check(
	options: VerifyOptions,
	opened: OpenTarget,
	question: Question,
	recorded: OpenRecording | undefined,
): Promise<Verification> {
	const { asked, isReplay } = question;
	const started = performance.now();
	const msLeft = (): number => (options.time ?? Number.POSITIVE_INFINITY) * 1000 - (performance.now() - started);
	const memory = new Memory(opened, isReplay ? { ...options, store: false } : options);
	const kept = await memory.tryKept();
	const complete = isReplay ? [] : await searchCompletely(opened, msLeft);
	const fromSearches = shortestOfEach([
		...kept,
		...complete.flatMap(({ scope, search }) => search.findings.map((finding) => rawOfSearch(scope, finding))),
	]);
	const campaign = await runRandomly(options, opened, question, fromSearches, msLeft(), recorded);
	const found = [...fromSearches, ...(await fromCampaign(options, opened, asked, campaign))];
	const all: ReportedFinding[] = [];
	for (const raw of shortestOfEach(found)) all.push(await settled(opened, raw));
	const { fresh: findings, remembered } = await memory.keep(all);
	const judgement = judge(asked, {
		violations: violationsOf(findings, remembered.known),
		searches: complete.map(({ scope, search }) => searchEvidence(scope, search)),
		random: campaign,
	});
	return {
		target: opened.target.name,
		source: opened.source,
		scope: opened.target.scope,
		seed: options.seed,
		maxActions: options.maxActions,
		seconds: (performance.now() - started) / 1000,
		complete,
		campaign,
		judgement,
		findings,
		remembered,
	};
}

/** What identifies the random part of a run, for its coverage record. */
function whatOf(
	{ path, only, seed, runs, maxActions }: VerifyOptions,
	given: Interleaving | undefined,
	scope: Scope,
): string {
	const claims = only === undefined ? "" : `, put to ${only} only`;
	if (given) return `one interleaving: ${actionsText(scope, given)}${claims}`;
	const which = path === undefined ? `${grouped(runs)} interleavings` : `the interleaving at ${path}`;
	return `random: seed ${seed}, ${which} of at most ${maxActions} actions${claims}`;
}

/** Options of runs at random, by name. */
const RANDOM_OPTIONS = { runs: "--runs", maxActions: "--max-actions", seed: "--seed" } as const;

/** @throws UsageError where an option says how to run at random, and one interleaving is named */
function expectRandom({ interleaving }: VerifyOptions, isGiven: (name: string) => boolean): void {
	if (interleaving === undefined) return;
	const wrong = Object.entries(RANDOM_OPTIONS).find(([name]) => isGiven(name));
	if (!wrong) return;
	throw new UsageError(`expected no ${wrong[1]} with --interleaving, which says all that is run: leave it out`);
}

/** The actions of --interleaving. @throws UsageError where one of them is no action of the scope */
function readInterleaving(
	{ interleaving, path }: Pick<VerifyOptions, "interleaving" | "path">,
	scope: Scope,
): Interleaving | undefined {
	if (interleaving === undefined) return undefined;
	if (path !== undefined) throw new UsageError("expected --path or --interleaving, found both: leave one of them out");
	const texts = interleaving.match(/[^\s)][^)]*\)?/g) ?? [];
	if (texts.length === 0)
		throw new UsageError('--interleaving: expected actions, as in "spawn(u0) exit(u0)", found none');
	return texts.map((text) => {
		const action = parseAction(scope, text);
		if ("error" in action) throw new UsageError(`--interleaving at ${scopeName(scope)}: ${action.error}`);
		return action;
	});
}

/** The claims of --only. @throws UsageError where there is no such claim, or no interleaving to put it to */
function readClaims(only: string | undefined, isReplay: boolean): readonly Claim[] {
	if (only === undefined) return CLAIMS;
	if (!isReplay)
		throw new UsageError("expected --only with --interleaving or --path, found it alone: name an interleaving");
	return only.split(",").map((id) => {
		const claim = CLAIMS.find((candidate) => candidate.id === id.trim());
		if (!claim)
			throw new UsageError(
				`--only: expected ids of claims with commas between them, found "${id}": verify lists the ids`,
			);
		return claim;
	});
}

/**
 * Small scopes that are searched completely: several users, two subscribers, three, more services than slots.
 *
 * All have three processes, so that a C source is compiled once for each number of slots.
 */
function smallScopes(slots: number): readonly Scope[] {
	return [
		{ users: 2, services: 1, slots },
		{ users: 1, services: 2, slots },
		{ users: 0, services: 3, slots },
		{ users: 1, services: 2, slots: 1 },
	];
}

async function searchCompletely(opened: OpenTarget, msLeft: () => number): Promise<readonly CompleteSearch[]> {
	const line = await ProgressLine.open();
	const complete: CompleteSearch[] = [];
	for (const scope of smallScopes(opened.target.scope.slots)) {
		const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
			claims: CLAIMS,
			allMemory: false,
			limits: { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, timeMs: msLeft() },
			signal: undefined,
			onProgress: (progress) => line.update(() => searchProgressText(scope, progress)),
		});
		complete.push({ scope, search });
	}
	line.clear();
	return complete;
}

async function runRandomly(
	options: VerifyOptions,
	opened: OpenTarget,
	{ asked, given }: Question,
	known: readonly RawFinding[],
	msLeft: number,
	recorded: OpenRecording | undefined,
): Promise<Campaign> {
	const system = new System(opened.target.scope);
	const target = recorded?.target ?? opened.target;
	if (given) return replayInterleaving(system, target, asked, given, recorded?.recording);
	const line = await ProgressLine.open();
	const started = performance.now();
	const keys = new Set(known.map(keyOf));
	const campaign = runCampaign(system, target, {
		recording: recorded?.recording,
		claims: asked,
		runs: options.runs,
		maxActions: options.maxActions,
		seed: options.seed,
		path: options.path,
		timeLimitMs: Number.isFinite(msLeft) ? Math.max(0, msLeft) : undefined,
		isKnown: (claim, cause) => keys.has(keyOf({ claim, cause })),
		onProgress: (progress) =>
			line.update(() => campaignProgressText(options.runs, progress, performance.now() - started)),
	});
	line.clear();
	if (options.path !== undefined && campaign.runs === 0) {
		throw new UsageError(
			`expected --path to lead to an interleaving of seed ${options.seed}, found none at ${options.path}: check the other options of the command that it is from`,
		);
	}
	return campaign;
}

function campaignProgressText(runs: number, progress: Progress, ms: number): string {
	const rate = grouped(Math.round((1000 * progress.actions) / ms));
	const left = Math.ceil((ms / 1000 / progress.runs) * (runs - progress.runs));
	const done = `${counted(progress.runs, "interleaving")} of ${grouped(runs)}, ${counted(progress.actions, "action")}`;
	return `${done}, ${rate} actions/s, ${left} s left, ${counted(progress.findings, "finding")}`;
}

async function fromCampaign(
	options: VerifyOptions,
	opened: OpenTarget,
	asked: readonly Claim[],
	campaign: Campaign,
): Promise<readonly RawFinding[]> {
	const { scope } = opened.target;
	const findings: RawFinding[] = [];
	for (const { claim, cause, detail, interleaving, path, occurrences } of campaign.findings) {
		const what = { claim, cause, detail, scope, interleaving, claims: asked };
		if (path === undefined) {
			findings.push({ ...what, seed: undefined, minimality: "given", found: "an interleaving" });
			continue;
		}
		const where = `--max-actions ${options.maxActions} --seed ${options.seed} --path ${path}`;
		const found = `random, ${counted(occurrences, "interleaving")} like it, first at ${where}`;
		const raw = { ...what, seed: options.seed, minimality: "shrunk", found } as const;
		findings.push(options.path === undefined ? await shortened(opened, raw) : raw);
	}
	return findings;
}

async function verificationText(
	options: VerifyOptions,
	opened: OpenTarget,
	{ asked, given }: Question,
	verification: Verification,
): Promise<string> {
	const { campaign, complete, findings, scope } = verification;
	const { users, services, slots } = scope;
	const rate = grouped(Math.round(actionsOf(verification) / verification.seconds));
	return [
		`${opened.description}\n`,
		`${counted(actionsOf(verification), "action")} in ${verification.seconds.toFixed(1)} s (${rate} a second)\n\n`,
		complete.length > 0 ? `${completeTable(complete)}\n` : "",
		`interleavings at ${counted(users, "user")}, ${counted(services, "service")}, ${counted(slots, "slot")}; seed ${options.seed}; `,
		`${counted(campaign.runs, "interleaving")}, ${counted(campaign.actions, "action")}`,
		campaign.cutShort ? `; cut short by --time ${options.time}\n\n` : "\n\n",
		claimsTable(verification.judgement.claims),
		await tracesText(opened, findings),
		given && findings.length === 0 ? unbrokenTrace(opened, asked, given) : "",
		options.verbose ? `\n${executedText(campaign)}` : "",
		`\n${rememberedText(verification.remembered)}${hiddenText(verification)}`,
		`${verdictText(verification.judgement)}\n`,
	].join("");
}

/** A given interleaving that breaks nothing, step by step. */
function unbrokenTrace({ target }: OpenTarget, asked: readonly Claim[], given: Interleaving): string {
	return `\n${traceText(target.scope, traceOf(new System(target.scope), target, asked, given))}`;
}

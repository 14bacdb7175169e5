import { IS_BUILT } from "../../impl/built.ts";
import type { Recipe } from "../../impl/recipe.ts";
import { type Campaign, mergedCampaigns, replayInterleaving, runCampaign } from "../../lockstep/campaign.ts";
import { SCOPE_LIMITS, type Scope, withRows } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { areInLedger } from "../../properties/ledger.ts";
import { counted } from "../../report/text/numbers.ts";
import { UsageError } from "../errors.ts";
import { targetAt } from "../findings/minimizer-tools.ts";
import { keyOf, type RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { OpenRecording } from "../record/open-recording.ts";
import type { Part as EarlierPart, EarlierResults } from "../reuse/earlier-results.ts";
import type { Plan } from "./plan.ts";
import { RandomThreads } from "./random-threads.ts";
import type { SeriesPlan } from "./series.ts";

/** Random interleavings of one size, and what they found. */
interface Series {
	readonly size: SeriesPlan;
	readonly campaign: Campaign;
}

/** Random part of a verification. */
export interface RandomPart {
	readonly series: readonly Series[];
	/** All series together. */
	readonly campaign: Campaign;
}

/** Number of runs from which on they are run beside the searches, in a thread of their own. */
const RUNS_OF_A_THREAD = 1_000;

/**
 * Sizes of the random interleavings: that which was asked for; far longer ones, and ones that begin with many lives of each row;
 * ones in which all subscribers are owed answers and many have unsubscribed; ones of many processes, in which dozens wait for one
 * subscriber; and crowds as large as MINIX can have them.
 *
 * The larger sizes come first, so that each gets its share of a limited time.
 */
function seriesOf(scope: Scope, { runs, maxActions, prologue, isReplay }: Plan): readonly SeriesPlan[] {
	const asked = { scope, runs, maxActions, prologue };
	if (isReplay || prologue) return [asked];
	const { slots } = scope;
	// No more than --users takes: a finding is replayed by its scope.
	const [users, services] = [SCOPE_LIMITS.users[1], SCOPE_LIMITS.services[1]];
	const sizes: readonly SeriesPlan[] = [
		{ scope: { users, services, slots }, runs: runs / 500, maxActions: 3_000, prologue: "crowd" },
		{ scope: withRows({ users, services, slots }, "services spread"), runs: runs / 500, maxActions: 500 },
		{ scope: withRows({ users: 64, services: 2, slots }, "services first"), runs: runs / 100, maxActions: 500 },
		{
			scope: { users: 8, services: Math.min(slots + 2, services), slots },
			...{ runs: runs / 50, maxActions: 300, prologue: "lingering" },
		},
		{ scope, runs: runs / 100, maxActions: 1_000, prologue: "lives" },
		{ scope: withRows(scope, "services first"), runs: runs / 50, maxActions: 4 * maxActions },
		{ scope: withRows(scope, "shared"), runs: runs / 100, maxActions: 4 * maxActions },
		asked,
	];
	return sizes.map((size) => ({ ...size, runs: Math.floor(size.runs) })).filter((size) => size.runs > 0);
}

/** Begins the random part: each series in a thread as soon as its target is there, where one can run it, else when it is asked for. */
export function beginRandom(
	opened: OpenedTarget,
	plan: Plan,
	recorded: OpenRecording | undefined,
	earlier: EarlierResults,
): () => Promise<RandomPart> {
	const sizes = seriesOf(opened.target.scope, plan);
	if (!canRunInThread(plan, recorded)) {
		return async () => partOf(sizes, await runHere(opened, plan, sizes, recorded, earlier));
	}
	const threads = new RandomThreads(sizes, plan, opened.target);
	const runs = sizes.map(async (size) => {
		const recipe = await opened.recipeFor(size.scope);
		const part = earlierPart(plan, size, recipe);
		const known = await earlier.find(part);
		if (known) {
			threads.leaveOut(size);
			return known;
		}
		const campaign = await threads.run(size, recipe);
		await earlier.keep(part, campaign);
		return campaign;
	});
	const campaigns = Promise.all(runs).finally(() => threads.close());
	// The reason is thrown when the result is asked for.
	campaigns.catch(() => {});
	return async () => {
		threads.await();
		return partOf(sizes, await campaigns);
	};
}

/** Claims are looked up in the threads by their ids; coverage is recorded here, and one interleaving is run for what it shows. */
function canRunInThread({ claims, runs, isReplay }: Plan, recorded: OpenRecording | undefined): boolean {
	return IS_BUILT && areInLedger(claims) && runs >= RUNS_OF_A_THREAD && !isReplay && !recorded;
}

/** A series, as a part whose result can be taken from an earlier run. */
function earlierPart({ claims, seed, options }: Plan, size: SeriesPlan, recipe: Recipe): EarlierPart<Campaign> {
	return {
		...{ name: "random interleavings", claims, recipes: [recipe], inputs: { size, seed } },
		isComplete: ({ cutShort }) => !options.signal?.aborted && !cutShort,
	};
}

async function runHere(
	opened: OpenedTarget,
	plan: Plan,
	sizes: readonly SeriesPlan[],
	recorded: OpenRecording | undefined,
	earlier: EarlierResults,
): Promise<readonly Campaign[]> {
	const { claims, given, seed, path, isReplay, deadline, options } = plan;
	const target = recorded?.target ?? opened.target;
	if (given) {
		return [replayInterleaving(new System(opened.target.scope), target, claims, given, recorded?.recording)];
	}
	const campaigns: Campaign[] = [];
	for (const size of sizes) {
		const { scope, runs, maxActions, prologue } = size;
		const isAsked = size === sizes.at(-1);
		const run = async (): Promise<Campaign> => {
			const other = isAsked ? target : await targetAt(opened, scope);
			const ms = deadline.msFor("random") / (sizes.length - campaigns.length);
			return runCampaign(new System(scope), other, {
				...{ claims, runs, maxActions, prologue, seed, path, recording: isAsked ? recorded?.recording : undefined },
				timeLimitMs: Number.isFinite(ms) ? ms : undefined,
				onProgress: (progress) => options.onProgress?.({ phase: "random", scope, of: runs, ...progress }),
			});
		};
		const isKept = !isReplay && !recorded;
		const part = isKept ? earlierPart(plan, size, await opened.recipeFor(scope)) : undefined;
		campaigns.push(await (part ? earlier.resultOf(part, run) : run()));
	}
	return checkedPath(campaigns, plan);
}

/** @throws UsageError where there was to be one interleaving, and there is none at its path */
function checkedPath(campaigns: readonly Campaign[], { path, seed }: Plan): readonly Campaign[] {
	if (path === undefined || campaigns.some(({ runs }) => runs > 0)) return campaigns;
	throw new UsageError(
		`there is no interleaving at path ${path} of seed ${seed}: use all options of the command that printed it`,
		"path",
	);
}

function partOf(sizes: readonly SeriesPlan[], campaigns: readonly Campaign[]): RandomPart {
	const series = sizes.flatMap((size, index): readonly Series[] => {
		const campaign = campaigns[index];
		return campaign ? [{ size, campaign }] : [];
	});
	return { series, campaign: mergedCampaigns(campaigns) };
}

/** The findings of the random part that are not known yet. */
export function rawsOfRandom({ series }: RandomPart, plan: Plan, known: readonly RawFinding[]): readonly RawFinding[] {
	const keys = new Set(known.map(keyOf));
	return series.flatMap((one) => rawsOfSeries(one, plan)).filter((raw) => !keys.has(keyOf(raw)));
}

/** The findings of one series. */
export function rawsOfSeries(
	{ size, campaign }: Series,
	{ claims, seed, path: asked }: Pick<Plan, "claims" | "seed" | "path">,
): readonly RawFinding[] {
	return campaign.findings.map(({ claim, cause, detail, interleaving, path, occurrences }): RawFinding => {
		const what = { claim, cause, detail, scope: size.scope, interleaving, claims };
		if (path === undefined) return { ...what, seed: undefined, minimality: "given", found: "one interleaving was run" };
		const begun = size.prologue ? `--prologue ${size.prologue} ` : "";
		const where = `${begun}--max-actions ${size.maxActions} --seed ${seed} --path ${path}`;
		const found = `random, ${counted(occurrences, "interleaving")} ${occurrences === 1 ? "fails" : "fail"} the same way, the shortest at ${where}`;
		return { ...what, seed, minimality: asked === undefined ? "found" : "given", found };
	});
}

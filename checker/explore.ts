import { availableParallelism } from "node:os";
import { INTERRUPTED, type Limits, type SearchProgress } from "../explore/limits.ts";
import type { WorkerPool } from "../explore/parallel/pool.ts";
import type { ProductOptions, ProductSearch } from "../explore/product/search-product.ts";
import { type SpecificationSearch, searchSpecification } from "../explore/specification/search-specification.ts";
import { SpecificationViolated } from "../explore/specification/specification-violated.ts";
import { System } from "../model/system.ts";
import { CLAIMS, type Claim, withRested } from "../properties/ledger.ts";
import { judge } from "../properties/verdict.ts";
import type { ExploreResult } from "../report/results.ts";
import type { BrokenReport } from "../report/text/broken-specification.ts";
import { type AuditReport, type Exploration, explorationJson } from "../report/text/explore.ts";
import { NOTHING_REMEMBERED } from "../report/text/finding.ts";
import type { CompleteSearch } from "../report/text/verify.ts";
import { UsageError } from "./errors.ts";
import {
	auditedEvidence,
	NO_OWN_SEARCHES,
	type OwnSearches,
	ownViolationsOf,
	rawOfSearch,
	violationsOf,
} from "./findings/search-evidence.ts";
import { onStable } from "./findings/stable.ts";
import { evidenceOfWhole, newInWhole, searchAnyReply } from "./findings/whole-alphabet.ts";
import { MIRROR, type OpenedTarget, openTarget } from "./open-target.ts";
import {
	BOUNDS,
	bounded,
	type CheckOptions,
	type ClaimOptions,
	EXPLORE_OWN_SEARCH_STATES,
	limitsFor,
	OWN_SEARCH_STATES,
	type PartialLimits,
	SCOPES,
	searchedScopeOf,
} from "./options.ts";
import { EarlierResults } from "./reuse/earlier-results.ts";
import type { FindingsStore, KeptFindings, StoreOptions } from "./store/findings-store.ts";
import { openCheckpoints } from "./store/open-checkpoints.ts";
import { Deadline } from "./verification/deadline.ts";

/** Options of `explore`. Without a target the specification alone is searched. */
export interface ExploreOptions extends CheckOptions, ClaimOptions, StoreOptions {
	/** True (the default) to store one state of the specification for each symmetry class. */
	readonly symmetry?: boolean | undefined;
	/** True to include dead memory of the target in its state. */
	readonly allMemory?: boolean | undefined;
	/** True to search again without reductions, in another order and with another hash, and compare. */
	readonly audit?: boolean | undefined;
	/** True to take no results of earlier runs with the same code: those of claims about liveness and about what can happen. */
	readonly fresh?: boolean | undefined;
	/** Number of worker threads; the number of cores if left out. */
	readonly workers?: number | undefined;
	/** File for checkpoints of the search. */
	readonly checkpoint?: string | undefined;
	/** Checkpoint to resume from. */
	readonly resume?: string | undefined;
	readonly limits?: PartialLimits | undefined;
}

/** Result of an exploration, or a violation of a claim by the specification itself; with the opened target. */
export type ExploreRun =
	| { readonly kind: "explored"; readonly opened: OpenedTarget; readonly exploration: Exploration }
	| { readonly kind: "broken"; readonly opened: OpenedTarget; readonly report: BrokenReport; readonly error: Error };

/**
 * Shares of the time that is left which a search may take: however large the scope is, the target is searched too, since what it
 * violates is often found early, and then with any reply.
 */
const SHARES = { specification: 0.5, target: 0.9 } as const;

/** State of a running exploration. */
interface Search {
	readonly opened: OpenedTarget;
	/** True if a target is searched, and not only the specification. */
	readonly isOfTarget: boolean;
	readonly claims: readonly Claim[];
	readonly workers: number;
	/** Remaining limits. @param share of the time that is left */
	readonly limits: (share?: number) => Limits;
	readonly deadline: Deadline;
	readonly common: Pick<ProductOptions, "signal" | "onProgress">;
	readonly options: ExploreOptions;
}

/**
 * Visits every state of a scope: of the specification and, where a target is given, of its product with the target.
 *
 * @throws UsageError where the options do not fit, or the source cannot be compiled
 */
export async function explore(options: ExploreOptions = {}): Promise<ExploreResult> {
	const run = await runExplore(options);
	if (run.kind === "explored") return explorationJson(run.exploration);
	const { brokenSpecificationJson } = await import("../report/text/broken-specification.ts");
	return brokenSpecificationJson(run.report);
}

/** Explores as `explore` does. @returns everything needed to print it */
export async function runExplore(options: ExploreOptions = {}): Promise<ExploreRun> {
	expectTarget(options);
	const { target = MIRROR, onRecord } = options;
	const { timeMs } = limitsFor("explore", options.limits);
	const scope = searchedScopeOf(options.scope, SCOPES.explore);
	const opened = await openTarget(target, scope, onRecord !== undefined, timeMs);
	const recordings = onRecord && (await import("./record/open-recording.ts"));
	await recordings?.expectSmall(opened.target.scope);
	const search = searchOf(options, opened);
	try {
		const exploration = await onStable(opened, () => searchAll(search));
		const { specification, product } = exploration;
		await recordings?.recordExploration(options, opened, product ?? specification, product?.pairs ?? 0);
		return { kind: "explored", opened, exploration };
	} catch (error) {
		if (!(error instanceof SpecificationViolated)) throw error;
		const { reportSpecificationViolation } = await import("./findings/specification-report.ts");
		const report = await reportSpecificationViolation(
			error,
			opened.target.scope,
			search.claims,
			search.limits(),
			options.signal,
		);
		return { kind: "broken", opened, report, error };
	}
}

function searchOf(options: ExploreOptions, opened: OpenedTarget): Search {
	const { scope } = opened.target;
	const { claims = CLAIMS, limits, signal, onProgress } = options;
	const { states, bytes, timeMs } = limitsFor("explore", limits);
	const deadline = new Deadline(timeMs);
	return {
		opened,
		isOfTarget: options.target !== undefined,
		claims: withRested(claims),
		workers: workersOf(options),
		limits: (share = 1) => ({ states, bytes, timeMs: share * deadline.msFor("all") }),
		deadline,
		common: {
			signal,
			onProgress: (progress: SearchProgress) => onProgress?.({ phase: "search", scope, ...progress }),
		},
		options,
	};
}

async function searchAll(search: Search): Promise<Exploration> {
	const { opened, isOfTarget, options, limits } = search;
	const { symmetry = true } = options;
	const { scope } = opened.target;
	const started = performance.now();
	const findingsStore = isOfTarget ? await openStore(options, opened) : undefined;
	const { resumed, checkpoints } = await openCheckpoints(options, opened);
	// They make themselves ready while the specification is searched.
	const workers = isOfTarget ? await startWorkers(search) : undefined;
	let specification: SpecificationSearch;
	let product: ProductSearch | undefined;
	try {
		specification = await searchSpecification(scope, {
			...search.common,
			...{ claims: search.claims, symmetry, limits: limits(isOfTarget ? SHARES.specification : 1) },
		});
		if (isOfTarget && specification.stoppedBy !== INTERRUPTED) {
			product = await searchTarget(opened, workers, {
				...search.common,
				...{ claims: search.claims, allMemory: options.allMemory ?? false, limits: limits(SHARES.target) },
				...{ symmetry, resumed, onPause: checkpoints?.onPause },
			});
			if (product.stoppedBy !== undefined) checkpoints?.write();
		}
	} finally {
		await workers?.dispose();
	}
	const whole = product && (await searchAnyReply(opened, search.claims, limits(), options));
	const earlier = new EarlierResults(opened, options.fresh !== true);
	// Nothing holds by a target's search where that of the specification was cut short, and the run says so.
	const stoppedBy = product?.stoppedBy ?? specification.stoppedBy;
	const own = await searchOwn(search, product?.pairs ?? specification.states, earlier);
	const { fresh: findings, remembered, lassos } = await reproduceAll(search, product, whole, own, findingsStore);
	const violations = [...violationsOf(findings, remembered.known), ...ownViolationsOf(own, lassos)];
	const audits = options.audit ? await auditBoth(search, specification, product) : undefined;
	return {
		...{ scope, symmetry },
		target: product ? opened.description : undefined,
		source: product ? opened.source : undefined,
		...{ specification, product, whole, findings, remembered, audits },
		char: product && opened.charCheck(),
		...{ lassos, witnesses: own.witnesses },
		judgement: judge(search.claims, {
			...{ violations, ownSearches: own.evidence, random: undefined },
			searches: [
				auditedEvidence(scope, { ...(product ?? specification), stoppedBy }, audits),
				...evidenceOfWhole(whole),
			],
		}),
		...{ reused: earlier.reused > 0, seconds: (performance.now() - started) / 1000 },
	};
}

/** Searches for single claims, at a scope that is small enough for them. @param states number of states at the scope */
async function searchOwn(
	{ opened, isOfTarget, claims, limits, common, options }: Search,
	states: number,
	earlier: EarlierResults,
): Promise<OwnSearches> {
	if (states > EXPLORE_OWN_SEARCH_STATES) return NO_OWN_SEARCHES;
	const { searchOwnClaims } = await import("./findings/own-searches.ts");
	const { scope } = opened.target;
	return searchOwnClaims(isOfTarget ? { kind: "target", opened } : { kind: "specification" }, {
		// Designs have scopes of their own: verify and claims decide them.
		claims: claims.filter(({ design }) => !design),
		...{ scopes: [scope], witnessScopes: [scope], signal: common.signal, earlier },
		limits: () => ({ ...limits(), states: Math.min(limits().states, OWN_SEARCH_STATES) }),
		onProgress: options.onProgress,
	});
}

// What keeps findings and makes them minimal takes long to load, and a search of the specification needs none of it.

async function openStore(options: ExploreOptions, opened: OpenedTarget): Promise<FindingsStore> {
	const { FindingsStore } = await import("./store/findings-store.ts");
	return new FindingsStore(opened, options, options.onWarning);
}

/** Reproduces findings of the search and kept ones, and keeps them. */
async function reproduceAll(
	{ opened, claims, deadline, options }: Search,
	product: ProductSearch | undefined,
	whole: CompleteSearch | undefined,
	own: OwnSearches,
	findingsStore: FindingsStore | undefined,
): Promise<KeptFindings> {
	if (!product || !findingsStore) return { fresh: [], remembered: NOTHING_REMEMBERED, lassos: own.lassos };
	const { reproduced } = await import("./findings/findings.ts");
	const raws = [
		...(await findingsStore.replayKept(() => deadline.isOver(), options.onProgress)),
		...product.findings.map((finding) => rawOfSearch(opened.target.scope, finding, claims)),
		...newInWhole(whole, product.findings, claims),
	];
	const reported = await reproduced(opened, raws, () => deadline.isOver());
	return findingsStore.keep(reported, own.lassos);
}

async function auditBoth(
	{ opened, claims, common, limits }: Search,
	specification: SpecificationSearch,
	product: ProductSearch | undefined,
): Promise<readonly AuditReport[]> {
	const { auditSearches } = await import("./audits.ts");
	return auditSearches(opened, specification, product, () => ({ ...common, claims, limits: limits() }));
}

/** Number of worker threads. Checkpoints need exactly one. */
function workersOf({ workers, checkpoint, resume: resumed }: ExploreOptions): number {
	const isOfOne = checkpoint !== undefined || resumed !== undefined;
	if (workers === undefined) return isOfOne ? 1 : Math.min(BOUNDS.workers[1], availableParallelism());
	if (isOfOne && workers > 1)
		throw new UsageError("must be 1 with a checkpoint: only one thread can write or resume it", "workers");
	return bounded("workers", workers);
}

async function startWorkers({ opened, workers }: Search): Promise<WorkerPool | undefined> {
	const product = await import("../explore/product/search-product.ts");
	return product.startWorkers(await opened.recipeFor(opened.target.scope), workers);
}

async function searchTarget(
	opened: OpenedTarget,
	workers: WorkerPool | undefined,
	how: ProductOptions,
): Promise<ProductSearch> {
	const { scope } = opened.target;
	const { searchProduct } = await import("../explore/product/search-product.ts");
	return searchProduct(new System(scope), await opened.forSearch(scope), how, workers);
}

/** @throws UsageError where an option is given that is about a target, and no target is */
function expectTarget({ target, allMemory, known, out, checkpoint, resume: resumed }: ExploreOptions): void {
	if (target !== undefined) return;
	const [option] =
		Object.entries({ allMemory, known, out, checkpoint, resume: resumed }).find(([, value]) => value !== undefined) ??
		[];
	if (option !== undefined) throw new UsageError("needs a target", option);
}

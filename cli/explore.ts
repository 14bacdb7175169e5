import { availableParallelism } from "node:os";
import { Checkpoints, type Resumed, resume } from "../checker/checkpoints.ts";
import { UsageError } from "../checker/errors.ts";
import { expectFile } from "../checker/files.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "../checker/open-target.ts";
import type { Memory, MemoryOptions } from "../checker/remembered.ts";
import { rawOfSearch, searchEvidence, searchProgressText, violationsOf } from "../checker/searched.ts";
import type { AuditOptions } from "../explore/audit.ts";
import type { Identity } from "../explore/checkpoint.ts";
import { SpecificationBroken } from "../explore/fast/rows/monitors.ts";
import type { Limits } from "../explore/limits.ts";
import type { Searchers } from "../explore/parallel/pool.ts";
import type { ProductOptions, ProductSearch } from "../explore/product.ts";
import { type SpecificationSearch, searchSpecification } from "../explore/specification.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { EXIT_CODES, type Judgement, judge, type ViolationEvidence } from "../properties/verdict.ts";
import { type AuditReport, type Exploration, explorationJson, explorationText } from "../report/text/explore.ts";
import { NOTHING_REMEMBERED, type Remembered, type ReportedFinding } from "../report/text/finding.ts";
import { grouped } from "../report/text/numbers.ts";
import { type CiOptions, publish, writeBroken } from "./ci.ts";
import { DEFAULT_MEMORY, MOST_WORKERS, SIMPLE_LENGTH } from "./options.ts";
import { ProgressLine } from "./progress.ts";

/** The options of `rollcall explore`, as commander reads them. */
export interface ExploreOptions extends TargetOptions, MemoryOptions, CiOptions {
	readonly symmetry: boolean;
	readonly allMemory?: boolean;
	readonly audit?: boolean;
	readonly workers?: number;
	readonly checkpoint?: string;
	readonly resume?: string;
	readonly maxStates?: number;
	readonly maxMemory?: number;
	readonly time?: number;
	readonly json?: boolean;
}

/**
 * Visits every state of a scope: of the specification, and, where a target is named, of the target beside it.
 *
 * @returns the exit code: 0 all claims that are checked hold, 1 one is violated, 3 unknown
 */
export async function explore(options: ExploreOptions): Promise<number> {
	expectTarget(options);
	const interruption = new AbortController();
	const interrupt = (): void => {
		interruption.abort();
		process.stderr.write("rollcall: stopping, to say what was found; interrupted again it stops at once\n");
	};
	// From here on: a source takes a while to compile.
	process.once("SIGINT", interrupt);
	const opened = await openTarget(options);
	const { scope } = opened.target;
	if (options.coverage !== undefined) {
		expectFile("--coverage", options.coverage);
		await (await import("../checker/recordings.ts")).expectSmall(scope);
	}
	const started = performance.now();
	let exploration: Exploration;
	try {
		exploration = await search(options, opened, interruption.signal, started);
	} catch (error) {
		if (!(error instanceof SpecificationBroken)) throw error;
		const { tellBroken } = await import("./broken-specification.ts");
		await tellBroken(error, scope, limitsOf(options, started), interruption.signal, options.json ?? false);
		if (options.junit !== undefined) await writeBroken("explore", options.junit, error);
		return EXIT_CODES.violated;
	} finally {
		process.off("SIGINT", interrupt);
	}
	if (options.json) {
		process.stdout.write(`${JSON.stringify(explorationJson(exploration), null, 2)}\n`);
	} else {
		// What draws tables takes long to load.
		const traces = exploration.findings.length > 0 ? await import("../checker/traces.ts") : undefined;
		const text = (await traces?.tracesText(opened, exploration.findings)) ?? "";
		process.stdout.write(explorationText(exploration, text));
	}
	const { product, seconds, findings } = exploration;
	const judged = {
		target: product ? opened.target.name : "specification",
		claims: exploration.judgement.claims,
		seconds,
	};
	await publish(options, judged, opened, findings);
	if (options.coverage !== undefined) await recordWhole(options.coverage, options, opened, exploration);
	return EXIT_CODES[exploration.judgement.verdict];
}

async function search(
	options: ExploreOptions,
	opened: OpenTarget,
	signal: AbortSignal,
	started: number,
): Promise<Exploration> {
	const { scope } = opened.target;
	const line = await ProgressLine.open();
	const common = {
		signal,
		onProgress: (progress: Parameters<typeof searchProgressText>[1]) =>
			line.update(() => {
				const rate = grouped(Math.round((1000 * progress.stored) / (performance.now() - started)));
				return `${searchProgressText(scope, progress)}, ${rate} states/s`;
			}),
	};
	const identity = identityOf(options, opened);
	const memory = namesTarget(options) ? await openMemory(options, opened) : undefined;
	const resumed = options.resume === undefined ? undefined : resume(options.resume, identity);
	const checkpoints = new Checkpoints(options.checkpoint, identity);
	if (options.checkpoint !== undefined || resumed) searchWithCheckpoints(checkpoints, resumed);
	// They make themselves ready while the specification is searched.
	const searchers = namesTarget(options) ? await startSearchers(options, opened) : undefined;
	let specification: SpecificationSearch;
	let product: ProductSearch | undefined;
	try {
		specification = await searchSpecification(scope, {
			...common,
			symmetry: options.symmetry,
			limits: limitsOf(options, started),
		});
		product =
			namesTarget(options) && specification.stoppedBy === undefined
				? await searchTarget(opened, searchers, {
						...common,
						claims: CLAIMS,
						allMemory: options.allMemory ?? false,
						limits: limitsOf(options, started),
					})
				: undefined;
	} finally {
		await searchers?.dispose();
	}
	const { fresh: findings, remembered } = await settle(opened, product, memory);
	const audits = options.audit ? await auditBoth(options, opened, specification, product, common, started) : undefined;
	line.clear();
	return {
		scope,
		symmetry: options.symmetry,
		target: product ? opened.description : undefined,
		source: product ? opened.source : undefined,
		specification,
		product,
		findings,
		remembered,
		audits,
		judgement: judgementOf(scope, specification, product, violationsOf(findings, remembered.known), audits),
		seconds: (performance.now() - started) / 1000,
	};
}

/**
 * Searches with checkpoints.
 *
 * TODO: run the plain search with them here, as soon as there is one; the accelerators have none.
 */
function searchWithCheckpoints(_checkpoints: Checkpoints, _resumed: Resumed | undefined): never {
	throw new Error("checkpoints run on the plain search");
}

/** The verdicts. An audit that was cut short leaves open whether the search is right. */
function judgementOf(
	scope: Scope,
	specification: SpecificationSearch,
	product: ProductSearch | undefined,
	violations: readonly ViolationEvidence[],
	audits: readonly AuditReport[] = [],
): Judgement {
	const main = searchEvidence(scope, product ?? specification);
	const cutShort = audits.find(({ audit }) => audit.stoppedBy !== undefined)?.audit.stoppedBy;
	const searches = [{ ...main, stoppedBy: main.stoppedBy ?? cutShort }];
	return judge(CLAIMS, { violations, searches, random: undefined });
}

/** Writes what the search walked, where it came to its end and that is not too much to be kept; says so where not. */
async function recordWhole(
	path: string,
	options: ExploreOptions,
	opened: OpenTarget,
	{ specification, product }: Exploration,
): Promise<void> {
	const { MOST_NODES } = await import("../coverage/system/composed.ts");
	const { stoppedBy } = product ?? specification;
	const pairs = product?.pairs ?? 0;
	const lacking = (reason: string): void =>
		void process.stderr.write(`rollcall: --coverage: nothing is written to ${path}: ${reason}\n`);
	if (stoppedBy !== undefined) lacking(`the search was stopped by ${stoppedBy}`);
	else if (pairs > MOST_NODES)
		lacking(`expected at most ${grouped(MOST_NODES)} pairs of a state and a memory, found ${grouped(pairs)}`);
	else await recordCoverage(path, options, opened);
}

/** Writes what a complete search walks: every transition, behind the shortest interleaving that leads to it. */
async function recordCoverage(path: string, options: ExploreOptions, opened: OpenTarget): Promise<void> {
	const { composedGraph, openRecording, writeRecord } = await import("../checker/recordings.ts");
	const { composedRequirements } = await import("../coverage/system/composed-walk.ts");
	const { matchersFor, recordSearch } = await import("../coverage/record/recorder.ts");
	const { scope } = opened.target;
	const matchers = matchersFor(nrProcs(scope));
	const specification = await composedGraph(scope, matchers, undefined);
	const paths = composedRequirements(specification, SIMPLE_LENGTH);
	const source = namesTarget(options) ? await opened.forCoverage(scope, "one") : undefined;
	const name = namesTarget(options) ? opened.target.name : "specification";
	const { recording } = await openRecording(opened, "complete search", matchers, paths, source, name);
	const target = source?.counting.target ?? (await opened.forSearch(scope));
	const clear = source?.counting.clear;
	const graph = namesTarget(options) ? await composedGraph(scope, matchers, target, clear) : specification;
	recordSearch(graph, recording.recorder);
	recording.end();
	writeRecord(path, recording.record());
}

async function openMemory(options: ExploreOptions, opened: OpenTarget): Promise<Memory> {
	const { Memory } = await import("../checker/remembered.ts");
	return new Memory(opened, options);
}

/** What the search of the target found and what was kept, once it has happened again. */
async function settle(
	opened: OpenTarget,
	product: ProductSearch | undefined,
	memory: Memory | undefined,
): Promise<{ readonly fresh: readonly ReportedFinding[]; readonly remembered: Remembered }> {
	if (!product || !memory) return { fresh: [], remembered: NOTHING_REMEMBERED };
	const { settled, shortestOfEach } = await import("../checker/findings.ts");
	const raws = [
		...(await memory.tryKept()),
		...product.findings.map((finding) => rawOfSearch(opened.target.scope, finding)),
	];
	const findings: ReportedFinding[] = [];
	for (const raw of shortestOfEach(raws)) findings.push(await settled(opened, raw));
	return memory.keep(findings);
}

/** How many threads search, where one does not have to. */
function workersOf({ workers, checkpoint, resume: resumed }: ExploreOptions): number {
	if (checkpoint === undefined && resumed === undefined)
		return workers ?? Math.min(MOST_WORKERS, availableParallelism());
	if (workers !== undefined && workers > 1) {
		throw new UsageError(
			`expected --workers 1 with --checkpoint and --resume, found --workers ${workers}: one thread writes it`,
		);
	}
	return 1;
}

/** The threads that are to search the target; undefined where this one is. */
async function startSearchers(options: ExploreOptions, opened: OpenTarget): Promise<Searchers | undefined> {
	const workers = workersOf(options);
	if (workers === 1) return undefined;
	const { Searchers } = await import("../explore/parallel/pool.ts");
	return new Searchers(await opened.recipeFor(opened.target.scope), workers);
}

async function searchTarget(
	opened: OpenTarget,
	searchers: Searchers | undefined,
	how: ProductOptions,
): Promise<ProductSearch> {
	if (searchers) return searchers.search(how);
	const { scope } = opened.target;
	const { searchProduct } = await import("../explore/product.ts");
	return searchProduct(new System(scope), await opened.forSearch(scope), how);
}

/** What a checkpoint of this exploration is of. */
function identityOf({ symmetry, allMemory = false }: ExploreOptions, { target, words, source }: OpenTarget): Identity {
	const { users, services, slots } = target.scope;
	return { users, services, slots, symmetry, allMemory, target: source?.sha256 ?? `mirror${words}` };
}

/** Searches again in another way. @throws Error where that comes to something else, which is a mistake of ours */
async function auditBoth(
	options: ExploreOptions,
	opened: OpenTarget,
	specification: SpecificationSearch,
	product: ProductSearch | undefined,
	common: Pick<AuditOptions, "signal" | "onProgress">,
	started: number,
): Promise<readonly AuditReport[]> {
	const { audit, disagreements } = await import("../explore/audit.ts");
	const { scope } = opened.target;
	const system = new System(scope);
	const how = (): AuditOptions => ({ ...common, claims: CLAIMS, limits: limitsOf(options, started) });
	const ofSpecification = await audit(system, undefined, how());
	const { states, transitions } = specification;
	const reports: AuditReport[] = [];
	if (specification.stoppedBy === undefined) {
		const found = { states, transitions, findings: [] };
		const differences = disagreements(ofSpecification, found);
		reports.push({ of: "specification", audit: ofSpecification, disagreements: differences });
	}
	if (product && product.stoppedBy === undefined) {
		const ofTarget = await audit(system, await opened.forSearch(scope), how());
		const findings = product.findings.map(({ claim, cause }) => `${claim.id} ${cause}`);
		const found = { states: product.states, transitions: undefined, findings };
		reports.push({ of: "target", audit: ofTarget, disagreements: disagreements(ofTarget, found) });
	}
	const differences = reports.flatMap((report) => report.disagreements);
	if (differences.length > 0) throw new Error(`the audit does not agree: ${differences.join("; ")}`);
	return reports;
}

/** @throws UsageError where an option is given that is about a target, and no target is named */
function expectTarget(options: ExploreOptions): void {
	if (namesTarget(options)) return;
	const { allMemory, known, writeKnown, out } = options;
	const given = Object.entries({ "all-memory": allMemory, known, "write-known": writeKnown, out });
	const [name] = given.find(([, value]) => value !== undefined) ?? [];
	if (name !== undefined) {
		throw new UsageError(
			`expected a target with --${name}, found none: name one with --source, --revision or --target mirror`,
		);
	}
}

/** Whether an implementation is to be searched, and not only the specification. */
function namesTarget({ target, source, revision }: TargetOptions): boolean {
	return target !== undefined || source !== undefined || revision !== undefined;
}

function limitsOf({ maxStates, maxMemory, time }: ExploreOptions, started: number): Limits {
	return {
		states: maxStates ?? Number.POSITIVE_INFINITY,
		bytes: (maxMemory ?? DEFAULT_MEMORY) * 2 ** 20,
		timeMs: time === undefined ? Number.POSITIVE_INFINITY : time * 1000 - (performance.now() - started),
	};
}

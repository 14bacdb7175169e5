import { type Matchers, matchersFor } from "../../coverage/charts/matchers.ts";
import {
	type CoverageRecord,
	formatRecord,
	parseRecord,
	type RunCoverage,
} from "../../coverage/record/coverage-record.ts";
import {
	misfitOf,
	type Reference,
	type References,
	referenceOf,
	scopesOf,
	smallerScope,
} from "../../coverage/record/reference.ts";
import { type CountedSource, CoverageRecording } from "../../coverage/record/run-recording.ts";
import { recordSearch } from "../../coverage/record/walk-recorder.ts";
import { Composed, isSmall, MOST_NODES, ScopeTooLarge } from "../../coverage/system/composed.ts";
import { type ComposedRequirements, composedRequirements } from "../../coverage/system/composed-walk.ts";
import type { Target } from "../../impl/target.ts";
import { isSameScope, nrProcs, type Scope, scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { grouped } from "../../report/text/numbers.ts";
import { UsageError } from "../errors.ts";
import type { OpenedTarget } from "../open-target.ts";
import { type CheckOptions, SIMPLE_LENGTH } from "../options.ts";
import { writeWhole } from "../store/files.ts";
import { readNamed } from "../store/reading.ts";

/** A recording, and the target that it is to be made on. */
export interface OpenRecording {
	readonly recording: CoverageRecording;
	readonly target: Target;
	/** The source that the target counts; undefined where it has none. */
	readonly source: CountedSource | undefined;
}

/**
 * Makes ready to record a run.
 *
 * @param what kind of run it is, and all that it is told to do, in words
 * @param paths undefined where the scope is too large for them
 * @param counted the source, where it is compiled to count already
 * @param name of what is run
 */
export async function openRecording(
	opened: OpenedTarget,
	what: string,
	matchers: Matchers,
	paths: ComposedRequirements | undefined,
	counted?: CountedSource,
	name: string = opened.target.name,
): Promise<OpenRecording> {
	const { scope } = opened.target;
	const source = counted ?? (await opened.forCoverage(scope, "many"));
	const target = source ? `${name}, SHA-256 ${source.sha256}` : name;
	const recording = new CoverageRecording({ what, target, scope }, matchers, paths, source);
	return { recording, target: source?.counting.target ?? opened.target, source };
}

/** Opens a recording of a run at any scope, with the composed system where that is small. */
export async function openRecordingAnywhere(opened: OpenedTarget, what: string): Promise<OpenRecording> {
	const { scope } = opened.target;
	const matchers = matchersFor(nrProcs(scope));
	const paths = (await isSmall(scope))
		? composedRequirements(await Composed.of(scope, matchers, undefined), SIMPLE_LENGTH)
		: undefined;
	return openRecording(opened, what, matchers, paths);
}

/** Builds the reference for the coverage of a scope. @throws UsageError where the scope is too large */
export async function openReference(
	scope: Scope,
	simpleLength: number,
	onProgress: CheckOptions["onProgress"],
): Promise<Reference> {
	onProgress?.({ phase: "graph", of: "specification", scope });
	const matchers = matchersFor(nrProcs(scope));
	return referenceOf(await composedGraph(scope, matchers, undefined), matchers, simpleLength);
}

/**
 * Searches the reference for the coverage of some runs: complete searches of their own scopes or, where one is too
 * large, of a smaller one.
 *
 * @param simpleLength the greatest length of simple paths to report; the runs' own if left out
 * @throws UsageError where the runs are inconsistent
 */
export async function searchReferences(
	runs: readonly RunCoverage[],
	simpleLength: number | undefined,
	onProgress: CheckOptions["onProgress"],
): Promise<References> {
	const matchers = matchersFor(Math.max(...runs.map(({ scope }) => nrProcs(scope))));
	const search = async (scope: Scope, length: number): Promise<Reference> => {
		onProgress?.({ phase: "graph", of: "specification", scope });
		return referenceOf(await Composed.of(scope, matchers, undefined), matchers, length);
	};
	const [complete, tooLarge]: [Reference[], Scope[]] = [[], []];
	for (const scope of scopesOf(runs)) {
		const own = runs.filter((run) => isSameScope(run.scope, scope));
		if (await isSmall(scope)) complete.push(await search(scope, lengthFor(own, simpleLength)));
		else tooLarge.push(scope);
	}
	for (const reference of complete) expectToFit(runs, reference);
	const smaller = tooLarge.map(smallerScope);
	return { matchers, complete, tooLarge, smaller: await Promise.all(smaller.map((scope) => search(scope, 1))) };
}

/**
 * Length of simple paths to report: records of longer paths include all shorter ones. @throws UsageError where the
 * records are too short
 */
function lengthFor(runs: readonly RunCoverage[], asked: number | undefined): number {
	const least = Math.min(...runs.map(({ composed }) => composed?.simpleLength ?? SIMPLE_LENGTH));
	if (asked === undefined || asked <= least) return asked ?? least;
	throw new UsageError(`expected at most ${least}, the length in the records, found ${asked}`, "simpleLength");
}

function expectToFit(runs: readonly RunCoverage[], reference: Reference): void {
	const { scope } = reference.composed;
	for (const run of runs.filter((one) => isSameScope(one.scope, scope))) {
		const misfit = misfitOf(run, reference);
		if (misfit === undefined) continue;
		throw new UsageError(`a coverage record is damaged, in the run "${run.what}" at ${scopeName(scope)}: ${misfit}`);
	}
}

/**
 * Builds the composed graph of a scope.
 *
 * @param onStart called each time that the search begins on the target: everything it did before is void
 * @throws UsageError where it is too large
 */
export async function composedGraph(
	scope: Scope,
	matchers: Matchers,
	target: Target | undefined,
	onStart: () => void = () => {},
): Promise<Composed> {
	await expectSmall(scope);
	try {
		return await Composed.of(scope, matchers, target, onStart);
	} catch (error) {
		if (error instanceof ScopeTooLarge) throw tooLarge(scope);
		throw error;
	}
}

/** @throws UsageError where a scope is too large for its graph */
export async function expectSmall(scope: Scope): Promise<void> {
	if (!(await isSmall(scope))) throw tooLarge(scope);
}

/** @throws UsageError where there are too many pairs of a state and a memory of the target for a graph of them */
export async function expectFewPairs({ target, forSearch }: OpenedTarget): Promise<void> {
	const { scope } = target;
	await expectSmall(scope);
	// A search counts them in a moment; the graph takes minutes to come that far.
	const { searchProduct } = await import("../../explore/product/search-product.ts");
	const limits = { states: MOST_NODES + 1, bytes: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY };
	const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
	const { pairs } = await searchProduct(new System(scope), await forSearch(scope), how);
	if (pairs <= MOST_NODES) return;
	throw new UsageError(
		`expected a scope with at most ${grouped(MOST_NODES)} product states, found more at ${scopeName(scope)}: choose a smaller one`,
	);
}

function tooLarge(scope: Scope): UsageError {
	const most = grouped(MOST_NODES);
	return new UsageError(
		`expected a scope with at most ${most} states, found more at ${scopeName(scope)}: choose a smaller one`,
	);
}

/**
 * Records the coverage of a complete search: every transition, after the shortest interleaving to it. Warns where the
 * search was stopped, or is too large to be recorded.
 */
export async function recordExploration(
	{ target: spec, onRecord, onWarning }: Pick<CheckOptions, "target" | "onRecord" | "onWarning">,
	opened: OpenedTarget,
	{ stoppedBy }: { readonly stoppedBy: string | undefined },
	pairs: number,
): Promise<void> {
	const lacking = (reason: string): void => onWarning?.(`no coverage was recorded: ${reason}`);
	if (stoppedBy !== undefined) return lacking(`the search was stopped by ${stoppedBy}`);
	if (pairs > MOST_NODES) {
		const [most, found] = [MOST_NODES, pairs].map(grouped);
		return lacking(`expected at most ${most} product states, found ${found}`);
	}
	onRecord?.(await recordOfSearch(opened, spec !== undefined));
}

async function recordOfSearch(opened: OpenedTarget, isOfTarget: boolean): Promise<CoverageRecord> {
	const { scope, name } = opened.target;
	const matchers = matchersFor(nrProcs(scope));
	const specification = await composedGraph(scope, matchers, undefined);
	const paths = composedRequirements(specification, SIMPLE_LENGTH);
	const source = isOfTarget ? await opened.forCoverage(scope, "one") : undefined;
	const of = isOfTarget ? name : "specification";
	const { recording } = await openRecording(opened, "complete search", matchers, paths, source, of);
	const target = source?.counting.target ?? (await opened.forSearch(scope));
	const graph = isOfTarget ? await composedGraph(scope, matchers, target, source?.counting.clear) : specification;
	recordSearch(graph, recording.recorder);
	recording.end();
	return recording.record();
}

/** Writes a record to a file. */
export function writeRecord(path: string, record: CoverageRecord): void {
	writeWhole(path, formatRecord(record));
}

/** Reads a record from a file. @throws UsageError where it is none */
export function readRecord(path: string): CoverageRecord {
	const record = parseRecord(readNamed(path, "a coverage record"));
	if ("error" in record) throw new UsageError(`${path}: ${record.error}`);
	return record;
}

/** @throws UsageError where a record is of several C sources */
export function expectOneSource(record: CoverageRecord): void {
	const sources = new Map(
		Object.values(record.runs).flatMap(({ source }) => (source ? [[source.sha256, source]] : [])),
	);
	if (sources.size <= 1) return;
	const names = [...sources.values()].map(({ path, sha256 }) => `${path} (SHA-256 ${sha256.slice(0, 8)}…)`);
	throw new UsageError(
		`expected records of one C source, found ${names.sort().join(" and ")}: report on each separately`,
	);
}

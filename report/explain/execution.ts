import { Session } from "node:inspector";
import type { SourceLine } from "../../impl/c/instrument/lines.ts";
import { TargetFailure } from "../../impl/failure.ts";
import type { MemoryDump, Target } from "../../impl/target.ts";
import { runAlone } from "../../lockstep/alone.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type BrokenClaim, brokenClaims, runInterleaving } from "../../lockstep/run.ts";
import type { Action } from "../../model/action.ts";
import { ACTIONS } from "../../model/action-table.ts";
import { processName, type Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { packageFile } from "../package-files.ts";
import type { ListNames } from "./words.ts";

/** Lines of one step before which memory is looked at: a step that does not end runs a hundred thousand and more. */
const MOST_OBSERVED = 1 << 14;

/** A change of a word of memory. */
export interface Write {
	/** `nsubs`, `subs[1].waiting`, `mp_flags of u0`. */
	readonly word: string;
	readonly from: number;
	readonly to: number;
	/** Line that wrote it; undefined in the mirror, where PM outside the facility did, and behind very many lines of one step. */
	readonly by: SourceLine | undefined;
}

/** A function of event.c that ran in a step. */
interface Called {
	/** Its C name. */
	readonly name: string;
	/** The line of its definition, in the source or the mirror's file; undefined where it is not known. */
	readonly defined: number | undefined;
	/** Its lines that ran, ascending, each once; empty in the mirror. */
	readonly lines: readonly number[];
}

/** One step, with all its writes to memory. */
export interface RecordedStep {
	readonly observed: ObservedStep;
	/** The words of memory after it, by name. */
	readonly words: ReadonlyMap<string, number>;
	/** In the order in which they happened; in the mirror all at the end of the step. */
	readonly writes: readonly Write[];
	/** In the order in which they were first entered. */
	readonly called: readonly Called[];
	/** The last line that ran; undefined in the mirror, and where no line of the source did. */
	readonly last: SourceLine | undefined;
	/** The claims that it broke. */
	readonly broken: readonly BrokenClaim[];
}

/** An interleaving as it ran, line by line. */
export interface Recording {
	readonly scope: Scope;
	/** Names of words of the list in explanations. */
	readonly names: ListNames;
	/** The words of memory before the first step. */
	readonly start: ReadonlyMap<string, number>;
	readonly steps: readonly RecordedStep[];
}

/** Words of memory: names and values in the same order. */
interface Words {
	readonly names: readonly string[];
	readonly values: readonly number[];
}

/** Makes a target that reports every line before it runs, if it can. */
export type OpenTarget = (onLine: (line: SourceLine) => void) => Target;

/**
 * Runs an interleaving and records every write to the memory that event.c and its mirror have in common.
 *
 * @param isMirror the functions called are those of the mirror, which reports no lines
 * @param claim the run goes on past steps that break others, and ends with one that breaks this
 * @param claims those that are checked in each step
 * @param linesOf steps whose lines are recorded: all, if left out; of others the writes are known, and not who wrote
 */
export function recordRun(
	open: OpenTarget,
	isMirror: boolean,
	claim: Claim,
	claims: readonly Claim[],
	interleaving: Interleaving,
	linesOf?: (step: number) => boolean,
): Recording {
	const run = (target: Target, step: (step: ObservedStep) => void): void => {
		runInterleaving(new System(target.scope), target, [claim], interleaving, { step, exercised: () => {} });
	};
	return record(open, isMirror, claims, run, linesOf);
}

/** Records an interleaving that the target takes by itself, past steps that break claims. */
export function recordAlone(
	open: OpenTarget,
	isMirror: boolean,
	claims: readonly Claim[],
	interleaving: Interleaving,
): Recording {
	return record(open, isMirror, claims, (target, step) => {
		runAlone(new System(target.scope), target, [], interleaving, step);
	});
}

function record(
	open: OpenTarget,
	isMirror: boolean,
	claims: readonly Claim[],
	run: (target: Target, onStep: (step: ObservedStep) => void) => void,
	linesOf: (step: number) => boolean = () => true,
): Recording {
	const steps: RecordedStep[] = [];
	let lines: SourceLine[] = [];
	let writes: Write[] = [];
	let words: Words = { names: [], values: [] };
	/** Memory as it was when the words were read: most lines write nothing, and a table may have hundreds of rows. */
	let seen = new Uint8Array(0);
	let running = false;
	/** Records the writes since the last line. */
	const recordWrites = (by: SourceLine | undefined): void => {
		if (Buffer.compare(seen, target.memory) === 0) return;
		seen = target.memory.slice();
		// A source that shows its subscribers by functions of its own runs lines of its own for that.
		running = false;
		const now = observe(target, namesOf) ?? words;
		running = true;
		const before = words;
		const earlier = before.names === now.names ? before.values : now.names.map((name) => wordOf(before, name));
		for (const [index, to] of now.values.entries()) {
			const from = earlier[index] ?? 0;
			if (from !== to) writes.push({ word: now.names[index] ?? "", from, to, by });
		}
		words = now;
	};
	const target = open((line) => {
		if (!running || !linesOf(steps.length)) return;
		if (lines.length < MOST_OBSERVED) recordWrites(lines.at(-1));
		lines.push(line);
	});
	const { scope } = target;
	target.reset();
	const namesOf = namesAt(scope);
	const named = (): ReadonlyMap<string, number> =>
		new Map(words.names.map((name, index) => [name, words.values[index] ?? 0]));
	recordWrites(undefined);
	const start = named();
	const names = target.dump().isShown ? "slots" : "subs[]";
	writes = [];
	const mirror = isMirror ? countCalls() : undefined;
	run(target, (observed) => {
		recordWrites(lines.length > MOST_OBSERVED ? undefined : lines.at(-1));
		const called = mirror?.take(observed.action) ?? calledOf(lines);
		const broken = brokenClaims(claims, observed, () => {});
		steps.push({ observed, words: named(), writes, called, last: lines.at(-1), broken });
		lines = [];
		writes = [];
	});
	mirror?.stop();
	return { scope, names, start, steps };
}

/** The words of memory; undefined where a source fails to show its subscribers in the middle of an action. */
function observe(target: Target, namesOf: (dump: MemoryDump) => readonly string[]): Words | undefined {
	try {
		const dump = target.dump();
		return { names: namesOf(dump), values: valuesOf(dump) };
	} catch (error) {
		if (error instanceof TargetFailure) return undefined;
		throw error;
	}
}

function wordOf({ names, values }: Words, name: string): number {
	return values[names.indexOf(name)] ?? 0;
}

function valuesOf({ entries, nsubs, nested, rows }: MemoryDump): readonly number[] {
	return [
		...entries.flatMap(({ endpoint, mask, waiting }) => [endpoint, mask, waiting]),
		nsubs,
		...(nested === undefined ? [] : [nested]),
		...rows.flatMap(({ flags, eventsub }) => [flags, eventsub]),
	];
}

/** Makes the names of words, in the order of `valuesOf`: once for each number of entries, which a source with a view of its own changes. */
function namesAt(scope: Scope): (dump: MemoryDump) => readonly string[] {
	const known = new Map<number, readonly string[]>();
	return (dump) => {
		const names = known.get(dump.entries.length) ?? namesIn(scope, dump);
		known.set(dump.entries.length, names);
		return names;
	};
}

function namesIn(scope: Scope, { entries, nested, rows }: MemoryDump): readonly string[] {
	return [
		...entries.flatMap((_, i) => [`subs[${i}].endpt`, `subs[${i}].mask`, `subs[${i}].waiting`]),
		"nsubs",
		...(nested === undefined ? [] : ["nested"]),
		...rows.flatMap((_, process) =>
			["mp_flags", "mp_eventsub"].map((word) => `${word} of ${processName(scope, process)}`),
		),
	];
}

function calledOf(lines: readonly SourceLine[]): readonly Called[] {
	return [...new Set(lines.map(({ name }) => name))].map((name) => {
		const own = lines.filter((line) => line.name === name);
		const numbers = [...new Set(own.map(({ line }) => line))].sort((a, b) => a - b);
		return { name, defined: own[0]?.defined, lines: numbers };
	});
}

/** The functions of event.c, in its order; the mirror has the same names in camelCase. */
const FUNCTIONS: readonly string[] = [
	"resume_event",
	"remove_sub",
	"do_proceventmask",
	"do_proc_event_reply",
	"publish_event",
];

/** Functions of the mirror that ran, as V8 counts them. */
function countCalls(): { readonly take: (action: Action) => readonly Called[]; readonly stop: () => void } {
	const session = new Session();
	const lineOf = mirrorLines();
	session.connect();
	session.post("Profiler.enable");
	session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
	const take = (): readonly Called[] => {
		const names = new Set<string>();
		session.post("Profiler.takePreciseCoverage", (error, { result }) => {
			if (error) throw error;
			for (const { functionName, ranges } of result.flatMap(({ functions }) => functions)) {
				if (ranges.some(({ count }) => count > 0)) names.add(cName(functionName));
			}
		});
		return FUNCTIONS.filter((name) => names.has(name)).map((name) => ({ name, defined: lineOf(name), lines: [] }));
	};
	take();
	// V8 looks through all functions of the process each time: not for what PM does by itself.
	const ofAction = ({ kind }: Action): readonly Called[] => (ACTIONS[kind].entry === undefined ? [] : take());
	return { take: ofAction, stop: () => session.disconnect() };
}

/** The file of the mirror, from the package's folder. */
export const MIRROR_FILE = "impl/mirror/event.ts";

/** Lines where the mirror defines the functions of event.c. */
function mirrorLines(): (name: string) => number | undefined {
	const names = packageFile(MIRROR_FILE)
		.split("\n")
		.map((line) => cName(/^\t(#?\w+)\(.*\{$/.exec(line)?.[1] ?? ""));
	return (name) => (names.includes(name) ? names.indexOf(name) + 1 : undefined);
}

function cName(functionName: string): string {
	return functionName.replace(/^#/, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

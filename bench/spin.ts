import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pmEnums } from "../impl/c/layout/header.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { available, build, numberIn, run as runProgram } from "./tools.ts";

/**
 * The models of bench/spin: `world` is docs/protocol.md's specification, `event-c` the specification and a real event.c side by
 * side; `-canonical` is the same up to renaming users among themselves and services among themselves.
 */
export type SpinModel = "world" | "world-canonical" | "event-c" | "event-c-canonical";

/** Options of a search with SPIN. */
export interface SpinOptions {
	/** The path of event.c; needed for `event-c` and `event-c-canonical`, and for them only. */
	readonly source?: string;
	/**
	 * For `event-c`: whether all of the source's memory is part of the state, or only what a later action can read, that
	 * is, without `endpt` and `mask` of the entries behind the end of the list. `all` unless given; `event-c-canonical` is
	 * always of what is `readable`.
	 */
	readonly memory?: "all" | "readable";
	/** True (the default) if the claims are asserted. */
	readonly claims?: boolean;
	/** The hash table has 2 to the power of this many entries (`-w`); estimated from the scope unless given. */
	readonly hashBits?: number;
	/** The longest path that there is room for (`-m`); estimated from the scope unless given. */
	readonly maxDepth?: number;
	/** Memory limit of pan, in MiB. */
	readonly memoryLimitMb?: number;
	/** True (the default) if pan uses huge pages, which make access to the hash table faster. */
	readonly hugePages?: boolean;
}

/** Differences that `event-c` found: transitions, none of which was followed further. */
interface SpinFindings {
	/** The source failed: an assertion or a panic. */
	readonly failures: number;
	/** Return code, messages, callbacks or warning differ. */
	readonly results: number;
	/** The result is the same, the state that the source shows differs. */
	readonly states: number;
}

/** One complete search by SPIN. */
interface SpinRun {
	/** Distinct states, without the one that stands for all that is not followed further. */
	readonly states: number;
	/** Enabled (state, action) pairs of these states, those that change nothing included. */
	readonly transitions: number;
	/** The longest path of the depth-first search: no shortest depth. */
	readonly searchDepth: number;
	/** Wall time of the whole pan process. */
	readonly seconds: number;
	/** Wall time of `spin -a` and the C compiler. */
	readonly compileSeconds: number;
	/** Memory that pan reports, in MiB. */
	readonly memoryMb: number;
	/** The size of a state in SPIN, before it is stored. */
	readonly vectorBytes: number;
	/** Only for `event-c`. */
	readonly findings?: SpinFindings;
}

/** A model compiled for one scope: it can be run again and again, between other runs. */
export interface SpinProgram {
	readonly compileSeconds: number;
	/**
	 * Searches all states.
	 *
	 * @throws Error if the search was not complete or a claim failed
	 */
	run(): SpinRun;
	/** Removes the program. */
	dispose(): void;
}

/**
 * The fastest found that leave pan exhaustive. README.md has the measurements, and how far they carry.
 *
 * SAFETY and NOFAIR leave out the search for cycles, NOREDUCE the partial order reduction (one process: there is
 * nothing to reduce), NOBOUNDCHECK the checks of indexes; NOCOMP and NOVSZ store a state as it is in memory, without its
 * size, which is always the same. There is neither bit state nor hash compaction: states are stored exactly.
 */
const PAN_FLAGS: readonly string[] = [
	...["-O3", "-w"],
	...["SAFETY", "NOFAIR", "NOREDUCE", "NOBOUNDCHECK", "NOCOMP", "NOVSZ"].map((name) => `-D${name}`),
];

const ROOT = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));
const MODELS = join(ROOT, "bench", "spin");
const SHIM = join(ROOT, "impl", "c", "shim");

/** Source of each model, with its definitions for SPIN and the C compiler. */
const MODEL_TEXTS: Readonly<Record<SpinModel, { readonly file: string; readonly defines: readonly string[] }>> = {
	world: { file: "world.pml", defines: [] },
	"world-canonical": { file: "world-canonical.pml", defines: [] },
	"event-c": { file: "event-c.pml", defines: [] },
	"event-c-canonical": { file: "event-c.pml", defines: ["-DCANONICAL", "-DREADABLE_ONLY"] },
};

const DEFAULT_MEMORY_MB = 20_000;
/** glibc asks the kernel for huge pages where it allocates much. */
const HUGE_PAGES = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** True if SPIN and a C compiler are on the PATH. */
export function spinAvailable(): boolean {
	return available([
		["spin", "-V"],
		["cc", "--version"],
		["gcc", "--version"], // spin preprocesses with it
	]);
}

/**
 * Compiles a model for one scope in a temporary folder; to be disposed of.
 *
 * @param scope at most 8 processes, 1 to 4 of them services
 * @throws Error with what spin or the compiler said, if one of them fails
 */
export function buildSpin(model: SpinModel, scope: Scope, options: SpinOptions = {}): SpinProgram {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-spin-"));
	const dispose = (): void => rmSync(folder, { recursive: true, force: true });
	try {
		const { file, defines } = MODEL_TEXTS[model];
		const sourceFlags = hasSource(model) ? flagsOfSource(folder, scope, options) : [];
		const memory = `-DMEMLIM=${options.memoryLimitMb ?? DEFAULT_MEMORY_MB}`;
		const compileSeconds =
			build("spin", [...defines, ...definesOf(scope, options), "-a", join(MODELS, file)], folder) +
			build("cc", [...PAN_FLAGS, memory, ...defines, ...sourceFlags, "-o", "pan", "pan.c"], folder);
		const run = (): SpinRun => ({ ...search(folder, model, scope, options), compileSeconds });
		return { compileSeconds, run, dispose };
	} catch (error) {
		dispose();
		throw error;
	}
}

function hasSource(model: SpinModel): boolean {
	return model === "event-c" || model === "event-c-canonical";
}

function definesOf(scope: Scope, options: SpinOptions): readonly string[] {
	const claims = options.claims === false ? ["-DNO_CLAIMS"] : [];
	return [`-DU=${scope.users}`, `-DS=${scope.services}`, `-DK=${scope.slots}`, ...claims];
}

/** Compiler flags for event.c and its includes. */
function flagsOfSource(folder: string, scope: Scope, options: SpinOptions): readonly string[] {
	if (options.source === undefined) throw new Error("event-c needs the path of event.c: options.source");
	const path = withSlots(folder, resolve(options.source), scope.slots);
	writeFileSync(join(folder, "pm-enums.h"), pmEnums());
	return [
		...["-iquote", folder, "-iquote", MODELS, "-iquote", SHIM, "-I", join(MODELS, "shim")],
		`-DEVENT_C=${JSON.stringify(path)}`,
		...[`-DNR_PROCS=${nrProcs(scope)}`, `-DUSERS=${scope.users}`],
		...(options.memory === "readable" ? ["-DREADABLE_ONLY"] : []),
	];
}

/** The source itself if it has as many slots as the scope; else a copy, in the temporary folder, that does. */
function withSlots(folder: string, path: string, slots: number): string {
	const text = readFileSync(path, "utf8");
	const line = /^([ \t]*#[ \t]*define[ \t]+NR_SUBS[ \t]+)(\d+)/m;
	const found = line.exec(text);
	if (!found) throw new Error(`${path} has no line "#define NR_SUBS <number>": it cannot be given ${slots} slots`);
	if (Number(found[2]) === slots) return path;
	const copy = join(folder, "source.c");
	writeFileSync(copy, text.replace(line, `$1${slots}`));
	return copy;
}

function search(folder: string, model: SpinModel, scope: Scope, options: SpinOptions): Omit<SpinRun, "compileSeconds"> {
	const estimate = estimatedBits(model, scope, options);
	const args = ["-E", `-w${options.hashBits ?? estimate}`, `-m${options.maxDepth ?? 2 ** (estimate - 1)}`];
	const pan = runProgram(join(folder, "pan"), args, folder, options.hugePages === false ? {} : HUGE_PAGES);
	return { ...readRun(model, pan.output, pan.status), seconds: pan.seconds };
}

/**
 * About how many states there are, as a power of two: a fit to the counts that are known.
 *
 * A table that is much too large costs time, as memory that is farther away; one that is too small, long chains.
 */
function estimatedBits(model: SpinModel, scope: Scope, options: SpinOptions): number {
	const plain = 3.9 * scope.users + 5.6 * scope.services - 2;
	const bits = Math.ceil(plain + surplusBits(model, scope, options));
	return Math.min(Math.max(bits, 16), 28);
}

function surplusBits(model: SpinModel, scope: Scope, options: SpinOptions): number {
	const renamings = Math.log2(factorial(scope.users) * factorial(scope.services));
	switch (model) {
		case "world":
			return 0;
		case "world-canonical":
			return -renamings;
		case "event-c":
			return (options.memory === "readable" ? 0.5 : 2.5) * scope.services;
		case "event-c-canonical":
			return 0.5 * scope.services - renamings;
	}
}

function factorial(n: number): number {
	return n < 2 ? 1 : n * factorial(n - 1);
}

/** Messages of pan about an incomplete or inexact search. */
const INCOMPLETE: readonly RegExp[] = [
	/max search depth too small/,
	/Search not completed/,
	/out of memory|reached -DMEMLIM bound|memory limit/i,
	/^Bit statespace search|hash.?compact/im,
];

/** Reads what pan printed. */
function readRun(model: SpinModel, output: string, status: number | null): Omit<SpinRun, "compileSeconds" | "seconds"> {
	const problem = INCOMPLETE.find((pattern) => pattern.test(output));
	if (problem || status !== 0 || !/^Full statespace search/m.test(output) || !/errors: 0$/m.test(output)) {
		const excerpt = output.split("\n").filter((line) => /error|pan:|memory|completed/i.test(line));
		throw new Error(`SPIN's search of ${model} is not complete or found a failed claim:\n${excerpt.join("\n")}`);
	}
	const findings = hasSource(model) ? readFindings(output) : undefined;
	const stored = numberIn(output, /^counts: (\d+) stored/m);
	const sink = findings && findings.failures + findings.results + findings.states > 0 ? 1 : 0;
	return {
		states: stored - sink,
		// SPIN counts the start, to which no action leads, as a transition.
		transitions: stored + numberIn(output, /^counts: .* (\d+) matched/m) - 1,
		searchDepth: numberIn(output, /depth reached (\d+)/),
		memoryMb: numberIn(output, /([\d.]+)\s+(?:total actual )?memory usage/),
		vectorBytes: numberIn(output, /State-vector (\d+) byte/),
		...(findings ? { findings } : {}),
	};
}

function readFindings(output: string): SpinFindings {
	const count = (what: string): number => numberIn(output, new RegExp(`^findings: .*?(\\d+) ${what}`, "m"));
	return { failures: count("failures"), results: count("results"), states: count("states") };
}

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { printable } from "../../printable.ts";
import type { CoverageMap } from "../instrument/coverage-map.ts";
import { withGuards } from "../instrument/guards.ts";
import { LINE_ARGS, withLines } from "../instrument/lines.ts";
import { withIterationLimit } from "../instrument/loop-limit.ts";
import { withCallLimit } from "../instrument/recursion.ts";
import { withoutLines } from "../instrument/source-lines.ts";
import { customSection, withSection } from "../instrument/statics.ts";
import { UBSAN_HANDLERS } from "../instrument/undefined-behaviour.ts";
import { withWatchedAccesses } from "../instrument/watch.ts";
import { layoutHeader } from "../layout/header.ts";
import { STACK_SIZE } from "../layout/watch.ts";
import { type CModule, LEAST_MEMORY, readModule } from "../runtime/module.ts";
import { cacheKey, readCached, writeCached } from "./cache.ts";
import { countedOf, expectFitting, expectPlain, refusal } from "./refusals.ts";
import { type ClangOutput, clangVersion, runClang, type Tree } from "./toolchain.ts";

/** A C source of PM's event facility. */
export interface CSource {
	/** Path as the user gave it, used in messages. */
	readonly path: string;
	readonly text: string;
}

/** Options of the compilation. */
export interface CompileOptions {
	/** Value of `NR_SUBS`; the source's own if left out. */
	readonly slots?: number | undefined;
	/** True (the default) to check for undefined behaviour. */
	readonly checks?: boolean | undefined;
	/** True to count executed lines and branches. */
	readonly counts?: boolean | undefined;
	/** True to report every line that runs: slow, for single interleavings. */
	readonly lines?: boolean | undefined;
}

/** A source, compiled: what `createCTarget` makes a target of. */
export interface CompiledSource {
	readonly path: string;
	/** `NR_PROCS` that it was compiled for. */
	readonly nrProcs: number;
	/** `NR_SUBS` that it was compiled with. */
	readonly slots: number;
	readonly module: CModule;
	/** Meaning of its counters; undefined unless it was compiled to count. */
	readonly coverage: CoverageMap | undefined;
	/** True if it came from the cache, so that clang was not run. */
	readonly fromCache: boolean;
}

/** Error in a source, as a message for the user. */
export interface SourceError {
	readonly error: string;
}

const ENTRY_POINTS: readonly string[] = ["do_proceventmask", "do_proc_event_reply", "publish_event"];

/** Version of the build: raised with every change in `build` that is not in clang's arguments. */
const FORMAT = 9;

const TARGET_ARGS: readonly string[] = ["--target=wasm32", "-O2", "-msimd128"];

const COMPILE_ARGS: readonly string[] = [
	...TARGET_ARGS,
	"-std=gnu17",
	"-ffreestanding",
	"-nostdinc",
	"-isystem",
	"shim",
	"-w",
	// Else the optimiser leaves out writes to strings, since they are undefined: they are to be seen.
	...["-Xclang", "-fwritable-strings"],
	"-fms-extensions", // for __if_exists in bridge/views.c
	"-gline-tables-only", // for the line of an access that is out of bounds
	"-ftrivial-auto-var-init=pattern", // what is not initialised is the same every time
	// The frames of a failure are those of the source, and an endless recursion ends, for want of stack.
	"-fno-inline",
	"-fno-optimize-sibling-calls",
];

const CHECK_ARGS: readonly string[] = ["-fsanitize=undefined", "-fno-sanitize-recover=undefined"];

const COUNT_ARGS: readonly string[] = [
	"-fprofile-instr-generate",
	"-fcoverage-mapping",
	"-mllvm",
	"-enable-value-profiling=false",
	"-mllvm",
	"-enable-name-compression=false",
];

const LINK_ARGS: readonly string[] = [
	...TARGET_ARGS,
	"-Xclang",
	"-disable-llvm-passes", // it is optimised already
	"-nostdlib",
	"-Wl,--no-entry",
	// The stack lies below all else: when it overflows it leaves the memory instead of running into it.
	"-Wl,--stack-first",
	// How much memory an instance has is said by who searches it.
	"-Wl,--import-memory",
	`-Wl,--initial-memory=${LEAST_MEMORY}`,
	`-Wl,-z,stack-size=${STACK_SIZE}`,
	"-Wl,--allow-undefined-file=handlers",
	...["mproc", "rollcall_marker", "__data_end", "__heap_base", "__stack_pointer"].map(
		(symbol) => `-Wl,--export=${symbol}`,
	),
];

/** The section of a module that says what its counters count. */
const MAP_SECTION = "rollcall.coverage";

/** For the optimised program as text. */
const TO_IR: readonly string[] = ["-S", "-emit-llvm"];

/** Headers whose content is all in the shim's pm.h. */
const FORWARDED: readonly string[] = [
	...["errno", "signal", "stdio", "stdlib", "string", "const", "glo", "proto", "type"],
	...["sys/types", "sys/param"],
	...["callnr", "com", "config", "const", "endpoint", "ipc", "sysutil", "syslib", "type"].map(
		(name) => `minix/${name}`,
	),
];

/**
 * Compiles a source of PM's event facility to WebAssembly, or finds it in the cache.
 *
 * A compiled module serves every scope with as many processes and slots.
 *
 * @returns the module, or one message for the user
 */
export async function compile(
	source: CSource,
	scope: Scope,
	options: CompileOptions = {},
): Promise<CompiledSource | SourceError> {
	const text = options.slots === undefined ? source.text : withSlots(source.text, options.slots);
	if (text === undefined) return noSlotsLine(source, options.slots ?? 0);
	const checks = options.checks === false ? [] : CHECK_ARGS;
	const { counts = false, lines = false } = options;
	const extra = [...(counts ? COUNT_ARGS : []), ...(lines ? LINE_ARGS : [])];
	const compileArgs = [...COMPILE_ARGS, ...checks, ...extra, `-DNR_PROCS=${nrProcs(scope)}`];
	const files = { "source.c": withBridge(source.path, text), shim: shim(), handlers: UBSAN_HANDLERS.join("\n") };
	const key = cacheKey([FORMAT, clangVersion(), compileArgs, LINK_ARGS, files]);

	const cached = await readCached(key);
	if (cached) return describe(source, scope, options, cached, true);
	const output = await build(compileArgs, files, { counts, lines }).catch(refusal);
	if ("refused" in output) return { error: `${source.path} ${output.refused}` };
	if (!output.ok) return { error: explain(source, output.messages) };
	await writeCached(key, output.bytes);
	return describe(source, scope, options, output.bytes, false);
}

/** Compiles `source.c` and links it. @throws Refused for a program that is not one to be run */
async function build(
	compileArgs: readonly string[],
	files: Tree,
	{ counts, lines }: { readonly counts: boolean; readonly lines: boolean },
): Promise<ClangOutput> {
	const compiled = await runClang([...compileArgs, ...TO_IR, "source.c"], "-", files);
	if (!compiled.ok) return compiled;
	const plain = new TextDecoder().decode(compiled.bytes);
	expectPlain(plain);
	const limited = withCallLimit(withIterationLimit(withConstantPlaces(plain)));
	const watched = withWatchedAccesses(lines ? withLines(limited) : limited);
	const ir = withGuards(withoutLines(watched));
	if (!counts) return link(ir, files);
	const counted = countedOf(ir);
	const linked = await link(counted.ir, files);
	return linked.ok ? { ok: true, bytes: withSection(linked.bytes, MAP_SECTION, JSON.stringify(counted.map)) } : linked;
}

async function link(ir: string, files: Tree): Promise<ClangOutput> {
	const linked = await runClang([...LINK_ARGS, "source.ll"], "module.wasm", { ...files, "source.ll": ir });
	if (!linked.ok) expectFitting(linked.messages);
	return linked;
}

/**
 * Makes clang's descriptions of checked places constant.
 *
 * Clang has them writable so that its own runtime can mark reported ones. Here nothing writes them, and as variables
 * they would be part of the memory that is saved and compared: five times as much as the source has. Strings become
 * read-only again: the optimiser is done.
 */
function withConstantPlaces(ir: string): string {
	return ir.replace(
		/^(@(?:\d+|\.str[.\d]*) = private(?: (?:local_)?unnamed_addr)?) global (?=\{ \{ ptr, i32, i32 \}|\[\d+ x i8\])/gm,
		"$1 constant ",
	);
}

/** Collects everything about a compiled module that is needed before it is used. */
function describe(
	source: CSource,
	scope: Scope,
	options: CompileOptions,
	wasm: Uint8Array,
	fromCache: boolean,
): CompiledSource | SourceError {
	const module = readModule(wasm);
	if ("error" in module) return { error: `${source.path} ${module.error}` };
	const { slots } = module;
	if (slots === undefined) {
		return { error: `${source.path} does not define its number of slots: define NR_SUBS, or rollcall_nr_subs()` };
	}
	if (options.slots !== undefined && slots !== options.slots) {
		return { error: `${source.path} has ${slots} slots although NR_SUBS was set to ${options.slots}` };
	}
	const section = customSection(wasm, MAP_SECTION);
	const coverage = section === undefined ? undefined : (JSON.parse(section) as CoverageMap);
	return { path: source.path, nrProcs: nrProcs(scope), slots, module, coverage, fromCache };
}

/** The source with another `NR_SUBS`, line for line; undefined where no line defines it as a number. */
function withSlots(text: string, slots: number): string | undefined {
	const line = /^([ \t]*#[ \t]*define[ \t]+NR_SUBS[ \t]+\(?)\d+/gm;
	return text.search(line) < 0 ? undefined : text.replace(line, `$1${slots}`);
}

function noSlotsLine(source: CSource, slots: number): SourceError {
	return {
		error: `${source.path} cannot be given ${slots} slots: expected a line "#define NR_SUBS <number>", found none`,
	};
}

/** Source followed by the bridge, under the name that the user gave. */
function withBridge(path: string, text: string): string {
	return `#line 1 ${JSON.stringify(printable(path))}\n${text}\n#include <bridge/bridge.c>\n`;
}

/** Files of impl/c that clang searches for headers and for the parts of the bridge. */
function shim(): Tree {
	const folder = join(dirname(createRequire(import.meta.url).resolve("rollcall/package.json")), "impl", "c");
	const read = (path: string): string => readFileSync(join(folder, path), "utf8");
	const parts = ["bridge", "kernel"].flatMap((part) => filesIn(folder, part).map((name) => `${part}/${name}`));
	return nest([
		...filesIn(folder, "shim").map((name): [string, string] => [name, read(`shim/${name}`)]),
		...[...parts, "pm.c"].map((path): [string, string] => [path, read(path)]),
		["rollcall_layout.h", layoutHeader()],
		...FORWARDED.map((name): [string, string] => [`${name}.h`, "#include <pm.h>\n"]),
	]);
}

function filesIn(folder: string, part: string): readonly string[] {
	return readdirSync(join(folder, part)).sort();
}

/** A tree of files out of their paths, each at most one folder deep. */
function nest(files: readonly (readonly [string, string])[]): Tree {
	const tree: Record<string, string | Record<string, string>> = {};
	for (const [path, text] of files) {
		const [folder = "", name] = path.split("/");
		if (name === undefined) tree[path] = text;
		else tree[folder] = { ...(tree[folder] as Record<string, string> | undefined), [name]: text };
	}
	return tree;
}

/** Explains why a source does not compile to a module. */
function explain({ path, text }: CSource, messages: string): string {
	const undefinedSymbols = new Set(Array.from(messages.matchAll(/undefined symbol: (\w+)/g), ([, name = ""]) => name));
	if (undefinedSymbols.size > 0) return explainUndefined(path, [...undefinedSymbols]);
	const [own = "", ...bridges] = messages.split(/^(?:In file included from .*\n)+(?=shim\/(?:bridge|kernel|pm\.c)\b)/m);
	if (bridges.length === 0 || /: (fatal )?error: /.test(own)) return `${path} does not compile:\n${own.trimEnd()}`;
	// What is not even named in the text is lacking, whatever else the bridge misses.
	const missing = ENTRY_POINTS.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
	return missing.length > 0 ? lacks(path, missing) : explainUnseen(path, bridges.join(""));
}

/** Explains why the bridge does not find the subscribers of a source that is valid C. */
function explainUnseen(path: string, messages: string): string {
	const reasons = new Set(Array.from(messages.matchAll(/^shim\/.*: error: (.*)$/gm), ([, reason = ""]) => reason));
	return (
		`${path} keeps its subscribers in another way than subs[] (endpt, mask, waiting) and nsubs: define ROLLCALL_VIEW in it, ` +
		`and rollcall_nsubs(), rollcall_sub() and rollcall_eventsub() to show them (${[...reasons].join("; ")})`
	);
}

function lacks(path: string, missing: readonly string[]): string {
	return `${path} lacks ${missing.join(", ")}: expected ${ENTRY_POINTS.join(", ")} in it`;
}

function explainUndefined(path: string, symbols: readonly string[]): string {
	const missing = ENTRY_POINTS.filter((name) => symbols.includes(name));
	if (missing.length > 0) return lacks(path, missing);
	return `${path} uses ${symbols.join(", ")}, which it does not define and PM's event facility has no need of`;
}

import { cacheKey, readCached, writeCached } from "../../cache.ts";
import { type CharDifference, charDifference, withWatchedChars } from "../instrument/char-sign.ts";
import { withConstantPlaces } from "../instrument/constant-places.ts";
import { AS_VARIABLES, constantsIn, hasConstants, withConstants } from "../instrument/constants.ts";
import type { CoverageMap } from "../instrument/coverage-map.ts";
import { withDeclarations } from "../instrument/declarations.ts";
import { guardSizeOf, guardTables, withGuards } from "../instrument/guards.ts";
import { LINE_ARGS, withLines } from "../instrument/lines.ts";
import { withIterationLimit } from "../instrument/loop-limit.ts";
import { withCallLimit } from "../instrument/recursion.ts";
import { withoutLines } from "../instrument/source-lines.ts";
import { UBSAN_HANDLERS } from "../instrument/undefined-behaviour.ts";
import { withWatchedAccesses } from "../instrument/watch.ts";
import { rowsAsIr } from "../layout/rows.ts";
import { STACK_SIZE } from "../layout/watch.ts";
import { LEAST_MEMORY } from "../runtime/module.ts";
import { ENTRY_POINTS } from "./explain.ts";
import { countedOf, expectFitting, expectPlain, refusedFor } from "./refusals.ts";
import { OWN } from "./shim.ts";
import { type ClangOutput, clangVersion, runClang, type Tree } from "./toolchain.ts";

/** Version of the build: raised with every change here that is not in clang's arguments. */
const FORMAT = 16;

const TARGET_ARGS: readonly string[] = ["--target=wasm32", "-O2", "-msimd128"];

/** Options of clang that find the headers. */
export const HEADER_ARGS: readonly string[] = ["-std=gnu17", "-ffreestanding", "-nostdinc", "-isystem", OWN, "-w"];

const COMPILE_ARGS: readonly string[] = [
	...TARGET_ARGS,
	...HEADER_ARGS,
	"-ferror-limit=0",
	// A function that nobody declares or defines is an error when it is called.
	"-Wno-implicit-function-declaration",
	// Else the optimiser leaves out writes to strings, since they are undefined: they are to be seen.
	...["-Xclang", "-fwritable-strings"],
	"-fms-extensions", // for __if_exists in source/subscribers.c
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
	"-Wl,--allow-undefined-file=undefined",
	...["mproc", "rollcall_marker", "__data_end", "__heap_base", "__stack_pointer"].map(
		(symbol) => `-Wl,--export=${symbol}`,
	),
];

/** For the optimised program as text. */
const TO_IR: readonly string[] = ["-S", "-emit-llvm"];

/** The bridge's functions that are called from JavaScript, or that JavaScript provides. */
const SYMBOLS_OF_BRIDGE = /@((?:js|view|call|watch|kernel|induct)_\w+|dead_words)\b/g;

/** A translation unit: its name in the module, and its path among the files that clang sees. */
interface Unit {
	readonly name: string;
	readonly file: string;
	/** The path that messages have. */
	readonly path: string;
}

/** Everything that a module is built of. */
export interface BuildPlan {
	/** The source first. */
	readonly units: readonly Unit[];
	/** Files for clang, the units included. */
	readonly files: Tree;
	/** Options for all units, and for those of the user alone. */
	readonly shared: readonly string[];
	readonly own: readonly string[];
	/** `NR_PROCS`. */
	readonly processes: number;
	/** Size in bytes of a row of mproc[]. */
	readonly rowSize: number;
	/** True to find out what the other signedness of plain `char` would change. */
	readonly comparesChars: boolean;
	readonly checks: boolean;
	readonly counts: boolean;
	readonly lines: boolean;
}

/** A module, with what its counters count; or why there is none, in clang's or the linker's words. */
export type Built =
	| {
			readonly ok: true;
			readonly bytes: Uint8Array;
			readonly map: CoverageMap | undefined;
			readonly char: CharDifference;
	  }
	| { readonly ok: false; readonly stage: "compile" | "link"; readonly messages: string };

/** All that decides what `build` makes, for the key of a cached module. */
export function keyOf(plan: BuildPlan): string {
	return cacheKey([FORMAT, clangVersion(), COMPILE_ARGS, CHECK_ARGS, COUNT_ARGS, LINK_ARGS, plan]);
}

/** Compiles the units and the bridge, and links them. @throws Refused for a program that is not one to be run */
export async function build(plan: BuildPlan): Promise<Built> {
	const plain: string[] = [];
	const differences: CharDifference[] = [];
	for (const index of plan.units.keys()) {
		const compiled = await compileUnit(plan, index);
		if ("messages" in compiled) return { ok: false, stage: "compile", messages: compiled.messages };
		const { ir, char } = await withChars(compiled.ir, plan, index);
		differences.push(char);
		plain.push(ir);
	}
	const irs = plain.map((ir, index) => instrumented(ir, plan, index, plain));
	const bridge = await buildBridge(plan);
	const [first = "", ...others] = irs;
	const counted = plan.counts ? countedOf(first, plan.units[0]?.file ?? "") : undefined;
	const linked = await link(plan, [counted?.ir ?? first, ...others], bridge);
	return linked.ok
		? { ok: true, bytes: linked.bytes, map: counted?.map, char: greatest(differences) }
		: { ...linked, stage: "link" };
}

/** Compiles a unit to LLVM's text form. @throws Refused for a program that is not one to be run */
async function compileUnit(
	plan: BuildPlan,
	index: number,
	more: readonly string[] = [],
): Promise<{ readonly ir: string } | { readonly messages: string }> {
	if (!hasConstants(JSON.stringify(userFiles(plan)))) return compileAs(plan, index, more);
	const plain = await compileAs(plan, index, [...more, "-Xclang", "-disable-llvm-passes"]);
	if ("messages" in plain) return plain;
	const names = constantsIn(plain.ir);
	const compiled = names.size > 0 ? await compileAs(plan, index, [...more, AS_VARIABLES]) : undefined;
	// Where the language asks for a constant, such as for the size of an array, there is none any more.
	if (!compiled || "messages" in compiled) return compileAs(plan, index, more);
	return { ir: withConstants(compiled.ir, names) };
}

/** The files that are the user's. */
function userFiles({ files }: BuildPlan): Tree {
	return Object.fromEntries(Object.entries(files).filter(([name]) => name !== OWN));
}

async function compileAs(
	plan: BuildPlan,
	index: number,
	more: readonly string[],
): Promise<{ readonly ir: string } | { readonly messages: string }> {
	const file = plan.units[index]?.file ?? "";
	const compiled = await runClang([...unitArgs(plan, index), ...more, ...TO_IR, file], "-", plan.files);
	if (!compiled.ok) return { messages: compiled.messages };
	const ir = new TextDecoder().decode(compiled.bytes);
	refusedFor(plan.units[index]?.path ?? "", () => expectPlain(ir));
	return { ir };
}

/** Compares a unit with the same one compiled with unsigned chars, and has the chars watched on which they differ. */
async function withChars(
	ir: string,
	plan: BuildPlan,
	index: number,
): Promise<{ readonly ir: string; readonly char: CharDifference }> {
	if (!plan.comparesChars) return { ir, char: "none" };
	const unsigned = await compileUnit(plan, index, ["-funsigned-char"]);
	if ("messages" in unsigned) return { ir, char: "other" };
	const char = charDifference(ir, unsigned.ir);
	return { ir: char === "widening" ? withWatchedChars(ir, unsigned.ir) : ir, char };
}

function greatest(differences: readonly CharDifference[]): CharDifference {
	return (["other", "widening"] as const).find((one) => differences.includes(one)) ?? "none";
}

function unitArgs(
	{ units, shared, processes, own, checks, counts, lines }: BuildPlan,
	index: number,
): readonly string[] {
	const isSource = index === 0;
	return [
		...COMPILE_ARGS,
		...(checks ? CHECK_ARGS : []),
		...(counts && isSource ? COUNT_ARGS : []),
		...(lines ? LINE_ARGS : []),
		// Headers beside the file: it has a place of its own among the files that clang sees.
		...["-iquote", units[index]?.name ?? ""],
		...shared,
		`-DNR_PROCS=${processes}`,
		...own,
	];
}

/** @param program all units: functions of several may call each other in a circle */
function instrumented(
	ir: string,
	{ units, lines, rowSize }: BuildPlan,
	index: number,
	program: readonly string[],
): string {
	const { name = "", path = "" } = units[index] ?? {};
	const limited = withCallLimit(withIterationLimit(withConstantPlaces(ir)), program);
	const watched = withWatchedAccesses(lines && index === 0 ? withLines(limited, path) : limited);
	return withoutLines(withGuards(withDeclarations(watched), name, guardSizeOf(rowSize)));
}

/** The bridge: its object file, and the text of its table of guards. */
interface Bridge {
	readonly object: Uint8Array;
	readonly ir: string;
}

/** The bridge depends on the layout of a row, and on nothing else of a source or a scope: it is kept for the next one. */
async function buildBridge({ files, shared, rowSize }: BuildPlan): Promise<Bridge> {
	const tree: Tree = { [OWN]: files[OWN] ?? {} };
	const args = [...COMPILE_ARGS, "-DROLLCALL_BRIDGE", ...shared];
	const [tableKey, objectKey] = bridgeKeys(args, tree);
	const [cachedIr, cachedObject] = [await readCached("module", tableKey), await readCached("module", objectKey)];
	if (cachedIr && cachedObject) return { object: cachedObject, ir: new TextDecoder().decode(cachedIr) };
	const compiled = await runClang([...args, ...TO_IR, `${OWN}/bridge/bridge.c`], "-", tree);
	if (!compiled.ok) throw new Error(`the bridge does not compile:\n${compiled.messages}`);
	const ir = withGuards(
		withConstantPlaces(withoutLines(new TextDecoder().decode(compiled.bytes))).replace(
			SYMBOLS_OF_BRIDGE,
			"@rollcall.$1",
		),
		"bridge",
		guardSizeOf(rowSize),
	);
	const object = await runClang([...TARGET_ARGS, "-Xclang", "-disable-llvm-passes", "-c", "bridge.ll"], "bridge.o", {
		"bridge.ll": ir,
	});
	if (!object.ok) throw new Error(`the bridge does not compile:\n${object.messages}`);
	const table = ir.slice(ir.lastIndexOf("@rollcall_guarded.bridge = "));
	await writeCached("module", tableKey, new TextEncoder().encode(table));
	await writeCached("module", objectKey, object.bytes);
	return { object: object.bytes, ir: table };
}

/** Keys of the bridge's table and of its object file. */
function bridgeKeys(args: readonly string[], tree: Tree): readonly [string, string] {
	const keyOfPart = (part: string): string => cacheKey([FORMAT, clangVersion(), args, tree, part]);
	return [keyOfPart("table"), keyOfPart("object")];
}

async function link(plan: BuildPlan, irs: readonly string[], bridge: Bridge): Promise<ClangOutput> {
	const { units } = plan;
	const [source = ""] = irs;
	const named = units.map(({ name }, index) => ({ name, ir: irs[index] ?? "" }));
	const target = source.match(/^target .*$/gm)?.join("\n") ?? "";
	const rows = rowsAsIr(target, plan.processes, plan.rowSize);
	const tables = guardTables(target, [{ name: "bridge", ir: bridge.ir }, { name: "rows", ir: rows }, ...named]);
	const texts = [
		...named.map(({ name, ir }) => [`${name}.ll`, ir] as const),
		["rows.ll", rows] as const,
		["tables.ll", tables] as const,
	];
	const files: Tree = {
		...Object.fromEntries(texts),
		"bridge.o": bridge.object,
		undefined: [...UBSAN_HANDLERS, ...undefinedFunctions(irs)].join("\n"),
	};
	const linked = await runClang([...LINK_ARGS, "bridge.o", ...texts.map(([name]) => name)], "module.wasm", files);
	if (!linked.ok) expectFitting(linked.messages);
	return linked;
}

/** The functions that some units declare: what none of them defines is for JavaScript to answer for. */
function undefinedFunctions(irs: readonly string[]): readonly string[] {
	const names = irs.flatMap((ir) => Array.from(ir.matchAll(/^declare .*?@([\w$]+)\(/gm), ([, name = ""]) => name));
	return [...new Set(names)].filter((name) => !ENTRY_POINTS.includes(name) && !name.startsWith("rollcall_"));
}

import { cacheKey } from "../../cache.ts";
import { type ClangOutput, clangVersion, runClang, type Tree } from "../clang/toolchain.ts";
import { type CharDifference, charDifference, withWatchedChars } from "../instrument/char-sign.ts";
import { withConstantPlaces } from "../instrument/constant-places.ts";
import {
	AS_VARIABLES,
	charMayDecideConstants,
	constantsIn,
	hasConstants,
	withConstants,
} from "../instrument/constants.ts";
import type { CoverageMap } from "../instrument/coverage-map.ts";
import { withDeclarations } from "../instrument/declarations.ts";
import { guardSizeOf, withGuards, withGuardTables } from "../instrument/guards.ts";
import { LINE_ARGS, withLines } from "../instrument/lines.ts";
import { withGuardedLocals } from "../instrument/locals.ts";
import { withIterationLimit } from "../instrument/loop-limit.ts";
import { withCallLimit } from "../instrument/recursion.ts";
import { withoutLines } from "../instrument/source-lines.ts";
import { withWatchedAccesses } from "../instrument/watch.ts";
import { rowsAsIr } from "../layout/rows.ts";
import { STACK_SIZE } from "../layout/watch.ts";
import { type Bridge, bridgeFor } from "../prebuilt/bridge.ts";
import { COMPILE_ARGS, FORMAT, TARGET_ARGS, TO_IR, UNINITIALISED, ZERO } from "../prebuilt/clang-args.ts";
import { objectOf } from "../prebuilt/object-file.ts";
import { LEAST_MEMORY } from "../runtime/module.ts";
import { UBSAN_HANDLERS } from "../runtime/undefined-behaviour.ts";
import { ENTRY_POINTS } from "./explain.ts";
import type { RowLayout } from "./fields.ts";
import { countedOf, expectFitting, expectPlain, refusedFor } from "./refusals.ts";
import { OWN } from "./shim.ts";
import { shownPath } from "./source-files.ts";

const CHECK_ARGS: readonly string[] = ["-fsanitize=undefined", "-fno-sanitize-recover=undefined"];

/**
 * Clang's back end fails at constants that its own checks of arithmetic on pointers lead to, such as the difference of a negative
 * number and an address. Where it does, these checks are left out: every access is checked in any case.
 */
const NO_POINTER_CHECKS: readonly string[] = ["-fno-sanitize=pointer-overflow"];

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
	readonly row: RowLayout;
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
			/** False if pointer arithmetic is not checked: clang fails at its own check of it. */
			readonly checksPointers: boolean;
	  }
	| {
			readonly ok: false;
			readonly stage: "compile" | "link";
			readonly messages: string;
			readonly isCrash?: true;
	  };

/** All that decides what `build` makes, for the key of a cached module. */
export function keyOf(plan: BuildPlan): string {
	const args = [COMPILE_ARGS, CHECK_ARGS, NO_POINTER_CHECKS, ZERO, COUNT_ARGS, LINK_ARGS];
	return cacheKey([FORMAT, clangVersion(), ...args, plan]);
}

/** Compiles the units and the bridge, and links them. @throws Refused for a program that is not one to be run */
export async function build(plan: BuildPlan): Promise<Built> {
	const built = await buildOnce(plan);
	if (built.ok || built.stage !== "link" || !built.isCrash) return built;
	const without = await buildOnce({ ...plan, shared: [...plan.shared, ...NO_POINTER_CHECKS] });
	return without.ok ? { ...without, checksPointers: false } : without;
}

async function buildOnce(plan: BuildPlan): Promise<Built> {
	const plain: string[] = [];
	const differences: CharDifference[] = [];
	for (const index of plan.units.keys()) {
		const compiled = await compileUnit(plan, index);
		if ("messages" in compiled) return { ok: false, stage: "compile", messages: compiled.messages };
		const { ir, char } = await withChars(compiled, plan, index);
		differences.push(char);
		plain.push(ir);
	}
	const irs = plain.map((ir, index) => instrumented(ir, plan, index, plain));
	const bridge = await bridgeFor(plan.row.size);
	const [first = "", ...others] = irs;
	const counted = plan.counts ? countedOf(first, plan.units[0]?.file ?? "") : undefined;
	const linked = await link(plan, [counted?.ir ?? first, ...others], bridge);
	return linked.ok
		? { ok: true, bytes: linked.bytes, map: counted?.map, char: greatest(differences), checksPointers: true }
		: { ...linked, stage: "link" };
}

/** A unit in LLVM's text form. */
interface UnitText {
	readonly ir: string;
	/** Names of its constants. */
	readonly constants: ReadonlySet<string>;
}

/**
 * Compiles a unit to LLVM's text form.
 *
 * @param known its constants, where they are known
 * @throws Refused for a program that is not one to be run
 */
async function compileUnit(
	plan: BuildPlan,
	index: number,
	more: readonly string[] = [],
	known?: ReadonlySet<string>,
): Promise<UnitText | { readonly messages: string }> {
	const constants = known ?? (await constantsOf(plan, index, more));
	if ("messages" in constants) return constants;
	const compiled = constants.size > 0 ? await compileAs(plan, index, [...more, AS_VARIABLES]) : undefined;
	if (compiled && !("messages" in compiled)) return { ir: withConstants(compiled.ir, constants), constants };
	// Where the language asks for a constant, such as for the size of an array, there is none any more.
	const plain = await compileAs(plan, index, more);
	return "messages" in plain ? plain : { ...plain, constants };
}

async function constantsOf(
	plan: BuildPlan,
	index: number,
	more: readonly string[],
): Promise<ReadonlySet<string> | { readonly messages: string }> {
	if (!hasConstants(textOf(userFiles(plan)))) return new Set();
	// The shortest text that has them.
	const bare = { ...plan, checks: false, counts: false, lines: false };
	const plain = await compileAs(bare, index, [...more, "-g0", "-Xclang", "-disable-llvm-passes"]);
	return "messages" in plain ? plain : constantsIn(plain.ir);
}

/** The files that are the user's. */
function userFiles({ files }: BuildPlan): Tree {
	return Object.fromEntries(Object.entries(files).filter(([name]) => name !== OWN));
}

function textOf(tree: Tree): string {
	const texts = Object.values(tree).map((one) => {
		if (typeof one === "string") return one;
		return one instanceof Uint8Array ? "" : textOf(one);
	});
	return texts.join("\n");
}

async function compileAs(
	plan: BuildPlan,
	index: number,
	more: readonly string[],
): Promise<{ readonly ir: string } | { readonly messages: string }> {
	const file = plan.units[index]?.file ?? "";
	const compiled = await runClang([...unitArgs(plan, index), ...more, ...TO_IR, file], "-", plan.files);
	if (!compiled.ok) return { messages: compiled.messages };
	// A variable without a value has another one in some scopes: what goes well by luck with one does not with both. By thirds, searches
	// and random interleavings have both: the small scopes have 3 processes, or 2; the random ones 8, 14, 66 and 256.
	const isRisky = plan.processes % 3 === 2 && UNINITIALISED.test(compiled.warnings);
	if (isRisky && !more.includes(ZERO)) return compileAs(plan, index, [...more, ZERO]);
	const ir = new TextDecoder().decode(compiled.bytes);
	refusedFor(plan.units[index]?.path ?? "", () => expectPlain(ir));
	return { ir };
}

/** Compares a unit with the same one compiled with unsigned chars, and has the chars watched on which they differ. */
async function withChars(
	{ ir, constants }: UnitText,
	plan: BuildPlan,
	index: number,
): Promise<{ readonly ir: string; readonly char: CharDifference }> {
	if (!plan.comparesChars) return { ir, char: "none" };
	const mayDiffer = charMayDecideConstants(`${textOf(userFiles(plan))}\n${plan.own.join("\n")}`);
	const unsigned = await compileUnit(plan, index, ["-funsigned-char"], mayDiffer ? undefined : constants);
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
		// For failures: they have a line in the source alone.
		`-DROLLCALL_FILE=${JSON.stringify(isSource ? shownPath(units[index]?.path ?? "") : "")}`,
		...own,
	];
}

/** @param program all units: functions of several may call each other in a circle */
function instrumented(ir: string, { units, lines, row }: BuildPlan, index: number, program: readonly string[]): string {
	const [{ path } = { path: "" }] = units;
	const { name = "" } = units[index] ?? {};
	const limited = withCallLimit(withIterationLimit(withConstantPlaces(ir)), program);
	const guarded = withGuardedLocals(lines && index === 0 ? withLines(limited, path) : limited);
	const watched = withWatchedAccesses(guarded, shownPath(path));
	return withoutLines(withGuards(withDeclarations(watched), name, guardSizeOf(row.size)));
}

async function link(plan: BuildPlan, irs: readonly string[], bridge: Bridge): Promise<ClangOutput> {
	const { units } = plan;
	const [source = ""] = irs;
	const named = units.map(({ name }, index) => ({ name, ir: irs[index] ?? "" }));
	const target = source.match(/^target .*$/gm)?.join("\n") ?? "";
	const rows = withGuardTables({ name: "rows", ir: rowsAsIr(target, plan.processes, plan.row.size) }, [
		{ name: "bridge", ir: new TextDecoder().decode(bridge.table) },
		...named,
	]);
	const objects: Record<string, Uint8Array> = { "bridge.o": bridge.object };
	for (const [index, ir] of [...named.map(({ ir }) => ir), rows].entries()) {
		const object = await objectOf(ir);
		if (!object.ok) return object;
		objects[`${index}.o`] = object.bytes;
	}
	const undefinedNames = [...UBSAN_HANDLERS, ...undefinedFunctions(irs)].join("\n");
	const files: Tree = { ...objects, undefined: undefinedNames };
	const linked = await runClang([...LINK_ARGS, ...Object.keys(objects)], "module.wasm", files);
	if (!linked.ok) expectFitting(linked.messages);
	return linked;
}

/** The functions that some units declare: what none of them defines is for JavaScript to answer for. */
function undefinedFunctions(irs: readonly string[]): readonly string[] {
	const names = irs.flatMap((ir) => Array.from(ir.matchAll(/^declare .*?@([\w$]+)\(/gm), ([, name = ""]) => name));
	return [...new Set(names)].filter((name) => !ENTRY_POINTS.includes(name) && !name.startsWith("rollcall_"));
}

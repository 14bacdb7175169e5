import { createHash } from "node:crypto";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { readCached, writeCached } from "../../cache.ts";
import { printable } from "../../printable.ts";
import { runClang } from "../clang/toolchain.ts";
import type { CharDifference } from "../instrument/char-sign.ts";
import type { CoverageMap } from "../instrument/coverage-map.ts";
import { customSection, withSection } from "../instrument/statics.ts";
import { HEADER_ARGS, MACROS } from "../prebuilt/clang-args.ts";
import { type CModule, readModule } from "../runtime/module.ts";
import { type BuildPlan, build, keyOf } from "./build.ts";
import type { CSource, SourceError } from "./c-source.ts";
import { errorOf, explainErrors, explainHeaders, explainLink } from "./explain.ts";
import { rowLayout } from "./fields.ts";
import { firstLines } from "./messages.ts";
import { refusal } from "./refusals.ts";
import { OWN, ownTree, treeOf } from "./shim.ts";
import { withSlots } from "./slots.ts";
import { filesOf, OWN_HEADER_ARGS, ownHeaders, type SourceFiles, unitText, withPaths } from "./source-files.ts";
import { viewArgs } from "./views.ts";

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
	/** Difference that unsigned chars would make; "none" where that was not asked. */
	readonly char: CharDifference;
	/** False if pointer arithmetic is not checked, at which clang fails; accesses to memory are. */
	readonly checksPointers: boolean;
	/** True if it came from the cache, so that clang was not run. */
	readonly fromCache: boolean;
	/** SHA-256 of the module, in hexadecimal. */
	readonly sha256: string;
}

/** The section of a module that says what its counters count. */
const MAP_SECTION = "rollcall.coverage";
/** The section of a module that says what unsigned chars would change. */
const CHAR_SECTION = "rollcall.char";
/** The section of a module whose pointer arithmetic is not checked. */
const UNCHECKED_SECTION = "rollcall.unchecked";

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
	const compiled = await compileOnce(source, scope, options);
	if (options.slots === undefined || !("error" in compiled)) return compiled;
	// It may have as many slots as asked for already, and what compiles as it is fails for another number of slots only.
	const own = await compileOnce(source, scope, { ...options, slots: undefined });
	if ("error" in own) return own;
	if (own.slots === options.slots) return own;
	const reason = compiled.isAboutSlots ? compiled.error : `with that number ${compiled.error}`;
	return errorOf(`${source.path} has ${own.slots} slots and cannot be given ${options.slots}: ${reason}`, true);
}

async function compileOnce(
	source: CSource,
	scope: Scope,
	options: CompileOptions,
): Promise<CompiledSource | SourceError> {
	const files = filesOf(source);
	if (hasTwoViews(source)) {
		return errorOf(
			`${source.path} shows its subscribers itself, with ROLLCALL_VIEW, and --view names them: leave one of the two out`,
		);
	}
	const plan = planOf(source, files, nrProcs(scope), options);
	if (plan === undefined)
		return errorOf("nothing there defines NR_SUBS; --view slots=NAME names another constant", true);
	const key = keyOf(plan);
	const cached = await readCached("module", key);
	if (cached) return describe(source, scope, options, cached, true);
	const begun = underWay.get(key);
	const made = begun ?? inTurn(() => buildModule(source, plan, files, key)).finally(() => underWay.delete(key));
	if (!begun) underWay.set(key, made);
	const module = await made;
	return "error" in module ? module : describe(source, scope, options, module.bytes, false);
}

/** Builds that are under way, by their keys: who asks for one of these waits for it. */
const underWay = new Map<string, ReturnType<typeof buildModule>>();

/** The build that was asked for last. */
let last: Promise<unknown> = Promise.resolve();

/** Builds one module after the other, as they are asked for: what is waited for first is there first. */
function inTurn<Result>(buildNext: () => Promise<Result>): Promise<Result> {
	const built = last.then(buildNext);
	last = built.catch(() => {});
	return built;
}

/** Builds a module, and keeps it in the cache. */
async function buildModule(
	source: CSource,
	plan: BuildPlan,
	files: SourceFiles,
	key: string,
): Promise<{ readonly bytes: Uint8Array } | SourceError> {
	const built = await build(plan).catch(refusal);
	if ("refused" in built) return errorOf(`${built.path ?? source.path} ${built.refused}`);
	if (!built.ok) return errorOf(await explain(source, plan, files, built.stage, built.messages));
	const counted = built.map ? withSection(built.bytes, MAP_SECTION, JSON.stringify(built.map)) : built.bytes;
	const checked = built.checksPointers ? counted : withSection(counted, UNCHECKED_SECTION, "pointers");
	const bytes = withSection(checked, CHAR_SECTION, built.char);
	await writeCached("module", key, bytes);
	return { bytes };
}

/** True if a view names what the source's own functions show. */
function hasTwoViews({ text, setup: { define = [], view = {} } = {} }: CSource): boolean {
	const isItsOwn = /^[ \t]*#[ \t]*define[ \t]+ROLLCALL_VIEW\b/m.test(text) || define.includes("ROLLCALL_VIEW");
	return isItsOwn && (["subs", "nsubs", "endpt", "mask", "waiting"] as const).some((name) => view[name] !== undefined);
}

/** Plan of the build; undefined where the number of slots cannot be set. */
function planOf(
	source: CSource,
	{ units, include, headers }: SourceFiles,
	processes: number,
	{ slots, checks = true, counts = false, lines = false }: CompileOptions,
): BuildPlan | undefined {
	const { define = [], view, unsignedChar } = source.setup ?? {};
	const name = /^[A-Za-z_]\w*$/.exec(view?.slots ?? "NR_SUBS")?.[0];
	const resized = resize([...units.map(({ file }) => file.text), ...headers.values()], define, name, slots);
	if (resized === undefined) return undefined;
	const texts = resized.texts.slice(0, units.length);
	const headerTexts = [...headers.keys()].map(
		(path, index) => [path, resized.texts[units.length + index] ?? ""] as const,
	);
	const row = rowLayout(resized.texts);
	const named = units.map(({ file, folder: { name } }) => ({
		name,
		file: `rollcall_${name}.c`,
		path: printable(file.path),
	}));
	return {
		units: named,
		files: {
			...treeOf([
				...headerTexts,
				...named.map(({ file, path }, index) => [file, unitText(path, texts[index] ?? "", index)] as const),
			]),
			[OWN]: ownTree(ownHeaders(texts[0] ?? "", headers)),
		},
		shared: [...MACROS, ...row.args],
		processes,
		own: [
			...include.flatMap(({ name }) => ["-I", name]),
			...OWN_HEADER_ARGS,
			...resized.define.map((macro) => `-D${macro}`),
			...viewArgs(view),
			unsignedChar ? "-funsigned-char" : "-fsigned-char",
		],
		row,
		comparesChars: unsignedChar === undefined && !counts && !lines,
		...{ checks, counts, lines },
	};
}

/** Texts and macros with another number of slots; undefined where none of them defines it. @param name of the constant */
function resize(
	texts: readonly string[],
	define: readonly string[],
	name: string | undefined,
	slots: number | undefined,
): { readonly texts: readonly string[]; readonly define: readonly string[] } | undefined {
	if (slots === undefined) return { texts, define };
	if (name === undefined) return undefined;
	const resized = texts.map((text) => withSlots(text, name, slots));
	const isOfName = (macro: string): boolean => macro === name || macro.startsWith(`${name}=`);
	const isDefined = define.some(isOfName);
	if (!isDefined && resized.every((text) => text === undefined)) return undefined;
	return {
		texts: texts.map((text, index) => resized[index] ?? text),
		define: define.map((macro) => (isOfName(macro) ? `${name}=${slots}` : macro)),
	};
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
	if ("error" in module) return errorOf(`${source.path} ${module.error}`);
	const { slots } = module;
	if (slots === undefined) {
		return errorOf(
			`${source.path} does not say how many slots it has: define NR_SUBS, or rollcall_nr_subs() to return it, or name it with --view slots=NAME`,
		);
	}
	if (options.slots !== undefined && slots !== options.slots) {
		return errorOf(`it still has ${slots} when NR_SUBS is ${options.slots}`, true);
	}
	const section = customSection(wasm, MAP_SECTION);
	const coverage = section === undefined ? undefined : (JSON.parse(section) as CoverageMap);
	const char = (customSection(wasm, CHAR_SECTION) ?? "none") as CharDifference;
	return {
		...{ path: source.path, nrProcs: nrProcs(scope), slots, module, coverage, char, fromCache },
		checksPointers: customSection(wasm, UNCHECKED_SECTION) === undefined,
		sha256: createHash("sha256").update(wasm).digest("hex"),
	};
}

/** Explains why a source was not built. */
async function explain(
	source: CSource,
	plan: BuildPlan,
	files: SourceFiles,
	stage: "compile" | "link",
	messages: string,
): Promise<string> {
	if (stage === "link")
		return explainLink(source.path, messages) ?? `${source.path} cannot be linked:\n${firstLines(messages)}`;
	const missing = await missingHeaders(plan, messages);
	if (missing.length > 0) return explainHeaders(source.path, missing, files.refused);
	return explainErrors(source, withPaths(messages, files));
}

/** All headers that are not found: each is made up, so that the next one shows. */
async function missingHeaders(plan: BuildPlan, messages: string): Promise<readonly string[]> {
	const missing: string[] = [];
	let said = messages;
	for (;;) {
		const [, name] = /fatal error: '([^']+)' file not found/.exec(said) ?? [];
		if (name === undefined || missing.includes(name)) return missing;
		missing.push(name);
		const made = treeOf(missing.map((path) => [path, ""] as const));
		const unit = plan.units.find(({ path }) => said.includes(path)) ?? plan.units[0];
		const args = [
			...HEADER_ARGS,
			"-iquote",
			unit?.name ?? "",
			"-I",
			"made",
			...plan.shared,
			`-DNR_PROCS=${plan.processes}`,
			...plan.own,
			"--target=wasm32",
			"-E",
			unit?.file ?? "",
		];
		const output = await runClang(args, "-", { ...plan.files, made });
		if (output.ok) return missing;
		said = output.messages;
	}
}

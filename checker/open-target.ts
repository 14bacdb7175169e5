import { createHash } from "node:crypto";
import type { CountedSource } from "../coverage/record/run-recording.ts";
import type { CSource } from "../impl/c/compile/c-source.ts";
import type { CompiledSource, CompileOptions } from "../impl/c/compile/compile.ts";
import type { CharDifference } from "../impl/c/instrument/char-sign.ts";
import { TargetFailure } from "../impl/failure.ts";
import type { Lives } from "../impl/lives.ts";
import type { Revision } from "../impl/mirror/event.ts";
import { createMirror, createMirrorByWrites } from "../impl/mirror/target.ts";
import { openRecipe, type Recipe } from "../impl/recipe.ts";
import type { Target } from "../impl/target.ts";
import type { SubjectId } from "../lockstep/counterexample.ts";
import type { Scope } from "../model/scope.ts";
import { shellWord } from "../report/escape/shell.ts";
import { terminalText } from "../report/escape/terminal.ts";
import type { OpenTarget as OpenLines } from "../report/explain/execution.ts";
import type { CharCheck } from "../report/text/sections/char.ts";
import { UsageError } from "./errors.ts";
import { isInWorkingFolder } from "./findings/named-source.ts";
import { optionWords, type SourceOptions, setupOf } from "./source/options.ts";
import { MOST_SOURCE_BYTES, readNamed } from "./store/reading.ts";

/** Default `NR_SUBS` of the mirror: the source's own. */
const NR_SUBS = 4;

/** Implementation under test: a revision of the mirror, or a C source by its path or its text. */
export type TargetSpec =
	| {
			readonly kind: "mirror" /** The source as it stands, where it is left out. */;
			readonly revision?: Revision | undefined;
	  }
	| {
			readonly kind: "c";
			readonly path: string;
			readonly text?: undefined;
			readonly options?: SourceOptions | undefined;
	  }
	| {
			readonly kind: "c";
			readonly text: string /** A name for messages and reports. */;
			readonly path?: string | undefined;
			readonly options?: SourceOptions | undefined;
	  }
	| {
			readonly kind: "c";
			/** Source that was read before, with all that it is compiled with. */
			readonly read: CSource;
			readonly path?: undefined;
			readonly text?: undefined;
			readonly options?: SourceOptions | undefined;
	  };

/** Mirror of the unmodified source. */
export const MIRROR: TargetSpec = { kind: "mirror" };

/** Scope whose number of slots defaults to the target's own. */
export type PartialScope = Omit<Scope, "slots"> & { readonly slots: number | undefined };

/** Target with everything needed to run, search and report it. */
export interface OpenedTarget {
	readonly target: Target;
	/**
	 * Creates another target of the same implementation, for a complete search: each row of its process table has one
	 * life.
	 */
	readonly forSearch: (scope: Scope, lives?: Lives) => Promise<Target>;
	/** Begins to compile the source for scopes, in their order, so that who asks for one of them later waits less. */
	readonly prepare: (scopes: readonly Scope[]) => void;
	/** Says why the target cannot have the slots of a scope; undefined where it can. */
	readonly cannotHave: (scope: Scope) => Promise<string | undefined>;
	/** Makes a recipe for the target, with which another thread can create it. */
	readonly recipeFor: (scope: Scope) => Promise<Recipe>;
	/**
	 * Compiles the source to count executed code, and creates a target of it; undefined where there is no source.
	 *
	 * @param lives "many" for random interleavings, "one" for complete searches
	 */
	readonly forCoverage: (scope: Scope, lives: Lives) => Promise<CountedSource | undefined>;
	/**
	 * Creates targets at a scope that report every line of the source before it runs; those of the mirror, its function
	 * before a write.
	 */
	readonly lineByLine: (scope: Scope) => Promise<OpenLines>;
	/** Options that name the implementation, as words of a command. */
	readonly words: string;
	/** Those of them that a command on the file of a finding needs: a source outside the working folder, or compiled with options, is not found by its file alone. */
	readonly fileWords: string;
	/** Description for the head of a report, in one line. */
	readonly description: string;
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	/** The source's text, with all that it is compiled with. */
	readonly read?: CSource | undefined;
	/** Options that the source was compiled with. */
	readonly sourceOptions?: SourceOptions | undefined;
	/** Says of a C source what the targets that were made so far show about the signedness of plain `char`. */
	readonly charCheck: () => Exclude<CharCheck, "both"> | undefined;
	/** Opens the same source with unsigned chars. */
	readonly withUnsignedChars?: (() => Promise<OpenedTarget>) | undefined;
	/** Identity of the subject of findings on this target. */
	readonly subject: SubjectId;
}

/**
 * Opens a target at a scope: the mirror, or the C source, compiled.
 *
 * @param counts true to compile a source with coverage counters from the start, where coverage is recorded
 * @param timeMs the time of the command: clang gets as much each time, within bounds
 * @throws UsageError where the source cannot be compiled, or there is no process to run
 */
export async function openTarget(
	spec: TargetSpec,
	scope: PartialScope,
	counts = false,
	timeMs = Number.POSITIVE_INFINITY,
): Promise<OpenedTarget> {
	const { users, services } = scope;
	if (users + services === 0) {
		throw new UsageError("expected at least one process, found 0 users and 0 services");
	}
	if (spec.kind === "mirror") return openMirror(spec.revision, scope);
	const { limitClang } = await import("../impl/c/clang/toolchain.ts");
	limitClang(timeMs);
	return openSource(spec, scope, counts);
}

function openMirror(revision: Revision = "faithful", scope: PartialScope): OpenedTarget {
	const recipeFor = async (scope: Scope): Promise<Recipe> => ({ kind: "mirror", scope, revision });
	return {
		target: createMirror({ ...scope, slots: scope.slots ?? NR_SUBS }, revision),
		forSearch: async (scope, lives) => openRecipe(await recipeFor(scope), lives),
		prepare: () => {},
		cannotHave: async () => undefined,
		charCheck: () => undefined,
		recipeFor,
		forCoverage: async () => undefined,
		lineByLine: async (scope) => (onLine) => createMirrorByWrites(scope, revision, onLine),
		words: revision === "faithful" ? "" : ` --revision ${revision}`,
		fileWords: "",
		description: `mirror of event.c, ${revision === "faithful" ? "faithful to the source" : `revision ${revision}`}`,
		source: undefined,
		subject: { kind: "mirror", revision },
	};
}

/** Reads the source that a target names. @throws UsageError where it cannot be read */
export function readSource(spec: Exclude<TargetSpec, { readonly kind: "mirror" }>): CSource {
	if ("read" in spec) {
		const { char } = spec.options ?? {};
		return { ...spec.read, setup: { ...spec.read.setup, unsignedChar: char && char === "unsigned" } };
	}
	const setup = setupOf(spec.options ?? {});
	if (spec.text !== undefined) return { path: spec.path ?? "event.c", text: spec.text, setup };
	const { path } = spec;
	return { path, text: expectText(path, readNamed(path, "a C source", MOST_SOURCE_BYTES)), setup };
}

async function openSource(
	spec: Exclude<TargetSpec, { readonly kind: "mirror" }>,
	scope: PartialScope,
	counts: boolean,
): Promise<OpenedTarget> {
	const source = readSource(spec);
	const { options = {} } = spec;
	const { path, text } = source;
	const { createCTarget } = await import("../impl/c/runtime/target.ts");
	const compiled = await compileFor(source, scope, { counts });
	const recipeFor = async (other: Scope): Promise<Recipe> => {
		const compiled = await compileFor(source, other);
		differences.push(compiled.char);
		return { kind: "c", scope: other, compiled };
	};
	const sha256 = createHash("sha256").update(text).digest("hex");
	const forCoverage = async (other: Scope, lives: Lives): Promise<CountedSource> => {
		const { createCountingTarget } = await import("../impl/c/runtime/target.ts");
		const counting = createCountingTarget(await compileFor(source, other, { counts: true }), other, lives);
		return { path, text, sha256, counting };
	};
	const target = createCTarget(compiled, { ...scope, slots: compiled.slots });
	expectView(target, path);
	const made: Target[] = [target];
	const differences: CharDifference[] = [compiled.char];
	return {
		target,
		forCoverage,
		forSearch: async (other, lives) => {
			const searched = await openRecipe(await recipeFor(other), lives);
			made.push(searched);
			return searched;
		},
		prepare: (scopes) => {
			// The reason is told to who asks for one.
			for (const other of scopes) compileFor(source, other).catch(() => {});
		},
		charCheck: () => charCheckOf(options, differences, made),
		withUnsignedChars: () => openTarget({ ...spec, options: { ...options, char: "unsigned" } }, scope),
		cannotHave: async (other) => {
			const { compile } = await import("../impl/c/compile/compile.ts");
			const tried = await compile(source, other, { slots: other.slots });
			return "error" in tried && tried.isAboutSlots ? tried.error : undefined;
		},
		recipeFor,
		lineByLine: async (other) => {
			const compiled = await compileFor(source, other, { lines: true });
			return (onLine) => createCTarget(compiled, other, "many", onLine);
		},
		...sourceWords(path, options),
		description: `${terminalText(path)}, compiled${howCompiled(compiled, options)}; SHA-256 ${sha256}`,
		source: { path, sha256 },
		read: source,
		sourceOptions: options,
		subject: { kind: "c", path, sha256, ...(options.char === "unsigned" ? { char: options.char } : {}) },
	};
}

/** The most characters of which one may be a NUL: text in UTF-16 has more of them, and so has what is no text. */
const CHARACTERS_PER_NUL = 20;

/** @throws UsageError where a source is not text in UTF-8 */
function expectText(path: string, text: string): string {
	const nuls = text.split("\0").length - 1;
	if (nuls * CHARACTERS_PER_NUL <= text.length) return text;
	throw new UsageError(`${path} is not text in UTF-8: expected a C source`);
}

/** Options that name a source, as words of commands; the signedness of char is in the file of a finding. */
function sourceWords(path: string, options: SourceOptions): Pick<OpenedTarget, "words" | "fileWords"> {
	const words = ` --source ${shellWord(path)}${optionWords(options)}`;
	const isFound = isInWorkingFolder(path) && optionWords({ ...options, char: undefined }) === "";
	return { words, fileWords: isFound ? "" : words };
}

/** Peculiarities of how a source was compiled, in words that follow "compiled". */
function howCompiled({ checksPointers }: CompiledSource, { char }: SourceOptions): string {
	const chars = char === "unsigned" ? " with unsigned char" : "";
	return checksPointers ? chars : `${chars} without clang's check of pointer arithmetic, at which clang itself fails`;
}

/** Knowledge about the signedness of plain `char`: as given, or what the compiler and the runs of some targets say. */
function charCheckOf(
	{ char }: SourceOptions,
	differences: readonly CharDifference[],
	targets: readonly Target[],
): Exclude<CharCheck, "both"> {
	if (char !== undefined) return `${char}, as given`;
	if (differences.includes("other") || targets.some(({ widensChars }) => widensChars)) return "signed only";
	return differences.includes("widening") ? "same steps" : "same code";
}

/** @throws UsageError where a source cannot show its subscribers when there are none yet */
function expectView(target: Target, path: string): void {
	try {
		target.view();
	} catch (error) {
		if (!(error instanceof TargetFailure)) throw error;
		const { kind, text } = error.failure;
		throw new UsageError(`${path} cannot show its subscribers before the first action: ${kind}: ${text}`);
	}
}

async function compileFor(
	source: CSource,
	scope: PartialScope,
	how: Pick<CompileOptions, "counts" | "lines"> = {},
): Promise<CompiledSource> {
	const { users, services, slots } = scope;
	const { compile } = await import("../impl/c/compile/compile.ts");
	const compiled = await compile(source, { users, services, slots: slots ?? NR_SUBS }, { ...how, slots });
	if ("error" in compiled) throw new UsageError(compiled.error);
	return compiled;
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { CountedSource } from "../coverage/record/recording.ts";
import type { CompiledSource } from "../impl/c/compile/compile.ts";
import type { Revision } from "../impl/mirror/event.ts";
import { createMirror } from "../impl/mirror/target.ts";
import type { Lives } from "../impl/pm.ts";
import { openRecipe, type Recipe } from "../impl/recipe.ts";
import type { Target } from "../impl/target.ts";
import type { Subject } from "../lockstep/counterexample.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { quoted } from "../report/formats/shell-word.ts";
import { UsageError } from "./errors.ts";
import { reasonOf } from "./files.ts";

/** `NR_SUBS` of the mirror where --slots does not say otherwise: the source's own. */
const NR_SUBS = 4;

/** Which target to open, as the options say it. */
export interface TargetOptions {
	readonly target?: "mirror" | "c";
	readonly source?: string;
	readonly revision?: Revision;
	readonly users: number;
	readonly services: number;
	readonly slots?: number;
	/** The file for a coverage record; where there is one, a source is compiled to count from the start, and not twice. */
	readonly coverage?: string;
}

/** A target, and what there is to say of it. */
export interface OpenTarget {
	readonly target: Target;
	/** Another target of the same implementation, for a complete search: each row of its process table has one life. */
	readonly forSearch: (scope: Scope) => Promise<Target>;
	/** What it takes to make such a target in another thread. */
	readonly recipeFor: (scope: Scope) => Promise<Recipe>;
	/**
	 * The same source compiled to count what of it is executed, and a target of it; undefined where there is no source.
	 *
	 * @param lives as a target for random interleavings has them, "many", or as one for complete searches, "one"
	 */
	readonly forCoverage: (scope: Scope, lives: Lives) => Promise<CountedSource | undefined>;
	/** The options, as words of a command, that name the implementation. */
	readonly words: string;
	/** One line for the head of a report. */
	readonly description: string;
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	/** What findings are of. */
	readonly subject: Subject;
}

/**
 * Opens the target that the options ask for: the mirror, or the C source compiled.
 *
 * @throws UsageError where the options do not fit each other or there is nobody to run
 */
export async function openTarget(options: TargetOptions): Promise<OpenTarget> {
	const { users, services } = options;
	if (nrProcs({ users, services, slots: 1 }) === 0) {
		throw new UsageError("expected at least one process, found --users 0 --services 0: raise one of them");
	}
	const kind = options.target ?? (options.source === undefined ? "mirror" : "c");
	if (kind === "mirror") return openMirror(options);
	if (options.source === undefined) {
		throw new UsageError("expected --source FILE with --target c, found none: name the event.c to check");
	}
	if (options.revision !== undefined) {
		throw new UsageError("expected no --revision with a C source, which is checked as it is: leave one of them out");
	}
	return openSource(options.source, options);
}

function openMirror(options: TargetOptions): OpenTarget {
	if (options.source !== undefined) {
		throw new UsageError("expected no --source with --target mirror, which has none: leave one of them out");
	}
	const { users, services, slots = NR_SUBS, revision = "faithful" } = options;
	const recipeFor = async (scope: Scope): Promise<Recipe> => ({ kind: "mirror", scope, revision });
	return {
		target: createMirror({ users, services, slots }, revision),
		forSearch: async (scope) => openRecipe(await recipeFor(scope)),
		recipeFor,
		forCoverage: async () => undefined,
		words: revision === "faithful" ? "" : ` --revision ${revision}`,
		description: `mirror of event.c, ${revision === "faithful" ? "as the source stands" : `revision ${revision}`}`,
		source: undefined,
		subject: { kind: "mirror", revision },
	};
}

async function openSource(path: string, options: TargetOptions): Promise<OpenTarget> {
	const text = await readFile(path, "utf8").catch((error: unknown) => {
		throw unreadable(path, error);
	});
	const { users, services, slots } = options;
	const { createCTarget } = await import("../impl/c/runtime/facility.ts");
	const compiled = await compileFor(path, text, { users, services, slots }, options.coverage !== undefined);
	const target = createCTarget(compiled, { users, services, slots: compiled.slots });
	const recipeFor = async (scope: Scope): Promise<Recipe> => {
		return { kind: "c", scope, compiled: await compileFor(path, text, scope) };
	};
	const sha256 = createHash("sha256").update(text).digest("hex");
	const forCoverage = async (scope: Scope, lives: Lives): Promise<CountedSource> => {
		const { createCountingTarget } = await import("../impl/c/runtime/facility.ts");
		const counting = createCountingTarget(await compileFor(path, text, scope, true), scope, lives);
		return { path, text, sha256, counting };
	};
	return {
		target,
		forCoverage,
		forSearch: async (scope) => openRecipe(await recipeFor(scope)),
		recipeFor,
		words: ` --source ${quoted(path)}`,
		description: `${path}, compiled; SHA-256 ${sha256}`,
		source: { path, sha256 },
		subject: { kind: "c", path, sha256 },
	};
}

type PartialScope = Pick<Scope, "users" | "services"> & { readonly slots: number | undefined };

async function compileFor(path: string, text: string, scope: PartialScope, counts = false): Promise<CompiledSource> {
	const { users, services, slots } = scope;
	const { compile } = await import("../impl/c/compile/compile.ts");
	const compiled = await compile({ path, text }, { users, services, slots: slots ?? NR_SUBS }, { slots, counts });
	if ("error" in compiled) throw new UsageError(compiled.error);
	return compiled;
}

/** What to say of a C source that cannot be read. */
export function unreadable(path: string, error: unknown): UsageError {
	return new UsageError(`expected a C source that can be read, found ${path}: ${reasonOf(error)}`);
}

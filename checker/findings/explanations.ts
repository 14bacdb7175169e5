import { createHash } from "node:crypto";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import type { CompiledSource, CSource } from "../../impl/c/compile/compile.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import type { Scope } from "../../model/scope.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { MIRROR_FILE, type OpenTarget } from "../../report/explain/execution.ts";
import { type Story, type Subject, tellStory } from "../../report/explain/explanation.ts";
import { packageFile, packagePath } from "../../report/package-files.ts";
import { UsageError } from "../errors.ts";
import { readSource } from "../open-target.ts";
import { type FindingSource, openingSource } from "./named-source.ts";

/**
 * Runs a counterexample again and explains it.
 *
 * @param source C source to run it on; undefined for the mirror
 * @param claims those that it may break
 * @throws UsageError where it does not fail there in the same way, or the source is not the original one
 */
export async function storyOf(
	counterexample: Counterexample,
	source: FindingSource | undefined,
	claims: readonly Claim[] = CLAIMS,
): Promise<Story> {
	const { subject: foundOn, scope } = counterexample;
	const { subject, open } =
		source === undefined
			? openMirror(counterexample)
			: await openingSource(source, () => openLineByLine(source.path, scope));
	const story = tellStory(counterexample, subject, open, claims);
	if ("notReproduced" in story) {
		const changed =
			foundOn.kind === "c" && foundOn.sha256 !== subject.sha256 ? " (not the source on which it was found)" : "";
		throw new UsageError(
			`the counterexample does not fail in the same way on ${source?.path ?? subject.name}${changed}: ${story.notReproduced}; rollcall replay says whether it is fixed`,
		);
	}
	return story;
}

function openMirror({ subject, scope }: Counterexample): { readonly subject: Subject; readonly open: OpenTarget } {
	const revision = subject.kind === "mirror" ? subject.revision : "faithful";
	return {
		subject: {
			name: `mirror of event.c${revision === "faithful" ? "" : `, ${revision}`}`,
			words: ["--revision", revision],
			sha256: undefined,
			file: repositoryPath(packagePath(MIRROR_FILE)),
			lines: packageFile(MIRROR_FILE).split("\n"),
			isResized: false,
		},
		open: () => createMirror(scope, revision),
	};
}

/** Compiles a C source so that it reports every line that runs. */
async function openLineByLine(
	path: string,
	scope: Scope,
): Promise<{ readonly subject: Subject; readonly open: OpenTarget }> {
	const { text } = readSource({ kind: "c", path });
	const { createCTarget } = await import("../../impl/c/runtime/facility.ts");
	const own = await compileLineByLine({ path, text }, scope, undefined);
	const isResized = own.slots !== scope.slots;
	const compiled = isResized ? await compileLineByLine({ path, text }, scope, scope.slots) : own;
	return {
		subject: {
			name: repositoryPath(path),
			words: ["--source", isAbsolute(path) ? repositoryPath(path) : path],
			sha256: createHash("sha256").update(text).digest("hex"),
			file: repositoryPath(path),
			lines: text.split("\n"),
			isResized,
		},
		open: (onLine) => createCTarget(compiled, scope, "many", onLine),
	};
}

async function compileLineByLine(source: CSource, scope: Scope, slots: number | undefined): Promise<CompiledSource> {
	const { compile } = await import("../../impl/c/compile/compile.ts");
	const compiled = await compile(source, scope, { lines: true, slots });
	if ("error" in compiled) throw new UsageError(compiled.error);
	return compiled;
}

/** Path for reports: relative to the repository, with `/`; the file's name alone where it lies outside. */
function repositoryPath(path: string): string {
	const root = process.env["GITHUB_WORKSPACE"] ?? process.cwd();
	const inside = relative(root, resolve(path)).split(sep).join("/");
	return inside.startsWith("..") || resolve(inside) === inside ? basename(path) : inside;
}

import { createHash } from "node:crypto";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { packagePath } from "../../impl/built.ts";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import type { CompiledSource } from "../../impl/c/compile/compile.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import type { Scope } from "../../model/scope.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { MIRROR_FILE, type OpenTarget } from "../../report/explain/execution.ts";
import { type NotReproduced, type Story, type Subject, tellStory } from "../../report/explain/explanation.ts";
import { tellLassoStory } from "../../report/explain/lasso-story.ts";
import { packageFile } from "../../report/package-files.ts";
import { UsageError } from "../errors.ts";
import { readSource } from "../open-target.ts";
import { plainWords } from "../source/options.ts";
import { checkLassoOn, livenessClaimOf, runOfLasso } from "./lassos.ts";
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
	const { subject: foundOn } = counterexample;
	const opened =
		source === undefined
			? openMirror(counterexample)
			: await openingSource(source, () => openLineByLine(source, counterexample));
	const { subject } = opened;
	const story = await tell(counterexample, opened, claims);
	if ("notReproduced" in story) {
		const changed =
			foundOn.kind === "c" && foundOn.sha256 !== subject.sha256 ? " (not the source on which it was found)" : "";
		throw new UsageError(
			`the counterexample does not fail in the same way on ${source?.path ?? subject.name}${changed}: ${story.notReproduced}; rollcall replay says whether it is fixed`,
		);
	}
	return story;
}

/** Subject of a report, and a way to open it that reports each line. */
interface Opened {
	readonly subject: Subject;
	readonly open: OpenTarget;
}

async function tell(
	counterexample: Counterexample,
	{ subject, open }: Opened,
	claims: readonly Claim[],
): Promise<Story | NotReproduced> {
	const { lasso, scope } = counterexample;
	if (!lasso) return tellStory(counterexample, subject, open, claims);
	const claim = livenessClaimOf(counterexample, claims);
	const run = runOfLasso(counterexample);
	const check = await checkLassoOn(
		open(() => {}),
		claim,
		run,
	);
	if (!check.isViolated) return { notReproduced: check.reason };
	const onMirror = await checkLassoOn(createMirror(scope, "faithful", undefined, "one"), claim, run);
	const mirror = onMirror.isViolated ? "the same" : onMirror.reason;
	const replayed = [
		`\`${subject.name}\`: reproduced; the loop comes back to the state in which it starts, all memory included.`,
		...(subject.sha256 === undefined ? [] : [`The mirror of MINIX's event.c: ${mirror}.`]),
	];
	const checked = { counterexample: { ...counterexample, lasso }, claim, taken: check.taken, replayed };
	return tellLassoStory(checked, subject, open, claims);
}

/** Lives of each row of the process table: a lasso comes back to a state, so its rows have one life. */
function livesOf({ lasso }: Counterexample): "one" | "many" {
	return lasso ? "one" : "many";
}

function openMirror(counterexample: Counterexample): Opened {
	const { subject, scope } = counterexample;
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
		open: () => createMirror(scope, revision, undefined, livesOf(counterexample)),
	};
}

/** Compiles a C source so that it reports every line that runs. */
async function openLineByLine(
	{ path, options = {}, read }: FindingSource,
	counterexample: Counterexample,
): Promise<Opened> {
	const { scope } = counterexample;
	const source = read ?? readSource({ kind: "c", path, options });
	const { text } = source;
	const { createCTarget } = await import("../../impl/c/runtime/target.ts");
	const own = await compileLineByLine(source, scope, undefined);
	const isResized = own.slots !== scope.slots;
	const compiled = isResized ? await compileLineByLine(source, scope, scope.slots) : own;
	return {
		subject: {
			name: repositoryPath(path),
			words: ["--source", isAbsolute(path) ? repositoryPath(path) : path, ...plainWords(options)],
			sha256: createHash("sha256").update(text).digest("hex"),
			file: repositoryPath(path),
			lines: text.split("\n"),
			isResized,
		},
		open: (onLine) => createCTarget(compiled, scope, livesOf(counterexample), onLine),
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

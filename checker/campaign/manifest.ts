import { join } from "node:path";
import { z } from "zod";
import { REVISIONS } from "../../impl/mirror/event.ts";
import { PROLOGUES, type Prologue } from "../../lockstep/prologue.ts";
import { nrProcs, SCOPE_LIMITS, type Scope } from "../../model/scope.ts";
import { packageVersion } from "../../report/package-files.ts";
import { UsageError } from "../errors.ts";
import type { TargetSpec } from "../open-target.ts";
import { BOUNDS } from "../options.ts";
import { writeWhole } from "../store/files.ts";
import { readNamed } from "../store/reading.ts";
import { hashOf } from "./canonical.ts";

/** The name of a manifest in the folder of its campaign. */
export const MANIFEST = "manifest.json";

const within = ([least, greatest]: readonly [number, number]): z.ZodInt => z.int().min(least).max(greatest);

/** SHA-256 as text. */
export const HASH = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256, found another text");
/** A scope, with at least one process. */
export const SCOPE = z
	.strictObject({
		users: within(SCOPE_LIMITS.users),
		services: within(SCOPE_LIMITS.services),
		slots: within(SCOPE_LIMITS.slots),
	})
	.refine((scope) => nrProcs(scope) > 0, "expected at least one process, found none");

const FILE = z.strictObject({ path: z.string(), text: z.string() });
const TEXTS = z.array(z.string()).optional();
const VIEW = z.partialRecord(z.enum(["subs", "nsubs", "endpt", "mask", "waiting", "nested", "slots"]), z.string());

/** Schema of a subject. */
export const SUBJECT = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("mirror"), revision: z.enum(REVISIONS) }),
	z.strictObject({
		kind: z.literal("c"),
		sha256: HASH,
		read: FILE.extend({
			setup: z.strictObject({
				...{ include: TEXTS, define: TEXTS, with: z.array(FILE).optional(), view: VIEW.optional() },
				unsignedChar: z.boolean().optional(),
			}),
			headers: z.array(FILE),
		}),
		options: z.strictObject({
			...{ include: TEXTS, define: TEXTS, with: TEXTS, view: z.string().optional() },
			char: z.enum(["signed", "unsigned"]).optional(),
		}),
	}),
]);
/** Subject of checks: a revision of the mirror, or a C source with all that it is compiled with. */
export type Subject = Readonly<z.infer<typeof SUBJECT>>;

const COMMON = {
	/** Version of Rollcall: another one may come to other results. */
	tool: z.string(),
	/** Hash of the subject. */
	subject: HASH,
	scope: SCOPE,
	/** The most time, in seconds. */
	time: z.number().positive(),
	/** The most memory, in MiB. */
	maxMemory: z.int().positive(),
	/** True if coverage is recorded. */
	coverage: z.boolean(),
};

/** Content of a job; a kind that is new is a member more. */
const CONTENT = z.discriminatedUnion("kind", [
	/** A complete search of the scope; one that is saved while it runs is another search, which takes longer. */
	z.strictObject({ ...COMMON, kind: z.literal("search"), isSaved: z.literal(true).optional() }),
	/** A complete search with every action, those beside the counted alphabet too. */
	z.strictObject({ ...COMMON, kind: z.literal("actions") }),
	/** Random interleavings: `index` tells series of one size from each other, and with `seed` makes theirs. */
	z.strictObject({
		...COMMON,
		...{ kind: z.literal("random"), runs: within(BOUNDS.runs), maxActions: within(BOUNDS.maxActions) },
		...{ seed: within(BOUNDS.seed), index: z.int().nonnegative(), prologue: z.enum(PROLOGUES).optional() },
	}),
	/** The searches that single claims have of their own. */
	z.strictObject({ ...COMMON, kind: z.literal("claims") }),
	/** A part of the induction step, from memories with at most so many slots in use. */
	z.strictObject({
		...{ ...COMMON, kind: z.literal("induction"), inUse: within(SCOPE_LIMITS.slots) },
		...{ index: z.int().nonnegative(), parts: z.int().positive() },
	}),
]);
/** Everything that decides what a job does. */
export type JobContent = Readonly<z.infer<typeof CONTENT>>;

/** Schema of a job. */
export const JOB = z.strictObject({ id: HASH, content: CONTENT });
/** A job: its content, and the hash of it. */
export type Job = Readonly<z.infer<typeof JOB>>;

const MANIFEST_DATA = z.strictObject({
	format: z.literal("rollcall-campaign-manifest"),
	version: z.literal(1),
	tool: z.string(),
	seed: within(BOUNDS.seed),
	/** Subjects by their hashes. */
	subjects: z.record(HASH, SUBJECT),
	jobs: z.array(JOB).min(1),
});
/** A campaign: what is checked, and all jobs in a fixed order. */
export type Manifest = Readonly<z.infer<typeof MANIFEST_DATA>>;

/** Makes a job of its content. */
export function jobOf(content: JobContent): Job {
	return { id: hashOf(content), content };
}

/** Identity of a campaign: the hash of its manifest. */
export function campaignId(manifest: Manifest): string {
	return hashOf(manifest);
}

/** The subject of a job, as a target. */
export function targetOfSubject(subject: Subject): TargetSpec {
	return subject.kind === "mirror" ? subject : { kind: "c", read: subject.read, options: subject.options };
}

/** Subject of a job. @throws RangeError where the manifest has no such subject, which reading it excludes */
export function subjectOf({ subjects }: Pick<Manifest, "subjects">, { content }: Job): Subject {
	const subject = subjects[content.subject];
	if (!subject) throw new RangeError(`job ${content.kind} is of subject ${content.subject}, which is not there`);
	return subject;
}

/** Seed of a series of random interleavings: from the campaign's seed and the job's id, and from nothing else. */
export function seedOf({ id, content }: Job): number {
	if (content.kind !== "random") throw new RangeError(`a job of kind ${content.kind} has no seed`);
	return Number.parseInt(hashOf([content.seed, id]).slice(0, 8), 16) | 0;
}

/** Name of the subject of a job for messages; undefined where the campaign has one only. */
export function subjectName(manifest: Pick<Manifest, "subjects">, job: Job): string | undefined {
	if (Object.keys(manifest.subjects).length === 1) return undefined;
	const subject = subjectOf(manifest, job);
	if (subject.kind === "mirror") return `the mirror, revision ${subject.revision}`;
	return `${subject.read.path}${subject.options.char === "unsigned" ? ", unsigned char" : ""}`;
}

/** Prologue of a series of random interleavings; undefined where a job has none. */
export function prologueOf(content: JobContent): Prologue | undefined {
	return content.kind === "random" ? content.prologue : undefined;
}

/** Name of a job for messages: the beginning of its id, its kind and its scope. */
export function jobName({ id, content }: Job): string {
	const { kind, scope } = content;
	const prologue = prologueOf(content);
	const begun = prologue === undefined ? "" : ` with prologue ${prologue}`;
	const index = "index" in content ? ` ${content.index + 1}` : "";
	return `${id.slice(0, 12)} (${kind}${index}${begun} at ${scope.users}u ${scope.services}s ${scope.slots}k)`;
}

/** Writes the manifest of a campaign into its folder. */
export function writeManifest(folder: string, manifest: Manifest): void {
	writeWhole(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** Reads the manifest in the folder of a campaign. @throws UsageError where there is none, or it was changed */
export function readManifest(folder: string): Manifest {
	const file = join(folder, MANIFEST);
	const manifest = parseManifest(readNamed(file, "the manifest of a campaign"));
	if ("error" in manifest) throw new UsageError(`${file}: ${manifest.error}`);
	if (manifest.tool === packageVersion()) return manifest;
	throw new UsageError(
		`${file} was planned by rollcall ${manifest.tool}, and this is ${packageVersion()}: use that version, or plan again`,
	);
}

/** @returns the manifest, or one line that says what is wrong with its text */
function parseManifest(text: string): Manifest | { readonly error: string } {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { error: "expected a manifest as written by rollcall campaign plan, found text that is not JSON" };
	}
	const read = MANIFEST_DATA.safeParse(json);
	if (!read.success) {
		const [issue] = read.error.issues;
		const where = issue?.path.join(".") || "the top level";
		return { error: `expected a manifest as written by rollcall campaign plan, found an error at ${where}` };
	}
	const { data } = read;
	const changed = data.jobs.find(({ id, content }) => hashOf(content) !== id || !data.subjects[content.subject]);
	const other = Object.entries(data.subjects).find(([hash, subject]) => hashOf(subject) !== hash);
	if (changed || other) {
		return { error: `${(changed?.id ?? other?.[0] ?? "").slice(0, 12)} is not the hash of its content: plan again` };
	}
	const ids = data.jobs.map(({ id }) => id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	return twice === undefined ? data : { error: `job ${twice.slice(0, 12)} is there twice: plan again` };
}

/** Scope of a job, sorted by: the fewest processes first. */
export function bySize(a: Scope, b: Scope): number {
	return nrProcs(a) - nrProcs(b) || a.services - b.services || a.slots - b.slots;
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Prologue } from "../../lockstep/prologue.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { packageVersion } from "../../report/package-files.ts";
import { UsageError } from "../errors.ts";
import { MIRROR, openTarget, type TargetSpec } from "../open-target.ts";
import {
	BOUNDS,
	bounded,
	CAMPAIGN_DEFAULTS,
	JOB_KINDS,
	type JobKind,
	MOST_MEBIBYTES,
	MOST_SECONDS,
	SEARCHED_USERS,
	VERIFY_DEFAULTS,
} from "../options.ts";
import { realScope } from "../proof/induction.ts";
import { expectWritable } from "../store/files.ts";
import { hashOf } from "./canonical.ts";
import { bySize, type JobContent, jobOf, MANIFEST, type Manifest, type Subject, writeManifest } from "./manifest.ts";

/** The least and the greatest of some whole numbers. */
type Range = readonly [least: number, greatest: number];

/** Options of a plan. */
export interface PlanOptions {
	/** Target that is checked; the mirror if left out. */
	readonly targets?: readonly TargetSpec[] | undefined;
	readonly users?: Range | undefined;
	readonly services?: Range | undefined;
	/** The source's own number if left out. */
	readonly slots?: Range | undefined;
	readonly kinds?: readonly JobKind[] | undefined;
	/** Number of random series at each scope. */
	readonly seeds?: number | undefined;
	/** Number of interleavings of each series. */
	readonly runs?: number | undefined;
	readonly maxActions?: number | undefined;
	/** Beginnings of random interleavings, each with series of its own. */
	readonly prologues?: readonly (Prologue | "none")[] | undefined;
	/** Slots in use in the induction on a source, at most. */
	readonly inductionSlots?: number | undefined;
	readonly seed?: number | undefined;
	/** The most time of a job, in seconds. */
	readonly time?: number | undefined;
	/** The most memory of a job, in MiB. */
	readonly maxMemory?: number | undefined;
	/** True to record coverage. */
	readonly coverage?: boolean | undefined;
	/** True to save complete searches while they run, so that another worker can continue them. */
	readonly checkpoints?: boolean | undefined;
}

/** The most jobs of a campaign. */
const MOST_JOBS = 100_000;

/**
 * Plans a campaign, and writes its manifest into a folder before anything runs.
 *
 * @throws UsageError where the options do not fit, a source cannot be compiled, or the folder has a campaign already
 */
export async function planCampaign(folder: string, options: PlanOptions = {}): Promise<Manifest> {
	expectWritable("<dir>", folder);
	if (existsSync(join(folder, MANIFEST))) {
		throw new UsageError(`${folder} has a campaign already: name another folder, or delete it`);
	}
	const subjects: Record<string, Subject> = {};
	const jobs: JobContent[] = [];
	for (const target of options.targets ?? [MIRROR]) {
		const { found, slots } = await openSubjects(target, options);
		for (const subject of found) {
			const hash = hashOf(subject);
			if (!subjects[hash]) jobs.push(...contentsOf(hash, subject, slots, options));
			subjects[hash] = subject;
		}
	}
	// The smallest first, whatever subject they are of: reports have this order, and runs begin at the end.
	const sorted = jobs.toSorted(
		(a, b) => JOB_KINDS.indexOf(a.kind) - JOB_KINDS.indexOf(b.kind) || bySize(a.scope, b.scope),
	);
	if (sorted.length === 0) throw new UsageError("there is no job to plan: name more kinds or scopes");
	if (sorted.length > MOST_JOBS) throw new UsageError(`expected at most ${MOST_JOBS} jobs, found ${sorted.length}`);
	const manifest: Manifest = {
		...{ format: "rollcall-campaign-manifest", version: 1, tool: packageVersion() },
		...{ seed: options.seed ?? VERIFY_DEFAULTS.seed, subjects, jobs: sorted.map(jobOf) },
	};
	writeManifest(folder, manifest);
	return manifest;
}

/** Subjects of a target: a source whose code differs with unsigned chars is checked with both. */
async function openSubjects(
	target: TargetSpec,
	{ users = CAMPAIGN_DEFAULTS.users, services = CAMPAIGN_DEFAULTS.services, slots }: PlanOptions,
): Promise<{ readonly found: readonly Subject[]; readonly slots: Range }> {
	const smallest = { users: users[0], services: services[0] };
	const scope = nrProcs({ ...smallest, slots: 1 }) > 0 ? smallest : { users: 0, services: 1 };
	const opened = await openTarget(target, { ...scope, slots: undefined });
	const { read, source } = opened;
	const own = opened.target.scope.slots;
	const [least, greatest] = slots ?? [own, own];
	for (let some = least; some <= greatest; some++) {
		const reason = await opened.cannotHave({ ...scope, slots: some });
		if (reason !== undefined) throw new UsageError(reason, "slots");
	}
	if (target.kind === "mirror" || !read || !source) {
		const revision = target.kind === "mirror" ? target.revision : undefined;
		return { found: [{ kind: "mirror", revision: revision ?? "faithful" }], slots: [least, greatest] };
	}
	const { withHeaders } = await import("../../impl/c/compile/source-files.ts");
	const whole = withHeaders(read);
	const options = opened.sourceOptions ?? {};
	const signs = opened.charCheck() === "signed only" ? (["signed", "unsigned"] as const) : [options.char];
	const found = signs.map((char): Subject => {
		// Data as JSON has it: what is left out is not there.
		const subject = { kind: "c", sha256: source.sha256, read: whole, options: { ...options, char } };
		return JSON.parse(JSON.stringify(subject)) as Subject;
	});
	return { found, slots: [least, greatest] };
}

/** Jobs of one subject. */
function contentsOf(
	subject: string,
	{ kind: targetKind }: Subject,
	slots: Range,
	options: PlanOptions,
): readonly JobContent[] {
	const { users = CAMPAIGN_DEFAULTS.users, services = CAMPAIGN_DEFAULTS.services, kinds = JOB_KINDS } = options;
	const { time = MOST_SECONDS.explore, maxMemory = MOST_MEBIBYTES, coverage = false } = options;
	const saved = options.checkpoints ? { isSaved: true as const } : {};
	const common = { tool: packageVersion(), subject, time, maxMemory, coverage };
	const scopes = scopesOf(users, services, slots);
	const small = { users: 1, services: 1, slots: slots[1] };
	const has = (kind: JobKind): boolean => kinds.includes(kind);
	if (has("search")) bounded("users", users[1], SEARCHED_USERS);
	const isOfSource = targetKind === "c";
	return [
		...(has("search") ? scopes.map((scope) => ({ ...common, ...saved, kind: "search" as const, scope })) : []),
		...(has("actions") ? [{ ...common, kind: "actions" as const, scope: small }] : []),
		...(has("random") ? scopes.flatMap((scope) => randomOf({ ...common, scope }, options)) : []),
		...(has("claims") ? [{ ...common, kind: "claims" as const, scope: { ...small, users: 2 } }] : []),
		...(has("induction") && isOfSource ? inductionOf({ ...common, scope: realScope(slots[1]) }, options) : []),
	];
}

function randomOf(
	common: Omit<JobContent, "kind">,
	{ seeds = CAMPAIGN_DEFAULTS.seeds, runs = CAMPAIGN_DEFAULTS.runs, ...options }: PlanOptions,
): readonly JobContent[] {
	const { maxActions = VERIFY_DEFAULTS.maxActions, seed = VERIFY_DEFAULTS.seed, prologues = ["none"] } = options;
	const numbers = {
		runs: bounded("runs", runs),
		maxActions: bounded("maxActions", maxActions),
		seed: bounded("seed", seed),
	};
	return prologues.flatMap((prologue) =>
		Array.from({ length: bounded("seeds", seeds) }, (_, index) => ({
			...{ ...common, kind: "random" as const, ...numbers, index },
			...(prologue === "none" ? {} : { prologue }),
		})),
	);
}

/** Parts of an induction by the number of slots in use, which has some 70 times as many states with each more. */
const PARTS: readonly number[] = [1, 1, 2, 16];
const MOST_PARTS = 1_000;

function inductionOf(
	common: Omit<JobContent, "kind">,
	{ inductionSlots = CAMPAIGN_DEFAULTS.inductionSlots }: PlanOptions,
): readonly JobContent[] {
	const inUse = Math.min(bounded("inductionSlots", inductionSlots), common.scope.slots);
	const parts = PARTS[inUse] ?? MOST_PARTS;
	return Array.from({ length: parts }, (_, index) => ({ ...common, kind: "induction" as const, inUse, index, parts }));
}

function scopesOf(users: Range, services: Range, slots: Range): readonly Scope[] {
	const numbers = ([least, greatest]: Range, option: "users" | "services" | "slots"): readonly number[] =>
		Array.from({ length: greatest - least + 1 }, (_, index) => bounded(option, least + index, BOUNDS[option]));
	return numbers(users, "users")
		.flatMap((u) =>
			numbers(services, "services").flatMap((s) =>
				numbers(slots, "slots").map((k) => ({ users: u, services: s, slots: k })),
			),
		)
		.filter((scope) => nrProcs(scope) > 0);
}

import type { CoverageRecord } from "../coverage/record/coverage-record.ts";
import type { Limits, SearchProgress } from "../explore/limits.ts";
import type { Progress } from "../lockstep/campaign.ts";
import { type RowOrder, SCOPE_LIMITS, type Scope } from "../model/scope.ts";
import type { Claim } from "../properties/claim.ts";
import { UsageError } from "./errors.ts";
import type { PartialScope, TargetSpec } from "./open-target.ts";

/** Purpose of a search, in words after "search". */
export type SearchPurpose =
	| "with all actions"
	| "of a larger scope"
	| "past violations"
	| "of the history of events"
	| "for endless runs"
	| "for a witness";

/**
 * Progress of a check: of the replay of kept findings, of a complete search, of random interleavings, of the jobs of a campaign, of an induction, or of
 * a graph that coverage is measured on.
 */
export type CheckProgress =
	| { readonly phase: "kept" /** Kept findings that were replayed. */; readonly done: number; readonly of: number }
	| ({
			readonly phase: "search";
			/** Purpose of a search beside those that check the claims at every state. */
			readonly purpose?: SearchPurpose;
			readonly scope: Scope /** About how many states there are, where that is known. */;
			readonly of?: number | undefined;
	  } & SearchProgress)
	/** Search of a design of its own, at one of its scopes. */
	| ({ readonly phase: "design"; readonly design: string; readonly at: string } & SearchProgress)
	| ({
			readonly phase: "random";
			readonly scope: Scope /** Total number of interleavings. */;
			readonly of: number;
	  } & Progress)
	/** Jobs of a campaign that have a result, and that came to none. */
	| { readonly phase: "jobs"; readonly done: number; readonly of: number; readonly failed: number }
	/** Chunks of abstract states. */
	| {
			readonly phase: "abstraction" /** States that were reached, of all. */;
			readonly done: number;
			readonly of: number;
	  }
	| {
			readonly phase: "induction" /** Chunks that an earlier run did. */;
			readonly earlier: number;
			readonly done: number;
			readonly of: number;
	  }
	| { readonly phase: "graph"; readonly of: "specification" | "target" | "source"; readonly scope: Scope };

/** Components of a scope; each that is left out has its default. */
export type ScopeOptions = { readonly [K in "users" | "services" | "slots"]?: number | undefined } & {
	/** Processes that have the first rows of the process table; only `verify` takes services there. */
	readonly rows?: RowOrder | undefined;
};

/** Options that every check has. */
export interface CheckOptions {
	/** The implementation under test. */
	readonly target?: TargetSpec | undefined;
	/** The bounds of the run; each command has defaults of its own. */
	readonly scope?: ScopeOptions | undefined;
	/** Stops searches where it is aborted. */
	readonly signal?: AbortSignal | undefined;
	/** Called often: displays should skip most of it. */
	readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
	/** Receives one line about each file or step that was skipped. */
	readonly onWarning?: ((line: string) => void) | undefined;
	/** Receives the coverage record of the run, which is recorded only where this is given. */
	readonly onRecord?: ((record: CoverageRecord) => void) | undefined;
}

/** Options that name the claims to check. */
export interface ClaimOptions {
	/** The claims to check; the whole ledger if left out. */
	readonly claims?: readonly Claim[] | undefined;
}

/** Limits of a search; what is left out does not limit it. */
export type PartialLimits = { readonly [K in keyof Limits]?: Limits[K] | undefined };

/** The least and the greatest number of users where states are searched. */
export const SEARCHED_USERS = [0, 32] as const;

/** The least and the greatest value of each option that is a whole number. */
export const BOUNDS = {
	...SCOPE_LIMITS,
	runs: [1, 1_000_000],
	growSeconds: [0, 86_400],
	maxActions: [1, 10_000],
	seed: [-(2 ** 31), 2 ** 31 - 1],
	simpleLength: [1, 6],
	workers: [1, 16],
	seeds: [1, 10_000],
	inductionSlots: SCOPE_LIMITS.slots,
} as const;

/** The default scope of each check; slots are the source's own, or 4 for the mirror. */
export const SCOPES = {
	verify: { users: 3, services: 5 },
	explore: { users: 2, services: 2 },
	coverage: { users: 1, services: 2 },
	paths: { users: 1, services: 2 },
} as const;

/** The least and the greatest number of slots with which the abstraction is searched. */
export const PROVED_SLOTS = [1, 4] as const;
/** The folder where the command keeps findings. */
export const STORE = ".rollcall";
/** Defaults of `verify`. A C source has fewer random interleavings: the induction covers what only large sizes show. */
export const VERIFY_DEFAULTS = { runs: 11_000, runsOfSource: 8_000, maxActions: 120, seed: 1 } as const;
/** Seconds from the start of `verify` in which the command searches larger scopes. */
export const GROWTH_SECONDS = 20;
/** Defaults of `coverage`; the seed is that of `verify`. */
export const COVERAGE_DEFAULTS = { runs: 5_000, maxActions: 120, seed: 1 } as const;
/** Kinds of jobs of a campaign: complete searches, those with every action, random interleavings, searches of single claims. */
export const JOB_KINDS = ["search", "actions", "random", "claims", "induction"] as const;
/** One of `JOB_KINDS`. */
export type JobKind = (typeof JOB_KINDS)[number];
/** Scopes and random series of a campaign; the length of interleavings and the seed are those of `verify`. */
export const CAMPAIGN_DEFAULTS = { users: [1, 2], services: [1, 2], seeds: 8, runs: 5_000, inductionSlots: 2 } as const;
/** Time between two checkpoints of a search, in seconds. */
export const SAVE_EVERY = 30;
/** Time after which the job of a worker that is gone is given to another, in seconds. */
export const LEASE = 30;
/** The greatest length of an interleaving of `paths`. */
export const PATHS_ACTIONS = 40;
/** The greatest length of the simple paths that coverage asks for. */
export const SIMPLE_LENGTH = 4;
/** The most memory for the stored states of a search, in MiB. */
export const MOST_MEBIBYTES = 2048;
/** The most time that each command takes, in seconds, unless it is given another. */
export const MOST_SECONDS = { verify: 600, claims: 3600, explore: 3600, coverage: 900, paths: 900 } as const;

/** The most states of a search of a target by itself, past violations. */
export const STATES_PAST = 16_000;
/** The same at one scope, where the other searches leave claims open. */
export const STATES_FURTHER = 120_000;
/** The most states of such a search that keeps the traces of events. */
export const TRACE_STATES = 200_000;
/** The most states of a search for a single claim. */
export const OWN_SEARCH_STATES = 100_000;
/** The most states of a scope, or product states, at which `explore` searches for single claims too. */
export const EXPLORE_OWN_SEARCH_STATES = 10_000;

/** The scope of a check that searches it. @throws UsageError where a component is out of bounds */
export function searchedScopeOf(
	scope: ScopeOptions | undefined,
	preset: Pick<Scope, "users" | "services">,
): PartialScope {
	const partial = scopeOf(scope, preset);
	if (partial.rows !== undefined)
		throw new UsageError("only verify takes rows in another order than users first", "rows");
	bounded("users", partial.users, SEARCHED_USERS);
	return partial;
}

/** @throws UsageError where coverage cannot be recorded: its records know no order of rows */
export function expectUsersFirst({ rows }: Scope): void {
	if (rows !== undefined) throw new UsageError("it is recorded with users in the first rows only", "coverage");
}

/** The scope of a check. @throws UsageError where a component is out of bounds */
export function scopeOf(scope: ScopeOptions = {}, preset: Pick<Scope, "users" | "services">): PartialScope {
	const { users = preset.users, services = preset.services, slots, rows } = scope;
	return {
		users: bounded("users", users),
		services: bounded("services", services),
		slots: slots === undefined ? undefined : bounded("slots", slots),
		...(rows === undefined || rows === "users first" ? {} : { rows }),
	};
}

/** @returns the value. @throws UsageError where it is no whole number within the bounds of its option */
export function bounded(
	option: keyof typeof BOUNDS,
	value: number,
	[least, greatest]: readonly [number, number] = BOUNDS[option],
): number {
	if (Number.isInteger(value) && value >= least && value <= greatest) return value;
	throw new UsageError(`expected a whole number from ${least} to ${greatest}, found ${value}`, option);
}

/** Limits of a command: those given, and its own for others. */
export function limitsFor(command: keyof typeof MOST_SECONDS, { states, bytes, timeMs }: PartialLimits = {}): Limits {
	return limitsOf({
		states,
		bytes: bytes ?? MOST_MEBIBYTES * 2 ** 20,
		timeMs: timeMs ?? MOST_SECONDS[command] * 1000,
	});
}

/** Limits of a search, with Infinity where there are none. */
export function limitsOf({ states, bytes, timeMs }: PartialLimits = {}): Limits {
	const none = Number.POSITIVE_INFINITY;
	return { states: states ?? none, bytes: bytes ?? none, timeMs: timeMs ?? none };
}

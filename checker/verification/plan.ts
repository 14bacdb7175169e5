import type { Limits } from "../../explore/limits.ts";
import type { Prologue } from "../../lockstep/prologue.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { parseAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { CLAIMS, type Claim, withRested } from "../../properties/ledger.ts";
import { actionsText } from "../../report/text/coverage.ts";
import type { ReportedFinding } from "../../report/text/finding.ts";
import { grouped } from "../../report/text/numbers.ts";
import { UsageError } from "../errors.ts";
import type { OpenedTarget } from "../open-target.ts";
import {
	bounded,
	type CheckOptions,
	type ClaimOptions,
	limitsFor,
	limitsOf,
	type PartialLimits,
	VERIFY_DEFAULTS,
} from "../options.ts";
import type { StoreOptions } from "../store/findings-store.ts";
import { Deadline, type Part } from "./deadline.ts";

/** Options of `verify`. */
export interface VerifyOptions extends CheckOptions, ClaimOptions, StoreOptions {
	/** Number of random interleavings. */
	readonly runs?: number | undefined;
	/** Scopes to search completely for a number of slots; small ones if left out. */
	readonly scopes?: ((slots: number) => readonly Scope[]) | undefined;
	/**
	 * Time from the start of the run in which larger scopes are searched completely too, one after the other, where nothing is violated;
	 * none if left out, and where the scopes are given.
	 */
	readonly growMs?: number | undefined;
	/** The greatest length of a random interleaving. */
	readonly maxActions?: number | undefined;
	/** Beginning of every random interleaving: then there are no others; some of each kind if left out. */
	readonly prologue?: Prologue | undefined;
	/** The seed of the random interleavings, a 32 bit integer. */
	readonly seed?: number | undefined;
	/** Path of the only interleaving to run, from the seed: fast-check's, as in "12:0:3". */
	readonly path?: string | undefined;
	/** Actions of the only interleaving to run, as in ["spawn(u0)", "exit(u0)"]. */
	readonly interleaving?: readonly string[] | undefined;
	/** Actions that repeat for ever behind the interleaving, which makes a lasso of it: checked for claims about liveness. */
	readonly loop?: readonly string[] | undefined;
	/**
	 * The most states of each search of the target by itself, past steps that break claims. It decides other claims where the other
	 * searches stop at a violation.
	 */
	readonly statesPast?: number | undefined;
	/** The most states of a search for a single claim. */
	readonly ownStates?: number | undefined;
	/** Scopes of the searches for single claims, for a number of slots. */
	readonly ownScopes?: ((slots: number) => readonly Scope[]) | undefined;
	/** Receives the first finding as soon as it is reproduced, with all the claims that it breaks. */
	readonly onFirstFinding?:
		| ((findings: readonly ReportedFinding[], opened: OpenedTarget) => Promise<void> | void)
		| undefined;
	/** True to take no results of earlier runs with the same code. */
	readonly fresh?: boolean | undefined;
	/** Limits of the whole run, in time, and of each search, in memory. */
	readonly limits?: Pick<PartialLimits, "timeMs" | "bytes"> | undefined;
}

/** Options of a verification with their defaults. */
export interface Plan {
	readonly runs: number;
	readonly maxActions: number;
	readonly prologue: Prologue | undefined;
	readonly seed: number;
	readonly path: string | undefined;
	readonly given: Interleaving | undefined;
	readonly loop: Interleaving | undefined;
	/** True if only one interleaving is run. */
	readonly isReplay: boolean;
	readonly claims: readonly Claim[];
	readonly deadline: Deadline;
	/** Time from the start of the run in which larger scopes are searched. */
	readonly growMs: number;
	/** The most memory for the states of a search. */
	readonly bytes: number;
	readonly options: VerifyOptions;
}

/**
 * Completes the options of a verification of its target.
 *
 * @throws UsageError where they do not fit
 */
export function planOf(options: VerifyOptions, { target: { scope }, source }: OpenedTarget): Plan {
	const usual = source ? VERIFY_DEFAULTS.runsOfSource : VERIFY_DEFAULTS.runs;
	const { runs = usual, maxActions = VERIFY_DEFAULTS.maxActions, seed = VERIFY_DEFAULTS.seed } = options;
	const { path, claims = CLAIMS } = options;
	const given = options.interleaving && parseInterleaving(options.interleaving, scope);
	const loop = options.loop && parseActions(options.loop, scope, "loop");
	if (loop && !given) throw new UsageError("needs an interleaving, which leads to it", "loop");
	if (given && path !== undefined) throw new UsageError("path and interleaving exclude each other");
	const { timeMs, bytes } = limitsFor("verify", options.limits);
	const isReplay = given !== undefined || path !== undefined;
	return {
		runs: bounded("runs", runs),
		maxActions: bounded("maxActions", maxActions),
		prologue: options.prologue,
		seed: bounded("seed", seed),
		path,
		given,
		loop,
		isReplay,
		// One interleaving goes on past violations of other claims, and its whole trace is checked.
		claims: isReplay ? claims : withRested(claims),
		deadline: new Deadline(timeMs, options.signal),
		growMs: options.scopes ? 0 : (options.growMs ?? 0),
		bytes,
		options,
	};
}

/** Reads the actions of an interleaving. @throws UsageError where one of them is no action of the scope */
function parseInterleaving(texts: readonly string[], scope: Scope): Interleaving {
	if (texts.length === 0)
		throw new UsageError('expected actions, as in "spawn(u0) exit(u0)", found none', "interleaving");
	return parseActions(texts, scope, "interleaving");
}

function parseActions(texts: readonly string[], scope: Scope, option: "interleaving" | "loop"): Interleaving {
	return texts.map((text) => {
		const action = parseAction(scope, text);
		if ("error" in action) throw new UsageError(`at ${scopeName(scope)}: ${action.error}`, option);
		return action;
	});
}

/** The identity of the random part of a run, for its coverage record. */
export function identityOf({ path, claims, seed, runs, maxActions, prologue, given }: Plan, scope: Scope): string {
	const only = claims === CLAIMS ? "" : `, checked against ${claims.map(({ id }) => id).join(",")} only`;
	if (given) return `one interleaving: ${actionsText(scope, given)}${only}`;
	const which = path === undefined ? `${grouped(runs)} interleavings` : `the interleaving at ${path}`;
	return `random: seed ${seed}, ${which} of at most ${maxActions} actions${prologueWords(prologue)}${only}`;
}

/** Limits of a search: an equal share of the time that is left for searches. @param others searches that follow */
export function limitsOfSearch(plan: Plan, others: number): Limits {
	return limitsOf({ timeMs: timeFor("searches", plan) / (others + 1), bytes: plan.bytes });
}

/** Time for a part in milliseconds. An interruption is for the signal to tell: a search is to name it, and not its limit. */
export function timeFor(part: Part, { deadline, options }: Plan): number {
	return options.signal?.aborted ? Number.POSITIVE_INFINITY : deadline.msFor(part);
}

/** Words of such an identity about the beginning of the interleavings; empty where they have none. */
export function prologueWords(prologue: Prologue | undefined): string {
	return prologue ? `, each behind a prologue (${prologue})` : "";
}

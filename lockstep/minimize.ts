import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import { isService, nrProcs, numberInKind, type Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { maskBitsIn, processesOf } from "../model/variants.ts";
import type { Claim } from "../properties/ledger.ts";
import type { Minimality } from "./counterexample.ts";
import type { Interleaving } from "./random.ts";
import { type Failing, type SameFailure, Trial } from "./same-failure.ts";
import { compactions, MOST_REARRANGED, smaller, usedIn, withoutRun } from "./smaller.ts";

/** A failure with an interleaving that leads to it. */
export interface Unminimized extends SameFailure, Failing {
	/** Claims that end the interleaving when it breaks them, the failure's own among them. */
	readonly claims: readonly Claim[];
	readonly minimality: Minimality;
}

/** The shortest interleaving that could be found for a failure. */
export interface Minimized extends Failing {
	readonly minimality: Minimality;
}

/** Targets and a search for the minimiser. The search is in a folder that imports this one, so it is passed in. */
export interface MinimizerTools {
	/** True when it is to end with what it has; never, if left out. */
	readonly isOver?: () => boolean;
	/** A target of the same implementation at a scope, for single interleavings. */
	targetAt(scope: Scope): Promise<Target>;
	/**
	 * Searches breadth first, within limits, for failures of at most a length.
	 *
	 * @param deaths whether services may exit on the way
	 * @returns the first interleaving for each failure that was reached, among them those asked for
	 */
	search(
		scope: Scope,
		claims: readonly Claim[],
		deaths: boolean,
		length: number,
	): Promise<readonly (SameFailure & Omit<Failing, "scope">)[]>;
}

/**
 * Minimises the interleaving of a failure: shrinks it, proves by search that none is shorter, and picks the preferred
 * one of the shortest.
 *
 * An interleaving that is known to be shortest is not shrunk. Where the search does not reach the failure, it stays
 * locally minimal.
 */
export async function minimize(finding: Unminimized, tools: MinimizerTools): Promise<Minimized> {
	if (finding.minimality === "shortest") return prefer(finding, tools);
	const { claims } = finding;
	const target = await tools.targetAt(finding.scope);
	const targetAt = (scope: Scope): Promise<Target> => tools.targetAt(scope);
	const shrunk = await reduce(finding, claims, finding.interleaving, target, targetAt, tools.isOver);
	if (!shrunk) return finding;
	const { scope, interleaving, detail } = shrunk;
	const shortest = await shortestOf({ ...finding, scope, interleaving }, tools, true);
	if (!shortest) return { scope, interleaving, detail, minimality: tools.isOver?.() ? "found" : "locally minimal" };
	return prefer({ ...finding, scope, ...shortest, minimality: "shortest" }, tools);
}

/** Searches for the shortest interleaving of the same failure, at most as long; undefined where none was found. */
async function shortestOf(
	{ claim, cause, isOfTrace, claims, scope, interleaving: { length } }: Unminimized,
	tools: MinimizerTools,
	deaths: boolean,
): Promise<Pick<Failing, "interleaving" | "detail"> | undefined> {
	// The search keeps no history.
	if (isOfTrace) return undefined;
	const found = await tools.search(scope, claims, deaths, length);
	const same = found.find((one) => one.claim === claim && one.cause === cause && one.interleaving.length <= length);
	return same && { interleaving: same.interleaving, detail: same.detail };
}

/**
 * Picks, of interleavings of one length, one in which no service exits, if there is one, and without a bit of a mask
 * that can be removed. It searches with one thread, so that the choice does not depend on the number of threads used
 * before.
 */
async function prefer(finding: Unminimized, tools: MinimizerTools): Promise<Minimized> {
	const preferred = (await shortestOf(finding, tools, false)) ?? (await shortestOf(finding, tools, true)) ?? finding;
	const target = await tools.targetAt(finding.scope);
	const { scope, minimality } = finding;
	const { interleaving, detail } =
		(await reduce(finding, finding.claims, preferred.interleaving, target, undefined, tools.isOver)) ?? finding;
	return { scope, interleaving, detail, minimality };
}

/** An interleaving that was reduced. */
export interface Reduced extends Failing {
	/** Number of interleavings tried. */
	readonly tries: number;
}

/**
 * Reduces an interleaving until nothing more can be removed: no action, no two actions, no process, no service and no
 * bit of a mask. The failure stays the same; an interleaving that fails in another way is rejected.
 *
 * @param claims those that stop an interleaving when it breaks them, the failure's own among them
 * @param targetAt a target of the same implementation at a smaller scope, of the processes that are left; if it is left
 * out, the scope stays
 * @param isOver true when it is to end with what it has
 * @returns undefined where the interleaving does not fail in that way
 */
export async function reduce(
	failure: SameFailure,
	claims: readonly Claim[],
	interleaving: Interleaving,
	target: Target,
	targetAt?: (scope: Scope) => Promise<Target>,
	isOver?: () => boolean,
): Promise<Reduced | undefined> {
	let trial = new Trial(failure, claims, new System(target.scope), target, isOver);
	const trials = [trial];
	const start = trial.run(interleaving);
	if (!start) return undefined;
	let best = withoutRuns(trial, withoutProcesses(trial, start));
	for (let isFixed = false; ; isFixed = true) {
		const { scope } = best;
		for (const smaller of compactions(scope, best.interleaving)) {
			const isWorthIt = isFixed || nrProcs(smaller.scope) < nrProcs(scope) / 2;
			// A target at another scope may have to be compiled.
			if (!isWorthIt || !targetAt || isOver?.()) break;
			const fewer = new Trial(failure, claims, new System(smaller.scope), await targetAt(smaller.scope), isOver);
			// Fewer processes are another system: most fail there in the same way, but not all have to.
			const renamed = fewer.run(smaller.interleaving);
			trials.push(fewer);
			if (!renamed) continue;
			[trial, best] = [fewer, renamed];
			break;
		}
		if (isFixed && best.scope === scope) break;
		best = orderedFixpoint(trial, best);
	}
	return { ...best, tries: trials.reduce((sum, one) => sum + one.tries, 0) };
}

/** Sorts an interleaving that cannot be made smaller, and makes it smaller again where the new order allows it. */
function orderedFixpoint(trial: Trial, start: Failing): Failing {
	const ordered = inOrder(trial, start);
	const less = toFixpoint(trial, ordered);
	return less === ordered ? ordered : orderedFixpoint(trial, less);
}

/**
 * Sorts the actions for reading: services first, then users, each process by itself, as far as the failure stays the
 * same. The order depends neither on the search that found the interleaving nor on the original order.
 */
function inOrder(trial: Trial, start: Failing): Failing {
	const { scope } = start;
	const rank = ({ process }: Action): number =>
		numberInKind(scope, process) + (isService(scope, process) ? 0 : scope.services);
	let best = start;
	if (best.interleaving.length > MOST_SORTED) return best;
	for (let isOrdered = false; !isOrdered; ) {
		isOrdered = true;
		for (let index = 1; index < best.interleaving.length; ) {
			const [before, action] = best.interleaving.slice(index - 1, index + 1);
			const swapped =
				before && action && rank(action) < rank(before)
					? trial.run(best.interleaving.with(index, before).with(index - 1, action))
					: undefined;
			if (swapped && swapped.interleaving.length === best.interleaving.length) {
				[best, isOrdered] = [swapped, false];
				index = Math.max(1, index - 1);
			} else index++;
		}
	}
	return best;
}

/** Removes processes with all their actions, many at once and then fewer, each once: of a crowd most are alike. */
function withoutProcesses(trial: Trial, start: Failing): Failing {
	let best = start;
	for (let size = usedIn(start.interleaving).length >> 1; size > 0; size >>= 1) {
		const used = usedIn(best.interleaving);
		for (let end = used.length; end > 0; end -= size) {
			const removed = new Set(used.slice(Math.max(0, end - size), end));
			const found = trial.run(
				best.interleaving.filter((action) => !processesOf(action).some((one) => removed.has(one))),
			);
			if (found && isLess(found.interleaving, best.interleaving)) best = found;
		}
	}
	return best;
}

/** Removes runs of actions, the longest first, each once: most of a long interleaving is removed in few tries. */
function withoutRuns(trial: Trial, start: Failing): Failing {
	let best = start;
	for (let size = start.interleaving.length >> 1; size > 0; size >>= 1) {
		for (let end = best.interleaving.length; end > 0; end -= size) {
			const found = trial.run(withoutRun(best.interleaving, end, size));
			if (found && isLess(found.interleaving, best.interleaving)) best = found;
		}
	}
	return best;
}

/** Removes processes and runs of actions until nothing changes any more, as long as an interleaving is long. */
function swept(trial: Trial, start: Failing): Failing {
	let best = start;
	for (let length = 0; best.interleaving.length > MOST_REARRANGED && length !== best.interleaving.length; ) {
		length = best.interleaving.length;
		best = withoutRuns(trial, withoutProcesses(trial, best));
	}
	return best;
}

/** Tries smaller interleavings until none of them fails in the same way. */
function toFixpoint(trial: Trial, start: Failing): Failing {
	let best = swept(trial, start);
	for (let isSmaller = true; isSmaller; ) {
		isSmaller = false;
		for (const candidate of smaller(best)) {
			const found = trial.run(candidate);
			if (!found || !isLess(found.interleaving, best.interleaving)) continue;
			best = found;
			isSmaller = true;
			break;
		}
	}
	return best;
}

/** True if an interleaving is shorter than another or, at the same length, has fewer bits in its masks. */
function isLess(a: Interleaving, b: Interleaving): boolean {
	return a.length === b.length ? bitsIn(a) < bitsIn(b) : a.length < b.length;
}

function bitsIn(interleaving: Interleaving): number {
	return interleaving.reduce((sum, action) => sum + maskBitsIn(action), 0);
}

/** The greatest length at which actions are sorted: a crowd's are, already. */
const MOST_SORTED = 120;

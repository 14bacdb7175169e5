import type { Claim } from "./claim.ts";
import * as boundary from "./claims/boundary.ts";
import * as conforms from "./claims/conforms.ts";
import * as design from "./claims/design.ts";
import * as live from "./claims/live.ts";
import * as resubscription from "./claims/resubscription.ts";
import * as state from "./claims/state.ts";
import * as step from "./claims/step.ts";
import * as trace from "./claims/trace.ts";

export type { Claim } from "./claim.ts";

/** The ledger: every claim, in the order in which reports list them. */
export const CLAIMS: readonly Claim[] = [
	conforms.conforms,
	state.waitingBalances,
	state.indexInRange,
	state.subscribersLive,
	state.lingersOnlyIfOwed,
	state.oneEventAtATime,
	step.notNested,
	step.noPanic,
	trace.noSubscriberSkipped,
	trace.inSubscriptionOrder,
	trace.askedOnce,
	step.onlyTheInterested,
	state.serial,
	trace.resumedOnceAfterAll,
	trace.vfsFirst,
	step.maskReplaces,
	step.servicesOnly,
	step.slotsFull,
	step.strayReplyHarmless,
	boundary.messageWellFormed,
	boundary.staysInBounds,
	resubscription.leftoverAcknowledged,
	resubscription.quickResubscription,
	step.deadSubscriberReleased,
	state.outstandingBound,
	trace.roundtrips,
	live.everyEventEnds,
	live.slotsComeFree,
	live.lateMaskMisses,
	live.askedAgain,
	design.parallelBound,
	design.asyncUnbounded,
	design.semgetSafe,
	design.semopUnsafe,
	design.exitByPriority,
	design.interruptedOnce,
	design.deadLeaveNoTrace,
	design.watchExitUnsound,
];

/** True if all claims are the ledger's own: then their ids name them, also to another thread and in a file. */
export function areInLedger(claims: readonly Claim[]): boolean {
	return claims.every((claim) => CLAIMS.includes(claim));
}

/**
 * Claims, with those of the ledger that their checks take for granted: a search that did not check these would say that a claim holds
 * where it is broken past them.
 */
export function withRested(claims: readonly Claim[]): readonly Claim[] {
	const rested = CLAIMS.filter(({ id }) => claims.some(({ restsOn }) => restsOn?.includes(id)));
	const more = rested.filter(({ id }) => claims.every((claim) => claim.id !== id));
	return more.length === 0 ? claims : [...claims, ...more];
}

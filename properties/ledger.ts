import type { Check } from "./check.ts";
import { conforms } from "./claims/conforms.ts";
import {
	indexInRange,
	lingersOnlyIfOwed,
	oneEventAtATime,
	outstandingBound,
	serial,
	subscribersLive,
	waitingBalances,
} from "./claims/state.ts";
import {
	deadSubscriberReleased,
	maskReplaces,
	noPanic,
	notNested,
	onlyTheInterested,
	servicesOnly,
	slotsFull,
	strayReplyHarmless,
} from "./claims/step.ts";
import {
	askedOnce,
	inSubscriptionOrder,
	leftoverAcknowledged,
	noSubscriberSkipped,
	quickResubscription,
	resumedOnceAfterAll,
	roundtrips,
	vfsFirst,
} from "./claims/trace.ts";

/**
 * What a claim speaks of. `state`: every reachable state. `step`: every transition. `trace`: a history. `live`: what comes
 * to pass under fairness. `exists`: something that can happen. `design`: an alternative design.
 */
type ClaimKind = "state" | "step" | "trace" | "live" | "exists" | "design";

/** One claim that the source makes about itself. */
export interface Claim {
	readonly id: string;
	readonly sentence: string;
	/** Where the source says it: a function of event.c, its head comment, or the commit message. */
	readonly source: string;
	readonly kinds: readonly ClaimKind[];
	/** Puts one step to the claim; undefined where the claim is not checked yet. */
	readonly check: Check | undefined;
}

function claim(
	id: string,
	kinds: ClaimKind | readonly ClaimKind[],
	source: string,
	sentence: string,
	check?: Check,
): Claim {
	return { id, sentence, source, kinds: typeof kinds === "string" ? [kinds] : kinds, check };
}

/** The ledger: every claim, in the order in which reports list them. */
export const CLAIMS: readonly Claim[] = [
	claim("conforms", "step", "world.md, not the source", "every action does what the specification does", conforms),
	claim(
		"waiting-balances",
		"state",
		"subs[], field waiting",
		"a slot's wait count is the number of processes in an event call at that slot",
		waitingBalances,
	),
	claim(
		"index-in-range",
		"state",
		"resume_event, remove_sub, publish_event: assertions",
		"in an event call 0 <= eventsub < nsubs, out of one NO_EVENTSUB",
		indexInRange,
	),
	claim(
		"subscribers-live",
		"state",
		"publish_event",
		"slots hold distinct, live services, at most NR_SUBS",
		subscribersLive,
	),
	claim(
		"lingers-only-if-owed",
		"state",
		"do_proceventmask, do_proc_event_reply",
		"a slot with mask 0 is owed at least one reply",
		lingersOnlyIfOwed,
	),
	claim(
		"one-event-at-a-time",
		"state",
		"head comment, resume_event",
		"an event call is for exactly one event, never during a VFS call",
		oneEventAtATime,
	),
	claim(
		"not-nested",
		"state",
		"remove_sub, publish_event",
		"no event call starts inside another's resumption, nested is 0 between actions",
		notNested,
	),
	claim("no-panic", "step", "every assertion and panic", "no assertion fails and PM does not panic", noPanic),
	claim(
		"no-subscriber-skipped",
		"trace",
		"remove_sub",
		"whoever is subscribed to the event when its turn comes is asked, also when slots move",
		noSubscriberSkipped,
	),
	claim(
		"in-subscription-order",
		"trace",
		"head comment, remove_sub",
		"one event is announced in subscription order",
		inSubscriptionOrder,
	),
	claim("asked-once", "trace", "head comment", "one event is announced at most once per subscription", askedOnce),
	claim(
		"only-the-interested",
		"step",
		"resume_event",
		"a message goes only to a slot whose mask has the event when it is sent",
		onlyTheInterested,
	),
	claim("serial", "state", "head comment", "at most one message is outstanding per process", serial),
	claim(
		"resumed-once-after-all",
		"trace",
		"resume_event",
		"exit_restart or restart_sigs runs exactly once per event, after the last acknowledgement or removal",
		resumedOnceAfterAll,
	),
	claim(
		"vfs-first",
		"trace",
		"head comment",
		"an event is published only after VFS acknowledged the same event",
		vfsFirst,
	),
	claim(
		"mask-replaces",
		"step",
		"do_proceventmask",
		"a new mask replaces the old one, zero unsubscribes",
		maskReplaces,
	),
	claim(
		"services-only",
		"step",
		"do_proceventmask, do_proc_event_reply",
		"a user's subscription gets EPERM, a user's reply ENOSYS, and nothing changes",
		servicesOnly,
	),
	claim(
		"slots-full",
		"step",
		"do_proceventmask",
		"ENOMEM exactly when all slots are taken, and nothing changes",
		slotsFull,
	),
	claim(
		"stray-reply-harmless",
		"step",
		"do_proc_event_reply",
		"a reply that matches nothing warns and changes nothing",
		strayReplyHarmless,
	),
	claim(
		"leftover-acknowledged",
		"trace",
		"head comment, do_proc_event_reply",
		"after a mask change, replies to leftover messages are still taken",
		leftoverAcknowledged,
	),
	claim(
		"quick-resubscription",
		"trace",
		"do_proc_event_reply",
		"unsubscribing and resubscribing with replies owed keeps the slot and its count",
		quickResubscription,
	),
	claim(
		"dead-subscriber-released",
		"step",
		"publish_event",
		"a subscriber's death moves on everyone who waited for it",
		deadSubscriberReleased,
	),
	claim("outstanding-bound", "state", "head comment", "at most NR_PROCS messages are outstanding", outstandingBound),
	claim("roundtrips", "trace", "head comment", "an event costs one round trip per interested subscriber", roundtrips),
	claim("every-event-ends", "live", "head comment", "every event call ends"),
	claim(
		"slots-come-free",
		"live",
		"do_proceventmask, do_proc_event_reply",
		"an unsubscribed service's slot is in the end given back",
	),
	claim(
		"late-mask-misses",
		"exists",
		"head comment",
		"a service that subscribes during an event's VFS call or later can miss that event's earlier half",
	),
	claim(
		"asked-again",
		"exists",
		"do_proc_event_reply",
		"a service that unsubscribes and subscribes again can be told of one event twice",
	),
	claim(
		"parallel-bound",
		"design",
		"head comment",
		"asking all subscribers at once can have NR_PROCS*NR_SUBS messages outstanding",
	),
	claim("async-unbounded", "design", "head comment", "announcing without waiting has no bound"),
	claim(
		"semget-safe",
		"design",
		"head comment",
		"subscribing while serving semget never loses a signal for a process blocked in semop",
	),
	claim("semop-unsafe", ["design", "exists"], "head comment", "subscribing while serving semop can lose a signal"),
	claim(
		"exit-by-priority",
		"design",
		"head comment",
		"for exits it is safe because regular messages come before asynchronous ones, and not without that",
	),
	claim(
		"watch-exit-unsound",
		["design", "exists"],
		"commit message",
		"the older VM watch-exit/query-exit scheme loses notifications and races",
	),
];

// The structs of steps, expected and taken, that impl/c/kernel and explore/fast/kernel share.

import { KERNEL } from "./kernel-constants.ts";
import { struct } from "./struct.ts";

/** The result of an action: an expected one has its messages and callbacks right behind it. */
export const KERNEL_RESULT = struct("kernel_result", {
	code: "int",
	warnings: "unsigned",
	/** Not 0 where a message says something that it should not. */
	malformed: "unsigned",
	messages: "unsigned",
	callbacks: "unsigned",
});

/** The result of the action that is taken. */
export const KERNEL_RECORD = struct("kernel_record", {
	result: KERNEL_RESULT,
	/** Receiver, process that it is about, event. */
	message: ["unsigned", 3 * KERNEL.MAX_EFFECTS],
	/** Callback and process. */
	callback: ["unsigned", 2 * KERNEL.MAX_EFFECTS],
});

/** The images that a target is compared with: of a row of mproc[], and of the list, which has its slots right behind it. */
export const KERNEL_ROW_IMAGE = struct("kernel_row_image", {
	flags: "unsigned",
	sigpending: "unsigned",
	eventsub: "int",
});
export const KERNEL_LIST_IMAGE = struct("kernel_list_image", { nested: "unsigned", length: "unsigned" });
export const KERNEL_SLOT_IMAGE = struct("kernel_slot_image", {
	endpoint: "int",
	mask: "unsigned",
	waiting: "unsigned",
});

/** The action of a step: a kind of enum action_kind, a process and two operands. */
export const KERNEL_ACTION = struct("kernel_action", {
	kind: "unsigned char",
	process: "unsigned char",
	first: "unsigned char",
	second: "unsigned char",
});

/** One expected step. */
export const KERNEL_STEP = struct("kernel_step", {
	action: KERNEL_ACTION,
	/** The action's number in the alphabet. */
	number: "unsigned short",
	/** The worker that keeps what the step leads to. */
	owner: "unsigned short",
	/** The step is not taken where the user that it is about waits for this reply; less than 0 for none. */
	awaited: "short",
	/** Set where it leads to another state of the specification. */
	changes: "unsigned char",
	/** Set where it does the same whatever the rest is, and leads to settled_users. */
	is_settled: "unsigned char",
	result: "const struct kernel_result *",
	/** Images of users and services after the step; NULL where they stay as they are. */
	users: "const int *",
	services: "const int *",
	settled_users: "unsigned",
});

/** The subscriber that an event is announced to next: place and process, both less than 0 for none. */
export const KERNEL_NEXT = struct("kernel_next", { place: "int", process: "int" });

/** A user that waits for VFS or for a subscriber. */
export const KERNEL_WAITING = struct("kernel_waiting", {
	position: "unsigned",
	event: "unsigned",
	/** Place of the subscriber; less than 0 for VFS. */
	place: "int",
	/** Images of users after the reply, by the place of the next subscriber plus one; NULL where not known yet. */
	after: "const int **",
});

/** A step by which a subscriber is removed, so that users that wait go on or move up. */
export const KERNEL_UNSUBSCRIPTION = struct("kernel_unsubscription", {
	action: KERNEL_ACTION,
	number: "unsigned",
	place: "int",
	/** Set where it happens even if users wait for the subscriber. */
	is_forced: "unsigned",
	/** The image of services after it, and the worker that keeps that. */
	services: "const int *",
	owner: "unsigned",
	/** The number of what it does to users. */
	removal: "unsigned",
	/** The next subscriber by event, for the users that waited. */
	next: [KERNEL_NEXT, 2],
	/** Expected results by the number of the users that wait there; NULL where not known yet. */
	results: "const struct kernel_result **",
	result_count: "unsigned",
});

/** A combination of users, and their steps that have nothing to do with services. */
export const KERNEL_USERS = struct("kernel_users", {
	/** Rows, and by place how many users wait there. */
	image: "const int *",
	/** The reply that each user waits for; less than 0 for none. */
	waits: "const int *",
	steps: "struct kernel_step *",
	step_count: "unsigned",
	waiting: "const struct kernel_waiting *",
	waiting_count: "unsigned",
	/** The greatest place that a user waits at; less than 0 for none. */
	last: "int",
	/** The users that wait at each place, as a number. */
	waiters: "const unsigned *",
	/** Images of users by removal; NULL where not known yet. */
	removed: "const int **",
	removed_count: "unsigned",
});

/** A combination of services and slots, and their steps that have nothing to do with users. */
export const KERNEL_SERVICES = struct("kernel_services", {
	/** Rows, and the list of subscribers. */
	image: "const int *",
	steps: "const struct kernel_step *",
	step_count: "unsigned",
	/** Replies about users, as they are where no user waits for them. */
	replies: "const struct kernel_step *",
	reply_count: "unsigned",
	owner: "unsigned",
	/** The subscriber that each event is announced to first, and by place and event the next one. */
	first: "const struct kernel_next *",
	following: "const struct kernel_next *",
	/** The subscriber at each place, a process; less than 0 where it cannot reply. */
	repliers: "const int *",
	/** The number of services that wait at each place. */
	pending_replies: "const unsigned *",
	/** The removal that the last reply to each place brings; NULL for none. */
	last_reply: "const struct kernel_unsubscription *const *",
	unsubscriptions: "const struct kernel_unsubscription *",
	unsubscription_count: "unsigned",
});

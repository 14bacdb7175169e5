// The structs and constants that impl/c/kernel and explore/fast/kernel share. Members have the same names on both sides.
//
// A memory of the module is kept as a pair: the number of its users' rows, and the number of the rest of it, which is a
// pair itself: the number of the services' rows and that of the globals, all that lies outside of mproc[].

import { struct } from "./struct.ts";

/** Sizes and return values, in C with KERNEL_ before their names. */
export const KERNEL = {
	/** Messages, and callbacks, that one action may send. */
	MAX_EFFECTS: 256,
	/** Steps from one state that have to do with services. */
	MAX_STEPS: 4096,
	/** Words of the globals. */
	MAX_GLOBALS: 1024,
	/** Pairs that are expanded together. */
	MAX_GROUP: 256,
	/** Workers that share a search. */
	MAX_WORKERS: 256,
	/** Actions whose last result is remembered. */
	HINTS: 4096,
	/** Processes that symmetry can rename. */
	MAX_NAMED: 64,
	/** Steps in situations that are not new, of which one is compared with the same under other names. */
	STEPS_PER_CHECK: 256,
	/** Every step was taken. */
	DONE: -1,
	/** The next step is one that is not known yet. */
	UNKNOWN: -2,
} as const;

/** An interner of entries of one width. Its memory takes none of the machine's before it is written to. */
export const KERNEL_TABLE = struct("kernel_table", {
	words: "unsigned *",
	/** Hash index: some bits of the hash, and the number plus one, in each slot; 0 for none. */
	index: "unsigned *",
	/** Words of an entry. */
	width: "unsigned",
	/** Entries that there are, and can be. */
	size: "unsigned",
	capacity: "unsigned",
	/** Slots of the index. */
	length: "unsigned",
	/** The bits of a slot that are the hash's. */
	tags: "unsigned",
});

/** A bit by number of users, set where the pair was visited. */
const KERNEL_BITSET = struct("kernel_bitset", { words: "unsigned *", length: "unsigned" });

/** A pair of numbers that the rest of a memory is made of. */
const KERNEL_REST = struct("kernel_rest", { services: "unsigned", globals: "unsigned" });

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
const KERNEL_ROW_IMAGE = struct("kernel_row_image", {
	flags: "unsigned",
	sigpending: "unsigned",
	eventsub: "int",
});
const KERNEL_LIST_IMAGE = struct("kernel_list_image", { nested: "unsigned", length: "unsigned" });
const KERNEL_SLOT_IMAGE = struct("kernel_slot_image", {
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

/** All that the kernel has; it lies behind the module's own memory. */
export const KERNEL_STATE = struct("kernel_state", {
	user_count: "unsigned",
	service_count: "unsigned",
	/** The state of the target, mproc[] in it: words before the rows, of users, of services, and behind the rows. */
	region: "unsigned *",
	head: "unsigned",
	user_words: "unsigned",
	service_words: "unsigned",
	tail: "unsigned",
	/** The number of this worker, and of workers. */
	worker: "unsigned",
	workers: "unsigned",
	/** A mailbox for each worker, one after the other, and the words of each. */
	mailboxes: "unsigned *",
	mailbox_words: "unsigned",
	/** Numbers of users and rest, from pair `discarded` on, and how many pairs there is room for. */
	pairs: "unsigned *",
	discarded: "unsigned",
	max_held: "unsigned",
	/** Predecessor and action of each pair, discarded ones included; their number and capacity. */
	parents: "unsigned *",
	actions: "unsigned short *",
	size: "unsigned",
	capacity: "unsigned",
	/** States visited with each rest, by its number. */
	visited: "struct kernel_bitset *",
	visited_count: "unsigned",
	/** The room for bitsets. */
	arena: "unsigned *",
	arena_end: "unsigned *",
	is_full: "unsigned",
	/** Set where steps from symmetric pairs are taken one by one. */
	is_inexact: "unsigned",
	/** The step that is being taken; NULL for none. */
	running: "const struct kernel_step *",
	/** Numbers of the first actions of these kinds. */
	vfs_replies: "unsigned",
	replies: "unsigned",
	/** Expected results of replies to users that wait, by kernel_result_index; NULL where not known yet. */
	results: "const struct kernel_result **",
	/** Cells for an unknown step's result and users, NULL where there is no room; and its removal, NULL for none. */
	result_cell: "const struct kernel_result **",
	users_cell: "const int **",
	unsubscription: "const struct kernel_unsubscription *",
	users: KERNEL_TABLE,
	services: KERNEL_TABLE,
	globals: KERNEL_TABLE,
	rest: KERNEL_TABLE,
	/** The pair that was loaded. */
	pair: "unsigned",
	users_number: "unsigned",
	rest_number: "unsigned",
	/** True if a step changed the loaded memory. */
	is_dirty: "unsigned",
	users_unchanged: "unsigned",
	rest_unchanged: "unsigned",
	/** Words in each mailbox. */
	mailbox_used: ["unsigned", KERNEL.MAX_WORKERS],
	/** The message that is being written; NULL for none. */
	message: "unsigned *",
	/** The users that the last step kept led to. */
	users_after: "unsigned",
	expected_users: "const struct kernel_users *",
	expected_services: "const struct kernel_services *",
	/** Kinds of actions, a bit each, at which warnings are missing, added, or more than expected. */
	warnings_missing: "unsigned",
	warnings_added: "unsigned",
	warnings_repeated: "unsigned",
	/** The step that was taken last. */
	last: "const struct kernel_step *",
	group_size: "unsigned",
	counted_count: "unsigned",
	separate_count: "unsigned",
	/** The next step of the group or the pair. */
	next: "unsigned",
	group: ["unsigned", KERNEL.MAX_GROUP],
	/** Steps of services that are taken from each pair of the group. */
	separate: ["const struct kernel_step *", KERNEL.MAX_STEPS],
	/** Steps of services that depend on how many users wait. */
	counted: [KERNEL_STEP, KERNEL.MAX_STEPS],
	/** A step of users and services, put together. */
	combined: KERNEL_STEP,
	record: KERNEL_RECORD,
	globals_now: ["unsigned", KERNEL.MAX_GLOBALS],
	/** Set where one memory is kept of those that differ in names only. */
	is_symmetric: "unsigned",
	/** The number of ways to name all processes. */
	ways: "unsigned",
	/** Words of a row that belong to the process and not to its name. */
	moved_count: "unsigned",
	moved: ["unsigned", KERNEL.MAX_GLOBALS],
	/** The process that each name stood for before the last renaming. */
	order: ["unsigned", KERNEL.MAX_NAMED],
	/** Steps that may still be compared with the same under other names, and those that were. */
	budget: "unsigned",
	compared: "unsigned",
	/** Steps in situations that were not new. */
	taken: "unsigned",
	is_comparing: "unsigned",
	/** The number of the action that is not the same under other names, plus 1; 0 for none. */
	is_asymmetric: "unsigned",
	/** Situations of which a step was compared, a bit for some. */
	situations: ["unsigned", 1 << 15],
	/** Result and memory of the step that is compared. */
	record_before: KERNEL_RECORD,
	memory_after: ["unsigned", KERNEL.MAX_GLOBALS],
	/** Rest that each action last led to, which often repeats. */
	hints: ["unsigned", KERNEL.HINTS],
});

/** The structs, each after those that it contains. */
export const KERNEL_STRUCTS = [
	...[KERNEL_TABLE, KERNEL_BITSET, KERNEL_REST, KERNEL_RESULT, KERNEL_RECORD],
	...[KERNEL_ROW_IMAGE, KERNEL_LIST_IMAGE, KERNEL_SLOT_IMAGE, KERNEL_ACTION, KERNEL_STEP],
	...[KERNEL_NEXT, KERNEL_WAITING, KERNEL_UNSUBSCRIPTION, KERNEL_USERS, KERNEL_SERVICES, KERNEL_STATE],
];

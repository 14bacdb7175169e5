// The structs that impl/c/kernel and explore/fast/kernel share. Members have the same names on both sides.
//
// A memory of the module is kept as a pair: the number of its users' rows, and the number of the rest of it, which is a
// pair itself: the number of the services' rows and that of the globals, all that lies outside of mproc[].

import { KERNEL } from "./kernel-constants.ts";
import {
	KERNEL_ACTION,
	KERNEL_LIST_IMAGE,
	KERNEL_NEXT,
	KERNEL_RECORD,
	KERNEL_RESULT,
	KERNEL_ROW_IMAGE,
	KERNEL_SERVICES,
	KERNEL_SLOT_IMAGE,
	KERNEL_STEP,
	KERNEL_UNSUBSCRIPTION,
	KERNEL_USERS,
	KERNEL_WAITING,
} from "./kernel-steps.ts";
import { struct } from "./struct.ts";

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

/** All that the kernel has; it lies behind the module's own memory. */
export const KERNEL_STATE = struct("kernel_state", {
	/** Users, and the first of them: in the memories of an induction services may come first. */
	user_count: "unsigned",
	first_user: "unsigned",
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

// The structs that impl/c/induction and explore/induction share. Members have the same names on both sides.

import { KERNEL_ACTION } from "./kernel-steps.ts";
import { struct } from "./struct.ts";

/** Sizes and numbers, in C with INDUCT_ before their names. */
export const INDUCT = {
	MAX_CLASSES: 128,
	MAX_SLOTS: 8,
	MAX_ROWS: 256,
	MAX_SEGMENTS: 8,
	/** The effect on a process is its callback; a number below these less 1 is the place of the service that is asked. */
	EXIT_RESTART: 254,
	RESTART_SIGS: 255,
	/** The service of a slot is the caller, which was not subscribed before. */
	CALLER: 255,
	/** Every step was taken. */
	DONE: -1,
	/** The memory cannot hold the state. */
	NOT_HELD: -2,
} as const;

/** Parts of a step that can differ from what is expected, by the number that the module gives them. */
export const DIFFERENCES = ["none", "code", "effects", "rows", "list", "rest", "behind"] as const;
/** One of `DIFFERENCES`. */
export type Difference = (typeof DIFFERENCES)[number];

/** Row of mproc[] of all processes of a class. */
export const INDUCT_CLASS = struct("induct_class", {
	flags: "unsigned",
	sigpending: "unsigned",
	eventsub: "int",
	/** The event of its call; 0 for none. */
	event: "unsigned",
});

/** Bits of an entry of the list that hold endpoint, mask or wait count: the first one, and how many. */
export const INDUCT_FIELD = struct("induct_field", { shift: "unsigned", width: "unsigned" });

/** A slot after a step: its place before it, or INDUCT_CALLER, and its mask. */
const INDUCT_SLOT = struct("induct_slot", { origin: "unsigned", mask: "unsigned" });

/** Expected effect of a step, by the classes of the processes. */
export const INDUCT_EFFECT = struct("induct_effect", {
	code: "int",
	/** The slots after it, and how many. */
	length: "unsigned",
	slots: [INDUCT_SLOT, INDUCT.MAX_SLOTS],
	/** Set where processes beside the subject change. */
	moves: "unsigned",
	/** The class of the subject after it, and what it does to the subject. */
	subject: "unsigned",
	subject_effect: "unsigned",
	/** For each class: the class after it, and what it does to its processes. */
	after: ["unsigned char", INDUCT.MAX_CLASSES],
	effects: ["unsigned char", INDUCT.MAX_CLASSES],
});

/** A step: an action, the process that changes by itself, less than 0 for none, and what is expected. */
export const INDUCT_STEP = struct("induct_step", {
	action: KERNEL_ACTION,
	subject: "int",
	effect: "const struct induct_effect *",
});

/** Words of the state that no step may change. */
const INDUCT_SEGMENT = struct("induct_segment", { at: "const unsigned *", words: "unsigned" });

/** Everything that the driver has. */
export const INDUCT_STATE = struct("induct_state", {
	/** The state of the target: its address and words, a copy as it was before the step, and one as it should be after it. */
	region: "unsigned *",
	region_words: "unsigned",
	before: "unsigned *",
	expected: "unsigned *",
	/** Of the list: its entries, their size in bytes and number, the byte that is their number, endpoint, mask and wait count. */
	entries: "unsigned char *",
	entry_size: "unsigned",
	entry_count: "unsigned",
	length_at: "unsigned char *",
	fields: [INDUCT_FIELD, 3],
	/** Bytes with which all entries are filled before those in use are written. */
	fill: "const unsigned char *",
	segments: [INDUCT_SEGMENT, INDUCT.MAX_SEGMENTS],
	segment_count: "unsigned",
	/** Fields that have to be 0 behind the end of the list after each step, a bit each. */
	zero_behind: "unsigned",
	classes: [INDUCT_CLASS, INDUCT.MAX_CLASSES],
	/** The state: the slots' services, masks and wait counts, the class of each row, and the classes that any row has. */
	length: "unsigned",
	services: ["unsigned", INDUCT.MAX_SLOTS],
	masks: ["unsigned", INDUCT.MAX_SLOTS],
	rows: ["unsigned char", INDUCT.MAX_ROWS],
	present: ["unsigned char", INDUCT.MAX_CLASSES],
	present_count: "unsigned",
	/** Processes of each class. */
	counts: ["unsigned", INDUCT.MAX_CLASSES],
	/** The steps to be taken from it; the next one. */
	steps: "const struct induct_step *",
	step_count: "unsigned",
	next: "unsigned",
	/** True if the memory may differ from `before`. */
	is_dirty: "unsigned",
	/** Difference at the last step, one of DIFFERENCES. */
	difference: "unsigned",
});

/** The structs, each after those that it contains. */
export const INDUCT_STRUCTS = [
	...[INDUCT_CLASS, INDUCT_FIELD, INDUCT_SLOT, INDUCT_EFFECT, INDUCT_STEP, INDUCT_SEGMENT, INDUCT_STATE],
];

import { struct } from "./struct.ts";

/** The stack of a module, in bytes: the addresses below this are its. */
export const STACK_SIZE = 65536;

/** Bytes of a guard before and behind a local array or struct. */
export const LOCAL_GUARD = 16;

/** The first address that the source may use: below it null pointers lead, and the stack when it overflows. */
export const LEAST_ADDRESS = 4096;

/** The address of `struct watch`: at the end of the stack, above the null page's first bytes. */
export const WATCH_ADDRESS = 256;

/** The address for the views of the list, behind `struct watch`: a length, and three words for each entry. */
export const LIST_ADDRESS = 3072;

/** The most entries of subs[] that are watched, and the most parts of an entry: words, or bytes where it is not made of words. */
export const WATCH_MAX_ENTRIES = 64;
export const WATCH_MAX_PARTS = 31;

/** The most arrays that the subscribers are in. */
const MAX_ARRAYS = 3;

/** The most words that are taken to decide nothing. */
export const WATCH_MAX_COUNTERS = 512;

/** The bits of a word of the state, in the table behind the module's memory: it is taken to decide nothing; it was written. */
export const WORD_COUNTER = 16;
export const WORD_STORED = 32;
/** Another: it belongs to the list of subscribers. */
export const WORD_OF_LIST = 64;

/**
 * The subscribers, or a part of each, in an array: its address, sizes in bytes, the first of its parts, and the size of each; and the address
 * behind the entries that were in use when the call began.
 */
export const WATCH_ARRAY = struct("watch_array", {
	start: "unsigned",
	element_size: "unsigned",
	size: "unsigned",
	part: "unsigned",
	part_size: "unsigned",
	behind: "unsigned",
});

/** The accesses of the source to its state, as bridge/watch.c notes them during one call. */
export const WATCH = struct("watch", {
	on: "unsigned",
	/** Parts of an entry that are assumed to be dead behind the end, a bit each. */
	assumed: "unsigned",
	/** Those of them that were read. */
	read: "unsigned",
	/** The parts of the state that were read or written, a bit each. */
	touched: "unsigned",
	/** The address of the state, and how many bytes it has. */
	region: "unsigned",
	region_size: "unsigned",
	/** Users, whose rows are the first of mproc[]. */
	users: "unsigned",
	/** Set while the source runs: only its own accesses are checked. */
	is_checked: "unsigned",
	/** The line of the source that called a function of C's library or of PM last. */
	line: "unsigned",
	/** Calls, one inside the other, of functions that may call themselves. */
	depth: "unsigned",
	/** Set once a negative char was made an int where the signedness of char decides which. */
	has_widened: "unsigned",
	/** The row of mproc[] that the call is about, or of the caller. */
	subject: "unsigned",
	/** Rows that have been in an event call since the call began and were written, a bit each. */
	opened: ["unsigned", 8],
	/** The arrays that the subscribers are in, how many there are, their entries, and the parts of one; 0 if they are not watched. */
	array: [WATCH_ARRAY, MAX_ARRAYS],
	array_count: "unsigned",
	entries_in_all: "unsigned",
	parts: "unsigned",
	/** The array with the endpoints, if it is one of words: its address, words of an entry, entries, and its size. */
	entries: "unsigned",
	entry_words: "unsigned",
	entry_count: "unsigned",
	entries_size: "unsigned",
	/** nsubs when the call began. */
	end: "unsigned",
	/** The parts written since, by entry. */
	written: ["unsigned", WATCH_MAX_ENTRIES],
	/** The words that are taken to decide nothing, by address, and how many there are. */
	counter: ["unsigned *", WATCH_MAX_COUNTERS],
	counter_count: "unsigned",
	/** Set while words are watched for that. */
	has_counters: "unsigned",
	/** Set once such a word decided something. */
	counters_refuted: "unsigned",
});

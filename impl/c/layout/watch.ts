import { struct } from "./struct.ts";

/** The address of `struct watch`: at the end of the stack, above the null page's first bytes. */
export const WATCH_ADDRESS = 256;

/** The most entries of subs[] that are watched. */
export const WATCH_MAX_ENTRIES = 64;

/** The accesses of the source to its state, as bridge/watch.c notes them during one call. */
export const WATCH = struct("watch", {
	on: "unsigned",
	/** Words of an entry that are assumed to be dead behind the end, a bit each. */
	assumed: "unsigned",
	/** Those of them that were read. */
	read: "unsigned",
	/** The parts of the state that were read or written, a bit each. */
	touched: "unsigned",
	/** Addresses: of the state, and of the end of the users' rows, which are the first of mproc[]. */
	region: "unsigned",
	region_end: "unsigned",
	users_end: "unsigned",
	/** nsubs when the call began. */
	end: "unsigned",
	/** The words written since, by entry. */
	written: ["unsigned", WATCH_MAX_ENTRIES],
});

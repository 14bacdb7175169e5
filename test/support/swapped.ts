import type { Fault } from "./faults.ts";

/** Fault of the mirror: the last subscriber takes the place of one that is removed, and whoever waits for it follows. */
export const SWAPPED: Fault = {
	name: "last-takes-the-place-with-its-waiters",
	breaks: "in-subscription-order",
	find: "this.#subs.copy(i + 1, i);\n\t\t}\n\t\tthis.#subs.nsubs--;\n\n\t\tfor (let rmp = 0; rmp < table.nrProcs; rmp++) {",
	replace: [
		"if (i === slot) this.#subs.copy(this.#subs.nsubs - 1, slot); }",
		"const last = --this.#subs.nsubs;",
		"for (let rmp = 0; rmp < table.nrProcs; rmp++) {",
		"if ((table.flags(rmp) & EVENT_CALL) !== 0 && table.eventsub(rmp) > slot) {",
		"if (table.eventsub(rmp) === last) table.setEventsub(rmp, slot); continue; }",
	].join("\n"),
};

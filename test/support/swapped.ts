import { readFileSync } from "node:fs";
import type { Fault } from "./faults.ts";
import { SEED_SOURCE } from "./seed.ts";

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

const CHANGES = [
	["for (i = slot; i < nsubs - 1; i++)\nsubs[i] = subs[i + 1];", "i = nsubs - 1;\nsubs[slot] = subs[i];"],
	["rmp->mp_eventsub > slot)\nrmp->mp_eventsub--;", "rmp->mp_eventsub == i)\nrmp->mp_eventsub = slot;"],
] as const;

/** Text of the source with the same fault. @throws Error where the source has another text there */
export function swappedSource(): string {
	return CHANGES.reduce(
		(text, [from, to]) => {
			if (!text.includes(from)) throw new Error(`the source does not have: ${from}`);
			return text.replace(from, to);
		},
		readFileSync(SEED_SOURCE, "utf8"),
	);
}

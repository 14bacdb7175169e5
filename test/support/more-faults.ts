import type { Fault } from "./faults.ts";

const ON_ANSWER = "table.setEventsub(rmp, table.eventsub(rmp) + 1);\n\t\t\tthis.#resumeEvent(rmp);";
const SEND = "this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);";
const INTERESTED = "if ((this.#subs.mask(i) & event) !== 0) {";
const NO_EVENT_CALL = "if ((table.flags(rmp) & EVENT_CALL) === 0) {";
const NOBODY = "if (rmp === undefined) {";
const OWED = 'assert(this.#subs.waiting(i) > 0, "do_proc_event_reply", "a reply is owed");';

/** Faults of the mirror that break claims in other ways than those in `FAULTS`, for a claim that only one of these breaks first. */
export const MORE_FAULTS: readonly Fault[] = [
	{
		name: "unsubscribed-slot-stays",
		breaks: "lingers-only-if-owed",
		find: "if (mask === 0 && this.#subs.waiting(i) === 0) this.#removeSub(i);",
		replace: "if (mask < 0) this.#removeSub(i);",
	},
	{
		name: "one-is-not-owed",
		breaks: "no-panic",
		find: OWED,
		replace: OWED.replace("> 0", "> 1"),
	},
	{
		name: "second-answer-begins-anew",
		breaks: "in-subscription-order",
		find: ON_ANSWER,
		replace: `if (table.eventsub(rmp) === 1 && (this.#subs.mask(0) & event) !== 0) table.setEventsub(rmp, -1);\n${ON_ANSWER}`,
	},
	{
		name: "asked-behind-a-removed-one",
		breaks: "only-the-interested",
		find: INTERESTED,
		replace: "if ((this.#subs.mask(i) & event) !== 0 || this.#subs.nested > 0) {",
	},
	{
		name: "published-by-a-reply",
		breaks: "vfs-first",
		find: NO_EVENT_CALL,
		replace: `${NO_EVENT_CALL} if ((table.flags(rmp) & EXITING) !== 0 && this.#subs.nsubs > 0 && (this.#subs.mask(0) & 1) !== 0) this.publishEvent(rmp);`,
	},
	{
		name: "masks-before-it-set-too",
		breaks: "mask-replaces",
		find: "else this.#subs.setMask(i, mask);",
		replace: "else for (let j = 0; j <= i; j++) this.#subs.setMask(j, mask);",
	},
	{ name: "full-is-no-error", breaks: "slots-full", find: "return ENOMEM;", replace: "return OK;" },
	{
		name: "a-reply-about-nobody-clears-a-mask",
		breaks: "stray-reply-harmless",
		find: NOBODY,
		replace: `${NOBODY} if (this.#subs.nsubs > 0) this.#subs.setMask(0, 0);`,
	},
	{
		name: "read-behind-a-full-list",
		breaks: "stays-in-bounds",
		find: "i < this.#subs.nsubs; i++, table.setEventsub",
		replace: "i < this.#subs.nsubs || i === this.#subs.nrSubs; i++, table.setEventsub",
	},
	{
		name: "late-replies-only-counted",
		breaks: "leftover-acknowledged",
		find: OWED,
		replace: `${OWED}\n\t\tif ((this.#subs.mask(i) & event) === 0) { this.#subs.setWaiting(i, this.#subs.waiting(i) - 1); return SUSPEND; }`,
	},
	{
		name: "asked-without-end-behind-a-removed-one",
		breaks: "outstanding-bound",
		find: SEND,
		replace: `for (let n = this.#subs.nested > 0 ? -table.nrProcs : 0; n <= 0; n++) ${SEND}`,
	},
];

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FacilityClass } from "../../impl/mirror/target.ts";

/** A variant of the mirror with one fault in it. */
export interface Fault {
	/** The fault in a few words, fit for a file's name. */
	readonly name: string;
	/** The id of the claim that it breaks. */
	readonly breaks: string;
	/** The text of impl/mirror/event.ts that is replaced; it stands there once. */
	readonly find: string;
	readonly replace: string;
}

const DECREMENT = "table.setEventsub(rmp, table.eventsub(rmp) - 1);";
const RESUME_AT_SLOT = "this.#subs.nested++;\n\t\t\t\tthis.#resumeEvent(rmp);\n\t\t\t\tthis.#subs.nested--;";

/** One fault for each claim that can be broken, and more where a claim can be broken in different ways. */
export const FAULTS: readonly Fault[] = [
	{ name: "indexes-not-shifted", breaks: "no-subscriber-skipped", find: DECREMENT, replace: "" },
	{
		name: "indexes-shifted-twice",
		breaks: "index-in-range",
		find: DECREMENT,
		replace: DECREMENT.replace("- 1", "- 2"),
	},
	{
		name: "waiters-at-the-slot-step-over-one",
		breaks: "no-subscriber-skipped",
		find: RESUME_AT_SLOT,
		replace: `table.setEventsub(rmp, table.eventsub(rmp) + 1);\n${RESUME_AT_SLOT}`,
	},
	{ name: "waiters-of-the-dead-left", breaks: "dead-subscriber-released", find: RESUME_AT_SLOT, replace: "" },
	{ name: "nested-not-left", breaks: "not-nested", find: "this.#subs.nested--;", replace: "" },
	{
		name: "last-takes-the-place",
		breaks: "in-subscription-order",
		find: "this.#subs.copy(i + 1, i);",
		replace: "this.#subs.copy(this.#subs.nsubs - 1, slot);",
	},
	{
		name: "ask-not-counted",
		breaks: "waiting-balances",
		find: "this.#subs.setWaiting(i, this.#subs.waiting(i) + 1);",
		replace: "",
	},
	{
		name: "answer-not-counted",
		breaks: "waiting-balances",
		find: "this.#subs.setWaiting(i, this.#subs.waiting(i) - 1);",
		replace: "",
	},
	{
		name: "two-cannot-wait",
		breaks: "no-panic",
		find: "assert(this.#subs.waiting(i) < table.nrProcs,",
		replace: "assert(this.#subs.waiting(i) < 1,",
	},
	{
		name: "masks-not-looked-at",
		breaks: "only-the-interested",
		find: "if ((this.#subs.mask(i) & event) !== 0) {",
		replace: "if (this.#subs.mask(i) >= 0) {",
	},
	{
		name: "all-asked-at-once",
		breaks: "serial",
		find: "this.#subs.setWaiting(i, this.#subs.waiting(i) + 1);\n\t\t\t\treturn;",
		replace: "this.#subs.setWaiting(i, this.#subs.waiting(i) + 1);",
	},
	{
		name: "asked-with-two-messages",
		breaks: "roundtrips",
		find: "this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);",
		replace:
			"this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);",
	},
	{
		name: "asked-without-end",
		breaks: "outstanding-bound",
		find: "this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);",
		replace:
			"for (let n = 0; n <= table.nrProcs; n++) this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);",
	},
	{
		name: "exit-told-as-signal",
		breaks: "one-event-at-a-time",
		find: "this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);",
		replace: "this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), PROC_EVENT_SIGNAL);",
	},
	{
		name: "index-left-over",
		breaks: "index-in-range",
		find: "table.setEventsub(rmp, NO_EVENTSUB);",
		replace: "",
	},
	{
		name: "exit-resumed-as-signal",
		breaks: "resumed-once-after-all",
		find: "if (event === PROC_EVENT_EXIT) this.#pm.exitRestart(rmp);",
		replace: "if (event === 0) this.#pm.exitRestart(rmp);",
	},
	{
		name: "signal-not-resumed",
		breaks: "resumed-once-after-all",
		find: "else if (event === PROC_EVENT_SIGNAL) this.#pm.restartSigs(rmp);",
		replace: "",
	},
	{
		name: "users-may-subscribe",
		breaks: "services-only",
		find: "if ((table.flags(caller) & PRIV_PROC) === 0) return EPERM;",
		replace: "",
	},
	{
		name: "users-may-reply",
		breaks: "services-only",
		find: "if ((table.flags(caller) & PRIV_PROC) === 0) return ENOSYS;",
		replace: "",
	},
	{
		name: "removed-while-owed",
		breaks: "quick-resubscription",
		find: "if (mask === 0 && this.#subs.waiting(i) === 0) this.#removeSub(i);",
		replace: "if (mask === 0) this.#removeSub(i);",
	},
	{
		name: "resubscription-forgets-the-count",
		breaks: "quick-resubscription",
		find: "else this.#subs.setMask(i, mask);",
		replace: "else { if (this.#subs.mask(i) === 0) this.#subs.setWaiting(i, 0); this.#subs.setMask(i, mask); }",
	},
	{
		name: "masks-add-up",
		breaks: "mask-replaces",
		find: "else this.#subs.setMask(i, mask);",
		replace: "else this.#subs.setMask(i, mask === 0 ? 0 : mask | this.#subs.mask(i));",
	},
	{
		name: "one-slot-less",
		breaks: "slots-full",
		find: "if (this.#subs.nsubs === this.#subs.nrSubs) {",
		replace: "if (this.#subs.nsubs === this.#subs.nrSubs - 1) {",
	},
	{
		name: "anybody-may-answer",
		breaks: "stray-reply-harmless",
		find: "if (this.#subs.endpt(i) !== whoE) {",
		replace: "if (this.#subs.endpt(i) < 0) {",
	},
	{
		name: "any-event-is-answered",
		breaks: "stray-reply-harmless",
		find: "if (replied !== event) {",
		replace: "if (replied < 0) {",
	},
	{
		name: "asked-without-amf-noreply",
		breaks: "message-well-formed",
		find: "table.endpoint(rmp), event);",
		replace: 'table.endpoint(rmp), event, [{ kind: "flags", found: 0 }]);',
	},
	{
		name: "message-not-cleared",
		breaks: "message-well-formed",
		find: "table.endpoint(rmp), event);",
		replace: 'table.endpoint(rmp), event, table.flags(rmp) & EXITING ? [{ kind: "rest", found: 16 }] : []);',
	},
	{
		name: "written-behind-the-last-slot",
		breaks: "stays-in-bounds",
		find: "if (this.#subs.nsubs === this.#subs.nrSubs) {",
		replace: "if (this.#subs.nsubs > this.#subs.nrSubs) {",
	},
	{
		name: "read-before-the-first-slot",
		breaks: "stays-in-bounds",
		find: "for (let i = slot; i < this.#subs.nsubs - 1; i++) {",
		replace: "for (let i = slot - 1; i < this.#subs.nsubs - 1; i++) {",
	},
	{
		name: "late-replies-refused",
		breaks: "leftover-acknowledged",
		find: "if (replied !== event) {",
		replace: "if (replied !== event || (this.#subs.mask(i) & event) === 0) {",
	},
	{
		name: "answer-does-not-move-on",
		breaks: "asked-once",
		find: "table.setEventsub(rmp, table.eventsub(rmp) + 1);\n\t\t\tthis.#resumeEvent(rmp);",
		replace: "this.#resumeEvent(rmp);",
	},
	{
		name: "answer-begins-anew",
		breaks: "in-subscription-order",
		find: "table.setEventsub(rmp, table.eventsub(rmp) + 1);\n\t\t\tthis.#resumeEvent(rmp);",
		replace: "table.setEventsub(rmp, 0);\n\t\t\tthis.#resumeEvent(rmp);",
	},
	{
		name: "lingering-slot-kept",
		breaks: "lingers-only-if-owed",
		find: "if (this.#subs.mask(i) === 0 && this.#subs.waiting(i) === 0) {",
		replace: "if (this.#subs.mask(i) === 0 && this.#subs.waiting(i) < 0) {",
	},
	{
		name: "dead-subscriber-kept",
		breaks: "subscribers-live",
		find: "if (this.#subs.endpt(i) === table.endpoint(rmp)) {",
		replace: "if (this.#subs.endpt(i) < 0) {",
	},
	{
		name: "first-subscriber-left-out",
		breaks: "no-subscriber-skipped",
		find: "table.setEventsub(rmp, 0);\n\t\tthis.#resumeEvent(rmp);",
		replace: "table.setEventsub(rmp, 1);\n\t\tthis.#resumeEvent(rmp);",
	},
	{
		name: "published-to-a-newcomer-at-once",
		breaks: "vfs-first",
		find: "this.#subs.nsubs++;\n\t\treturn OK;",
		replace:
			"this.#subs.nsubs++;\n\t\tfor (let rmp = 0; rmp < table.nrProcs; rmp++) if ((table.flags(rmp) & EXITING) !== 0 && (table.flags(rmp) & EVENT_CALL) === 0) this.publishEvent(rmp);\n\t\treturn OK;",
	},
	{
		name: "wait-count-never-cleared",
		breaks: "waiting-balances",
		find: 'if (this.#revision === "clear-waiting") this.#subs.setWaiting(this.#subs.nsubs, 0);',
		replace: "",
	},
];

/** The fault of a name. @throws Error if there is none */
export function faultNamed(name: string): Fault {
	const fault = FAULTS.find((one) => one.name === name);
	if (!fault) throw new Error(`there is no fault ${name}`);
	return fault;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Makes the faulty variant: a copy of the mirror with the one text replaced.
 *
 * @throws Error if the text to replace does not stand in the mirror exactly once
 */
export async function loadFault(fault: Fault): Promise<FacilityClass> {
	const source = await readFile(`${root}/impl/mirror/event.ts`, "utf8");
	if (source.split(fault.find).length !== 2) {
		throw new Error(`fault ${fault.name}: its text has to stand in impl/mirror/event.ts exactly once: ${fault.find}`);
	}
	const faulty = source
		.replace(fault.find, () => fault.replace)
		.replaceAll('from "./', 'from "../../impl/mirror/')
		.replaceAll('from "../', 'from "../../impl/');
	const path = `${root}/test/.faults/${fault.name}.ts`;
	await mkdir(`${root}/test/.faults`, { recursive: true });
	await writeFile(path, faulty);
	const module = (await import(/* @vite-ignore */ path)) as { readonly EventFacility: FacilityClass };
	return module.EventFacility;
}

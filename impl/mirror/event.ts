import type { Facility, PmFunctions } from "../facility.ts";
import { assert, panic } from "../failure.ts";
import {
	ENOMEM,
	ENOSYS,
	EPERM,
	EVENT_CALL,
	EXITING,
	IN_USE,
	NO_EVENTSUB,
	OK,
	PRIV_PROC,
	PROC_EVENT_EXIT,
	PROC_EVENT_SIGNAL,
	SUSPEND,
	UNPAUSED,
} from "../minix.ts";
import { ROW_SIZE } from "../process-table.ts";
import type { DeadMemory, ProcessNames, Subscriber } from "../target.ts";
import { MirrorNames } from "./names.ts";
import { Subs } from "./subs.ts";

/**
 * Revisions of event.c that the mirror implements.
 *
 * `faithful` is the source as it is. `clear-waiting` differs in one line: a new entry starts with a wait count of 0
 * (docs/findings/001-stale-wait-count.md).
 */
export const REVISIONS = ["faithful", "clear-waiting"] as const;
/** One of `REVISIONS`. */
export type Revision = (typeof REVISIONS)[number];

/**
 * Mirror of event.c: the same functions with the same tests, in the source's order and with the source's memory.
 *
 * Memory that the C leaves unchanged is left unchanged here too, and the source's defects are kept.
 */
export class EventFacility implements Facility {
	readonly memory: Uint8Array;
	readonly names: ProcessNames;
	readonly #pm: PmFunctions;
	readonly #subs: Subs;
	readonly #revision: Revision;

	/** @param memory `mirrorMemorySize` bytes, the process table first */
	constructor(pm: PmFunctions, memory: ArrayBuffer, nrSubs: number, revision: Revision) {
		this.memory = new Uint8Array(memory);
		this.#pm = pm;
		this.#subs = new Subs(memory, pm.table.nrProcs * ROW_SIZE, nrSubs);
		this.names = new MirrorNames(pm.table, this.#subs);
		this.#revision = revision;
	}

	/**
	 * Sends the process's event to the next interested subscriber, or ends the event if there is none.
	 *
	 * Mirrors event.c::resume_event.
	 */
	#resumeEvent(rmp: number): void {
		const { table } = this.#pm;
		const flags = table.flags(rmp);
		assert((flags & IN_USE) !== 0, "resume_event", "the process is in use");
		assert((flags & EVENT_CALL) !== 0, "resume_event", "the process is in an event call");
		assert(table.eventsub(rmp) !== NO_EVENTSUB, "resume_event", "the process has a subscriber index");

		let event: number;
		if ((flags & EXITING) !== 0) event = PROC_EVENT_EXIT;
		else if ((flags & UNPAUSED) !== 0) event = PROC_EVENT_SIGNAL;
		else panic("resume_event", `no event for flags 0x${flags.toString(16)}`); // not reached: nothing in the world leads here

		for (let i = table.eventsub(rmp); i < this.#subs.nsubs; i++, table.setEventsub(rmp, table.eventsub(rmp) + 1)) {
			if ((this.#subs.mask(i) & event) !== 0) {
				this.#pm.asynsend3(this.#subs.endpt(i), table.endpoint(rmp), event);
				assert(this.#subs.waiting(i) < table.nrProcs, "resume_event", "the wait count is below NR_PROCS");
				this.#subs.setWaiting(i, this.#subs.waiting(i) + 1);
				return;
			}
		}

		table.setFlags(rmp, table.flags(rmp) & ~EVENT_CALL);
		table.setEventsub(rmp, NO_EVENTSUB);
		if (event === PROC_EVENT_EXIT) this.#pm.exitRestart(rmp);
		else if (event === PROC_EVENT_SIGNAL) this.#pm.restartSigs(rmp);
	}

	/**
	 * Removes a subscriber and moves every process that waits for it to the next one.
	 *
	 * Mirrors event.c::remove_sub.
	 *
	 * @param slot index in [0, nsubs)
	 */
	#removeSub(slot: number): void {
		const { table } = this.#pm;
		for (let i = slot; i < this.#subs.nsubs - 1; i++) {
			this.#subs.copy(i + 1, i);
		}
		this.#subs.nsubs--;

		for (let rmp = 0; rmp < table.nrProcs; rmp++) {
			if ((table.flags(rmp) & (IN_USE | EVENT_CALL)) !== (IN_USE | EVENT_CALL)) continue;
			assert(table.eventsub(rmp) !== NO_EVENTSUB, "remove_sub", "the process has a subscriber index");
			if (table.eventsub(rmp) === slot) {
				this.#subs.nested++;
				this.#resumeEvent(rmp);
				this.#subs.nested--;
			} else if (table.eventsub(rmp) > slot) {
				table.setEventsub(rmp, table.eventsub(rmp) - 1);
			}
		}
	}

	/**
	 * Sets the caller's interests: subscribes it, changes its mask, or unsubscribes it with a mask of 0.
	 *
	 * Mirrors event.c::do_proceventmask.
	 *
	 * @returns OK, EPERM for a user, ENOMEM where all slots are taken
	 */
	doProceventmask(caller: number, mask: number): number {
		const { table } = this.#pm;
		if ((table.flags(caller) & PRIV_PROC) === 0) return EPERM;

		const endpoint = table.endpoint(caller);
		for (let i = 0; i < this.#subs.nsubs; i++) {
			if (this.#subs.endpt(i) === endpoint) {
				if (mask === 0 && this.#subs.waiting(i) === 0) this.#removeSub(i);
				else this.#subs.setMask(i, mask);
				return OK;
			}
		}

		if (mask === 0) return OK;

		if (this.#subs.nsubs === this.#subs.nrSubs) {
			this.#pm.printf(() => "all subscriber slots are taken");
			return ENOMEM;
		}

		this.#subs.setEndpt(this.#subs.nsubs, endpoint);
		this.#subs.setMask(this.#subs.nsubs, mask);
		if (this.#revision === "clear-waiting") this.#subs.setWaiting(this.#subs.nsubs, 0); // not reached: of that revision only
		this.#subs.nsubs++;
		return OK;
	}

	/**
	 * Accepts a subscriber's reply, if it is the pending one, and lets the process proceed.
	 *
	 * Mirrors event.c::do_proc_event_reply.
	 *
	 * @param caller process that replies
	 * @param endpt endpoint of the process that the reply is about
	 * @param replied event that the reply is about
	 * @returns ENOSYS for a user, else SUSPEND
	 */
	doProcEventReply(caller: number, endpt: number, replied: number): number {
		const { table } = this.#pm;
		assert(this.#subs.nested === 0, "do_proc_event_reply", "not inside another event's resumption");

		if ((table.flags(caller) & PRIV_PROC) === 0) return ENOSYS;

		const whoE = table.endpoint(caller);
		const rmp = this.#pm.pmIsokendpt(endpt);
		if (rmp === undefined) {
			this.#pm.printf(() => `reply from ${whoE}: no process has endpoint ${endpt}`);
			return SUSPEND;
		}
		if ((table.flags(rmp) & EVENT_CALL) === 0) {
			this.#pm.printf(() => `reply from ${whoE}: ${endpt} is in no event call`);
			return SUSPEND;
		}
		if (table.eventsub(rmp) === NO_EVENTSUB || table.eventsub(rmp) >= this.#subs.nsubs) {
			this.#pm.printf(() => `reply from ${whoE}: ${endpt} has index ${table.eventsub(rmp)}`); // not reached: nothing in the world leads here
			return SUSPEND;
		}
		const i = table.eventsub(rmp);
		if (this.#subs.endpt(i) !== whoE) {
			this.#pm.printf(() => `reply about ${endpt} from ${whoE}, expected from ${this.#subs.endpt(i)}`);
			return SUSPEND;
		}

		let event: number;
		if ((table.flags(rmp) & EXITING) !== 0) event = PROC_EVENT_EXIT;
		else if ((table.flags(rmp) & UNPAUSED) !== 0) event = PROC_EVENT_SIGNAL;
		else {
			this.#pm.printf(() => `reply from ${whoE} about ${endpt} with flags 0x${table.flags(rmp).toString(16)}`); // not reached: nothing in the world leads here
			return SUSPEND;
		}
		if (replied !== event) {
			this.#pm.printf(() => `reply from ${whoE} about ${endpt} for event ${replied}, expected ${event}`);
			return SUSPEND;
		}

		assert(this.#subs.waiting(i) > 0, "do_proc_event_reply", "a reply is owed");
		this.#subs.setWaiting(i, this.#subs.waiting(i) - 1);

		if (this.#subs.mask(i) === 0 && this.#subs.waiting(i) === 0) {
			this.#removeSub(i);
		} else {
			table.setEventsub(rmp, table.eventsub(rmp) + 1);
			this.#resumeEvent(rmp);
		}
		return SUSPEND;
	}

	/**
	 * Starts to announce the process's event; a dead subscriber is removed first.
	 *
	 * Mirrors event.c::publish_event.
	 */
	publishEvent(rmp: number): void {
		const { table } = this.#pm;
		assert(this.#subs.nested === 0, "publish_event", "not inside another event's resumption");
		assert(
			(table.flags(rmp) & (IN_USE | EVENT_CALL)) === IN_USE,
			"publish_event",
			"the process is in use and in no event call",
		);
		assert(table.eventsub(rmp) === NO_EVENTSUB, "publish_event", "the process has no subscriber index");

		if ((table.flags(rmp) & (PRIV_PROC | EXITING)) === (PRIV_PROC | EXITING)) {
			for (let i = 0; i < this.#subs.nsubs; i++) {
				if (this.#subs.endpt(i) === table.endpoint(rmp)) {
					this.#removeSub(i);
					break;
				}
			}
		}

		table.setFlags(rmp, table.flags(rmp) | EVENT_CALL);
		table.setEventsub(rmp, 0);
		this.#resumeEvent(rmp);
	}

	reset(): void {
		this.#subs.reset();
	}

	get deadMemory(): DeadMemory {
		return this.#subs;
	}

	beginCall(): void {
		this.#subs.begin();
	}

	endCall(): void {
		this.#subs.end();
	}

	subscribers(): readonly Subscriber[] {
		return this.#subs.entries(Math.min(this.#subs.nsubs, this.#subs.nrSubs));
	}

	entries(): readonly Subscriber[] {
		return this.#subs.entries();
	}

	writeSubscribers(to: Int32Array, at: number): number {
		return this.#subs.write(to, at);
	}

	nested(): number {
		return this.#subs.nested;
	}
}

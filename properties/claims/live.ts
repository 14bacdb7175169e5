import type { Claim, LivenessClaim, WitnessClaim } from "../claim.ts";
import { begunEvent, isInterested } from "../history.ts";
import { inEventCall, slotOf } from "../step.ts";

// Claims about liveness, about what can happen and about alternative designs. Claims about designs name the properties that decide them.

/** Claim `every-event-ends`. */
export const everyEventEnds: LivenessClaim = {
	id: "every-event-ends",
	kinds: ["live"],
	source: "head comment",
	sentence: "every event call ends",
	check: undefined,
	liveness: {
		of: "processes",
		isPending({ processes }, subject) {
			const process = processes[subject];
			return process !== undefined && inEventCall(process);
		},
		cause: "an event call that never ends",
		// Whoever subscribes during the event is asked too, so an event lasts for as long as services go on subscribing.
		isOfFiniteSubscriptions: true,
	},
};

/** Claim `slots-come-free`. */
export const slotsComeFree: LivenessClaim = {
	id: "slots-come-free",
	kinds: ["live"],
	source: "do_proceventmask, do_proc_event_reply",
	sentence: "an unsubscribed service's slot is in the end given back",
	check: undefined,
	liveness: {
		of: "services",
		isPending: (state, subject) => slotOf(state, subject)?.mask === 0,
		cause: "a slot that is never given back",
		isOfFiniteSubscriptions: false,
	},
};

/** Claim `late-mask-misses`. */
export const lateMaskMisses: WitnessClaim = {
	id: "late-mask-misses",
	kinds: ["exists"],
	source: "head comment",
	sentence: "a service that subscribes during an event's VFS call or later can miss that event's earlier half",
	check: undefined,
	// A service that is interested when the event call ends, became so after the event had begun, and was never asked.
	witness: {
		isReached(history, { before, after }) {
			return before.processes.some((process, index) => {
				const event = begunEvent(process);
				const next = after.processes[index];
				const isOver = event !== undefined && inEventCall(process) && next !== undefined && begunEvent(next) !== event;
				const { asked, late } = history[index] ?? { asked: 0, late: 0 };
				const missed = late & ~asked;
				return (
					isOver && after.slots.some(({ service }) => (missed >> service) & 1 && isInterested(after, service, event))
				);
			});
		},
	},
};

/** Claim `asked-again`. */
export const askedAgain: WitnessClaim = {
	id: "asked-again",
	kinds: ["exists"],
	source: "do_proc_event_reply",
	sentence: "a service that unsubscribes and subscribes again can be notified of one event twice",
	check: undefined,
	// A service that is asked, that was asked about the same event before, and that became interested again since then.
	witness: {
		isReached(history, { messages }) {
			return messages.some(({ to, about }) => {
				const { asked, late } = history[about] ?? { asked: 0, late: 0 };
				return ((asked & late) >> to) & 1;
			});
		},
	},
};

/** Claim `parallel-bound`. */
export const parallelBound: Claim = {
	id: "parallel-bound",
	kinds: ["design"],
	source: "head comment",
	sentence: "asking all subscribers at once can have NR_PROCS*NR_SUBS messages outstanding",
	check: undefined,
	design: [
		{
			design: "parallel",
			properties: ["bound-reached", "bound-kept", "table-overflows", "resumed-after-all", "waits-for-messages"],
		},
	],
};

/** Claim `async-unbounded`. */
export const asyncUnbounded: Claim = {
	id: "async-unbounded",
	kinds: ["design"],
	source: "head comment",
	sentence: "announcing without waiting has no bound",
	check: undefined,
	design: [{ design: "no-waiting", properties: ["grows-without-bound", "table-overflows", "runs-on-unannounced"] }],
};

/** Claim `semget-safe`. */
export const semgetSafe: Claim = {
	id: "semget-safe",
	kinds: ["design"],
	source: "head comment",
	sentence: "subscribing while serving semget never loses a signal for a process blocked in semop",
	check: undefined,
	design: [
		{ design: "ipc-on-demand", properties: ["no-signal-lost", "events-under-way"] },
		{ design: "ipc-asynchronous-first", properties: ["no-signal-lost", "events-under-way"] },
	],
};

/** Claim `semop-unsafe`. */
export const semopUnsafe: Claim = {
	id: "semop-unsafe",
	kinds: ["design", "exists"],
	source: "head comment",
	sentence: "subscribing while serving semop can lose a signal",
	check: undefined,
	design: [{ design: "ipc-in-semop", properties: ["signal-lost", "place-for-the-gone"] }],
};

/** Claim `exit-by-priority`. */
export const exitByPriority: Claim = {
	id: "exit-by-priority",
	kinds: ["design"],
	source: "head comment",
	sentence: "for exits it is safe because regular messages come before asynchronous ones, and not without that",
	check: undefined,
	design: [
		{ design: "ipc-on-demand", properties: ["no-place-for-the-gone", "no-unit-lost", "no-assertion-fails"] },
		{
			design: "ipc-asynchronous-first",
			properties: ["place-for-the-gone", "unit-lost", "place-taken", "place-of-another"],
		},
	],
};

/** Claim `interrupted-once`. */
export const interruptedOnce: Claim = {
	id: "interrupted-once",
	kinds: ["design"],
	source: "IPC server, sem_process_event",
	sentence: "a process that blocks in semop and is signalled returns EINTR exactly once, before its handler runs",
	check: undefined,
	design: [
		{ design: "ipc-from-start", properties: ["interrupts", "no-signal-lost", "answered-once", "events-under-way"] },
		{ design: "ipc-on-demand", properties: ["interrupts", "no-signal-lost", "answered-once", "events-under-way"] },
		{ design: "ipc-asynchronous-first", properties: ["interrupts", "no-signal-lost", "answered-once"] },
	],
};

/** Claim `dead-leave-no-trace`. It rests on the premise of `exit-by-priority`: regular messages come first. */
export const deadLeaveNoTrace: Claim = {
	id: "dead-leave-no-trace",
	kinds: ["design"],
	source: "IPC server, sem_process_event",
	sentence:
		"a process that is gone holds no place and spends no unit of a semaphore, and no reply of its goes to another process, where regular messages come first",
	check: undefined,
	design: [
		{
			design: "ipc-from-start",
			properties: ["no-place-for-the-gone", "no-unit-lost", "no-assertion-fails", "answered-once"],
		},
		{
			design: "ipc-on-demand",
			properties: ["no-place-for-the-gone", "no-unit-lost", "no-assertion-fails", "answered-once"],
		},
	],
};

/** Claim `watch-exit-unsound`. */
export const watchExitUnsound: Claim = {
	id: "watch-exit-unsound",
	kinds: ["design", "exists"],
	source: "commit message",
	sentence: "the older VM watch-exit/query-exit scheme loses notifications and races",
	check: undefined,
	design: [
		{
			design: "watch-exit",
			properties: [
				"watches-too-late",
				"runs-on",
				"interrupts-wrong-call",
				"interrupts-before-vfs",
				"events-merge",
				"table-full",
				"not-notified-again",
				"other-name-unheard",
				"place-for-the-gone",
			],
		},
		{
			design: "ipc-on-demand",
			properties: ["no-signal-lost", "answered-once", "after-vfs", "events-apart", "messages-bounded"],
		},
		{ design: "ipc-from-start", properties: ["no-signal-lost", "no-place-for-the-gone"] },
	],
};

import type { Claim } from "../claim.ts";

// Claims about liveness, about what can happen and about alternative designs. Claims about designs name the properties that decide them.

/** Claim `every-event-ends`. */
export const everyEventEnds: Claim = {
	id: "every-event-ends",
	kinds: ["live"],
	source: "head comment",
	sentence: "every event call ends",
	check: undefined,
};

/** Claim `slots-come-free`. */
export const slotsComeFree: Claim = {
	id: "slots-come-free",
	kinds: ["live"],
	source: "do_proceventmask, do_proc_event_reply",
	sentence: "an unsubscribed service's slot is in the end given back",
	check: undefined,
};

/** Claim `late-mask-misses`. */
export const lateMaskMisses: Claim = {
	id: "late-mask-misses",
	kinds: ["exists"],
	source: "head comment",
	sentence: "a service that subscribes during an event's VFS call or later can miss that event's earlier half",
	check: undefined,
};

/** Claim `asked-again`. */
export const askedAgain: Claim = {
	id: "asked-again",
	kinds: ["exists"],
	source: "do_proc_event_reply",
	sentence: "a service that unsubscribes and subscribes again can be notified of one event twice",
	check: undefined,
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
};

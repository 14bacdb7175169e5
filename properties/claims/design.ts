import type { Claim } from "../claim.ts";

// Claims about alternative designs and about the users of the facility: each names the properties of designs that decide it.

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
		{ design: "ipc-on-demand", properties: ["interrupts", "no-signal-lost", "events-under-way"] },
		{ design: "ipc-asynchronous-first", properties: ["interrupts", "no-signal-lost", "events-under-way"] },
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
			properties: ["exits-blocked", "no-place-for-the-gone", "no-unit-lost", "no-assertion-fails", "answered-once"],
		},
		{
			design: "ipc-on-demand",
			properties: ["exits-blocked", "no-place-for-the-gone", "no-unit-lost", "no-assertion-fails", "answered-once"],
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

// MINIX constants that event.c and the PM round it use, with their C names and values.

export const IN_USE = 0x1;
export const PROC_STOPPED = 0x8;
export const EXITING = 0x20;
export const TOLD_PARENT = 0x40;
export const VFS_CALL = 0x400;
export const UNPAUSED = 0x1000;
export const PRIV_PROC = 0x2000;
export const EVENT_CALL = 0x80000;
/** Flags of a living process that are no business of the facility's: it has to keep them, and they must not change what it does. */
export const LIVING_FLAGS = {
	...{ ALARM_ON: 0x10, TRACE_STOPPED: 0x80, NEW_PARENT: 0x800, TRACE_EXIT: 0x8000, TAINTED: 0x40000 },
} as const;
/** Flags of a process that exits: PM's `exit_proc` makes it one of these kinds of zombie at once, unless a core is dumped. */
const ZOMBIE_FLAGS = { ZOMBIE: 0x4, TRACE_ZOMBIE: 0x10000 } as const;
/** Kinds of zombies in turn, with none. */
export const ZOMBIES: readonly number[] = [ZOMBIE_FLAGS.ZOMBIE, ZOMBIE_FLAGS.TRACE_ZOMBIE, 0];
/** All of these flags by name. */
export const FOREIGN_FLAGS = { ...LIVING_FLAGS, ...ZOMBIE_FLAGS } as const;
/** All of them as a sum. */
export const ALL_FOREIGN_FLAGS = Object.values(FOREIGN_FLAGS).reduce((all, flag) => all | flag, 0);

/** `mp_eventsub` of a process in no event call. */
export const NO_EVENTSUB = -1;

/** The type of a message about an event. Nobody but PM and its stand-ins sees the number, so that any will do. */
export const PROC_EVENT = 0x1000;
/** A message that no receiver takes for the answer to a call of its own. */
export const AMF_NOREPLY = 0x8;

export const PROC_EVENT_EXIT = 0x1;
export const PROC_EVENT_SIGNAL = 0x2;

export const OK = 0;
export const EPERM = -1;
export const ENOMEM = -12;
export const ENOSYS = -78;
/** Do not reply to the caller now, or not at all. */
export const SUSPEND = -998;

/** The bit of SIGKILL in `mp_sigpending`. */
export const SIGKILL_PENDING = 1 << 9;

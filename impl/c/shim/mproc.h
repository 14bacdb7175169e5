/*
 * PM's process table, as impl/process-table.ts lays it out: 16 bytes a row, and behind them the other fields that the source
 * names (ROLLCALL_MORE_FIELDS: fields.ts), so that a state has no more memory than it needs.
 */
#ifndef ROLLCALL_MPROC_H
#define ROLLCALL_MPROC_H

#include "pm.h"

struct mproc {
	unsigned mp_flags;
	endpoint_t mp_endpoint;
	unsigned mp_sigpending;
	char mp_eventsub;
	/* No field shares the word of the index, so that who writes more than that is seen. */
	char rollcall_behind_eventsub[3];
#ifdef ROLLCALL_MORE_FIELDS
	ROLLCALL_MORE_FIELDS
#endif
};

#ifdef ROLLCALL_BRIDGE /* whose code is the same for any number of processes */
extern struct mproc mproc[];
#else
extern struct mproc mproc[NR_PROCS];
#endif

#define NO_EVENTSUB ((char)-1)

#define NO_TRACER 0
#define MP_MAGIC 0xC0FFEE0

#define IN_USE 0x1
#define WAITING 0x2
#define ZOMBIE 0x4
#define PROC_STOPPED 0x8
#define ALARM_ON 0x10
#define EXITING 0x20
#define TOLD_PARENT 0x40
#define TRACE_STOPPED 0x80
#define SIGSUSPENDED 0x100
#define REPLY 0x200
#define VFS_CALL 0x400
#define NEW_PARENT 0x800
#define UNPAUSED 0x1000
#define PRIV_PROC 0x2000
#define PARTIAL_EXEC 0x4000
#define TRACE_EXIT 0x8000
#define TRACE_ZOMBIE 0x10000
#define DELAY_CALL 0x20000
#define TAINTED 0x40000
#define EVENT_CALL 0x80000

/* The row of VFS, which is the caller when an event is published. */
#define ROLLCALL_VFS_ROW { .mp_flags = IN_USE | PRIV_PROC, .mp_endpoint = VFS_PROC_NR, .mp_eventsub = NO_EVENTSUB }

#endif

/* PM's process table, as impl/process-table.ts lays it out: 16 bytes a row. */
#ifndef ROLLCALL_MPROC_H
#define ROLLCALL_MPROC_H

#include "pm.h"

struct mproc {
	unsigned mp_flags;
	endpoint_t mp_endpoint;
	unsigned mp_sigpending;
	char mp_eventsub;
};

extern struct mproc mproc[NR_PROCS];

#define NO_EVENTSUB ((char)-1)

#define IN_USE 0x1
#define PROC_STOPPED 0x8
#define EXITING 0x20
#define TOLD_PARENT 0x40
#define VFS_CALL 0x400
#define UNPAUSED 0x1000
#define PRIV_PROC 0x2000
#define EVENT_CALL 0x80000

#endif

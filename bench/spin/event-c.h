/*
 * A real source of PM's event facility, and the PM round it, inside of pan.c: its memory and what it calls.
 *
 * cc -DEVENT_C='"path"' -DNR_PROCS=n -DUSERS=n, with -iquote impl/c/shim for the source's own headers and a folder with
 * pm-enums.h, which bench/spin.ts writes.
 * The endpoint of a process is its number, in all of its lives: so the states are finitely many.
 */
#ifndef EVENT_C_H
#define EVENT_C_H

#if defined(CANONICAL) && !defined(READABLE_ONLY)
#error "-DCANONICAL needs -DREADABLE_ONLY: the canonical form knows no names behind the end of the list"
#endif

#include "pm.h"
#include "mproc.h"
#include "pm-enums.h"

/* More than an action of any source that is worth following sends out: what does not fit in makes a difference too. */
#define LOG_SIZE (2 * NR_PROCS + 2)

struct logged_message {
	int to, about;
	unsigned event;
};

struct logged_callback {
	int process;
	enum pm_callback callback;
};

/* What an action sent out; a call's return code, PM_NO_CODE where the action is no call. */
struct outcome {
	int code, messages, callbacks, warnings;
	struct logged_message message[LOG_SIZE];
	struct logged_callback callback[LOG_SIZE];
};

static struct outcome found;
static void *failed[5];

struct mproc mproc[NR_PROCS];
static const struct mproc rollcall_vfs = ROLLCALL_VFS_ROW;
struct mproc *mp = (struct mproc *)&rollcall_vfs;
endpoint_t who_e = VFS_PROC_NR;
int who_p, call_nr;
message m_in;

static inline void log_message(struct outcome *outcome, int to, int about, unsigned event)
{
	if (outcome->messages < LOG_SIZE)
		outcome->message[outcome->messages++] = (struct logged_message){ to, about, event };
}

static inline void log_callback(struct outcome *outcome, int process, enum pm_callback callback)
{
	if (outcome->callbacks < LOG_SIZE)
		outcome->callback[outcome->callbacks++] = (struct logged_callback){ process, callback };
}

void rollcall_panic(int line, const char *function, const char *format, ...)
{
	__builtin_longjmp(failed, 1);
}

void rollcall_assert(int line, const char *function, const char *text)
{
	__builtin_longjmp(failed, 1);
}

/* The PM round the source. */
static inline void pm_on_message(unsigned to, unsigned about, unsigned event)
{
	log_message(&found, (int)to, (int)about, event);
}

static inline void pm_on_callback(enum pm_callback callback, unsigned process)
{
	log_callback(&found, (int)process, callback);
}

static inline void pm_before_call(unsigned process) {}
static inline void pm_after_call(void) {}

#define PM_IS_USER(process) ((process) < USERS)
#define PM_MANY_LIVES 0
static inline struct mproc *pm_row(unsigned process)
{
	return &mproc[process];
}

#include "../../impl/c/pm.c"

static struct outcome expected = { .code = PM_NO_CODE };

/* Of a warning it is enough that there is one; and pan's own printf is to stay. */
#define printf(...) ((void)found.warnings++)
#include EVENT_C
/* What pan.c has other uses for. */
#undef printf
#undef assert
#undef panic
#undef abort
#undef __unused
#undef __dead
#undef NONE

/*
 * What the source has left behind the end of its list, two bytes an entry. -DREADABLE_ONLY: of these entries only
 * `waiting`, one byte. `endpt` and `mask` event.c writes anew before it reads them, so that no later action can tell.
 */
#ifdef READABLE_ONLY
static unsigned char left_over[NR_SUBS];
#else
static unsigned char left_over[2 * NR_SUBS];
#endif

#endif

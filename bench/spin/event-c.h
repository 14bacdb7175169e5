/*
 * A real source of PM's event facility, and the PM round it, inside of pan.c: its memory and what it calls.
 *
 * cc -DEVENT_C='"path"' -DNR_PROCS=n -DUSERS=n, with -iquote impl/c/shim for the source's own headers.
 * The endpoint of a process is its number, in all of its lives: so the states are finitely many.
 */
#ifndef EVENT_C_H
#define EVENT_C_H

#if defined(CANONICAL) && !defined(READABLE_ONLY)
#error "-DCANONICAL needs -DREADABLE_ONLY: the canonical form knows no names behind the end of the list"
#endif

#include "pm.h"
#include "mproc.h"

/* More than an action of any source that is worth following sends out: what does not fit in makes a difference too. */
#define LOG_SIZE (2 * NR_PROCS + 2)

struct logged_message {
	int to, about;
	unsigned event;
};

struct logged_callback {
	int process, is_exit;
};

/* What an action sent out; a call's return code, 1 where the action is no call. */
struct outcome {
	int code, messages, callbacks, warnings;
	struct logged_message message[LOG_SIZE];
	struct logged_callback callback[LOG_SIZE];
};

#define NO_CODE 1

static struct outcome expected = { .code = NO_CODE }, found = { .code = NO_CODE };
static void *failed[5];

struct mproc mproc[NR_PROCS];
struct mproc *mp;
endpoint_t who_e;
message m_in;

static inline void log_message(struct outcome *outcome, int to, int about, unsigned event)
{
	if (outcome->messages < LOG_SIZE)
		outcome->message[outcome->messages++] = (struct logged_message){ to, about, event };
}

static inline void log_callback(struct outcome *outcome, int process, int is_exit)
{
	if (outcome->callbacks < LOG_SIZE)
		outcome->callback[outcome->callbacks++] = (struct logged_callback){ process, is_exit };
}

int asynsend3(endpoint_t to, message *m, int flags)
{
	log_message(&found, to, m->m_pm_lsys_proc_event.endpt, m->m_pm_lsys_proc_event.event);
	if (m->m_type != PROC_EVENT || flags != AMF_NOREPLY)
		__builtin_longjmp(failed, 1);
	return OK;
}

int pm_isokendpt(int endpoint, int *process)
{
	*process = endpoint;
	return endpoint >= 0 && endpoint < NR_PROCS && (mproc[endpoint].mp_flags & IN_USE) ? OK : EINVAL;
}

void exit_restart(struct mproc *rmp)
{
	log_callback(&found, (int)(rmp - mproc), 1);
	if (rmp->mp_flags & TOLD_PARENT)
		rmp->mp_flags = 0;
}

void restart_sigs(struct mproc *rmp)
{
	log_callback(&found, (int)(rmp - mproc), 0);
	rmp->mp_flags &= ~UNPAUSED;
	if (rmp->mp_sigpending)
		rmp->mp_flags |= EXITING | VFS_CALL;
	else
		rmp->mp_flags &= ~PROC_STOPPED;
	rmp->mp_sigpending = 0;
}

void rollcall_panic(int line, const char *function, const char *format, ...)
{
	__builtin_longjmp(failed, 1);
}

void rollcall_assert(int line, const char *function, const char *text)
{
	__builtin_longjmp(failed, 1);
}

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

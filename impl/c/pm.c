/*
 * PM round the event facility: the actions, and what the facility calls. impl/pm.ts is the same in TypeScript.
 *
 * Whoever includes this file has the enums of impl/c/layout/header.ts, pm.h and mproc.h before it, and defines:
 *
 *   struct mproc *pm_row(unsigned row)
 *   PM_ROW, PM_PROCESS, PM_ENDPOINT  of a process its row, of a row the process that has it, and the endpoint of a process;
 *       PM_OWNER  process of a row that another may have. Left out where each process has the row of its number
 *   PM_IS_USER  of a process: true for a user, false for a service
 *   PM_MANY_LIVES  1 for another endpoint with each spawn of a process, as in MINIX; 0 for one endpoint for ever
 *   PM_HAS_FOREIGN_FLAGS  1 where processes have flags that are none of the facility's. Left out where PM_MANY_LIVES says it
 *   void pm_on_message(unsigned to, unsigned about, unsigned event)    PM_NOBODY for a dead process
 *   void pm_on_callback(enum pm_callback callback, unsigned process)
 *   void pm_before_call(unsigned process), void pm_after_call(void)    round each call of the facility
 *
 * With PM_HAS_FACILITY_CALLS the functions that the facility calls are its own, too; else they are defined at the end.
 */

#ifndef PM_ROW
#define PM_ROW(process) (process)
#define PM_PROCESS(row) (row)
#define PM_OWNER(row) (row)
#define PM_ENDPOINT(process) pm_row(process)->mp_endpoint
#endif
#define PM_INLINE static inline __attribute__((always_inline))
#define PM_NOBODY (~0u)
#define PM_NO_CODE 1 /* the return code of an action that is no call of the facility */

#include "lives.c"

/* Numbers that are beside the counted alphabet: rollcall_layout.h has the lists. */
static const unsigned pm_flipped_bits[] = { PM_FLIPPED_BITS };
static const unsigned pm_unknown_events[] = { PM_UNKNOWN_EVENTS };
static const unsigned pm_unknown_masks[] = { PM_UNKNOWN_MASKS };

static endpoint_t pm_outside_endpoint(unsigned number)
{
	/* One of them depends on NR_PROCS, which may be a variable. */
	const endpoint_t endpoints[] = { PM_OUTSIDE_ENDPOINTS };
	return endpoints[number];
}

/* ---- What the facility calls */

/* The row that has the endpoint; PM_NOBODY for one that is free, or in another life. */
PM_INLINE unsigned pm_row_of(endpoint_t endpoint)
{
	unsigned row = _ENDPOINT_P(endpoint);
	if (row >= NR_PROCS || pm_row(row)->mp_endpoint != endpoint || !(pm_row(row)->mp_flags & IN_USE))
		return PM_NOBODY;
	return row;
}

PM_INLINE int pm_isokendpt_of(unsigned row, endpoint_t endpoint, int *proc)
{
	*proc = row == PM_NOBODY ? _ENDPOINT_P(endpoint) : (int)row;
	return row != PM_NOBODY ? OK : *proc < 0 || *proc >= NR_PROCS ? EINVAL : EDEADEPT;
}

/* The offset of the first byte of a message that says something beside the process and the event; 0 for none. */
PM_INLINE unsigned pm_stray_byte(const message *m)
{
	const unsigned char *bytes = (const unsigned char *)m;
	unsigned first = (unsigned)((const unsigned char *)(&m->m_pm_lsys_proc_event.event + 1) - bytes);
	for (unsigned at = first; at < sizeof *m; at++)
		if (bytes[at] != 0)
			return at;
	return 0;
}

/* A failure here has no line of the source: 0. */
PM_INLINE void pm_check_message(endpoint_t to, const message *m, int flags)
{
	unsigned row = pm_row_of(to), stray = pm_stray_byte(m);
	if (m->m_type != PROC_EVENT)
		rollcall_panic(0, "asynsend3", "message type 0x%x is not PROC_EVENT", m->m_type);
	if (flags != AMF_NOREPLY)
		rollcall_panic(0, "asynsend3", "flags 0x%x are not AMF_NOREPLY", flags);
	if (row == PM_NOBODY)
		rollcall_panic(0, "asynsend3", "no process has the endpoint %d that the message is for", to);
	if (stray != 0)
		rollcall_panic(0, "asynsend3", "byte %u of the message is not 0", stray);
}

PM_INLINE void pm_asynsend3(endpoint_t to, const message *m)
{
	unsigned about = pm_row_of(m->m_pm_lsys_proc_event.endpt);
	pm_on_message(PM_PROCESS(_ENDPOINT_P(to)), PM_PROCESS(about), m->m_pm_lsys_proc_event.event);
}

/* Clears flags and sets others. Those that are none of the facility's follow, where they depend on what the process does. */
PM_INLINE void pm_change_flags(struct mproc *rmp, unsigned process, unsigned clear, unsigned set)
{
	unsigned before = pm_foreign_flags(rmp, process);
	rmp->mp_flags = (rmp->mp_flags & ~clear) | set;
	rmp->mp_flags ^= before ^ pm_foreign_flags(rmp, process);
}

PM_INLINE void pm_exit_restart(unsigned row)
{
	struct mproc *rmp = pm_row(row);
	pm_on_callback(PM_EXIT_RESTART, PM_PROCESS(row));
	if (rmp->mp_flags & TOLD_PARENT)
		rmp->mp_flags = 0;
}

PM_INLINE void pm_restart_sigs(unsigned row)
{
	struct mproc *rmp = pm_row(row);
	pm_on_callback(PM_RESTART_SIGS, PM_PROCESS(row));
	if (rmp->mp_flags & (VFS_CALL | EVENT_CALL | EXITING))
		return;
	rmp->mp_flags &= ~UNPAUSED;
	if (rmp->mp_sigpending & 1u << SIGKILL)
		pm_change_flags(rmp, PM_PROCESS(row), 0, EXITING | VFS_CALL);
	else
		pm_change_flags(rmp, PM_PROCESS(row), PROC_STOPPED, 0);
	rmp->mp_sigpending = 0;
}

#ifndef PM_HAS_FACILITY_CALLS

int asynsend3(endpoint_t to, message *m, int flags)
{
	pm_check_message(to, m, flags);
	pm_asynsend3(to, m);
	return OK;
}

int pm_isokendpt(int endpoint, int *proc)
{
	return pm_isokendpt_of(pm_row_of(endpoint), endpoint, proc);
}

void exit_restart(struct mproc *rmp)
{
	pm_exit_restart((unsigned)(rmp - mproc));
}

void restart_sigs(struct mproc *rmp)
{
	pm_restart_sigs((unsigned)(rmp - mproc));
}

#endif

/* ---- The actions */

PM_INLINE void pm_spawn(unsigned process)
{
	struct mproc *rmp = pm_row(PM_ROW(process));
	if (PM_MANY_LIVES)
		rmp->mp_endpoint = pm_endpoint_of(PM_ROW(process), pm_life_after((unsigned)rmp->mp_endpoint / PM_LIFE));
	pm_change_flags(rmp, process, ~0u, PM_IS_USER(process) ? IN_USE : IN_USE | PRIV_PROC);
}

/* A message has whatever its sender left behind the fields that it sets: nothing, or anything. */
PM_INLINE void pm_receive(endpoint_t source, int type, unsigned number)
{
	static const unsigned long long left[] = { 0, ~0ull, 0x5a5a5a5a5a5a5a5aull };
	unsigned long long rest = left[number % (sizeof left / sizeof left[0])];
	for (unsigned at = 0; at < sizeof m_in; at += sizeof rest)
		__builtin_memcpy((char *)&m_in + at, &rest, sizeof rest);
	m_in.m_source = source;
	m_in.m_type = type;
}

PM_INLINE void pm_publish_event(unsigned row)
{
	pm_receive(VFS_PROC_NR, 0, row);
	pm_before_call(row);
	publish_event(pm_row(row));
	pm_after_call();
}

PM_INLINE void pm_vfs_reply(unsigned row)
{
	struct mproc *rmp = pm_row(row);
	rmp->mp_flags &= ~VFS_CALL;
	if (!(rmp->mp_flags & EXITING))
		rmp->mp_flags |= UNPAUSED;
	pm_publish_event(row);
}

/* Receives a call. Calls with other numbers have something else behind their fields. */
PM_INLINE void pm_set_caller(unsigned caller, int call, unsigned number)
{
	mp = pm_row(caller);
	who_e = mp->mp_endpoint;
	who_p = (int)caller;
	call_nr = call;
	pm_receive(who_e, call, caller + number);
}

/* No later call may read what was set for one. An event is published when VFS has called. */
PM_INLINE void pm_clear_caller(void)
{
	mp = (struct mproc *)&rollcall_vfs;
	who_e = VFS_PROC_NR;
	who_p = call_nr = 0;
	pm_receive(0, 0, 0);
}

PM_INLINE int pm_set_mask(unsigned caller, unsigned mask)
{
	pm_set_caller(caller, PM_PROCEVENTMASK, mask);
	m_in.m_lsys_pm_proceventmask.mask = mask;
	pm_before_call(caller);
	int code = do_proceventmask();
	pm_after_call();
	pm_clear_caller();
	return code;
}

PM_INLINE int pm_reply(unsigned caller, endpoint_t endpoint, unsigned event)
{
	pm_set_caller(caller, PROC_EVENT_REPLY, (unsigned)_ENDPOINT_P(endpoint) + event);
	m_in.m_pm_lsys_proc_event.endpt = endpoint;
	m_in.m_pm_lsys_proc_event.event = event;
	pm_before_call(caller);
	int code = do_proc_event_reply();
	pm_after_call();
	pm_clear_caller();
	return code;
}

PM_INLINE int pm_stale_reply(unsigned caller, unsigned about, unsigned event)
{
	endpoint_t endpoint = pm_row(about)->mp_endpoint;
	return pm_reply(caller, pm_endpoint_of(about, pm_life_before((unsigned)endpoint / PM_LIFE)), event);
}

/* The event of a process is acknowledged, with another endpoint. */
PM_INLINE int pm_forged_reply(unsigned caller, unsigned about, unsigned bit)
{
	const struct mproc *rmp = pm_row(about);
	unsigned life = (unsigned)rmp->mp_endpoint / PM_LIFE;
	unsigned endpoint = (unsigned)pm_endpoint_of(about, life == 0 ? 1 : life) ^ 1u << pm_flipped_bits[bit];
	return pm_reply(caller, (endpoint_t)endpoint, rmp->mp_flags & EXITING ? PROC_EVENT_EXIT : PROC_EVENT_SIGNAL);
}

PM_INLINE void pm_reap(unsigned row)
{
	struct mproc *rmp = pm_row(row);
	rmp->mp_flags = rmp->mp_flags & (VFS_CALL | EVENT_CALL) ? rmp->mp_flags | TOLD_PARENT : 0;
}

/*
 * Takes an action: `first` is the mask of setMask and the process that a reply is about, `second` is the reply's event.
 * Returns the facility's return code; PM_NO_CODE where it was not called, or returns none.
 */
PM_INLINE int pm_perform(enum action_kind kind, unsigned process, unsigned first, unsigned second)
{
	unsigned row = PM_ROW(process);
	switch (kind) {
	case ACTION_SPAWN:
		pm_spawn(process);
		break;
	case ACTION_SIGNAL:
		pm_change_flags(pm_row(row), process, 0, PROC_STOPPED | VFS_CALL);
		break;
	case ACTION_KILL:
		pm_row(row)->mp_sigpending = 1u << SIGKILL;
		break;
	case ACTION_EXIT:
		pm_change_flags(pm_row(row), process, 0, PROC_STOPPED | EXITING | VFS_CALL);
		break;
	case ACTION_VFS_REPLY:
		pm_vfs_reply(row);
		break;
	case ACTION_SET_MASK:
		return pm_set_mask(row, first);
	case ACTION_REPLY:
		return pm_reply(row, PM_ENDPOINT(first), second);
	case ACTION_STALE_REPLY:
		return pm_stale_reply(row, PM_ROW(first), second);
	case ACTION_OUTSIDE_REPLY:
		return pm_reply(row, pm_outside_endpoint(first), second);
	case ACTION_FORGED_REPLY:
		return pm_forged_reply(row, PM_ROW(first), second);
	case ACTION_UNKNOWN_EVENT_REPLY:
		return pm_reply(row, PM_ENDPOINT(first), pm_unknown_events[second]);
	case ACTION_UNKNOWN_MASK:
		return pm_set_mask(row, pm_unknown_masks[first]);
	case ACTION_REAP:
		pm_reap(row);
		break;
	}
	return PM_NO_CODE;
}

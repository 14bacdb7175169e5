/*
 * The calls of the source, and its calls of PM. An action of a search is taken by the kernel, with the PM of pm.c; every
 * other by JavaScript, with that of pm.ts.
 */

IMPORT(asynsend3)
void js_asynsend3(endpoint_t to, endpoint_t about, unsigned event, int type, int flags, unsigned stray);
IMPORT(pmIsokendpt) int js_pm_isokendpt(endpoint_t endpoint);
IMPORT(exitRestart) void js_exit_restart(unsigned process);
IMPORT(restartSigs) void js_restart_sigs(unsigned process);

/* ---- PM for the kernel */

#define PM_IS_USER(process) ((process) - kernel_self->first_user < kernel_self->user_count)
#define PM_MANY_LIVES 0
/* The induction has them; a search of all states has enough without. */
static OF_ONE_CALL bool has_foreign_flags = false;
#define PM_HAS_FOREIGN_FLAGS has_foreign_flags
#define PM_HAS_FACILITY_CALLS

ALWAYS_INLINE void pm_on_message(unsigned to, unsigned about, unsigned event)
{
	kernel_record_message(to, about, event);
}

ALWAYS_INLINE void pm_on_callback(enum pm_callback callback, unsigned process)
{
	kernel_record_callback(callback, process);
}

ALWAYS_INLINE void pm_before_call(unsigned process)
{
	begin_iterations();
	WATCH->depth = 0;
	watch_touch_row(process);
	watch_begin(process);
}

ALWAYS_INLINE void pm_after_call(void)
{
	watch_end();
}

#include <pm.c>

/* ---- What the source calls */

/* Whether a message is what it has to be, its receiver included; PM of JavaScript says what is wrong with one that is not. */
ALWAYS_INLINE bool is_well_formed(endpoint_t to, const message *m, int flags)
{
	const unsigned long long *words = (const void *)m->m_payload;
	unsigned long long rest = 0;
	for (unsigned i = 1; i < sizeof m->m_payload / sizeof *words; i++)
		rest |= words[i];
	return m->m_type == PROC_EVENT && flags == AMF_NOREPLY && rest == 0 && pm_row_of(to) != PM_NOBODY;
}

/* What the source reads is checked by watch.ts; what PM reads and writes for it is checked here. */

int asynsend3(endpoint_t to, message *m, int flags)
{
	rollcall_read(m, sizeof *m, WATCH->line);
	const message sent = *m;
	const endpoint_t about = sent.m_pm_lsys_proc_event.endpt;
	begin_iterations();
	if (kernel_is_running()) {
		watch_touch_row(_ENDPOINT_P(about));
		watch_touch_row(_ENDPOINT_P(to));
		if (!is_well_formed(to, &sent, flags))
			kernel_note_malformed();
		pm_asynsend3(to, &sent);
	} else
		js_asynsend3(to, about, sent.m_pm_lsys_proc_event.event, sent.m_type, flags, pm_stray_byte(&sent));
	return OK;
}

int pm_isokendpt(int endpoint, int *proc)
{
	rollcall_written(proc, sizeof *proc, WATCH->line);
	if (!kernel_is_running())
		return pm_isokendpt_of((unsigned)js_pm_isokendpt(endpoint), endpoint, proc);
	watch_touch_row(_ENDPOINT_P(endpoint));
	return pm_isokendpt_of(pm_row_of(endpoint), endpoint, proc);
}

static unsigned process_of(const struct mproc *rmp, const char *caller)
{
	unsigned offset = (unsigned)rmp - (unsigned)mproc;
	if (offset >= NR_PROCS * PM_ROW_SIZE || offset % PM_ROW_SIZE != 0)
		rollcall_panic(0, caller, "%p is no row of mproc[]", (const void *)rmp);
	return offset / PM_ROW_SIZE;
}

void exit_restart(struct mproc *rmp)
{
	unsigned process = process_of(rmp, __func__);
	begin_iterations();
	if (kernel_is_running()) {
		watch_touch_row(process);
		pm_exit_restart(process);
	} else
		js_exit_restart(process);
}

void restart_sigs(struct mproc *rmp)
{
	unsigned process = process_of(rmp, __func__);
	begin_iterations();
	if (kernel_is_running()) {
		watch_touch_row(process);
		pm_restart_sigs(process);
	} else
		js_restart_sigs(process);
}

/* ---- The entry points */

EXPORT(call_do_proceventmask) int call_do_proceventmask(unsigned caller, unsigned mask)
{
	return pm_set_mask(caller, mask);
}

EXPORT(call_do_proc_event_reply) int call_do_proc_event_reply(unsigned caller, endpoint_t endpoint, unsigned event)
{
	return pm_reply(caller, endpoint, event);
}

EXPORT(call_publish_event) void call_publish_event(unsigned process)
{
	pm_publish_event(process);
}

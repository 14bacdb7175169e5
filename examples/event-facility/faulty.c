/*
 * The facility of facility.c with one mistake in it, for Rollcall to find. The comments describe what was intended.
 *
 * The roll lists the services that subscribed, oldest first. A process in an event call has a position in it,
 * mp_eventsub: the entry that it waits for. Nothing else is kept. In particular there are no wait counts: how many
 * processes wait for an entry is counted in the process table when it matters, so a count cannot be wrong.
 */
#define ROLLCALL_VIEW /* the subscribers are not in subs[]: see the end of this file */
#include "pm.h"
#include "mproc.h"
#include <assert.h>

#define NR_SUBS 4

typedef struct {
	endpoint_t service;
	unsigned events;
} entry_t;

static entry_t roll[NR_SUBS];
static int roll_length;

static int is_service(const struct mproc *p)
{
	return (p->mp_flags & PRIV_PROC) != 0;
}

static int in_event_call(const struct mproc *p)
{
	return (p->mp_flags & EVENT_CALL) != 0;
}

/* A process that is exiting reports its exit; any other in an event call is about to take a signal. */
static unsigned event_of(const struct mproc *p)
{
	return (p->mp_flags & EXITING) != 0 ? PROC_EVENT_EXIT : PROC_EVENT_SIGNAL;
}

/* Position of a service in the roll; roll_length if it has none. */
static int position_of(endpoint_t service)
{
	int position = 0;

	while (position < roll_length && roll[position].service != service)
		position++;
	return position;
}

/* The position that a process waits for. Plain char is signed on one of MINIX's ports and unsigned on the other. */
static int waits_for(const struct mproc *p)
{
	return (signed char)p->mp_eventsub;
}

static unsigned count_waiting(int position)
{
	unsigned count = 0;
	int n;

	for (n = 0; n < NR_PROCS; n++)
		count += in_event_call(&mproc[n]) && waits_for(&mproc[n]) == position;
	return count;
}

static void notify(const entry_t *entry, const struct mproc *p)
{
	message m;

	memset(&m, 0, sizeof(m));
	m.m_type = PROC_EVENT;
	m.m_pm_lsys_proc_event.endpt = p->mp_endpoint;
	m.m_pm_lsys_proc_event.event = event_of(p);
	if (asynsend3(entry->service, &m, AMF_NOREPLY) != OK)
		panic("cannot notify %d", entry->service);
}

static void finish(struct mproc *p)
{
	unsigned event = event_of(p);

	p->mp_flags &= ~EVENT_CALL;
	p->mp_eventsub = NO_EVENTSUB;
	if (event == PROC_EVENT_EXIT)
		exit_restart(p);
	else
		restart_sigs(p);
}

/* Goes down the roll from a position to the next service that wants the event; finishes the call at the end. */
static void proceed(struct mproc *p, int position)
{
	while (position < roll_length && (roll[position].events & event_of(p)) == 0)
		position++;
	if (position == roll_length) {
		finish(p);
		return;
	}
	p->mp_eventsub = (char)position;
	notify(&roll[position], p);
}

/*
 * Strikes an entry from the roll. Every entry behind it moves up by one, and so do the processes that wait for those.
 * A process that waits for the entry itself proceeds to the one that is now in its place.
 */
static void strike(int position)
{
	int n;

	roll_length--;
	for (n = position; n < roll_length; n++)
		roll[n] = roll[n + 1];
	memset(&roll[roll_length], 0, sizeof(roll[roll_length]));

	for (n = 0; n < NR_PROCS; n++) {
		struct mproc *p = &mproc[n];

		if (in_event_call(p) && waits_for(p) == position)
			proceed(p, position);
	}
}

/* A service that wants no more events stays on the roll until it has answered for every process that waits for it. */
static int is_done(int position)
{
	return roll[position].events == 0 && count_waiting(position) == 0;
}

int do_proceventmask(void)
{
	unsigned events = m_in.m_lsys_pm_proceventmask.mask;
	int position;

	if (!is_service(mp))
		return EPERM;
	position = position_of(who_e);
	if (position == roll_length) {
		if (events == 0)
			return OK;
		if (roll_length == NR_SUBS) {
			printf("PM: no room on the roll for %d\n", who_e);
			return ENOMEM;
		}
		roll[roll_length++].service = who_e;
	}
	roll[position].events = events;
	if (is_done(position))
		strike(position);
	return OK;
}

/* The process that the caller's reply is about; NULL, after a warning, where PM does not wait for this reply. */
static struct mproc *subject_of_reply(void)
{
	endpoint_t endpoint = m_in.m_pm_lsys_proc_event.endpt;
	struct mproc *p;
	int n;

	if (pm_isokendpt(endpoint, &n) != OK)
		p = NULL;
	else if (!in_event_call(&mproc[n]) || roll[waits_for(&mproc[n])].service != who_e)
		p = NULL;
	else if (m_in.m_pm_lsys_proc_event.event != event_of(&mproc[n]))
		p = NULL;
	else
		p = &mproc[n];
	if (p == NULL)
		printf("PM: unexpected event reply from %d about %d\n", who_e, endpoint);
	return p;
}

int do_proc_event_reply(void)
{
	struct mproc *p;
	int next;

	if (!is_service(mp))
		return ENOSYS;
	p = subject_of_reply();
	if (p == NULL)
		return SUSPEND;
	next = waits_for(p) + 1;
	p->mp_eventsub = NO_EVENTSUB;
	if (is_done(next - 1))
		strike(--next);
	proceed(p, next);
	return SUSPEND;
}

void publish_event(struct mproc *p)
{
	int own = position_of(p->mp_endpoint);

	assert(!in_event_call(p) && p->mp_eventsub == NO_EVENTSUB);
	/* A dead service answers nobody any more. */
	if ((p->mp_flags & EXITING) != 0 && own < roll_length)
		strike(own);
	p->mp_flags |= EVENT_CALL;
	proceed(p, 0);
}

/* ---- What Rollcall asks: the subscribers in order, and the one that a process waits for. */

unsigned rollcall_nsubs(void)
{
	return (unsigned)roll_length;
}

void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting)
{
	*endpt = roll[place].service;
	*mask = roll[place].events;
	*waiting = count_waiting((int)place);
}

int rollcall_eventsub(const struct mproc *p)
{
	return waits_for(p);
}

/*
 * A process event facility in two files and a header, with names of its own: an example of a source that takes options to be
 * checked. docs/guide/own-source.md goes through them.
 */
#include "pm.h"
#include "mproc.h"
#include <assert.h>
#include "listeners.h"

struct listener listeners[NR_SUBS];
unsigned listener_count;

static unsigned event_of(const struct mproc *rmp)
{
	return (rmp->mp_flags & EXITING) ? PROC_EVENT_EXIT : PROC_EVENT_SIGNAL;
}

/* Asks the first listener from a place on that wants the event of a process; without any, the event is over. */
static void ask_from(struct mproc *rmp, unsigned place)
{
	unsigned event = event_of(rmp);

	while (place < listener_count && !(listeners[place].events & event))
		place++;
	if (place < listener_count) {
		rmp->mp_eventsub = (char)place;
		ask_listener(&listeners[place], rmp, event);
		return;
	}
	rmp->mp_flags &= ~EVENT_CALL;
	rmp->mp_eventsub = NO_EVENTSUB;
	if (event == PROC_EVENT_EXIT)
		exit_restart(rmp);
	else
		restart_sigs(rmp);
}

/* Takes a listener out. Those behind it move up, and whoever waits for it goes on with the one that takes its place. */
static void drop(unsigned place)
{
	struct mproc *rmp;
	unsigned i;

	listener_count--;
	for (i = place; i < listener_count; i++)
		listeners[i] = listeners[i + 1];
	memset(&listeners[listener_count], 0, sizeof(listeners[0]));
	for (rmp = mproc; rmp < mproc + NR_PROCS; rmp++) {
		if (!(rmp->mp_flags & EVENT_CALL))
			continue;
		if ((unsigned)rmp->mp_eventsub == place)
			ask_from(rmp, place);
		else if ((unsigned)rmp->mp_eventsub > place)
			rmp->mp_eventsub--;
	}
}

static unsigned place_of(endpoint_t who)
{
	unsigned place = 0;

	while (place < listener_count && listeners[place].who != who)
		place++;
	return place;
}

static void drop_if_done(unsigned place)
{
	if (listeners[place].events == 0 && listeners[place].owed == 0)
		drop(place);
}

int do_proceventmask(void)
{
	unsigned place = place_of(who_e), events = m_in.m_lsys_pm_proceventmask.mask;

	if (!(mp->mp_flags & PRIV_PROC))
		return EPERM;
	if (place == listener_count) {
		if (events == 0)
			return OK;
		if (listener_count == NR_SUBS) {
			printf("PM: %s is one listener too many\n", mp->mp_name);
			return ENOMEM;
		}
		listeners[listener_count++].who = who_e;
	}
	listeners[place].events = events;
	drop_if_done(place);
	return OK;
}

static int refuse(const char *why)
{
	printf("PM: reply from %s (pid %d): %s\n", mp->mp_name, mp->mp_pid, why);
	return SUSPEND;
}

int do_proc_event_reply(void)
{
	struct mproc *rmp;
	unsigned place;
	int process;

	if (!(mp->mp_flags & PRIV_PROC))
		return ENOSYS;
	if (pm_isokendpt(m_in.m_pm_lsys_proc_event.endpt, &process) != OK)
		return refuse("about nobody");
	rmp = &mproc[process];
	if (!(rmp->mp_flags & EVENT_CALL))
		return refuse("no event");
	place = (unsigned)rmp->mp_eventsub;
	if (listeners[place].who != who_e)
		return refuse("another listener is asked");
	if (m_in.m_pm_lsys_proc_event.event != event_of(rmp))
		return refuse("another event");

	assert(listeners[place].owed > 0);
	listeners[place].owed--;
	if (listeners[place].events == 0 && listeners[place].owed == 0)
		drop(place);
	else
		ask_from(rmp, place + 1);
	return SUSPEND;
}

void publish_event(struct mproc *rmp)
{
	unsigned place = place_of(rmp->mp_endpoint);

	assert(rmp->mp_eventsub == NO_EVENTSUB);
	if ((rmp->mp_flags & EXITING) && place < listener_count)
		drop(place);
	rmp->mp_flags |= EVENT_CALL;
	ask_from(rmp, 0);
}

#include "pm.h"
#include "mproc.h"
#include "listeners.h"

/* Asks a listener about a process, which is then owed an answer. */
void ask_listener(struct listener *listener, const struct mproc *about, unsigned event)
{
	message m;

	memset(&m, 0, sizeof(m));
	m.m_type = PROC_EVENT;
	m.m_pm_lsys_proc_event.endpt = about->mp_endpoint;
	m.m_pm_lsys_proc_event.event = event;
	if (asynsend3(listener->who, &m, AMF_NOREPLY) != OK)
		panic("cannot ask %d about %s", listener->who, about->mp_name);
	listener->owed++;
}

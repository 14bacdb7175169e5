/* The list of services that listen to events of processes. */
#ifndef LISTENERS_H
#define LISTENERS_H

#include "pm.h"

enum { NR_SUBS = 4 };

struct listener {
	endpoint_t who;
	unsigned events;
	unsigned owed; /* processes that wait for its answer */
};

extern struct listener listeners[NR_SUBS];
extern unsigned listener_count;

void ask_listener(struct listener *listener, const struct mproc *about, unsigned event);

#endif

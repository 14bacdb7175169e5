/* The views: of `subs` and `nsubs`, or of whatever the source's own functions make of its subscribers. */

#ifdef ROLLCALL_VIEW

unsigned rollcall_nsubs(void);
void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting);
int rollcall_eventsub(const struct mproc *rmp);

EXPORT(view_eventsub) int view_eventsub(unsigned process)
{
	unsigned of_action = iterations;
	iterations = 0;
	int place = rollcall_eventsub(&mproc[process]);
	iterations = of_action;
	return place;
}

#else

ALWAYS_INLINE unsigned rollcall_nsubs(void)
{
	return nsubs < __arraycount(subs) ? nsubs : __arraycount(subs);
}

ALWAYS_INLINE void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting)
{
	*endpt = subs[place].endpt;
	*mask = subs[place].mask;
	*waiting = subs[place].waiting;
}

#endif

/* A view has loops of its own, which do not count to the limit of the action that it is called in the middle of. */

static unsigned view_length(void)
{
	unsigned of_action = iterations;
	iterations = 0;
	unsigned length = rollcall_nsubs();
	iterations = of_action;
	return length;
}

static void view_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting)
{
	unsigned of_action = iterations;
	iterations = 0;
	rollcall_sub(place, endpt, mask, waiting);
	iterations = of_action;
}

EXPORT(view_nsubs) unsigned view_nsubs(void)
{
	return view_length();
}

EXPORT(view_endpt) endpoint_t view_endpt(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	view_sub(place, &endpt, &mask, &waiting);
	return endpt;
}

EXPORT(view_mask) unsigned view_mask(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	view_sub(place, &endpt, &mask, &waiting);
	return mask;
}

EXPORT(view_waiting) unsigned view_waiting(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	view_sub(place, &endpt, &mask, &waiting);
	return waiting;
}

/* All of them at once: how many, and endpoint, mask and wait count of each. Returns how many words that is. */
EXPORT(view_list) unsigned view_list(unsigned *to, unsigned most)
{
	unsigned length = view_length();
	if (length > most)
		length = most;
	*to = length;
	for (unsigned place = 0; place < length; place++) {
		endpoint_t endpt = 0;
		unsigned mask = 0, waiting = 0;
		view_sub(place, &endpt, &mask, &waiting);
		to[1 + place * 3] = (unsigned)endpt;
		to[2 + place * 3] = mask;
		to[3 + place * 3] = waiting;
	}
	return 1 + length * 3;
}

/* `__if_exists` is Microsoft's, and clang's with -fms-extensions: C has no other way to ask. */

__if_exists(nested) {
	EXPORT(view_nested) unsigned view_nested(void)
	{
		return nested;
	}
}

#if defined(NR_SUBS)
EXPORT(view_nr_subs) unsigned view_nr_subs(void)
{
	return NR_SUBS;
}
#else
__if_exists(rollcall_nr_subs) {
	EXPORT(view_nr_subs) unsigned view_nr_subs(void)
	{
		return rollcall_nr_subs();
	}
}
__if_not_exists(rollcall_nr_subs) {
	__if_exists(subs) {
		EXPORT(view_nr_subs) unsigned view_nr_subs(void)
		{
			return __arraycount(subs);
		}
	}
}
#endif

/* The views: of the list of subscribers, wherever the source keeps it. */

#define MAX_LISTED 64

/* A view has loops and calls of its own, which do not count to the limit of the action that it is called in the middle of. */

struct of_action {
	unsigned iterations, depth;
};

ALWAYS_INLINE struct of_action view_begin(void)
{
	struct of_action kept = { iterations, WATCH->depth };
	iterations = 0;
	WATCH->depth = 0;
	return kept;
}

ALWAYS_INLINE void view_end(struct of_action kept)
{
	iterations = kept.iterations;
	WATCH->depth = kept.depth;
}

/* Masks have the bits that stand for events: others decide nothing, and the type of the field may lose them. */
static unsigned view_list_of(int *to)
{
	struct of_action kept = view_begin();
	unsigned length = rollcall_list(to);
	view_end(kept);
	for (unsigned place = 0; place < length && place < MAX_LISTED; place++)
		to[3 * place + 1] &= PM_KNOWN_BITS;
	return length;
}

static int view_place_of(const struct mproc *rmp)
{
	if (!rollcall_has_places)
		return (signed char)rmp->mp_eventsub;
	struct of_action kept = view_begin();
	int place = rollcall_place(rmp);
	view_end(kept);
	return place;
}

EXPORT(view_has_places) unsigned view_has_places(void)
{
	return rollcall_has_places;
}

EXPORT(view_is_plain) unsigned view_is_plain(void)
{
	struct rollcall_array arrays[ROLLCALL_MAX_ARRAYS];
	return rollcall_arrays(arrays) == 1;
}

EXPORT(view_eventsub) int view_eventsub(unsigned process)
{
	return view_place_of(pm_row(process));
}

/* How many subscribers there are, and endpoint, mask and wait count of each. Returns how many words that is. */
EXPORT(view_list) unsigned view_list(int *to)
{
	unsigned length = view_list_of(to + 1);
	if (length > MAX_LISTED)
		length = MAX_LISTED;
	*to = (int)length;
	return 1 + length * 3;
}

/* Endpoint, mask and wait count of one entry, which may be behind the end of the list. */
EXPORT(view_entry) void view_entry(unsigned place, int *to)
{
	struct of_action kept = view_begin();
	rollcall_show(place, to);
	view_end(kept);
}

EXPORT(view_has_nested) unsigned view_has_nested(void)
{
	return rollcall_has_nested();
}

EXPORT(view_nested) unsigned view_nested(void)
{
	return rollcall_nested();
}

EXPORT(view_nr_subs) unsigned view_nr_subs(void)
{
	return rollcall_slots();
}

/* Gives each row what it has from the start and keeps. */
EXPORT(view_start_rows) void view_start_rows(void)
{
	for (unsigned row = 0; row < NR_PROCS; row++)
		rollcall_start_row(pm_row(row), row);
}

EXPORT(view_row_size) unsigned view_row_size(void)
{
	return PM_ROW_SIZE;
}

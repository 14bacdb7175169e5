/* The comparison of a step with what is expected of it. */

/* Warnings are noted by kind of action: missing, added, or more than expected. They are no part of the comparison. */
static void kernel_note_warnings(unsigned found, unsigned expected)
{
	unsigned *noted = expected == 0 ? &kernel_self->warnings_added :
			  found == 0    ? &kernel_self->warnings_missing :
					  &kernel_self->warnings_repeated;
	*noted |= 1u << kernel_self->last->action.kind;
}

ALWAYS_INLINE bool kernel_matches_result(const struct kernel_result *expected)
{
	const struct kernel_record *record = &kernel_self->record;
	const struct kernel_result *result = &record->result;
	if (result->warnings != expected->warnings)
		kernel_note_warnings(result->warnings, expected->warnings);
	if (result->code != expected->code || result->malformed != expected->malformed ||
	    result->messages != expected->messages || result->callbacks != expected->callbacks)
		return false;
	const unsigned *message = (const unsigned *)(expected + 1);
	const unsigned *callback = message + 3 * result->messages;
	return kernel_same(record->message, message, 3 * result->messages) &&
	       kernel_same(record->callback, callback, 2 * result->callbacks);
}

ALWAYS_INLINE bool kernel_matches_row(unsigned process, const struct kernel_row_image *expected)
{
	const struct mproc *rmp = pm_row(process);
	int eventsub = view_place_of(rmp);
	return rmp->mp_flags == expected->flags && rmp->mp_sigpending == expected->sigpending &&
	       eventsub == expected->eventsub;
}

/* The wait counts of the expected list are those of services: `user_waits` has those of users by place. */
ALWAYS_INLINE bool kernel_matches_list(const struct kernel_list_image *expected, const int *user_waits)
{
	int list[3 * MAX_LISTED];
	if (rollcall_nested() != expected->nested)
		return false;
	unsigned length = view_list_of(list);
	if (length != expected->length)
		return false;
	const struct kernel_slot_image *slot = (const void *)(expected + 1);
	const int *found = list;
	for (unsigned place = 0; place < length; place++, slot++, found += 3) {
		if (found[0] != slot->endpoint || (unsigned)found[1] != slot->mask ||
		    (unsigned)found[2] != slot->waiting + (unsigned)user_waits[place])
			return false;
	}
	return true;
}

static bool kernel_matches_images(const int *users, const int *services)
{
	const struct kernel_row_image *user_row = (const void *)users, *service_row = (const void *)services;
	for (unsigned user = 0; user < kernel_self->user_count; user++)
		if (!kernel_matches_row(user, user_row++))
			return false;
	for (unsigned service = 0; service < kernel_self->service_count; service++)
		if (!kernel_matches_row(kernel_self->user_count + service, service_row++))
			return false;
	return kernel_matches_list((const void *)service_row, (const int *)user_row);
}

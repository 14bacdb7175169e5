/* Steps that depend on both users and services, put together of what is known of each. */

/* Stand for a step that is not enabled, and for one that is not known yet. */
static const struct kernel_step kernel_no_step, kernel_unknown_step;

/* The cell of `results` for a reply to a user that waits; `next` is the process that is asked next. */
ALWAYS_INLINE unsigned kernel_result_index(unsigned position, bool is_reply, unsigned event, int next)
{
	return ((position * 2 + is_reply) * 2 + event - 1) * (NR_PROCS + 1) + (unsigned)(next + 1);
}

/*
 * Fills in the result of a step and what it leads to. Both are in cells, NULL where a list has no room for one yet. The
 * image of the same users is the same list, so lists are compared by address.
 */
ALWAYS_INLINE const struct kernel_step *kernel_combine(const struct kernel_result **result, const int **users,
						       const struct kernel_unsubscription *unsub)
{
	struct kernel_step *step = &kernel_self->combined;
	if (result == NULL || *result == NULL || users == NULL || *users == NULL) {
		kernel_self->result_cell = result;
		kernel_self->users_cell = users;
		kernel_self->unsubscription = unsub;
		return &kernel_unknown_step;
	}
	step->result = *result;
	step->users = *users;
	step->services = unsub ? unsub->services : NULL;
	step->owner = unsub ? unsub->owner : kernel_self->expected_services->owner;
	step->changes = unsub != NULL || *users != kernel_self->expected_users->image;
	return step;
}

/* The cell of the image of users after a removal. */
ALWAYS_INLINE const int **kernel_removed(const struct kernel_unsubscription *unsub)
{
	const struct kernel_users *users = kernel_self->expected_users;
	return unsub->removal < users->removed_count ? &users->removed[unsub->removal] : NULL;
}

/* The number of services and users that wait at a place. */
ALWAYS_INLINE unsigned kernel_waiting_at(int place)
{
	const struct kernel_row_image *rows = (const void *)kernel_self->expected_users->image;
	const int *user_waits = (const int *)(rows + kernel_self->user_count);
	return kernel_self->expected_services->pending_replies[place] + (unsigned)user_waits[place];
}

/* The step by which VFS or the subscriber replies to a user that waits. */
static const struct kernel_step *kernel_waiting_step(const struct kernel_waiting *waiting)
{
	const struct kernel_services *services = kernel_self->expected_services;
	struct kernel_step *step = &kernel_self->combined;
	unsigned position = waiting->position, event = waiting->event;
	const struct kernel_next *next = &services->first[event - 1];
	const struct kernel_unsubscription *unsub = NULL;
	bool is_reply = waiting->place >= 0;
	step->action = (struct kernel_action){ ACTION_VFS_REPLY, position, position, event };
	step->number = kernel_self->vfs_replies + position;
	if (is_reply) {
		int caller = services->repliers[waiting->place];
		if (caller < 0)
			return &kernel_no_step;
		if (kernel_waiting_at(waiting->place) == 1)
			unsub = services->last_reply[waiting->place];
		next = unsub ? &unsub->next[event - 1] : &services->following[2 * waiting->place + (int)event - 1];
		step->action = (struct kernel_action){ ACTION_REPLY, (unsigned)caller, position, event };
		step->number = kernel_self->replies + ((unsigned)caller * NR_PROCS + position) * 2 + event - 1;
	}
	const struct kernel_result **result = &kernel_self->results[kernel_result_index(position, is_reply, event, next->process)];
	return kernel_combine(result, unsub ? kernel_removed(unsub) : &waiting->after[next->place + 1], unsub);
}

/* The step by which a subscriber is removed, where users wait for it or for one behind it. */
static const struct kernel_step *kernel_unsubscription_step(const struct kernel_unsubscription *unsub)
{
	const struct kernel_users *users = kernel_self->expected_users;
	struct kernel_step *step = &kernel_self->combined;
	unsigned waiters = users->waiters[unsub->place];
	if (users->last < unsub->place || (!unsub->is_forced && waiters != 0))
		return &kernel_no_step;
	step->action = unsub->action;
	step->number = unsub->number;
	return kernel_combine(waiters < unsub->result_count ? &unsub->results[waiters] : NULL, kernel_removed(unsub), unsub);
}

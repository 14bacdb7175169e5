/* The steps from one pair of a group that were not taken for all. */

/* Takes a step of a user that has to do with no service. Returns whether it did what is expected. */
static bool kernel_take_settled(struct kernel_step *step)
{
	if (step->is_settled && !kernel_self->is_inexact) {
		if (step->changes)
			kernel_add(kernel_self->pair, step, step->settled_users, kernel_self->rest_number);
		return true;
	}
	WATCH->touched = 0;
	if (!kernel_take(step))
		return false;
	kernel_self->users_after = kernel_self->users_number;
	if (kernel_self->is_dirty)
		kernel_keep();
	step->is_settled = kernel_self->rest_unchanged && !(WATCH->touched & TOUCHED_REST);
	step->settled_users = kernel_self->users_after;
	return true;
}

/* Takes a step, and keeps what it leads to. Returns whether it did what is expected. */
ALWAYS_INLINE bool kernel_take_and_keep(const struct kernel_step *step)
{
	if (!kernel_take(step))
		return false;
	if (kernel_self->is_dirty)
		kernel_keep();
	return true;
}

/*
 * Takes the next steps of one pair of the group. Returns the number of the first action that did not do what is
 * expected; KERNEL_UNKNOWN where one is not known yet, to be called again once it is; or KERNEL_DONE, when all were taken.
 */
EXPORT(kernel_pair_next) int kernel_pair_next(void)
{
	const struct kernel_users *users = kernel_self->expected_users;
	const struct kernel_services *services = kernel_self->expected_services;
	unsigned at = kernel_self->next;
	/* The five lists, one after the other: `at` counts through all of them. */
	unsigned separate = kernel_self->separate_count, own = separate + users->step_count;
	unsigned replies = own + services->reply_count, waiting = replies + users->waiting_count;
	unsigned end = waiting + services->unsubscription_count;
	while (at < end) {
		const struct kernel_step *step = at < separate ? kernel_self->separate[at] :
						 at < own      ? &users->steps[at - separate] :
						 at < replies  ? &services->replies[at - own] :
						 at < waiting  ? kernel_waiting_step(&users->waiting[at - replies]) :
								kernel_unsubscription_step(&services->unsubscriptions[at - waiting]);
		bool is_own = at >= separate && at < own;
		kernel_self->next = at;
		if (step == &kernel_unknown_step)
			return KERNEL_UNKNOWN;
		kernel_self->next = ++at;
		if (step == &kernel_no_step || (step->awaited >= 0 && users->waits[step->action.first] == step->awaited))
			continue;
		if (!(is_own ? kernel_take_settled((struct kernel_step *)step) : kernel_take_and_keep(step)))
			return step->number;
	}
	return KERNEL_DONE;
}

/* Takes from one pair of the group all steps but those that were taken for all. */
EXPORT(kernel_pair) int kernel_pair(unsigned pair, const struct kernel_users *users)
{
	kernel_load(pair);
	kernel_self->expected_users = users;
	kernel_self->combined.awaited = -1;
	kernel_self->next = 0;
	return kernel_pair_next();
}

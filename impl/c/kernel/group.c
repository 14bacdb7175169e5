/* The steps of services from all pairs of a group, which have the same rest. */

/*
 * Takes the next steps for all of the group. Returns the number of the first action that did not do what is expected, and
 * touched no user; or KERNEL_DONE, when all were taken.
 */
EXPORT(kernel_group_next) int kernel_group_next(void)
{
	const struct kernel_services *services = kernel_self->expected_services;
	while (kernel_self->next < services->step_count + kernel_self->counted_count) {
		unsigned at = kernel_self->next++;
		const struct kernel_step *step =
			at < services->step_count ? &services->steps[at] : &kernel_self->counted[at - services->step_count];
		WATCH->touched = 0;
		bool is_right = kernel_take(step);
		bool touched = WATCH->touched & TOUCHED_USERS || !kernel_self->users_unchanged;
		if (kernel_self->group_size > 1 && touched)
			kernel_self->separate[kernel_self->separate_count++] = step;
		else if (!is_right)
			return step->number;
		else if (kernel_self->group_size == 1 && kernel_self->is_dirty)
			kernel_keep();
		else if (kernel_self->is_dirty)
			kernel_keep_for_group();
	}
	return KERNEL_DONE;
}

/* Begins with the steps of a group that leave users alone, from its first pair, which is loaded. */
EXPORT(kernel_group)
int kernel_group(unsigned size, const struct kernel_users *users, const struct kernel_services *services, unsigned counted_count)
{
	kernel_self->counted_count = counted_count;
	kernel_self->expected_users = users;
	kernel_self->expected_services = services;
	kernel_self->group_size = size;
	kernel_self->separate_count = kernel_self->next = 0;
	return kernel_group_next();
}

/* Has the last step of the group taken from each pair by itself. */
EXPORT(kernel_separate) void kernel_separate(void)
{
	kernel_self->separate[kernel_self->separate_count++] = kernel_self->last;
}

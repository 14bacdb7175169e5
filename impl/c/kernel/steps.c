/* Single steps from the memory that was loaded. */

/* Takes an expected action by PM. */
ALWAYS_INLINE int kernel_perform(const struct kernel_action *action)
{
	return pm_perform(action->kind, action->process, action->first, action->second);
}

/* Keeps what a step from a pair led to, or sends it to its owner: once for each pair. */
ALWAYS_INLINE void kernel_add(unsigned from, const struct kernel_step *step, unsigned users, unsigned rest)
{
	if (kernel_self->is_full || !kernel_is_new(users, rest))
		return;
	unsigned parent = from * kernel_self->workers + kernel_self->worker;
	if (step->owner == kernel_self->worker)
		kernel_append(users, rest, parent, step->number);
	else
		kernel_send(step, users, rest, parent);
}

/* Compares the memory with what is expected after a step. */
static bool kernel_matches_step(const struct kernel_step *step)
{
	const int *users = step->users ? step->users : kernel_self->expected_users->image;
	const int *services = step->services ? step->services : kernel_self->expected_services->image;
	return kernel_matches_images(users, services);
}

/* Takes a step from the memory that was loaded. Returns whether it did what is expected. */
ALWAYS_INLINE bool kernel_take(const struct kernel_step *step)
{
	struct kernel_result *result = &kernel_self->record.result;
	if (kernel_self->is_dirty)
		kernel_restore();
	result->warnings = result->malformed = result->messages = result->callbacks = 0;
	kernel_self->last = kernel_self->running = step;
	result->code = kernel_perform(&step->action);
	kernel_self->running = NULL;
	kernel_compare();
	bool is_right = kernel_matches_result(step->result) &&
			(kernel_self->is_dirty ? kernel_matches_step(step) : !step->changes);
	if (kernel_self->budget > 0)
		kernel_check_symmetry(step);
	return is_right;
}

/* Keeps what the last step led to. */
static void kernel_keep(void)
{
	const struct kernel_step *step = kernel_self->last;
	unsigned users = kernel_self->users_unchanged ? kernel_self->users_number : kernel_users_now();
	unsigned rest = kernel_self->rest_unchanged ? kernel_self->rest_number : kernel_rest_now(step->number);
	kernel_self->users_after = users;
	kernel_self->message = NULL;
	kernel_add(kernel_self->pair, step, users, rest);
}

/* Keeps what the last step led to, which touched no user, for every pair of the group. */
static void kernel_keep_for_group(void)
{
	unsigned rest = kernel_rest_now(kernel_self->last->number);
	kernel_self->message = NULL;
	for (unsigned i = 0; i < kernel_self->group_size; i++) {
		unsigned pair = kernel_self->group[i];
		kernel_add(pair, kernel_self->last, kernel_pair_words(pair)[0], rest);
	}
}

/* Keeps the memory as it is now, as the initial one. */
EXPORT(kernel_start) void kernel_start(void)
{
	unsigned users = kernel_users_now(), rest = kernel_rest_now(0);
	if (kernel_is_new(users, rest))
		kernel_append(users, rest, 0, 0);
}

/* Takes the last step once more, and keeps what it leads to, although that is not what is expected. */
EXPORT(kernel_accept) void kernel_accept(void)
{
	const struct kernel_step *step = kernel_self->last;
	kernel_restore();
	kernel_take(step);
	kernel_self->is_inexact |= !kernel_matches_step(step);
	kernel_keep();
}

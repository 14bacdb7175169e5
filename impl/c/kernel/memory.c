/* The memory of the target, in pieces that are interned: users' rows, services' rows and globals. */

ALWAYS_INLINE unsigned *kernel_service_rows(void)
{
	return (unsigned *)mproc + kernel_self->user_words;
}

ALWAYS_INLINE unsigned *kernel_tail(void)
{
	return kernel_service_rows() + kernel_self->service_words;
}

ALWAYS_INLINE const unsigned *kernel_users_words(unsigned number)
{
	return kernel_self->users.words + number * kernel_self->user_words;
}

ALWAYS_INLINE const unsigned *kernel_services_words(unsigned number)
{
	return kernel_self->services.words + number * kernel_self->service_words;
}

ALWAYS_INLINE const unsigned *kernel_globals_words(unsigned number)
{
	return kernel_self->globals.words + number * (kernel_self->head + kernel_self->tail);
}

ALWAYS_INLINE const struct kernel_rest *kernel_rest(unsigned number)
{
	return (const struct kernel_rest *)kernel_self->rest.words + number;
}

ALWAYS_INLINE unsigned kernel_intern_rest(struct kernel_rest pieces)
{
	return kernel_intern(&kernel_self->rest, &pieces.services, 2);
}

static void kernel_restore(void)
{
	const struct kernel_rest *rest = kernel_rest(kernel_self->rest_number);
	const unsigned *globals = kernel_globals_words(rest->globals);
	kernel_copy((unsigned *)mproc, kernel_users_words(kernel_self->users_number), kernel_self->user_words);
	kernel_copy(kernel_service_rows(), kernel_services_words(rest->services), kernel_self->service_words);
	kernel_copy(kernel_self->region, globals, kernel_self->head);
	kernel_copy(kernel_tail(), globals + kernel_self->head, kernel_self->tail);
	kernel_self->is_dirty = 0;
}

ALWAYS_INLINE bool kernel_has_services(unsigned number)
{
	return kernel_same(kernel_service_rows(), kernel_services_words(number), kernel_self->service_words);
}

ALWAYS_INLINE bool kernel_has_globals(unsigned number)
{
	const unsigned *globals = kernel_globals_words(number);
	return kernel_same(kernel_self->region, globals, kernel_self->head) &&
	       kernel_same(kernel_tail(), globals + kernel_self->head, kernel_self->tail);
}

/* Whether the memory has this rest. */
ALWAYS_INLINE bool kernel_has_rest(unsigned number)
{
	const struct kernel_rest *rest = kernel_rest(number);
	return kernel_has_services(rest->services) && kernel_has_globals(rest->globals);
}

/* Finds out what of the memory is still as it was loaded. */
static void kernel_compare(void)
{
	kernel_self->users_unchanged =
		kernel_same((unsigned *)mproc, kernel_users_words(kernel_self->users_number), kernel_self->user_words);
	kernel_self->rest_unchanged = kernel_has_rest(kernel_self->rest_number);
	kernel_self->is_dirty = !kernel_self->users_unchanged || !kernel_self->rest_unchanged;
}

static unsigned kernel_users_now(void)
{
	kernel_sort_users();
	return kernel_intern(&kernel_self->users, (unsigned *)mproc, kernel_self->user_words);
}

static unsigned kernel_rest_now(unsigned action)
{
	kernel_sort_services();
	unsigned *hint = &kernel_self->hints[action % KERNEL_HINTS];
	if (*hint < kernel_self->rest.size && kernel_has_rest(*hint))
		return *hint;
	/* A step mostly changes one of the two. */
	struct kernel_rest pieces = *kernel_rest(kernel_self->rest_number);
	if (kernel_self->rest.size == 0 || !kernel_has_services(pieces.services))
		pieces.services = kernel_intern(&kernel_self->services, kernel_service_rows(), kernel_self->service_words);
	if (kernel_self->rest.size == 0 || !kernel_has_globals(pieces.globals)) {
		kernel_copy(kernel_self->globals_now, kernel_self->region, kernel_self->head);
		kernel_copy(kernel_self->globals_now + kernel_self->head, kernel_tail(), kernel_self->tail);
		pieces.globals =
			kernel_intern(&kernel_self->globals, kernel_self->globals_now, kernel_self->head + kernel_self->tail);
	}
	return *hint = kernel_intern_rest(pieces);
}

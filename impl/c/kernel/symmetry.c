/*
 * Symmetry: users are interchangeable, and so are services, as long as the source treats them alike. Of the memories that
 * differ in names only, one is kept: its users are in the order of their rows, its subscribers in that of the list.
 *
 * Giving processes other names moves what their rows have, and replaces endpoints in the list. A source need not treat all
 * alike, so steps are taken again from renamed memories, and have to do the same under the other names. In which order one
 * action serves different processes is left to the source.
 */

ALWAYS_INLINE unsigned kernel_entry_words(void)
{
	return WATCH->entries_size / sizeof(unsigned);
}

ALWAYS_INLINE void kernel_swap_words(unsigned *a, unsigned *b)
{
	unsigned kept = *a;
	*a = *b;
	*b = kept;
}

/* Gives two processes each other's names. `order` says which process each one was. */
static void kernel_swap(unsigned a, unsigned b)
{
	if (a == b)
		return;
	unsigned *one = (unsigned *)pm_row(a), *other = (unsigned *)pm_row(b);
	unsigned *entries = (unsigned *)WATCH->entries, length = kernel_entry_words();
	unsigned first = (unsigned)pm_row(a)->mp_endpoint, second = (unsigned)pm_row(b)->mp_endpoint;
	for (unsigned i = 0; i < kernel_self->moved_count; i++)
		kernel_swap_words(&one[kernel_self->moved[i]], &other[kernel_self->moved[i]]);
	for (unsigned i = 0; i < length; i++)
		entries[i] = entries[i] == first ? second : entries[i] == second ? first : entries[i];
	kernel_swap_words(&kernel_self->order[a], &kernel_self->order[b]);
}

/* Compares what two rows have, but for the words that never leave their row. */
static int kernel_compare_rows(unsigned a, unsigned b)
{
	const unsigned *one = (const unsigned *)pm_row(a), *other = (const unsigned *)pm_row(b);
	for (unsigned i = 0; i < kernel_self->moved_count; i++) {
		unsigned word = kernel_self->moved[i];
		if (one[word] != other[word])
			return one[word] < other[word] ? -1 : 1;
	}
	return 0;
}

/* The first word of the list that names a process; the number of words where none does. */
static unsigned kernel_first_entry(unsigned process)
{
	const unsigned *entries = (const unsigned *)WATCH->entries;
	unsigned length = kernel_entry_words(), endpoint = (unsigned)pm_row(process)->mp_endpoint, at = 0;
	while (at < length && entries[at] != endpoint)
		at++;
	return at;
}

static int kernel_compare_processes(unsigned a, unsigned b)
{
	unsigned one = 0, other = 0;
	if (a >= kernel_self->user_count)
		one = kernel_first_entry(a), other = kernel_first_entry(b);
	return one != other ? (one < other ? -1 : 1) : kernel_compare_rows(a, b);
}

static void kernel_sort(unsigned first, unsigned end)
{
	for (unsigned i = first + 1; i < end; i++)
		for (unsigned at = i; at > first && kernel_compare_processes(at, at - 1) < 0; at--)
			kernel_swap(at - 1, at);
}

static void kernel_sort_users(void)
{
	if (kernel_self->is_symmetric)
		kernel_sort(0, kernel_self->user_count);
}

static void kernel_sort_services(void)
{
	if (kernel_self->is_symmetric)
		kernel_sort(kernel_self->user_count, kernel_self->user_count + kernel_self->service_count);
}

static void kernel_reset_order(void)
{
	for (unsigned process = 0; process < kernel_self->user_count + kernel_self->service_count; process++)
		kernel_self->order[process] = process;
}

/* Makes the memory the one that is kept for it. `order` says which process each one was. */
EXPORT(kernel_make_canonical) void kernel_make_canonical(void)
{
	kernel_reset_order();
	kernel_sort_users();
	kernel_sort_services();
}

/* The number of memories that differ from this one in the names of some processes, itself included. */
static unsigned kernel_ways(unsigned first, unsigned end)
{
	unsigned ways = 1, alike = 0;
	for (unsigned at = first; at < end; at++) {
		alike = at > first && kernel_compare_processes(at, at - 1) == 0 ? alike + 1 : 1;
		ways = ways * (at - first + 1) / alike;
	}
	return ways;
}

EXPORT(kernel_user_ways) unsigned kernel_user_ways(void)
{
	return kernel_ways(0, kernel_self->user_count);
}

EXPORT(kernel_service_ways) unsigned kernel_service_ways(void)
{
	return kernel_ways(kernel_self->user_count, kernel_self->user_count + kernel_self->service_count);
}

/* Whether processes of the same kind have the same in a word of their rows. */
static bool kernel_is_alike(unsigned word, unsigned first, unsigned end)
{
	for (unsigned process = first + 1; process < end; process++)
		if (((const unsigned *)pm_row(process))[word] != ((const unsigned *)pm_row(first))[word])
			return false;
	return true;
}

/*
 * Begins to reduce by symmetry, in the initial memory: the words of a row in which processes differ there are the row's own.
 * Returns whether the source has a list whose entries can be renamed.
 */
EXPORT(kernel_open_symmetry) unsigned kernel_open_symmetry(unsigned budget)
{
	unsigned users = kernel_self->user_count, end = users + kernel_self->service_count;
	unsigned words = PM_ROW_SIZE / sizeof(unsigned);
	if (rollcall_has_places || WATCH->entries_size == 0 || words > KERNEL_MAX_GLOBALS || end > KERNEL_MAX_NAMED)
		return 0;
	for (unsigned word = 0; word < words; word++)
		if (kernel_is_alike(word, 0, users) && kernel_is_alike(word, users, end))
			kernel_self->moved[kernel_self->moved_count++] = word;
	kernel_self->is_symmetric = 1;
	kernel_self->ways = 1;
	for (unsigned i = 2; i <= users; i++)
		kernel_self->ways *= i;
	for (unsigned i = 2; i <= end - users; i++)
		kernel_self->ways *= i;
	kernel_self->budget = kernel_self->ways > 1 ? budget : 0;
	kernel_reset_order();
	return 1;
}

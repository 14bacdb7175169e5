/*
 * Notes of the source's accesses to memory: whether they are in bounds, which part of the state they touch, and dead memory:
 * what is left behind the end of subs[], where nothing may read it. watch.ts puts a call of rollcall_read or of
 * rollcall_written (accesses.c) before every access of the source to memory.
 *
 * `struct watch` is no part of the state, so it lies where the stack ends: that gets there only on its way to an overflow,
 * which is a failure anyway.
 */

#define WATCH ((struct watch *)WATCH_ADDRESS)

/* The parts of the state: the kernel takes a step that touches one of them once for all that differ in the other. */

#define TOUCHED_USERS 4
#define TOUCHED_REST 8

/*
 * Notes of each word of the state, a byte each, behind all that the module has: who may read and write it, to which part it
 * belongs, and what has become of it. A guard may be neither read nor written.
 */
#define WORD_READABLE 1
#define WORD_WRITABLE 2
/* WORD_COUNTER: it is taken to decide nothing, until it does. WORD_STORED: it was written. WORD_OF_LIST: of the subscribers. */
/* WORD_PARTIAL: a variable begins or ends within it. */
#define WORD_PARTIAL 128
extern unsigned char __heap_base[];
#define WORDS __heap_base

/* What has guards before it and behind it: guards.ts writes a table for each translation unit, and one of the tables. */
struct rollcall_guard {
	const char *object;
	unsigned size;
	const char *name;
};
struct rollcall_guard_table {
	const struct rollcall_guard *guards;
	unsigned count;
};
extern const struct rollcall_guard_table rollcall_guard_tables[];
extern const unsigned rollcall_guard_table_count;

IMPORT(outOfBounds) __dead void js_out_of_bounds(unsigned at, unsigned size, unsigned is_write, unsigned line);

static void watch_set_words(unsigned at, unsigned size, unsigned char bits)
{
	for (unsigned word = (at - WATCH->region) / 4; size > 0; size -= 4)
		WORDS[word++] = bits;
}

/* A variable that has no guards is in the table with no size. */
static void watch_set_guards(const struct rollcall_guard_table *table)
{
	for (unsigned i = 0; i < table->count; i++) {
		if (table->guards[i].size == 0)
			continue;
		unsigned object = (unsigned)table->guards[i].object, end = object + table->guards[i].size;
		watch_set_words(object - GUARD_SIZE, GUARD_SIZE, 0);
		watch_set_words((end + 3) & ~3u, GUARD_SIZE, 0);
		if (object % 4 != 0)
			WORDS[(object - WATCH->region) / 4] |= WORD_PARTIAL;
		if (end % 4 != 0)
			WORDS[(end - WATCH->region) / 4] |= WORD_PARTIAL;
	}
}

/* Whether an access is to one variable alone that has guards. */
static bool watch_is_in_variable(unsigned at, unsigned size)
{
	for (unsigned table = 0; table < rollcall_guard_table_count; table++)
		for (unsigned i = 0; i < rollcall_guard_tables[table].count; i++) {
			const struct rollcall_guard *guard = &rollcall_guard_tables[table].guards[i];
			if (at - (unsigned)guard->object < guard->size && size <= guard->size - (at - (unsigned)guard->object))
				return true;
		}
	return false;
}

/* The array with the endpoints, where that is made of words: symmetry, counters and induction find the entries there. */
static void watch_find_entries(const struct watch_array *array)
{
	bool is_of_words = array->part_size == sizeof(unsigned);
	WATCH->entries = array->start;
	WATCH->entry_words = is_of_words ? array->element_size / sizeof(unsigned) : 0;
	WATCH->entry_count = is_of_words ? array->size / array->element_size : 0;
	WATCH->entries_size = is_of_words ? array->size : 0;
}

_Static_assert(sizeof WATCH->array / sizeof WATCH->array[0] == ROLLCALL_MAX_ARRAYS, "as many arrays as a source may show");

/* Finds the arrays that the subscribers are in, if they lie in the state and can be watched. */
static void watch_find_arrays(void)
{
	struct rollcall_array found[ROLLCALL_MAX_ARRAYS];
	unsigned count = rollcall_arrays(found), parts = 0;
	bool can_be_watched = count > 0;
	for (unsigned i = 0; i < count && can_be_watched; i++) {
		unsigned start = (unsigned)found[i].rollcall_start, size = found[i].rollcall_element_size;
		unsigned part_size = (start | size) % sizeof(unsigned) == 0 ? sizeof(unsigned) : 1;
		WATCH->array[i] = (struct watch_array){ start, size, found[i].rollcall_size, parts, part_size, start };
		parts += size / part_size;
		unsigned entries = size == 0 ? 0 : found[i].rollcall_size / size;
		can_be_watched = start >= WATCH->region && entries > 0 && entries <= WATCH_MAX_ENTRIES &&
				 parts <= WATCH_MAX_PARTS && entries == WATCH->array[0].size / WATCH->array[0].element_size;
	}
	WATCH->array_count = can_be_watched ? count : 0;
	WATCH->parts = can_be_watched ? parts : 0;
	WATCH->entries_in_all = can_be_watched ? WATCH->array[0].size / WATCH->array[0].element_size : 0;
	WATCH->entry_words = WATCH->entry_count = WATCH->entries_size = 0;
	if (can_be_watched)
		watch_find_entries(&WATCH->array[0]);
}

static void watch_mark_arrays(void)
{
	for (unsigned i = 0; i < WATCH->array_count; i++) {
		const struct watch_array *array = &WATCH->array[i];
		unsigned first = (array->start - WATCH->region) / 4, end = (array->start + array->size - WATCH->region + 3) / 4;
		for (unsigned word = first; word < end; word++)
			WORDS[word] |= WORD_OF_LIST;
	}
}

/* Says where the state is, and how many of the rows are users'. */
EXPORT(watch_state) void watch_state(unsigned region, unsigned region_end, unsigned users)
{
	WATCH->region = region;
	WATCH->region_size = region_end - region;
	WATCH->users = users;
	WATCH->is_checked = 0;
	watch_find_arrays();
	watch_set_words(region, region_end - region, WORD_READABLE | WORD_WRITABLE | TOUCHED_REST);
	for (unsigned i = 0; i < rollcall_guard_table_count; i++)
		watch_set_guards(&rollcall_guard_tables[i]);
	watch_mark_arrays();
	/* Of a row, the source may write the flags and the index. */
	for (unsigned row = 0; row < NR_PROCS; row++) {
		unsigned char part = row < users ? TOUCHED_USERS : TOUCHED_REST;
		watch_set_words((unsigned)pm_row(row), PM_ROW_SIZE, WORD_READABLE | part);
		watch_set_words((unsigned)&pm_row(row)->mp_flags, 4, WORD_READABLE | WORD_WRITABLE | part);
		watch_set_words((unsigned)&pm_row(row)->mp_eventsub, 4, WORD_READABLE | WORD_WRITABLE | part);
	}
	for (unsigned i = 0; i < WATCH->counter_count; i++)
		WORDS[((unsigned)WATCH->counter[i] - region) / 4] |= WORD_COUNTER;
}

EXPORT(watch_guard_tables) const struct rollcall_guard_table *watch_guard_tables(void)
{
	return rollcall_guard_tables;
}

EXPORT(watch_guard_table_count) unsigned watch_guard_table_count(void)
{
	return rollcall_guard_table_count;
}

/* A row of mproc[] that PM reads or writes. */
ALWAYS_INLINE void watch_touch_row(unsigned process)
{
	WATCH->touched |= process < WATCH->users ? TOUCHED_USERS : TOUCHED_REST;
}

/*
 * The source may write the row that it was called about, and those of processes in an event call; and of the word of the index
 * the index alone.
 */
static void watch_row_written(unsigned at, unsigned size, unsigned line)
{
	unsigned row = (at - (unsigned)mproc) / PM_ROW_SIZE, index = (unsigned)&pm_row(row)->mp_eventsub;
	if (at < index + 4 && at + size > index && (at != index || size != 1))
		js_out_of_bounds(at, size, 1, line);
	if (row == WATCH->subject || WATCH->opened[row / 32] >> row % 32 & 1)
		return;
	if (!(pm_row(row)->mp_flags & EVENT_CALL))
		js_out_of_bounds(at, size, 1, line);
	WATCH->opened[row / 32] |= 1u << row % 32;
}

/* Where the frame of the function that runs begins: what lies below it was of functions that have returned. */
ALWAYS_INLINE unsigned watch_stack_pointer(void)
{
	unsigned at;
	__asm__(".globaltype __stack_pointer, i32\n\tglobal.get __stack_pointer\n\tlocal.set %0" : "=r"(at));
	return at;
}

/* Takes note of an access. Returns the notes of the words, and a bit beside them; 0 where it is to no word of the state. */
ALWAYS_INLINE unsigned watch_access(const void *from, unsigned size, bool is_write, unsigned line)
{
	unsigned at = (unsigned)from, offset = at - WATCH->region, wanted = is_write ? WORD_WRITABLE : WORD_READABLE;
	if (offset >= WATCH->region_size) {
		unsigned end = is_write ? STACK_SIZE : WATCH->region;
		bool is_dead = at < STACK_SIZE && (at < watch_stack_pointer() || (local_count != 0 && watch_is_local_guard(at, size)));
		if ((at < LEAST_ADDRESS || is_dead || at >= end || size > end - at) && WATCH->is_checked && size > 0)
			js_out_of_bounds(at, size, is_write, line);
		return 0;
	}
	if (size == 0)
		return 0;
	if (size > WATCH->region_size - offset) {
		if (WATCH->is_checked)
			js_out_of_bounds(at, size, is_write, line);
		size = WATCH->region_size - offset;
	}
	unsigned last = (offset + size - 1) / 4, first = offset / 4;
	unsigned all = WORDS[first] & WORDS[last], any = WORDS[first] | WORDS[last];
	for (unsigned word = first + 1; word < last; word++)
		all &= WORDS[word], any |= WORDS[word];
	WATCH->touched |= any & (TOUCHED_USERS | TOUCHED_REST);
	if (WATCH->is_checked) {
		if (!(all & wanted) || (any & WORD_PARTIAL && !watch_is_in_variable(at, size)))
			js_out_of_bounds(at, size, is_write, line);
		if (is_write && at - (unsigned)mproc < NR_PROCS * PM_ROW_SIZE)
			watch_row_written(at, size, line);
	}
	return any | 1u << 31;
}

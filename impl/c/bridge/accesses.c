/* Accesses of the source: watch.ts puts a call of one of these functions before each. */

/* The number of parts of an entry; 0 where the entries cannot be watched. */
EXPORT(dead_parts) unsigned dead_parts(void)
{
	return WATCH->parts;
}

/* Takes note of a read of the list: parts behind the end that have not been written are not dead. */
static void watch_list_read(unsigned from, unsigned size)
{
	for (unsigned i = 0; i < WATCH->array_count; i++) {
		const struct watch_array *array = &WATCH->array[i];
		if (from + size <= array->behind)
			continue;
		unsigned offset = from - array->start, step = array->part_size;
		for (unsigned at = offset - offset % step; at < offset + size && at < array->size; at += step) {
			unsigned entry = at / array->element_size;
			unsigned part = 1u << (array->part + at % array->element_size / step);
			if (entry >= WATCH->end)
				WATCH->read |= part & WATCH->assumed & ~WATCH->written[entry];
		}
	}
}

/* Takes note of a write to the list, as far as it is behind the end: only parts that are written as a whole count. */
static void watch_list_written(unsigned to, unsigned size)
{
	for (unsigned i = 0; i < WATCH->array_count; i++) {
		const struct watch_array *array = &WATCH->array[i];
		if (to + size <= array->behind)
			continue;
		unsigned offset = to - array->start, step = array->part_size;
		if (offset >= array->size || offset % step != 0)
			continue;
		for (unsigned at = offset; at + step <= offset + size && at < array->size; at += step)
			WATCH->written[at / array->element_size] |=
				1u << (array->part + at % array->element_size / step);
	}
}

ALWAYS_INLINE void watch_read(const void *from, unsigned size, unsigned line, bool decides)
{
	unsigned notes = watch_access(from, size, false, line);
	if (decides && notes & WORD_COUNTER)
		watch_refute((unsigned)from, size);
	if (notes & WORD_OF_LIST && WATCH->on)
		watch_list_read((unsigned)from, size);
}

__attribute__((used)) void rollcall_read(const void *from, unsigned size, unsigned line)
{
	watch_read(from, size, line, true);
}

/* What is read is only printed, or stored: rollcall_moved says where. */
__attribute__((used)) void rollcall_copied(const void *from, unsigned size, unsigned line)
{
	watch_read(from, size, line, false);
}

__attribute__((used)) void rollcall_written(const void *to, unsigned size, unsigned line)
{
	unsigned notes = watch_access(to, size, true, line);
	if (notes & WORD_COUNTER)
		watch_note_stored((unsigned)to, size);
	if (notes & WORD_OF_LIST && WATCH->on)
		watch_list_written((unsigned)to, size);
}

/* What cannot be said of an access is taken to be everything. */
__attribute__((used)) void rollcall_anything(void)
{
	WATCH->touched = TOUCHED_USERS | TOUCHED_REST;
	if (WATCH->has_counters)
		watch_refute(WATCH->region, WATCH->region_size);
	if (WATCH->on)
		WATCH->read |= WATCH->assumed;
}

static void watch_dead(void)
{
	if (WATCH->assumed == 0)
		return;
	WATCH->end = rollcall_length();
	for (unsigned i = 0; i < WATCH->array_count; i++)
		WATCH->array[i].behind = WATCH->array[i].start + WATCH->end * WATCH->array[i].element_size;
	for (unsigned entry = WATCH->end; entry < WATCH->entries_in_all; entry++)
		WATCH->written[entry] = 0;
	WATCH->on = 1;
}

static void watch_clear_behind(const struct watch_array *array, unsigned length)
{
	for (unsigned at = length * array->element_size; at < array->size; at += array->element_size)
		for (unsigned part = 0; part < array->element_size / array->part_size; part++) {
			unsigned char *dead = (unsigned char *)array->start + at + part * array->part_size;
			if (!(WATCH->assumed >> (array->part + part) & 1))
				continue;
			if (array->part_size == sizeof(unsigned))
				*(unsigned *)dead = 0;
			else
				*dead = 0;
		}
}

/* What is new before the end has to have been written, and what is behind it is cleared. */
static void watch_dead_end(void)
{
	if (!WATCH->on)
		return;
	WATCH->on = 0;
	unsigned length = rollcall_length();
	for (unsigned entry = WATCH->end; entry < length; entry++)
		WATCH->read |= WATCH->assumed & ~WATCH->written[entry];
	for (unsigned i = 0; i < WATCH->array_count; i++)
		watch_clear_behind(&WATCH->array[i], length);
}

/* A char is made an int, whose value depends on its sign: char-sign.ts puts the calls in. */
__attribute__((used)) void rollcall_widened(int value)
{
	if (value < 0)
		WATCH->has_widened = 1;
}

/* The line from which the source calls a function of C's library or of PM, which has no lines of its own. */
__attribute__((used)) void rollcall_at(unsigned line)
{
	WATCH->line = line;
}

/* The source is called about a process, or by it. */
static void watch_begin(unsigned process)
{
	WATCH->subject = process;
	WATCH->line = 0;
	local_clear();
	for (unsigned i = 0; i <= (NR_PROCS - 1) / 32; i++)
		WATCH->opened[i] = 0;
	watch_dead();
	WATCH->is_checked = 1;
}

static void watch_end(void)
{
	WATCH->is_checked = 0;
	watch_clear_counters();
	watch_dead_end();
}

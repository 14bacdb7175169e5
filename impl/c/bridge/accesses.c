/* Accesses of the source: watch.ts puts a call of one of these functions before each. */

/* The number of words in an entry; 0 where the entries cannot be watched. */
EXPORT(dead_words) unsigned dead_words(void)
{
	return WATCH->entry_count == 0 ? 0 : WATCH->entry_words;
}

ALWAYS_INLINE void watch_read(const void *from, unsigned size, unsigned line, bool decides)
{
	unsigned offset = (unsigned)from - WATCH->entries;
	unsigned notes = watch_access(from, size, false, line);
	if (decides && notes & WORD_COUNTER)
		watch_refute((unsigned)from, size);
	if (notes == 0 || !WATCH->on)
		return;
	for (unsigned at = offset & ~3u; at < offset + size && at < WATCH->entries_size; at += sizeof(unsigned)) {
		unsigned entry = at / sizeof(unsigned) / WATCH->entry_words;
		unsigned word = 1u << at / sizeof(unsigned) % WATCH->entry_words;
		if (entry >= WATCH->end)
			WATCH->read |= word & WATCH->assumed & ~WATCH->written[entry];
	}
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

/* Only words that are written as a whole count. */
__attribute__((used)) void rollcall_written(const void *to, unsigned size, unsigned line)
{
	unsigned offset = (unsigned)to - WATCH->entries;
	unsigned notes = watch_access(to, size, true, line);
	if (notes & WORD_COUNTER)
		watch_note_stored((unsigned)to, size);
	if (notes == 0 || !WATCH->on || offset >= WATCH->entries_size || offset % sizeof(unsigned) != 0)
		return;
	for (unsigned at = offset; at + sizeof(unsigned) <= offset + size && at < WATCH->entries_size; at += sizeof(unsigned))
		WATCH->written[at / sizeof(unsigned) / WATCH->entry_words] |=
			1u << at / sizeof(unsigned) % WATCH->entry_words;
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
	for (unsigned entry = 0; entry < WATCH->entry_count; entry++)
		WATCH->written[entry] = 0;
	WATCH->on = 1;
}

/* What is new before the end has to have been written, and what is behind it is cleared. */
static void watch_dead_end(void)
{
	if (!WATCH->on)
		return;
	WATCH->on = 0;
	unsigned length = rollcall_length(), words = WATCH->entry_words;
	for (unsigned entry = WATCH->end; entry < length; entry++)
		WATCH->read |= WATCH->assumed & ~WATCH->written[entry];
	unsigned *dead = (unsigned *)WATCH->entries + length * words;
	for (unsigned entry = length; entry < WATCH->entry_count; entry++, dead += words)
		for (unsigned word = 0; word < words; word++)
			if (WATCH->assumed >> word & 1)
				dead[word] = 0;
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

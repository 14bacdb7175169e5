/* Words of the state that decide nothing: they are copied and printed only, as those of a counter for statistics. */

/* They may decide something after all. */
static void watch_refute(unsigned at, unsigned size)
{
	unsigned offset = at - WATCH->region;
	if (offset >= WATCH->region_size)
		return;
	if (size > WATCH->region_size - offset)
		size = WATCH->region_size - offset;
	for (unsigned word = offset / 4; word <= (offset + size - 1) / 4; word++)
		if (WORDS[word] & WORD_COUNTER) {
			WORDS[word] &= ~WORD_COUNTER;
			WATCH->counters_refuted = 1;
		}
}

static void watch_note_stored(unsigned at, unsigned size)
{
	for (unsigned word = (at - WATCH->region) / 4; word <= (at + size - 1 - WATCH->region) / 4; word++)
		WORDS[word] |= WORD_STORED;
}

ALWAYS_INLINE bool watch_is_counter(unsigned at)
{
	return at - WATCH->region < WATCH->region_size && WORDS[(at - WATCH->region) / 4] & WORD_COUNTER;
}

/* What was read at one address is stored at another: as it is, or as a part of something else. */
__attribute__((used)) void rollcall_moved(const void *from, unsigned size, const void *to, unsigned to_size, unsigned is_same)
{
	unsigned source = (unsigned)from, target = (unsigned)to;
	if (source - WATCH->region >= WATCH->region_size)
		return;
	for (unsigned word = source & ~3u; word < source + size; word += 4) {
		if (!watch_is_counter(word))
			continue;
		bool is_kept = true;
		if (is_same && size == to_size && (source & 3) == (target & 3))
			is_kept = watch_is_counter(word - source + target);
		else
			for (unsigned other = target & ~3u; other < target + to_size; other += 4)
				is_kept = is_kept && watch_is_counter(other);
		if (!is_kept)
			watch_refute(word, 4);
	}
}

/*
 * What was read at one address selects an element of an array, one of so many, which is accessed: the element decides nothing
 * where all of them decide nothing, and the access is within one.
 */
__attribute__((used)) void rollcall_selects(const void *from, unsigned size, const void *array, const void *second,
    unsigned count, const void *at, unsigned at_size)
{
	unsigned source = (unsigned)from, start = (unsigned)array, element = (unsigned)second - start;
	if (source - WATCH->region >= WATCH->region_size)
		return;
	bool is_counter = false;
	for (unsigned word = source & ~3u; word < source + size; word += 4)
		is_counter = is_counter || watch_is_counter(word);
	if (!is_counter)
		return;
	unsigned offset = (unsigned)at - start, all = element * count;
	bool is_kept = element > 0 && all / element == count && offset < all && offset % element + at_size <= element;
	for (unsigned word = start & ~3u; is_kept && word < start + all; word += 4)
		is_kept = watch_is_counter(word);
	if (is_kept)
		watch_note_stored(start, all);
	else
		watch_refute(source, size);
}

/* After each call they are what they would be if nothing had been counted. */
static void watch_clear_counters(void)
{
	for (unsigned i = 0; i < WATCH->counter_count; i++)
		*WATCH->counter[i] = 0;
}

/*
 * Notes of the source's accesses to its state, and of dead memory: what is left behind the end of subs[], where nothing
 * may read it. watch.ts puts a call of rollcall_read or rollcall_written before every access of the source to memory.
 *
 * `struct watch` is no part of the state, so it lies where the stack ends: that gets there only on its way to an overflow,
 * which is a failure anyway.
 */

#ifdef ROLLCALL_VIEW
#define NR_ENTRIES 0
#else
#define SUB_WORDS (sizeof subs[0] / sizeof(unsigned))
#define NR_ENTRIES __arraycount(subs)
#endif

#define WATCH ((struct watch *)WATCH_ADDRESS)

/* The parts of the state: the kernel takes a step that touches one of them once for all that differ in the other. */

#define TOUCHED_USERS 1
#define TOUCHED_REST 2

/* Says where the state is, and how many of the rows are users'. */
EXPORT(watch_state) void watch_state(unsigned region, unsigned region_end, unsigned users)
{
	WATCH->region = region;
	WATCH->region_end = region_end;
	WATCH->users_end = (unsigned)&mproc[users];
}

/* A row of mproc[] that PM reads or writes. */
ALWAYS_INLINE void watch_touch_row(unsigned process)
{
	WATCH->touched |= (unsigned)mproc + process * sizeof mproc[0] < WATCH->users_end ? TOUCHED_USERS : TOUCHED_REST;
}

/* Returns whether it is an access to the state at all. */
ALWAYS_INLINE bool watch_touch(const void *at, unsigned size)
{
	unsigned begin = (unsigned)at, end = begin + size;
	if (end <= WATCH->region || begin >= WATCH->region_end)
		return false;
	if (begin < WATCH->users_end && end > (unsigned)mproc)
		WATCH->touched |= TOUCHED_USERS;
	if (begin < (unsigned)mproc || end > WATCH->users_end)
		WATCH->touched |= TOUCHED_REST;
	return true;
}

#ifndef ROLLCALL_VIEW

EXPORT(dead_words) unsigned dead_words(void)
{
	return sizeof subs[0] % sizeof(unsigned) == 0 && SUB_WORDS <= 8 && NR_ENTRIES <= WATCH_MAX_ENTRIES ? SUB_WORDS : 0;
}

__attribute__((used)) void rollcall_read(const void *from, unsigned size)
{
	if (!watch_touch(from, size) || !WATCH->on)
		return;
	unsigned first = ((unsigned)from - (unsigned)subs) / sizeof(unsigned);
	unsigned last = ((unsigned)from + size - 1 - (unsigned)subs) / sizeof(unsigned);
	for (unsigned at = first; at <= last && at < sizeof subs / sizeof(unsigned); at++) {
		unsigned entry = at / SUB_WORDS, word = 1u << at % SUB_WORDS;
		if (entry >= WATCH->end)
			WATCH->read |= word & WATCH->assumed & ~WATCH->written[entry];
	}
}

/* Only words that are written as a whole count. */
__attribute__((used)) void rollcall_written(const void *to, unsigned size)
{
	unsigned offset = (unsigned)to - (unsigned)subs;
	if (!watch_touch(to, size) || !WATCH->on || offset >= sizeof subs || offset % sizeof(unsigned) != 0)
		return;
	for (unsigned at = offset; at + sizeof(unsigned) <= offset + size && at < sizeof subs; at += sizeof(unsigned))
		WATCH->written[at / sizeof subs[0]] |= 1u << at / sizeof(unsigned) % SUB_WORDS;
}

/* What cannot be said of an access is taken to be everything. */
__attribute__((used)) void rollcall_anything(void)
{
	WATCH->touched = TOUCHED_USERS | TOUCHED_REST;
	if (WATCH->on)
		WATCH->read |= WATCH->assumed;
}

static void watch_begin(void)
{
	if (WATCH->assumed == 0)
		return;
	WATCH->end = nsubs;
	for (unsigned entry = 0; entry < NR_ENTRIES; entry++)
		WATCH->written[entry] = 0;
	WATCH->on = 1;
}

/* What is new before the end has to have been written, and what is behind it is cleared. */
static void watch_end(void)
{
	if (!WATCH->on)
		return;
	WATCH->on = 0;
	for (unsigned entry = WATCH->end; entry < nsubs && entry < NR_ENTRIES; entry++)
		WATCH->read |= WATCH->assumed & ~WATCH->written[entry];
	for (unsigned entry = nsubs; entry < NR_ENTRIES; entry++)
		for (unsigned word = 0; word < SUB_WORDS; word++)
			if (WATCH->assumed >> word & 1)
				((unsigned *)&subs[entry])[word] = 0;
}

#else

__attribute__((used)) void rollcall_read(const void *from, unsigned size)
{
	watch_touch(from, size);
}

__attribute__((used)) void rollcall_written(const void *to, unsigned size)
{
	watch_touch(to, size);
}

__attribute__((used)) void rollcall_anything(void)
{
	WATCH->touched = TOUCHED_USERS | TOUCHED_REST;
}

static void watch_begin(void) {}
static void watch_end(void) {}

#endif

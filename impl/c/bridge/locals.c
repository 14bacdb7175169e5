/*
 * Guards of local arrays and structs, a mark for each word of the stack. locals.ts puts a call of rollcall_local where one of the source comes to be,
 * and one of rollcall_local_left before its function returns.
 */

static OF_ONE_CALL unsigned char local_guards[STACK_SIZE / sizeof(unsigned)] = { 0 };
/* The objects that there are. */
static OF_ONE_CALL unsigned local_count = 0;

/* One store of a word: functions with locals are called in most steps. */
static void local_set_guard(unsigned at, bool is_guard)
{
	_Static_assert(LOCAL_GUARD / sizeof(unsigned) == sizeof(unsigned), "a guard is as many words as a word has bytes");
	const unsigned marks = is_guard ? 0x01010101 : 0;
	__builtin_memcpy(&local_guards[at / sizeof(unsigned)], &marks, sizeof(marks));
}

static void local_set_guards(const void *object, unsigned size, bool are_guards)
{
	local_set_guard((unsigned)object - LOCAL_GUARD, are_guards);
	local_set_guard(((unsigned)object + size + 3) & ~3u, are_guards);
}

__attribute__((used)) void rollcall_local(const void *object, unsigned size)
{
	local_set_guards(object, size, true);
	local_count++;
}

__attribute__((used)) void rollcall_local_left(const void *object, unsigned size)
{
	local_set_guards(object, size, false);
	local_count--;
}

/* A failure ends functions that never return. */
static void local_clear(void)
{
	if (local_count == 0)
		return;
	__builtin_memset(local_guards, 0, sizeof(local_guards));
	local_count = 0;
}

/* Whether an access to the stack is to a guard. */
EXPORT(watch_is_local_guard) bool watch_is_local_guard(unsigned at, unsigned size)
{
	if (local_count == 0 || at >= STACK_SIZE || size == 0)
		return false;
	unsigned last = size > STACK_SIZE - at ? STACK_SIZE - 1 : at + size - 1;
	for (unsigned word = at / 4; word <= last / 4; word++)
		if (local_guards[word])
			return true;
	return false;
}

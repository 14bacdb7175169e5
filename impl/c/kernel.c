/*
 * The inner loop of a complete search, in the module that it searches: takes actions, compares what they did with what
 * was expected, and keeps the memories that it meets. bridge.c includes it; kernel.ts drives it.
 *
 * What PM does round the facility is said in impl/pm.ts too, for everything but this loop; a test compares the two over
 * whole searches. A row of the process table has one life here.
 *
 * A memory is kept as the number of its process table and the number of the rest of it; pairs of those are numbered in
 * the order in which they come, which is breadth first. Everything is compared in full.
 */

#define KERNEL_ROW_WORDS (sizeof mproc / 4)
#define KERNEL_MOST_TOLD 256
#define KERNEL_MOST_STEPS 4096
#define KERNEL_MOST_REST 1024

/* Words of one width, numbered, in an arena of their own. Its memory is only there once it is written to. */
struct kernel_table {
	unsigned *words;
	unsigned *index; /* by slot: some bits of the hash, and the number plus one; 0 for none */
	unsigned width;	 /* of an entry, in words */
	unsigned size;	 /* how many entries there are */
	unsigned most;	 /* how many there can be */
	unsigned length; /* of the index */
	unsigned tags;	 /* the bits of an entry that are the hash's */
};

/* What one action did: kernel.ts lays out what is expected in the same way. */
struct kernel_record {
	int code;
	unsigned warned, messages, callbacks;
	unsigned message[KERNEL_MOST_TOLD * 3];
	unsigned callback[KERNEL_MOST_TOLD * 2];
};

/* What is expected of one action. */
struct kernel_step {
	unsigned kind, process, first, second; /* the action */
	unsigned action;		       /* its number */
	unsigned changes;		       /* whether it leads to another state of the specification */
	unsigned owner;			       /* which searcher keeps what it leads to */
	const int *record;		       /* code, warned, counts; the messages; the callbacks */
	const int *users;		       /* what the rows of users look like, and by place how many of them wait */
	const int *services;		       /* what the rows of services and the list look like */
};

struct kernel_state {
	/* Set by kernel.ts. */
	unsigned users, services;
	unsigned *region; /* what the state is made of, the process table in it */
	unsigned head;	  /* its words before the process table */
	unsigned tail;	  /* and behind */
	struct kernel_table rows, rest, memories;
	unsigned *parents;
	unsigned short *actions;
	/* Of the memory that was loaded, and of the step that is taken. */
	unsigned pair, rows_number, rest_number;
	unsigned running, is_dirty, is_full;
	unsigned posted;	 /* how many words the outbox has */
	unsigned me, searchers;	 /* set by kernel.ts */
	unsigned *outbox;
	struct kernel_step steps[KERNEL_MOST_STEPS];
	struct kernel_record record;
	unsigned rest_now[KERNEL_MOST_REST];
};

static OF_ONE_CALL struct kernel_state *kernel_self = NULL;

static bool kernel_is_running(void)
{
	return kernel_self != NULL && kernel_self->running != 0;
}

static void kernel_warn(void)
{
	kernel_self->record.warned = 1;
}

#define KERNEL_INLINE static inline __attribute__((always_inline))

KERNEL_INLINE unsigned kernel_hash(const unsigned *words, unsigned width)
{
	/* Two at a time, in two sums that do not wait for each other. */
	unsigned long long hash = 0x9e3779b97f4a7c15ull, other = 0xc2b2ae3d27d4eb4full;
	unsigned i = 0;
	for (; i + 4 <= width; i += 4) {
		hash = (hash ^ (words[i] | (unsigned long long)words[i + 1] << 32)) * 0xff51afd7ed558ccdull;
		other = (other ^ (words[i + 2] | (unsigned long long)words[i + 3] << 32)) * 0xc4ceb9fe1a85ec53ull;
		hash ^= hash >> 29;
		other ^= other >> 31;
	}
	for (; i < width; i++)
		hash = (hash ^ words[i] ^ hash >> 32) * 0xff51afd7ed558ccdull;
	hash = (hash ^ other >> 32 ^ other << 17) * 0xc4ceb9fe1a85ec53ull;
	return (unsigned)((hash ^ hash >> 29) * 0xff51afd7ed558ccdull >> 32);
}

KERNEL_INLINE unsigned kernel_slot(unsigned hash, unsigned length)
{
	/* The bits that an entry keeps of the hash are its high ones, so another mix of it says where to look. */
	return (unsigned)((unsigned long long)(hash * 0x9e3779b1u) * length >> 32);
}

KERNEL_INLINE bool kernel_same(const unsigned *a, const unsigned *b, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

KERNEL_INLINE void kernel_copy(unsigned *to, const unsigned *from, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		to[i] = from[i];
}

static void kernel_grow(struct kernel_table *table, unsigned width)
{
	unsigned length = table->length + table->length / 2 + table->length / 8;
	for (unsigned slot = 0; slot < length; slot++)
		table->index[slot] = 0;
	table->length = length;
	table->tags = ~0u << (33 - __builtin_clz(length));
	for (unsigned number = 0; number < table->size; number++) {
		unsigned hash = kernel_hash(table->words + number * width, width);
		unsigned slot = kernel_slot(hash, length);
		while (table->index[slot] != 0)
			slot = slot + 1 == length ? 0 : slot + 1;
		table->index[slot] = (hash & table->tags) | (number + 1);
	}
}

/* The number of an entry, which is the old size if it is new. */
KERNEL_INLINE unsigned kernel_number(struct kernel_table *table, const unsigned *words, unsigned width)
{
	unsigned hash = kernel_hash(words, width);
	unsigned slot = kernel_slot(hash, table->length);
	for (unsigned entry; (entry = table->index[slot]) != 0;) {
		unsigned number = (entry & ~table->tags) - 1;
		if (((entry ^ hash) & table->tags) == 0 && kernel_same(table->words + number * width, words, width))
			return number;
		slot = slot + 1 == table->length ? 0 : slot + 1;
	}
	if (table->size == table->most) {
		kernel_self->is_full = 1;
		return 0;
	}
	table->index[slot] = (hash & table->tags) | (table->size + 1);
	kernel_copy(table->words + table->size * width, words, width);
	if (++table->size >= table->length / 4 * 3)
		kernel_grow(table, width);
	return table->size - 1;
}

/* ---- What PM does */

static void kernel_asynsend3(endpoint_t to, endpoint_t about, unsigned event)
{
	struct kernel_record *record = &kernel_self->record;
	unsigned process = _ENDPOINT_P(about);
	if (record->messages == KERNEL_MOST_TOLD)
		rollcall_panic(0, __func__, "more than %d messages in one action", KERNEL_MOST_TOLD);
	unsigned *message = &record->message[3 * record->messages++];
	message[0] = _ENDPOINT_P(to);
	message[1] = process < NR_PROCS && mproc[process].mp_endpoint == about && (mproc[process].mp_flags & IN_USE) ?
			     process :
			     ~0u;
	message[2] = event;
}

static void kernel_resume(unsigned process, unsigned callback)
{
	struct kernel_record *record = &kernel_self->record;
	struct mproc *rmp = &mproc[process];
	if (record->callbacks == KERNEL_MOST_TOLD)
		rollcall_panic(0, __func__, "more than %d callbacks in one action", KERNEL_MOST_TOLD);
	record->callback[2 * record->callbacks] = callback;
	record->callback[2 * record->callbacks++ + 1] = process;
	if (callback == 0) { /* exit_restart */
		if (rmp->mp_flags & TOLD_PARENT)
			rmp->mp_flags = 0;
		return;
	}
	rmp->mp_flags &= ~UNPAUSED;
	if (rmp->mp_sigpending & 1u << SIGKILL)
		rmp->mp_flags |= EXITING | VFS_CALL;
	else
		rmp->mp_flags &= ~PROC_STOPPED;
	rmp->mp_sigpending = 0;
}

static int kernel_pm_isokendpt(endpoint_t endpoint)
{
	unsigned process = _ENDPOINT_P(endpoint);
	if (process >= NR_PROCS || mproc[process].mp_endpoint != endpoint || !(mproc[process].mp_flags & IN_USE))
		return -1;
	return (int)process;
}

#define KERNEL_NO_CODE 1

/* The kinds are those of ACTION_KINDS in model/action.ts. */
KERNEL_INLINE int kernel_perform(const struct kernel_step *step)
{
	struct mproc *rmp = &mproc[step->process];
	switch (step->kind) {
	case 0: /* spawn */
		rmp->mp_flags = step->process < kernel_self->users ? IN_USE : IN_USE | PRIV_PROC;
		return KERNEL_NO_CODE;
	case 1: /* signal */
		rmp->mp_flags |= PROC_STOPPED | VFS_CALL;
		return KERNEL_NO_CODE;
	case 2: /* kill */
		rmp->mp_sigpending = 1u << SIGKILL;
		return KERNEL_NO_CODE;
	case 3: /* exit */
		rmp->mp_flags |= PROC_STOPPED | EXITING | VFS_CALL;
		return KERNEL_NO_CODE;
	case 4: /* vfsReply */
		rmp->mp_flags &= ~VFS_CALL;
		if (!(rmp->mp_flags & EXITING))
			rmp->mp_flags |= UNPAUSED;
		call_publish_event(step->process);
		return KERNEL_NO_CODE;
	case 5: /* setMask */
		return call_do_proceventmask(step->process, step->first);
	case 6: /* reply */
		return call_do_proc_event_reply(step->process, mproc[step->first].mp_endpoint, step->second);
	default: /* reap */
		if (rmp->mp_flags & (VFS_CALL | EVENT_CALL))
			rmp->mp_flags |= TOLD_PARENT;
		else
			rmp->mp_flags = 0;
		return KERNEL_NO_CODE;
	}
}

/* ---- What is compared */

KERNEL_INLINE bool kernel_did(const int *expected)
{
	const struct kernel_record *record = &kernel_self->record;
	if (record->code != expected[0] || record->warned != (unsigned)expected[1] ||
	    record->messages != (unsigned)expected[2] || record->callbacks != (unsigned)expected[3])
		return false;
	const unsigned *message = (const unsigned *)expected + 4;
	const unsigned *callback = message + 3 * record->messages;
	return kernel_same(record->message, message, 3 * record->messages) &&
	       kernel_same(record->callback, callback, 2 * record->callbacks);
}

KERNEL_INLINE bool kernel_row_looks(unsigned process, const int *expected)
{
	const struct mproc *rmp = &mproc[process];
#ifdef ROLLCALL_VIEW
	int eventsub = rollcall_eventsub(rmp);
#else
	int eventsub = (signed char)rmp->mp_eventsub;
#endif
	return rmp->mp_flags == (unsigned)expected[0] && rmp->mp_sigpending == (unsigned)expected[1] &&
	       eventsub == expected[2];
}

static bool kernel_looks(const int *users, const int *services)
{
	for (unsigned user = 0; user < kernel_self->users; user++)
		if (!kernel_row_looks(user, users + 3 * user))
			return false;
	for (unsigned service = 0; service < kernel_self->services; service++)
		if (!kernel_row_looks(kernel_self->users + service, services + 3 * service))
			return false;
	const int *owed = users + 3 * kernel_self->users;
	const int *list = services + 3 * kernel_self->services;
	__if_exists(nested) {
		if (nested != (unsigned)list[0])
			return false;
	}
	unsigned length = rollcall_nsubs();
	if (length != (unsigned)list[1])
		return false;
	for (unsigned place = 0; place < length; place++) {
		endpoint_t endpt = 0;
		unsigned mask = 0, waiting = 0;
		const int *slot = list + 2 + 3 * place;
		rollcall_sub(place, &endpt, &mask, &waiting);
		if (endpt != slot[0] || mask != (unsigned)slot[1] || waiting != (unsigned)(slot[2] + owed[place]))
			return false;
	}
	return true;
}

/* ---- The memories */

static void kernel_gather(unsigned *to)
{
	const unsigned *behind = kernel_self->region + kernel_self->head + KERNEL_ROW_WORDS;
	kernel_copy(to, kernel_self->region, kernel_self->head);
	kernel_copy(to + kernel_self->head, behind, kernel_self->tail);
}

static void kernel_restore(void)
{
	unsigned width = kernel_self->head + kernel_self->tail;
	const unsigned *rest = kernel_self->rest.words + kernel_self->rest_number * width;
	kernel_copy((unsigned *)mproc, kernel_self->rows.words + kernel_self->rows_number * KERNEL_ROW_WORDS, KERNEL_ROW_WORDS);
	kernel_copy(kernel_self->region, rest, kernel_self->head);
	kernel_copy(kernel_self->region + kernel_self->head + KERNEL_ROW_WORDS, rest + kernel_self->head, kernel_self->tail);
	kernel_self->is_dirty = 0;
}

KERNEL_INLINE bool kernel_rows_stayed(void)
{
	const unsigned *rows = kernel_self->rows.words + kernel_self->rows_number * KERNEL_ROW_WORDS;
	return kernel_self->rows.size != 0 && kernel_same((unsigned *)mproc, rows, KERNEL_ROW_WORDS);
}

KERNEL_INLINE bool kernel_rest_stayed(void)
{
	unsigned width = kernel_self->head + kernel_self->tail;
	const unsigned *rest = kernel_self->rest.words + kernel_self->rest_number * width;
	return kernel_self->rest.size != 0 && kernel_same(kernel_self->region, rest, kernel_self->head) &&
	       kernel_same(kernel_self->region + kernel_self->head + KERNEL_ROW_WORDS, rest + kernel_self->head, kernel_self->tail);
}

static bool kernel_stayed(void)
{
	return kernel_rows_stayed() && kernel_rest_stayed();
}

/* Keeps the memory as it is now. Returns whether it is new. */
static bool kernel_keep(unsigned parent, unsigned action)
{
	unsigned memory[2] = { kernel_self->rows_number, kernel_self->rest_number };
	if (!kernel_rows_stayed())
		memory[0] = kernel_number(&kernel_self->rows, (unsigned *)mproc, KERNEL_ROW_WORDS);
	if (!kernel_rest_stayed()) {
		kernel_gather(kernel_self->rest_now);
		memory[1] = kernel_number(&kernel_self->rest, kernel_self->rest_now, kernel_self->head + kernel_self->tail);
	}
	unsigned before = kernel_self->memories.size;
	unsigned number = kernel_number(&kernel_self->memories, memory, 2);
	if (kernel_self->is_full || number != before)
		return false;
	kernel_self->parents[number] = parent;
	kernel_self->actions[number] = (unsigned short)action;
	return true;
}

/* Keeps what a step led to, or puts it into the outbox for its owner. */
static void kernel_take(unsigned owner, unsigned action)
{
	unsigned parent = kernel_self->pair * kernel_self->searchers + kernel_self->me;
	if (owner == kernel_self->me) {
		kernel_keep(parent, action);
		return;
	}
	unsigned *letter = kernel_self->outbox + kernel_self->posted;
	letter[0] = owner;
	letter[1] = parent;
	letter[2] = action;
	kernel_copy(letter + 3, (unsigned *)mproc, KERNEL_ROW_WORDS);
	kernel_gather(letter + 3 + KERNEL_ROW_WORDS);
	kernel_self->posted += 3 + KERNEL_ROW_WORDS + kernel_self->head + kernel_self->tail;
}

EXPORT(kernel_open) struct kernel_state *kernel_open(struct kernel_state *at)
{
	return kernel_self = at;
}

EXPORT(kernel_sizes) unsigned kernel_sizes(unsigned which)
{
	const unsigned sizes[] = { sizeof(struct kernel_state), sizeof(struct kernel_step), sizeof(struct kernel_table), KERNEL_ROW_WORDS,
				   KERNEL_MOST_REST };
	return sizes[which];
}

EXPORT(kernel_offsets) unsigned kernel_offsets(unsigned which)
{
	const unsigned offsets[] = {
		__builtin_offsetof(struct kernel_state, rows),    __builtin_offsetof(struct kernel_state, parents),
		__builtin_offsetof(struct kernel_state, pair),
		__builtin_offsetof(struct kernel_state, steps),
	};
	return offsets[which];
}

/* Makes the index of a table anew, after its words were put there from outside. */
EXPORT(kernel_reindex) void kernel_reindex(unsigned which)
{
	struct kernel_table *table = which == 0 ? &kernel_self->rows : which == 1 ? &kernel_self->rest : &kernel_self->memories;
	while (table->size >= (table->length + table->length / 2 + table->length / 8) / 4 * 3)
		table->length += table->length / 2 + table->length / 8;
	kernel_grow(table, table->width);
}

/* Keeps the memory as it is now, for a start. */
EXPORT(kernel_start) unsigned kernel_start(void)
{
	return kernel_keep(0, 0);
}

EXPORT(kernel_load) void kernel_load(unsigned pair)
{
	kernel_self->pair = pair;
	kernel_self->rows_number = kernel_self->memories.words[2 * pair];
	kernel_self->rest_number = kernel_self->memories.words[2 * pair + 1];
	kernel_restore();
}

/*
 * Takes the steps from the memory that was loaded, from one on. Returns the number of the first that did not do what was
 * expected, with memory as that left it, or how many steps there are.
 */
EXPORT(kernel_run) unsigned kernel_run(unsigned from, unsigned count)
{
	for (unsigned i = from; i < count; i++) {
		const struct kernel_step *step = &kernel_self->steps[i];
		struct kernel_record *record = &kernel_self->record;
		if (kernel_self->is_dirty)
			kernel_restore();
		record->warned = record->messages = record->callbacks = 0;
		kernel_self->running = i + 1;
		record->code = kernel_perform(step);
		kernel_self->running = 0;
		bool did = kernel_did(step->record);
		if (kernel_stayed()) {
			if (!did || step->changes)
				return i;
			continue;
		}
		kernel_self->is_dirty = 1;
		if (!did || !kernel_looks(step->users, step->services))
			return i;
		kernel_take(step->owner, step->action);
	}
	if (kernel_self->is_dirty)
		kernel_restore();
	return count;
}

/* Takes the memory as it is now for what a step led to. */
EXPORT(kernel_add) void kernel_add(unsigned owner, unsigned action)
{
	kernel_self->is_dirty = 1;
	kernel_take(owner, action);
}

/* Keeps what another searcher put into its outbox. */
EXPORT(kernel_receive) void kernel_receive(const unsigned *letter)
{
	const unsigned *rows = letter + 3, *rest = rows + KERNEL_ROW_WORDS;
	kernel_copy((unsigned *)mproc, rows, KERNEL_ROW_WORDS);
	kernel_copy(kernel_self->region, rest, kernel_self->head);
	kernel_copy(kernel_self->region + kernel_self->head + KERNEL_ROW_WORDS, rest + kernel_self->head, kernel_self->tail);
	kernel_self->is_dirty = 1;
	kernel_keep(letter[1], letter[2]);
}

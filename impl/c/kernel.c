/*
 * The inner loop of a complete search, in the module that it searches: takes actions, compares what they did with what
 * was expected, and keeps the memories that it meets. bridge.c includes it; kernel.ts drives it.
 *
 * What PM does round the facility is said in impl/pm.ts too, for everything but this loop; a test compares the two over
 * whole searches. A row of the process table has one life here.
 *
 * A memory is kept as a pair: the number of its users' rows and the number of the rest of it, which is a pair itself: the
 * number of the services' rows and that of what lies round the rows. Pairs are numbered in the order in which they come,
 * which is breadth first. Everything is compared in full. What a pair is made of is forgotten when its level is done with: a
 * bit says that it was met, and its parent and its action how.
 *
 * Memories with the same rest are expanded together. A step of a service that neither reads nor writes a row of a user
 * does the same whoever the users are: so it is taken once for all of them. A step of a user that touches nothing but
 * users' rows does the same whatever the rest is: so it is taken once for these users. What a step touches is observed.
 * Neither is done where what was kept does not look as expected, or where the source says itself what it looks like.
 */

#define KERNEL_ROW_WORDS (sizeof mproc[0] / 4)
#define KERNEL_MOST_TOLD 256
#define KERNEL_MOST_STEPS 4096
#define KERNEL_MOST_AROUND 1024
#define KERNEL_MOST_ALIKE 256
#define KERNEL_MOST_SEARCHERS 256
#define KERNEL_HINTS 4096
#define KERNEL_NONE (~0u)
#define KERNEL_UNKNOWN (~0u - 1)

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

/* By number of users: a bit, set where the pair was met. */
struct kernel_bits {
	unsigned *words;
	unsigned length;
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
	unsigned char kind, process, first, second; /* the action */
	unsigned short action;			    /* its number */
	unsigned short owner;			    /* which searcher keeps what it leads to */
	short awaited;				    /* not to be taken where the user that it is about waits for this */
	unsigned char changes;			    /* whether it leads to another state of the specification */
	unsigned char is_settled;		    /* whether it does the same whatever the rest is, and leads to these users */
	const int *record;			    /* code, warned, counts; the messages; the callbacks */
	const int *users;			    /* what users look like after it; NULL for as they are */
	const int *services;			    /* what the rest looks like after it; NULL for as it is */
	unsigned settled_users;
};

/* A user that waits, whose turn it is when VFS or the subscriber replies. */
struct kernel_turn {
	unsigned position, event;
	int place;	   /* of the subscriber; less than 0 for VFS */
	const int **after; /* by the place of whom it is asked of next, plus one: what users look like; NULL where not known yet */
};

/* Whom an event is asked of next. */
struct kernel_asked {
	int place;	   /* less than 0 for nobody: the event is over */
	int told;	   /* the process */
};

/* A step by which a subscriber leaves, so that users who wait go on or move up. */
struct kernel_leaver {
	unsigned char kind, process, first, second; /* as in kernel_step */
	unsigned action;
	int place;
	unsigned is_forced;	      /* whether it leaves even where users wait for it */
	const int *services;	      /* what the rest looks like after it */
	unsigned owner;
	unsigned removal;	      /* what that does to users, as a number */
	struct kernel_asked asked[2]; /* by event: whom those are asked of who waited for it */
	const int **records;	      /* by who waits for it, as a number: what it is to do; NULL where not known yet */
	unsigned record_count;
};

/* What users are, and what they do that has to do with no service. */
struct kernel_users {
	const int *look;  /* of their rows, and by place how many of them wait there */
	const int *waits; /* by user: which reply it waits for; less than 0 for none */
	struct kernel_step *steps;
	unsigned count;
	const struct kernel_turn *turns;
	unsigned turn_count;
	int last;		 /* the greatest place that a user waits at; less than 0 for none */
	const unsigned *waiters; /* by place: who waits there, as a number */
	const int **removed;	 /* by removal: what users look like after it; NULL where not known yet */
	unsigned removed_count;
};

/* What services and slots are, and what they do that has to do with no user. */
struct kernel_services {
	const int *look; /* of the services' rows, and of the list */
	const struct kernel_step *steps;
	unsigned count;
	const struct kernel_step *replies; /* those about users, as they are where nobody waits for them */
	unsigned reply_count;
	unsigned owner;
	const struct kernel_asked *first;	      /* by event: whom it is asked of first */
	const struct kernel_asked *behind;	      /* by place and event: of whom next */
	const int *callers;			      /* by place: the subscriber, a process; less than 0 where it cannot reply */
	const unsigned *owed;			      /* by place: how many services wait there */
	const struct kernel_leaver *const *lingering; /* by place: how its last reply has the subscriber leave; NULL if it does not */
	const struct kernel_leaver *leavers;
	unsigned leaver_count;
};

struct kernel_state {
	/* What kernel.ts sets and reads: it has the same names in the same order. */
	unsigned user_count, service_count;
	unsigned *region;		 /* what the state is made of, the process table in it */
	unsigned head, user_words, service_words, tail; /* its words before the rows, in the users', in the services', and behind */
	unsigned me, searchers;
	unsigned *outbox;	       /* for each searcher, one after the other */
	unsigned outbox_words;	       /* how many words there is room for in each */
	unsigned *pairs;	       /* from number `base` on, two words each: the numbers of users and rest */
	unsigned base, most_held;      /* how many pairs are forgotten, and how many can be held beside those */
	unsigned *parents;
	unsigned short *actions;
	unsigned size, most; /* how many pairs there are, and can be */
	struct kernel_bits *met; /* by rest */
	unsigned met_count;
	unsigned *arena, *arena_end; /* where there is room for bits */
	unsigned is_full;
	unsigned is_inexact; /* whether steps that are alike are to be taken each by itself */
	const struct kernel_step *running; /* the step that is taken just now; NULL for none */
	unsigned vfs_replies, replies;	   /* the numbers of the first actions of these kinds */
	const int **told;		   /* what a turn is to do, by kernel_told; NULL where not known yet */
	const int **record_cell, **users_cell; /* where what a step does and leads to is to be known; NULL where there is no room */
	const struct kernel_leaver *leaver;    /* who leaves by that step; NULL for nobody */
	struct kernel_table users, services, around, rest;
	/* Of the memory that was loaded, and of the steps from it. */
	unsigned pair, users_number, rest_number;
	unsigned is_dirty, users_stayed, rest_stayed;
	unsigned posted[KERNEL_MOST_SEARCHERS]; /* how many words each outbox has */
	unsigned *letter;			/* the one that is being written; NULL for none */
	unsigned users_after; /* what the last step that was kept led to */
	const struct kernel_users *users_now;
	const struct kernel_services *services_now;
	const struct kernel_step *last; /* the step that was taken last */
	unsigned group_size, counted_count, alone_count;
	unsigned at;
	unsigned group[KERNEL_MOST_ALIKE];
	const struct kernel_step *alone[KERNEL_MOST_STEPS]; /* steps of services that are to be taken from each pair */
	struct kernel_step counted[KERNEL_MOST_STEPS];	    /* steps that have to do with how many users wait */
	struct kernel_step both;			    /* a step that has to do with users and services */
	struct kernel_record record;
	unsigned around_now[KERNEL_MOST_AROUND];
	unsigned hints[KERNEL_HINTS]; /* by action: the rest that it led to last, which it often does again */
};

static OF_ONE_CALL struct kernel_state *kernel_self = NULL;

static bool kernel_is_running(void)
{
	return kernel_self != NULL && kernel_self->running != NULL;
}

static void kernel_warn(void)
{
	kernel_self->record.warned = 1;
}

#define KERNEL_INLINE static inline __attribute__((always_inline))

typedef unsigned kernel_vector __attribute__((vector_size(16)));
/* Words of a list are where words can be. */
struct kernel_vectors {
	kernel_vector words;
} __attribute__((packed, aligned(4)));

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
	const struct kernel_vectors *one = (const void *)a, *other = (const void *)b;
	kernel_vector difference = { 0 };
	unsigned i = 0;
	for (; i + 4 <= width; i += 4)
		difference |= one[i / 4].words ^ other[i / 4].words;
	unsigned left = difference[0] | difference[1] | difference[2] | difference[3];
	for (; i < width; i++)
		left |= a[i] ^ b[i];
	return left == 0;
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

static void kernel_touch(unsigned process)
{
	rollcall_touch(process < kernel_self->user_count ? TOUCHED_USERS : TOUCHED_REST);
}

static void kernel_asynsend3(endpoint_t to, endpoint_t about, unsigned event)
{
	struct kernel_record *record = &kernel_self->record;
	unsigned process = _ENDPOINT_P(about);
	kernel_touch(process);
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
	kernel_touch(process);
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
	kernel_touch(process);
	if (process >= NR_PROCS || mproc[process].mp_endpoint != endpoint || !(mproc[process].mp_flags & IN_USE))
		return -1;
	return (int)process;
}

#define KERNEL_NO_CODE 1

/* The kinds are those of COUNTED_KINDS in model/action.ts. */
KERNEL_INLINE int kernel_perform(const struct kernel_step *step)
{
	struct mproc *rmp = &mproc[step->process];
	switch (step->kind) {
	case 0: /* spawn */
		rmp->mp_flags = step->process < kernel_self->user_count ? IN_USE : IN_USE | PRIV_PROC;
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
	for (unsigned user = 0; user < kernel_self->user_count; user++)
		if (!kernel_row_looks(user, users + 3 * user))
			return false;
	for (unsigned service = 0; service < kernel_self->service_count; service++)
		if (!kernel_row_looks(kernel_self->user_count + service, services + 3 * service))
			return false;
	const int *owed = users + 3 * kernel_self->user_count;
	const int *list = services + 3 * kernel_self->service_count;
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

KERNEL_INLINE unsigned *kernel_service_rows(void)
{
	return (unsigned *)mproc + kernel_self->user_words;
}

KERNEL_INLINE unsigned *kernel_behind(void)
{
	return kernel_service_rows() + kernel_self->service_words;
}

KERNEL_INLINE const unsigned *kernel_users_words(unsigned number)
{
	return kernel_self->users.words + number * kernel_self->user_words;
}

KERNEL_INLINE const unsigned *kernel_services_words(unsigned number)
{
	return kernel_self->services.words + number * kernel_self->service_words;
}

KERNEL_INLINE const unsigned *kernel_around_words(unsigned number)
{
	return kernel_self->around.words + number * (kernel_self->head + kernel_self->tail);
}

/* What a rest is made of: the numbers of services' rows and of what lies round the rows. */
struct kernel_rest {
	unsigned services, around;
};

KERNEL_INLINE const struct kernel_rest *kernel_rest(unsigned number)
{
	return (const struct kernel_rest *)kernel_self->rest.words + number;
}

KERNEL_INLINE unsigned kernel_number_pieces(struct kernel_rest pieces)
{
	return kernel_number(&kernel_self->rest, &pieces.services, 2);
}

static void kernel_restore(void)
{
	const struct kernel_rest *rest = kernel_rest(kernel_self->rest_number);
	const unsigned *around = kernel_around_words(rest->around);
	kernel_copy((unsigned *)mproc, kernel_users_words(kernel_self->users_number), kernel_self->user_words);
	kernel_copy(kernel_service_rows(), kernel_services_words(rest->services), kernel_self->service_words);
	kernel_copy(kernel_self->region, around, kernel_self->head);
	kernel_copy(kernel_behind(), around + kernel_self->head, kernel_self->tail);
	kernel_self->is_dirty = 0;
}

KERNEL_INLINE bool kernel_has_services(unsigned number)
{
	return kernel_same(kernel_service_rows(), kernel_services_words(number), kernel_self->service_words);
}

KERNEL_INLINE bool kernel_has_around(unsigned number)
{
	const unsigned *around = kernel_around_words(number);
	return kernel_same(kernel_self->region, around, kernel_self->head) &&
	       kernel_same(kernel_behind(), around + kernel_self->head, kernel_self->tail);
}

/* Whether the memory has this rest. */
KERNEL_INLINE bool kernel_has_rest(unsigned number)
{
	const struct kernel_rest *rest = kernel_rest(number);
	return kernel_has_services(rest->services) && kernel_has_around(rest->around);
}

/* Finds out what of the memory is still as it was loaded. */
static void kernel_compare(void)
{
	kernel_self->users_stayed =
		kernel_same((unsigned *)mproc, kernel_users_words(kernel_self->users_number), kernel_self->user_words);
	kernel_self->rest_stayed = kernel_has_rest(kernel_self->rest_number);
	kernel_self->is_dirty = !kernel_self->users_stayed || !kernel_self->rest_stayed;
}

static unsigned kernel_number_users(void)
{
	return kernel_number(&kernel_self->users, (unsigned *)mproc, kernel_self->user_words);
}

static unsigned kernel_number_rest(unsigned action)
{
	unsigned *hint = &kernel_self->hints[action % KERNEL_HINTS];
	if (*hint < kernel_self->rest.size && kernel_has_rest(*hint))
		return *hint;
	/* A step mostly changes one of the two. */
	struct kernel_rest pieces = *kernel_rest(kernel_self->rest_number);
	if (kernel_self->rest.size == 0 || !kernel_has_services(pieces.services))
		pieces.services = kernel_number(&kernel_self->services, kernel_service_rows(), kernel_self->service_words);
	if (kernel_self->rest.size == 0 || !kernel_has_around(pieces.around)) {
		kernel_copy(kernel_self->around_now, kernel_self->region, kernel_self->head);
		kernel_copy(kernel_self->around_now + kernel_self->head, kernel_behind(), kernel_self->tail);
		pieces.around =
			kernel_number(&kernel_self->around, kernel_self->around_now, kernel_self->head + kernel_self->tail);
	}
	return *hint = kernel_number_pieces(pieces);
}

/* Makes room for bits of so many words, or of as many as there are users for. */
static bool kernel_widen(struct kernel_bits *bits, unsigned length)
{
	unsigned usual = (kernel_self->users.size + 31) / 32;
	if (length < usual)
		length = usual;
	unsigned *words = kernel_self->arena;
	if (length > (unsigned)(kernel_self->arena_end - words)) {
		kernel_self->is_full = 1;
		return false;
	}
	for (unsigned i = 0; i < length; i++)
		words[i] = i < bits->length ? bits->words[i] : 0;
	kernel_self->arena += length;
	*bits = (struct kernel_bits){ words, length };
	return true;
}

/* Whether a pair was not met before. Then it is from now on. */
KERNEL_INLINE bool kernel_is_new(unsigned users, unsigned rest)
{
	unsigned word = users / 32, bit = 1u << users % 32;
	while (kernel_self->met_count <= rest)
		kernel_self->met[kernel_self->met_count++] = (struct kernel_bits){ NULL, 0 };
	struct kernel_bits *bits = &kernel_self->met[rest];
	if (word >= bits->length && !kernel_widen(bits, word + 1))
		return false;
	if (bits->words[word] & bit)
		return false;
	bits->words[word] |= bit;
	return true;
}

/* The words of a pair that is not forgotten. */
KERNEL_INLINE unsigned *kernel_pair_words(unsigned number)
{
	return kernel_self->pairs + 2 * (number - kernel_self->base);
}

static void kernel_append(unsigned users, unsigned rest, unsigned parent, unsigned action)
{
	unsigned number = kernel_self->size;
	if (number == kernel_self->most || number - kernel_self->base == kernel_self->most_held) {
		kernel_self->is_full = 1;
		return;
	}
	kernel_self->size++;
	kernel_pair_words(number)[0] = users;
	kernel_pair_words(number)[1] = rest;
	kernel_self->parents[number] = parent;
	kernel_self->actions[number] = (unsigned short)action;
}

/* Adds words to what is for a searcher. Returns where they go; NULL where there is no room. */
static unsigned *kernel_room(unsigned owner, unsigned words)
{
	unsigned *posted = &kernel_self->posted[owner];
	if (*posted + words > kernel_self->outbox_words) {
		kernel_self->is_full = 1;
		return NULL;
	}
	*posted += words;
	return kernel_self->outbox + owner * kernel_self->outbox_words + *posted - words;
}

/*
 * Puts a pair into the outbox for its owner. A letter is the action, how many users it is about, the services' rows and
 * what lies round the rows; then for each of the users the parent and their rows.
 */
static void kernel_post(const struct kernel_step *step, unsigned users, unsigned rest, unsigned parent)
{
	unsigned service_words = kernel_self->service_words, around_words = kernel_self->head + kernel_self->tail;
	if (kernel_self->letter == NULL) {
		unsigned *letter = kernel_room(step->owner, 2 + service_words + around_words);
		if (letter == NULL)
			return;
		letter[0] = step->action;
		letter[1] = 0;
		kernel_copy(letter + 2, kernel_services_words(kernel_rest(rest)->services), service_words);
		kernel_copy(letter + 2 + service_words, kernel_around_words(kernel_rest(rest)->around), around_words);
		kernel_self->letter = letter;
	}
	unsigned *about = kernel_room(step->owner, 1 + kernel_self->user_words);
	if (about == NULL)
		return;
	about[0] = parent;
	kernel_copy(about + 1, kernel_users_words(users), kernel_self->user_words);
	kernel_self->letter[1]++;
}

/* Keeps what a step from a pair led to, or puts it into the outbox for its owner: nobody is told of a pair twice. */
KERNEL_INLINE void kernel_found(unsigned from, const struct kernel_step *step, unsigned users, unsigned rest)
{
	if (kernel_self->is_full || !kernel_is_new(users, rest))
		return;
	unsigned parent = from * kernel_self->searchers + kernel_self->me;
	if (step->owner == kernel_self->me)
		kernel_append(users, rest, parent, step->action);
	else
		kernel_post(step, users, rest, parent);
}

/* ---- Steps */

/* Takes a step from the memory that was loaded. Returns whether it did what is expected. */
KERNEL_INLINE bool kernel_take(const struct kernel_step *step)
{
	struct kernel_record *record = &kernel_self->record;
	if (kernel_self->is_dirty)
		kernel_restore();
	record->warned = record->messages = record->callbacks = 0;
	kernel_self->last = kernel_self->running = step;
	record->code = kernel_perform(step);
	kernel_self->running = NULL;
	kernel_compare();
	if (!kernel_did(step->record))
		return false;
	if (!kernel_self->is_dirty)
		return !step->changes;
	return kernel_looks(step->users ? step->users : kernel_self->users_now->look,
			    step->services ? step->services : kernel_self->services_now->look);
}

/* Keeps what the last step led to. */
static void kernel_keep(void)
{
	const struct kernel_step *step = kernel_self->last;
	unsigned users = kernel_self->users_stayed ? kernel_self->users_number : kernel_number_users();
	unsigned rest = kernel_self->rest_stayed ? kernel_self->rest_number : kernel_number_rest(step->action);
	kernel_self->users_after = users;
	kernel_self->letter = NULL;
	kernel_found(kernel_self->pair, step, users, rest);
}

/* Keeps what the last step led to, which touched no user, for every pair of the group. */
static void kernel_keep_all(void)
{
	unsigned rest = kernel_number_rest(kernel_self->last->action);
	kernel_self->letter = NULL;
	for (unsigned i = 0; i < kernel_self->group_size; i++) {
		unsigned pair = kernel_self->group[i];
		kernel_found(pair, kernel_self->last, kernel_pair_words(pair)[0], rest);
	}
}

EXPORT(kernel_open) struct kernel_state *kernel_open(struct kernel_state *at)
{
	return kernel_self = at;
}

EXPORT(kernel_sizes) unsigned kernel_sizes(unsigned which)
{
	const unsigned sizes[] = { sizeof(struct kernel_state), sizeof(struct kernel_step), KERNEL_ROW_WORDS, KERNEL_MOST_AROUND,
				   KERNEL_MOST_SEARCHERS };
	return sizes[which];
}

EXPORT(kernel_offsets) unsigned kernel_offsets(unsigned which)
{
	const unsigned offsets[] = { __builtin_offsetof(struct kernel_state, group), __builtin_offsetof(struct kernel_state, counted),
				     __builtin_offsetof(struct kernel_state, posted), __builtin_offsetof(struct kernel_state, both) };
	return offsets[which];
}

/* Makes anew what finds entries, after those were put there from outside. */
EXPORT(kernel_reindex) void kernel_reindex(void)
{
	struct kernel_table *tables[] = { &kernel_self->users, &kernel_self->services, &kernel_self->around, &kernel_self->rest };
	for (unsigned which = 0; which < sizeof tables / sizeof tables[0]; which++) {
		struct kernel_table *table = tables[which];
		while (table->size >= (table->length + table->length / 2 + table->length / 8) / 4 * 3)
			table->length += table->length / 2 + table->length / 8;
		kernel_grow(table, table->width);
	}
}

/* Forgets what the pairs before this one are made of. */
EXPORT(kernel_forget) void kernel_forget(unsigned before)
{
	kernel_copy(kernel_self->pairs, kernel_pair_words(before), 2 * (kernel_self->size - before));
	kernel_self->base = before;
}

/* Keeps the memory as it is now, for a start. */
EXPORT(kernel_start) void kernel_start(void)
{
	unsigned users = kernel_number_users(), rest = kernel_number_rest(0);
	if (kernel_is_new(users, rest))
		kernel_append(users, rest, 0, 0);
}

/* Keeps what other searchers put into their outboxes. */
EXPORT(kernel_receive) void kernel_receive(const unsigned *letter, const unsigned *end)
{
	unsigned service_words = kernel_self->service_words, around_words = kernel_self->head + kernel_self->tail;
	while (letter < end && !kernel_self->is_full) {
		unsigned action = letter[0], count = letter[1];
		unsigned *hint = &kernel_self->hints[action % KERNEL_HINTS];
		const unsigned *services = letter + 2, *around = services + service_words;
		if (*hint >= kernel_self->rest.size ||
		    !kernel_same(services, kernel_services_words(kernel_rest(*hint)->services), service_words) ||
		    !kernel_same(around, kernel_around_words(kernel_rest(*hint)->around), around_words))
			*hint = kernel_number_pieces((struct kernel_rest){
				kernel_number(&kernel_self->services, services, service_words),
				kernel_number(&kernel_self->around, around, around_words) });
		letter = around + around_words;
		for (; count-- > 0; letter += 1 + kernel_self->user_words) {
			unsigned users = kernel_number(&kernel_self->users, letter + 1, kernel_self->user_words);
			if (!kernel_self->is_full && kernel_is_new(users, *hint))
				kernel_append(users, *hint, letter[0], action);
		}
	}
}

EXPORT(kernel_load) void kernel_load(unsigned pair)
{
	kernel_self->pair = pair;
	kernel_self->users_number = kernel_pair_words(pair)[0];
	kernel_self->rest_number = kernel_pair_words(pair)[1];
	kernel_restore();
}

/*
 * Goes on with the services' steps for all of the group. Returns the number of the first action that did not do what is
 * expected, and touched no user; or KERNEL_NONE, when all were taken.
 */
EXPORT(kernel_group_on) unsigned kernel_group_on(void)
{
	const struct kernel_services *services = kernel_self->services_now;
	while (kernel_self->at < services->count + kernel_self->counted_count) {
		unsigned at = kernel_self->at++;
		const struct kernel_step *step =
			at < services->count ? &services->steps[at] : &kernel_self->counted[at - services->count];
		rollcall_untouch();
		bool is_right = kernel_take(step);
		bool touched = rollcall_touched() & TOUCHED_USERS || !kernel_self->users_stayed;
		if (kernel_self->group_size > 1 && touched)
			kernel_self->alone[kernel_self->alone_count++] = step;
		else if (!is_right)
			return step->action;
		else if (kernel_self->group_size == 1 && kernel_self->is_dirty)
			kernel_keep();
		else if (kernel_self->is_dirty)
			kernel_keep_all();
	}
	return KERNEL_NONE;
}

/* Begins with a group: with the steps that leave users alone, from the first pair of it, which is loaded. `counted` has so many. */
EXPORT(kernel_group)
unsigned kernel_group(unsigned size, const struct kernel_users *users, const struct kernel_services *services, unsigned counted)
{
	kernel_self->counted_count = counted;
	kernel_self->users_now = users;
	kernel_self->services_now = services;
	kernel_self->group_size = size;
	kernel_self->alone_count = kernel_self->at = 0;
	return kernel_group_on();
}

/* Has the last step of the group taken from each pair by itself. */
EXPORT(kernel_each) void kernel_each(void)
{
	kernel_self->alone[kernel_self->alone_count++] = kernel_self->last;
}

/* Takes the last step once more, and keeps what it leads to, although that is not what is expected. */
EXPORT(kernel_allow) void kernel_allow(void)
{
	const struct kernel_step *step = kernel_self->last;
	kernel_restore();
	kernel_take(step);
	kernel_self->is_inexact |= !kernel_looks(step->users ? step->users : kernel_self->users_now->look,
						 step->services ? step->services : kernel_self->services_now->look);
	kernel_keep();
}

/* Takes a step of a user that has to do with no service. Returns whether it did what is expected. */
static bool kernel_take_settled(struct kernel_step *step)
{
	if (step->is_settled && !kernel_self->is_inexact) {
		if (step->changes)
			kernel_found(kernel_self->pair, step, step->settled_users, kernel_self->rest_number);
		return true;
	}
	rollcall_untouch();
	if (!kernel_take(step))
		return false;
	kernel_self->users_after = kernel_self->users_number;
	if (kernel_self->is_dirty)
		kernel_keep();
	step->is_settled = kernel_self->rest_stayed && !(rollcall_touched() & TOUCHED_REST);
	step->settled_users = kernel_self->users_after;
	return true;
}

/* Takes a step, and keeps what it leads to. Returns whether it did what is expected. */
KERNEL_INLINE bool kernel_take_and_keep(const struct kernel_step *step)
{
	if (!kernel_take(step))
		return false;
	if (kernel_self->is_dirty)
		kernel_keep();
	return true;
}

/* ---- Steps that have to do with users and services: put together of what is known of each */

/* What stands for a step that is not to be taken, and for one that is not known yet. */
static const struct kernel_step kernel_no_step, kernel_unknown_step;

/* Where `told` has what a turn is to do. */
KERNEL_INLINE unsigned kernel_told(unsigned position, bool is_reply, unsigned event, int told)
{
	return ((position * 2 + is_reply) * 2 + event - 1) * (NR_PROCS + 1) + (unsigned)(told + 1);
}

/*
 * Fills in what a step does, and where it leads to. What is known of that is in two cells, each in a list that has room for
 * so many. A look is the same list for the same users, so lists are told apart by where they are.
 */
KERNEL_INLINE const struct kernel_step *kernel_both(const int **record, const int **users, const struct kernel_leaver *leaver)
{
	struct kernel_step *step = &kernel_self->both;
	if (record == NULL || *record == NULL || users == NULL || *users == NULL) {
		kernel_self->record_cell = record;
		kernel_self->users_cell = users;
		kernel_self->leaver = leaver;
		return &kernel_unknown_step;
	}
	step->record = *record;
	step->users = *users;
	step->services = leaver ? leaver->services : NULL;
	step->owner = leaver ? leaver->owner : kernel_self->services_now->owner;
	step->changes = leaver != NULL || *users != kernel_self->users_now->look;
	return step;
}

/* The cell of what users look like after a removal. */
KERNEL_INLINE const int **kernel_removed(const struct kernel_leaver *leaver)
{
	const struct kernel_users *users = kernel_self->users_now;
	return leaver->removal < users->removed_count ? &users->removed[leaver->removal] : NULL;
}

/* The step by which VFS or the subscriber replies to a user that waits. */
static const struct kernel_step *kernel_turn_step(const struct kernel_turn *turn)
{
	const struct kernel_users *users = kernel_self->users_now;
	const struct kernel_services *services = kernel_self->services_now;
	struct kernel_step *step = &kernel_self->both;
	const struct kernel_asked *asked = &services->first[turn->event - 1];
	const struct kernel_leaver *leaver = NULL;
	bool is_reply = turn->place >= 0;
	step->kind = is_reply ? 6 : 4;
	step->process = turn->position;
	step->action = kernel_self->vfs_replies + turn->position;
	if (is_reply) {
		int caller = services->callers[turn->place];
		unsigned owed = services->owed[turn->place] + (unsigned)users->look[3 * kernel_self->user_count + (unsigned)turn->place];
		if (caller < 0)
			return &kernel_no_step;
		if (owed == 1)
			leaver = services->lingering[turn->place];
		asked = leaver ? &leaver->asked[turn->event - 1] : &services->behind[2 * turn->place + (int)turn->event - 1];
		step->process = (unsigned)caller;
		step->action = kernel_self->replies + ((unsigned)caller * NR_PROCS + turn->position) * 2 + turn->event - 1;
	}
	step->first = turn->position;
	step->second = turn->event;
	const int **record = &kernel_self->told[kernel_told(turn->position, is_reply, turn->event, asked->told)];
	return kernel_both(record, leaver ? kernel_removed(leaver) : &turn->after[asked->place + 1], leaver);
}

/* The step by which a subscriber leaves, where users wait for it or for one behind it. */
static const struct kernel_step *kernel_leave_step(const struct kernel_leaver *leaver)
{
	const struct kernel_users *users = kernel_self->users_now;
	struct kernel_step *step = &kernel_self->both;
	unsigned waiters = users->waiters[leaver->place];
	if (users->last < leaver->place || (!leaver->is_forced && waiters != 0))
		return &kernel_no_step;
	step->kind = leaver->kind;
	step->process = leaver->process;
	step->first = leaver->first;
	step->second = leaver->second;
	step->action = leaver->action;
	return kernel_both(waiters < leaver->record_count ? &leaver->records[waiters] : NULL, kernel_removed(leaver), leaver);
}

/*
 * Goes on with the steps of one pair of the group. Returns the number of the first action that did not do what is
 * expected; KERNEL_UNKNOWN where one is not known yet, to be called again once it is; or KERNEL_NONE, when all were taken.
 */
EXPORT(kernel_pair_on) unsigned kernel_pair_on(void)
{
	const struct kernel_users *users = kernel_self->users_now;
	const struct kernel_services *services = kernel_self->services_now;
	unsigned at = kernel_self->at;
	/* The five lists, one after the other: `at` counts through all of them. */
	unsigned alone = kernel_self->alone_count, own = alone + users->count;
	unsigned replies = own + services->reply_count, turns = replies + users->turn_count;
	unsigned leavers = turns + services->leaver_count;
	while (at < leavers) {
		const struct kernel_step *step = at < alone   ? kernel_self->alone[at] :
						 at < own     ? &users->steps[at - alone] :
						 at < replies ? &services->replies[at - own] :
						 at < turns   ? kernel_turn_step(&users->turns[at - replies]) :
								kernel_leave_step(&services->leavers[at - turns]);
		bool is_own = at >= alone && at < own;
		kernel_self->at = at;
		if (step == &kernel_unknown_step)
			return KERNEL_UNKNOWN;
		kernel_self->at = ++at;
		if (step == &kernel_no_step || (step->awaited >= 0 && users->waits[step->first] == step->awaited))
			continue;
		if (!(is_own ? kernel_take_settled((struct kernel_step *)step) : kernel_take_and_keep(step)))
			return step->action;
	}
	return KERNEL_NONE;
}

/* Takes from one pair of the group all steps but those that were taken for all. */
EXPORT(kernel_pair) unsigned kernel_pair(unsigned pair, const struct kernel_users *users)
{
	kernel_load(pair);
	kernel_self->users_now = users;
	kernel_self->both.awaited = -1;
	kernel_self->at = 0;
	return kernel_pair_on();
}

/* The pairs that were visited. */

/* Makes room for bits of so many words, or of as many as there are users for. */
static bool kernel_widen(struct kernel_bitset *bits, unsigned length)
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
	*bits = (struct kernel_bitset){ words, length };
	return true;
}

/* Marks a pair as visited. Returns whether it was not before. */
ALWAYS_INLINE bool kernel_is_new(unsigned users, unsigned rest)
{
	unsigned word = users / 32, bit = 1u << users % 32;
	while (kernel_self->visited_count <= rest)
		kernel_self->visited[kernel_self->visited_count++] = (struct kernel_bitset){ NULL, 0 };
	struct kernel_bitset *bits = &kernel_self->visited[rest];
	if (word >= bits->length && !kernel_widen(bits, word + 1))
		return false;
	if (bits->words[word] & bit)
		return false;
	bits->words[word] |= bit;
	return true;
}

/* The words of a pair that is not discarded. */
ALWAYS_INLINE unsigned *kernel_pair_words(unsigned number)
{
	return kernel_self->pairs + 2 * (number - kernel_self->discarded);
}

static void kernel_append(unsigned users, unsigned rest, unsigned parent, unsigned action)
{
	unsigned number = kernel_self->size;
	if (number == kernel_self->capacity || number - kernel_self->discarded == kernel_self->max_held) {
		kernel_self->is_full = 1;
		return;
	}
	kernel_self->size++;
	kernel_pair_words(number)[0] = users;
	kernel_pair_words(number)[1] = rest;
	kernel_self->parents[number] = parent;
	kernel_self->actions[number] = (unsigned short)action;
}

/* Discards the numbers of the pairs before this one. */
EXPORT(kernel_discard) void kernel_discard(unsigned before)
{
	kernel_copy(kernel_self->pairs, kernel_pair_words(before), 2 * (kernel_self->size - before));
	kernel_self->discarded = before;
}

/* Makes the memory of the target that of a pair that is not discarded. */
EXPORT(kernel_load) void kernel_load(unsigned pair)
{
	kernel_self->pair = pair;
	kernel_self->users_number = kernel_pair_words(pair)[0];
	kernel_self->rest_number = kernel_pair_words(pair)[1];
	kernel_restore();
}

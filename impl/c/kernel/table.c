/* Interners: entries of words, numbered from 0. */

typedef unsigned kernel_vector __attribute__((vector_size(16)));
/* Words of a list are where words can be. */
struct kernel_vectors {
	kernel_vector words;
} __attribute__((packed, aligned(4)));

ALWAYS_INLINE unsigned kernel_hash(const unsigned *words, unsigned width)
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

ALWAYS_INLINE unsigned kernel_slot(unsigned hash, unsigned length)
{
	/* The bits that an entry keeps of the hash are its high ones, so another mix of it says where to look. */
	return (unsigned)((unsigned long long)(hash * 0x9e3779b1u) * length >> 32);
}

ALWAYS_INLINE bool kernel_same(const unsigned *a, const unsigned *b, unsigned width)
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

ALWAYS_INLINE void kernel_copy(unsigned *to, const unsigned *from, unsigned width)
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
ALWAYS_INLINE unsigned kernel_intern(struct kernel_table *table, const unsigned *words, unsigned width)
{
	unsigned hash = kernel_hash(words, width);
	unsigned slot = kernel_slot(hash, table->length);
	for (unsigned entry; (entry = table->index[slot]) != 0;) {
		unsigned number = (entry & ~table->tags) - 1;
		if (((entry ^ hash) & table->tags) == 0 && kernel_same(table->words + number * width, words, width))
			return number;
		slot = slot + 1 == table->length ? 0 : slot + 1;
	}
	if (table->size == table->capacity) {
		kernel_self->is_full = 1;
		return 0;
	}
	table->index[slot] = (hash & table->tags) | (table->size + 1);
	kernel_copy(table->words + table->size * width, words, width);
	if (++table->size >= table->length / 4 * 3)
		kernel_grow(table, width);
	return table->size - 1;
}

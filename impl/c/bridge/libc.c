/*
 * The functions of C's library that a source may use, and that clang makes calls of. What they read and write for the source
 * is checked at once, whole.
 */

typedef unsigned long long rollcall_word __attribute__((__may_alias__, __aligned__(1)));

void *memset(void *to, int value, size_t size)
{
	unsigned char *bytes = to;
	rollcall_written(to, size, WATCH->line);
	for (rollcall_word word = (unsigned char)value * 0x0101010101010101ULL; size >= sizeof word; size -= sizeof word) {
		*(rollcall_word *)bytes = word;
		bytes += sizeof word;
	}
	while (size-- > 0)
		*bytes++ = (unsigned char)value;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	return memmove(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *bytes = to;
	const unsigned char *source = from;
	rollcall_read(from, size, WATCH->line);
	rollcall_written(to, size, WATCH->line);
	if (bytes <= source)
		while (size-- > 0)
			*bytes++ = *source++;
	else
		while (size-- > 0)
			bytes[size] = source[size];
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;
	rollcall_read(a, size, WATCH->line);
	rollcall_read(b, size, WATCH->line);
	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;
	while (rollcall_read(text + length, 1, WATCH->line), text[length] != '\0')
		length++;
	return length;
}

int strcmp(const char *a, const char *b)
{
	for (;; a++, b++) {
		rollcall_read(a, 1, WATCH->line);
		rollcall_read(b, 1, WATCH->line);
		if (*a == '\0' || *a != *b)
			return (unsigned char)*a - (unsigned char)*b;
	}
}

/*
 * The functions of C's library that a source may use, and that clang makes calls of. What they read and write for the source
 * is checked at once, whole. They are weak: a source may have its own.
 */

#define LIBRARY __attribute__((weak, used))

typedef unsigned long long rollcall_word __attribute__((__may_alias__, __aligned__(1)));

LIBRARY void *memset(void *to, int value, size_t size)
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

/* A struct that is assigned to itself is copied so, too. */
LIBRARY void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	if (size > 0 && to != from && (size_t)to - (size_t)from + size - 1 < 2 * size - 1)
		rollcall_panic((int)WATCH->line, "memcpy", "copies %u bytes over themselves, which only memmove may", size);
	return memmove(to, from, size);
}

LIBRARY void *memmove(void *to, const void *from, size_t size)
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

LIBRARY int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;
	rollcall_read(a, size, WATCH->line);
	rollcall_read(b, size, WATCH->line);
	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}

LIBRARY size_t strlen(const char *text)
{
	size_t length = 0;
	while (rollcall_read(text + length, 1, WATCH->line), text[length] != '\0')
		length++;
	return length;
}

LIBRARY int strncmp(const char *a, const char *b, size_t most)
{
	for (; most > 0; most--, a++, b++) {
		rollcall_read(a, 1, WATCH->line);
		rollcall_read(b, 1, WATCH->line);
		if (*a == '\0' || *a != *b)
			return (unsigned char)*a - (unsigned char)*b;
	}
	return 0;
}

LIBRARY int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, ~(size_t)0);
}

LIBRARY void *memchr(const void *in, int value, size_t size)
{
	for (const unsigned char *at = in; size > 0; size--, at++) {
		rollcall_read(at, 1, WATCH->line);
		if (*at == (unsigned char)value)
			return (void *)at;
	}
	return NULL;
}

LIBRARY size_t strnlen(const char *text, size_t most)
{
	const char *end = memchr(text, '\0', most);
	return end == NULL ? most : (size_t)(end - text);
}

/* Copies so many characters of a text, and what ends it. */
static char *copy_text(char *to, const char *from, size_t length)
{
	memmove(to, from, length);
	rollcall_written(to + length, 1, WATCH->line);
	to[length] = '\0';
	return to;
}

LIBRARY char *strcpy(char *restrict to, const char *restrict from)
{
	return copy_text(to, from, strlen(from));
}

LIBRARY char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(from, size);
	memmove(to, from, length);
	memset(to + length, 0, size - length);
	return to;
}

LIBRARY char *strncat(char *restrict to, const char *restrict from, size_t most)
{
	copy_text(to + strlen(to), from, strnlen(from, most));
	return to;
}

LIBRARY char *strcat(char *restrict to, const char *restrict from)
{
	return strncat(to, from, strlen(from));
}

LIBRARY size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strlen(from);
	if (size > 0)
		copy_text(to, from, length < size ? length : size - 1);
	return length;
}

LIBRARY size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(to, size);
	return length + strlcpy(to + length, from, size - length);
}

LIBRARY char *strchr(const char *text, int character)
{
	return memchr(text, character, strlen(text) + 1);
}

LIBRARY char *strrchr(const char *text, int character)
{
	for (size_t left = strlen(text) + 1; left-- > 0;)
		if (text[left] == (char)character)
			return (char *)text + left;
	return NULL;
}

LIBRARY char *strstr(const char *text, const char *part)
{
	size_t length = strlen(part);
	for (;; text++) {
		if (strncmp(text, part, length) == 0)
			return (char *)text;
		if (*text == '\0')
			return NULL;
	}
}

LIBRARY void util_stacktrace(void) {}

LIBRARY int sys_diagctl_stacktrace(endpoint_t endpoint)
{
	(void)endpoint;
	return OK;
}

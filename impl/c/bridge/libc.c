/* The functions of C's library that a source may use, and that clang makes calls of. */

void *memset(void *to, int value, size_t size)
{
	unsigned char *bytes = to;
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
	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;
	while (text[length] != '\0')
		length++;
	return length;
}

int strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

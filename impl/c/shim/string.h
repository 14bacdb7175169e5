#ifndef ROLLCALL_STRING_H
#define ROLLCALL_STRING_H

#include <pm.h>

void *memchr(const void *, int, size_t);
size_t strnlen(const char *, size_t);
int strncmp(const char *, const char *, size_t);
char *strcpy(char *restrict, const char *restrict);
char *strncpy(char *restrict, const char *restrict, size_t);
char *strcat(char *restrict, const char *restrict);
char *strncat(char *restrict, const char *restrict, size_t);
size_t strlcpy(char *restrict, const char *restrict, size_t);
size_t strlcat(char *restrict, const char *restrict, size_t);
char *strchr(const char *, int);
char *strrchr(const char *, int);
char *strstr(const char *, const char *);

/* Not defined here: a call of one is a failure that names it. */
char *strerror(int);
char *strdup(const char *);

#endif

#ifndef ROLLCALL_STDLIB_H
#define ROLLCALL_STDLIB_H

#include <pm.h>

/* Not defined here: a call of one is a failure that names it. */
void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
char *getenv(const char *);
int atoi(const char *);
long strtol(const char *restrict, char **restrict, int);
unsigned long strtoul(const char *restrict, char **restrict, int);
int abs(int);
__dead void exit(int);
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

#endif

/*
 * What a source of PM's event facility may use of MINIX: our own declarations, just enough for it to compile.
 *
 * The values of constants are those of impl/minix.ts. The headers that PM includes are in this folder, or
 * forwarded here. rollcall_own.h includes the const.h beside the source, if there is one.
 */
#ifndef ROLLCALL_PM_H
#define ROLLCALL_PM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef NR_PROCS
#error "NR_PROCS comes with the scope: -DNR_PROCS=n"
#endif

typedef int endpoint_t;
typedef int pid_t;

#ifdef ROLLCALL /* not where these headers are used for other programs */
#include <sys/types.h>
#include <minix/const.h>
#include <limits.h>
#endif

#define OK 0
#define EPERM (-1)
#define ESRCH (-3)
#define ENOMEM (-12)
#define EINVAL (-22)
#define ENOSYS (-78)
#define EDEADEPT (-222)
#define SUSPEND (-998)

#define VFS_PROC_NR ((endpoint_t)1)

/* An endpoint is the life of a row times the size of a generation, plus the row; kernel tasks have rows below 0. */
#define MAX_NR_TASKS 1023
#define _ENDPOINT_GENERATION_SHIFT 15
#define _ENDPOINT_GENERATION_SIZE (1 << _ENDPOINT_GENERATION_SHIFT)
#define _ENDPOINT_SLOT_TOP (_ENDPOINT_GENERATION_SIZE - MAX_NR_TASKS)
#define _ENDPOINT(generation, row) ((endpoint_t)(((generation) << _ENDPOINT_GENERATION_SHIFT) + (row)))
#define _ENDPOINT_G(endpoint) (((endpoint) + MAX_NR_TASKS) >> _ENDPOINT_GENERATION_SHIFT)
#define _ENDPOINT_P(endpoint) ((((endpoint) + MAX_NR_TASKS) & (_ENDPOINT_GENERATION_SIZE - 1)) - MAX_NR_TASKS)
#define ANY ((endpoint_t)(_ENDPOINT_SLOT_TOP - 1))
#define NONE ((endpoint_t)(_ENDPOINT_SLOT_TOP - 2))
#define SELF ((endpoint_t)(_ENDPOINT_SLOT_TOP - 3))

#define SIGKILL 9

/* Nobody but this module sees the numbers of its message and its calls, so that any will do. */
#define PROC_EVENT 0x1000
#define PROC_EVENT_REPLY 0x1001
#define PM_PROCEVENTMASK 0x1002
#define PROC_EVENT_EXIT 0x1
#define PROC_EVENT_SIGNAL 0x2
#define AMF_NOREPLY 0x8

/** The two bodies that the facility reads and writes; MINIX has many more, and all have 56 bytes. */
typedef struct {
	endpoint_t endpt;
	unsigned int event;
	unsigned char padding[48];
} mess_pm_lsys_proc_event;
typedef struct {
	unsigned int mask;
	unsigned char padding[52];
} mess_lsys_pm_proceventmask;

typedef struct {
	endpoint_t m_source;
	int m_type;
	union {
		unsigned char m_payload[56];
		mess_pm_lsys_proc_event m_pm_lsys_proc_event;
		mess_lsys_pm_proceventmask m_lsys_pm_proceventmask;
	};
} message;

struct mproc;

/** PM's globals: the caller and its message. Set by pm.c for each call. */
extern struct mproc *mp;
extern endpoint_t who_e;
extern int who_p;
extern int call_nr;
extern message m_in;

int do_proceventmask(void);
int do_proc_event_reply(void);
void publish_event(struct mproc *);

/* No parameter has a name here: it may be that of a macro of the source. */
int asynsend3(endpoint_t, message *, int);
int pm_isokendpt(int, int *);
void exit_restart(struct mproc *);
void restart_sigs(struct mproc *);

#define __arraycount(array) (sizeof(array) / sizeof((array)[0]))
#define __unused __attribute__((__unused__))
#define __dead __attribute__((__noreturn__))

void *memset(void *, int, size_t);
void *memcpy(void *restrict, const void *restrict, size_t);
void *memmove(void *, const void *, size_t);
int memcmp(const void *, const void *, size_t);
size_t strlen(const char *);
int strcmp(const char *, const char *);

int printf(const char *restrict, ...) __attribute__((__format__(__printf__, 1, 2)));
int sprintf(char *restrict, const char *restrict, ...) __attribute__((__format__(__printf__, 2, 3)));
int snprintf(char *restrict, size_t, const char *restrict, ...) __attribute__((__format__(__printf__, 3, 4)));
int vsnprintf(char *restrict, size_t, const char *restrict, __builtin_va_list);

/** The line, where it is one of the source: 0 in another file, such as a header. No condition, which would count as a branch. */
#ifdef ROLLCALL_FILE
#define ROLLCALL_LINE (__LINE__ * (__builtin_strcmp(__FILE__, ROLLCALL_FILE) == 0))
#else
#define ROLLCALL_LINE __LINE__
#endif

/** Macros, because a failure is reported with the line and the function that it happened in. */
#define panic(...) rollcall_panic(ROLLCALL_LINE, __func__, __VA_ARGS__)
#define abort() rollcall_panic(ROLLCALL_LINE, __func__, "abort")

__dead void rollcall_panic(int, const char *, const char *, ...);
__dead void rollcall_assert(int, const char *, const char *);

#ifdef ROLLCALL
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <rollcall_own.h>
#endif

#endif

/* What PM's sources take for granted: constants of MINIX, and functions of its library. */
#ifndef ROLLCALL_MINIX_CONST_H
#define ROLLCALL_MINIX_CONST_H

#include <sys/types.h>

#define TRUE 1
#define FALSE 0
/* A variable that is declared so has to be defined once, in whichever file: weak, so that more than one may do it. */
#define EXTERN __attribute__((__weak__))
#define PUBLIC
#define PRIVATE static
#define FORWARD static
/* How MINIX declared functions before it took the C of 1989 for granted. */
#define _PROTOTYPE(function, parameters) function parameters
#define UNUSED(name) name __attribute__((__unused__))

#define PM_PROC_NR ((endpoint_t)0)
#define RS_PROC_NR ((endpoint_t)2)
#define MEM_PROC_NR ((endpoint_t)3)
#define SCHED_PROC_NR ((endpoint_t)4)
#define TTY_PROC_NR ((endpoint_t)5)
#define DS_PROC_NR ((endpoint_t)6)
#define VM_PROC_NR ((endpoint_t)8)
#define INIT_PROC_NR ((endpoint_t)11)
#define CLOCK ((endpoint_t)-3)
#define SYSTEM ((endpoint_t)-2)
#define KERNEL ((endpoint_t)-1)
#define HARDWARE KERNEL

#define PM_PID 0
#define INIT_PID 1
#define SUPER_USER ((uid_t)0)
#define PROC_NAME_LEN 16
#define NGROUPS_MAX 8
#define NR_ITIMERS 3
#define NR_PIDS 30000
#define NR_TASKS 5
#define DUMPED 0200

#define AMF_VALID 0x1
#define AMF_DONE 0x2
#define AMF_NOTIFY 0x4
#define AMF_NOTIFY_ERR 0x10

#define PM_PROC_EVENT_REPLY PROC_EVENT_REPLY

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
/* Sets of small numbers, a bit each, as in minix/bitmap.h. */
#define BITCHUNK_BITS (sizeof(bitchunk_t) * 8)
#define BITMAP_CHUNKS(bits) (((bits) + BITCHUNK_BITS - 1) / BITCHUNK_BITS)
#define MAP_CHUNK(map, bit) (map)[(bit) / BITCHUNK_BITS]
#define CHUNK_OFFSET(bit) ((bit) % BITCHUNK_BITS)
#define GET_BIT(map, bit) (MAP_CHUNK(map, bit) & ((bitchunk_t)1 << CHUNK_OFFSET(bit)))
#define SET_BIT(map, bit) (MAP_CHUNK(map, bit) |= (bitchunk_t)1 << CHUNK_OFFSET(bit))
#define UNSET_BIT(map, bit) (MAP_CHUNK(map, bit) &= ~((bitchunk_t)1 << CHUNK_OFFSET(bit)))

#define __arraycount(array) (sizeof(array) / sizeof((array)[0]))
#define __CONCAT(a, b) a##b
#define __packed __attribute__((__packed__))
#define __aligned(size) __attribute__((__aligned__(size)))
#define __predict_true(condition) __builtin_expect((condition) != 0, 1)
#define __predict_false(condition) __builtin_expect((condition) != 0, 0)
#define __UNCONST(pointer) ((void *)(unsigned long)(const void *)(pointer))
#define __used __attribute__((__used__))
#define __BEGIN_DECLS
#define __END_DECLS
#define CTASSERT(condition) _Static_assert(condition, #condition)
#define __CTASSERT(condition) CTASSERT(condition)
/* Names of revisions in the program: nothing of them is left. */
#define __RCSID(text) _Static_assert(1, "")
#define __KERNEL_RCSID(number, text) _Static_assert(1, "")
#define __COPYRIGHT(text) _Static_assert(1, "")
#define __printflike(format, first) __attribute__((__format__(__printf__, format, first)))

/* They print to the kernel's log, and nothing comes of them here. */
void util_stacktrace(void);
int sys_diagctl_stacktrace(endpoint_t);

#endif

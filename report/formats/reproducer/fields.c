/* What the fields of mproc that event.c names are made of. */
#include <signal.h>
#include <sys/types.h>
typedef unsigned long vir_bytes;
typedef struct minix_timer {
	struct minix_timer *tmr_next;
	clock_t tmr_exp_time;
	void (*tmr_func)(int);
	int tmr_arg;
} minix_timer_t;
#define SCHED_PROC_NR 4
static const struct sigaction rollcall_default_actions[32];

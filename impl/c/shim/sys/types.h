#ifndef ROLLCALL_SYS_TYPES_H
#define ROLLCALL_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int pid_t;
typedef int endpoint_t;
typedef unsigned uid_t;
typedef unsigned gid_t;
typedef unsigned id_t;
typedef unsigned mode_t;
typedef unsigned nlink_t;
typedef unsigned long long dev_t;
typedef unsigned long long ino_t;
typedef long long off_t;
typedef int ssize_t;
typedef long long time_t;
typedef int clock_t;
typedef int clockid_t;
typedef int suseconds_t;
typedef unsigned useconds_t;
typedef unsigned sigset_t;

typedef unsigned char u_char, u8_t, u_int8_t, uchar_t;
typedef unsigned short u_short, u16_t, u_int16_t, ushort_t;
typedef unsigned u_int, u32_t, u_int32_t, uint_t;
typedef unsigned long u_long, ulong_t;
typedef unsigned long long u64_t, u_int64_t;
typedef signed char i8_t;
typedef short i16_t;
typedef int i32_t;
typedef long long i64_t;

typedef unsigned vir_bytes, phys_bytes, vir_clicks, phys_clicks, bitchunk_t;
typedef int cp_grant_id_t, proc_nr_t, sys_id_t;

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};
struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};
struct itimerval {
	struct timeval it_interval, it_value;
};

typedef struct minix_timer {
	struct minix_timer *tmr_next;
	clock_t tmr_exp_time;
	void (*tmr_func)(int);
	int tmr_arg;
} minix_timer_t, timer_t;

#endif

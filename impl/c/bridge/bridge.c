/*
 * Joins a source of PM's event facility to JavaScript. It is a translation unit of its own, so that nothing in the source can
 * change what it means; source/subscribers.c shows it what is static there. The other files of this folder and of kernel/
 * are parts of it, in this order.
 *
 * It is compiled once for any number of processes: build.ts defines mproc[] and rollcall_nr_procs. And once more for rows of any size
 * (ROLLCALL_WIDE_ROWS): those of a source that names more fields than struct mproc has here.
 *
 * A function named `js_*` is imported from JavaScript; `view_*`, `call_*`, `watch_*`, `kernel_*` and `induct_*` are exported to it. Those
 * names are no symbols for the linker: build.ts gives them others, which no C has.
 */
extern const unsigned rollcall_nr_procs;
#define NR_PROCS rollcall_nr_procs

#include <pm.h>
#include <mproc.h>
#include <assert.h>
#include <rollcall_layout.h>
#include <source/subscribers.h>

#ifdef ROLLCALL_WIDE_ROWS
extern const unsigned rollcall_row_size, rollcall_guard_size;
#define PM_ROW_SIZE rollcall_row_size
#undef GUARD_SIZE
#define GUARD_SIZE rollcall_guard_size
#else
#define PM_ROW_SIZE sizeof(struct mproc)
#endif

#define IMPORT(name) __attribute__((import_module("rollcall"), import_name(#name))) extern
#define EXPORT(name) __attribute__((export_name(#name), used))
#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE struct mproc *pm_row(unsigned process)
{
	return (struct mproc *)((unsigned char *)mproc + process * PM_ROW_SIZE);
}

/*
 * Tells module.ts where the writable memory starts: at the data segment that this lies in. So it has to be in one: it
 * has a value, and it is visible from outside, lest the compiler find that nobody writes it.
 */
unsigned rollcall_marker = 1;

/*
 * What PM sets for one call, and what is cleared after it: no later call may read it, and no state has to keep it. So it
 * lies with the constants, before what the state is made of.
 */
#define OF_ONE_CALL __attribute__((section(".rodata.call")))
OF_ONE_CALL struct mproc *mp = (struct mproc *)&rollcall_vfs;
OF_ONE_CALL endpoint_t who_e = VFS_PROC_NR;
OF_ONE_CALL int who_p = 0;
OF_ONE_CALL int call_nr = 0;
OF_ONE_CALL message m_in = { 0 };

#include <bridge/locals.c>
#include <bridge/watch.c>
#include <bridge/counters.c>
#include <bridge/accesses.c>
#include <bridge/libc.c>
#include <bridge/failures.c>
#include <bridge/views.c>
#include <kernel/state.c>
#include <bridge/calls.c>
#include <kernel/kernel.c>
#include <induction/induction.c>

/*
 * Joins a source of PM's event facility to JavaScript. compile.ts puts one line that includes this file at the end of
 * the source, so that it is one translation unit with it and sees what is static there.
 *
 * A function named `js_*` is imported from JavaScript; `view_*` and `call_*` are exported to it.
 */
#include "pm.h"
#include "mproc.h"
#include <assert.h>

/* The undefined behaviour to be found is the source's. */
#pragma clang attribute push(__attribute__((no_sanitize("undefined"))), apply_to = function)

#define IMPORT(name) __attribute__((import_module("rollcall"), import_name(#name))) extern
#define EXPORT(name) __attribute__((export_name(#name), used))

IMPORT(asynsend3) void js_asynsend3(endpoint_t to, endpoint_t about, unsigned event);
IMPORT(pmIsokendpt) int js_pm_isokendpt(endpoint_t endpoint);
IMPORT(exitRestart) void js_exit_restart(unsigned process);
IMPORT(restartSigs) void js_restart_sigs(unsigned process);
IMPORT(printf) void js_printf(const char *format, const void *arguments);
IMPORT(endless) __dead void js_endless(unsigned turns);
IMPORT(assertion) __dead void js_assertion(int line, const char *function, const char *text);
IMPORT(panic) __dead void js_panic(int line, const char *function, const char *format, const void *arguments);

/*
 * Tells module.ts where the writable memory starts: at the data segment that this lies in. So it has to be in one: it
 * has a value, and it is visible from outside, lest the compiler find that nobody writes it.
 */
unsigned rollcall_marker = 1;

struct mproc mproc[NR_PROCS];

/*
 * What PM sets for one call, and what is cleared after it: no later call may read it, and no state has to keep it. So it
 * lies with the constants, before what the state is made of.
 */
#define OF_ONE_CALL __attribute__((section(".rodata.call")))
OF_ONE_CALL struct mproc *mp = NULL;
OF_ONE_CALL endpoint_t who_e = 0;
OF_ONE_CALL message m_in = {0};

/*
 * Turns of loops in one action: turns.ts puts a call before every jump back. An action that ends takes fewer, of whatever
 * facility: the process table has 40 rows here at most, and there are 8 slots.
 */
#define MOST_TURNS 100000
static OF_ONE_CALL unsigned turns = 0;

__attribute__((used)) void rollcall_turn(void)
{
	if (++turns > MOST_TURNS)
		js_endless(turns);
}

/* Whether an action is taken by kernel.c, which is at the end, and not by JavaScript. */
static bool kernel_is_running(void);
static void kernel_warn(void);
static void kernel_asynsend3(endpoint_t to, endpoint_t about, unsigned event);
static void kernel_resume(unsigned process, unsigned callback);
static int kernel_pm_isokendpt(endpoint_t endpoint);

/* What the source calls. A failure here has no line of the source: 0. */

int asynsend3(endpoint_t to, message *m, int flags)
{
	if (m->m_type != PROC_EVENT)
		rollcall_panic(0, __func__, "message type 0x%x is not PROC_EVENT", m->m_type);
	if (flags != AMF_NOREPLY)
		rollcall_panic(0, __func__, "flags 0x%x are not AMF_NOREPLY", flags);
	if (kernel_is_running())
		kernel_asynsend3(to, m->m_pm_lsys_proc_event.endpt, m->m_pm_lsys_proc_event.event);
	else
		js_asynsend3(to, m->m_pm_lsys_proc_event.endpt, m->m_pm_lsys_proc_event.event);
	return OK;
}

int pm_isokendpt(int endpoint, int *proc)
{
	int process = kernel_is_running() ? kernel_pm_isokendpt(endpoint) : js_pm_isokendpt(endpoint);
	*proc = process < 0 ? _ENDPOINT_P(endpoint) : process;
	return process < 0 ? EINVAL : OK;
}

static unsigned process_of(const struct mproc *rmp, const char *caller)
{
	unsigned offset = (unsigned)rmp - (unsigned)mproc;
	if (offset >= sizeof mproc || offset % sizeof mproc[0] != 0)
		rollcall_panic(0, caller, "%p is no row of mproc[]", (const void *)rmp);
	return offset / sizeof mproc[0];
}

void exit_restart(struct mproc *rmp)
{
	unsigned process = process_of(rmp, __func__);
	if (kernel_is_running())
		kernel_resume(process, 0);
	else
		js_exit_restart(process);
}

void restart_sigs(struct mproc *rmp)
{
	unsigned process = process_of(rmp, __func__);
	if (kernel_is_running())
		kernel_resume(process, 1);
	else
		js_restart_sigs(process);
}

/* On wasm32 a va_list is the address of the arguments; printf.ts reads them there. */

int printf(const char *restrict format, ...)
{
	va_list arguments;
	if (kernel_is_running()) {
		kernel_warn();
		return 0;
	}
	va_start(arguments, format);
	js_printf(format, arguments);
	va_end(arguments);
	return 0;
}

void rollcall_panic(int line, const char *function, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	js_panic(line, function, format, arguments);
}

void rollcall_assert(int line, const char *function, const char *text)
{
	js_assertion(line, function, text);
}

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

/*
 * What is left behind the end of subs[], where nothing may read it: facility.ts has the why. The notes are no part of the
 * state, so they lie where the stack ends: it gets there only on its way to an overflow, which is a failure anyway.
 * compile.ts puts a call of rollcall_read or rollcall_written before every access of the source to memory.
 */

#ifdef ROLLCALL_VIEW
#define NR_ENTRIES 0
#else
#define SUB_WORDS (sizeof subs[0] / sizeof(unsigned))
#define NR_ENTRIES __arraycount(subs)
#endif

struct watch {
	unsigned on;
	unsigned assumed;		/* the words of an entry, a bit each, that nothing is to read behind the end */
	unsigned read;			/* those of them that were read */
	unsigned touched;		/* which parts of the state were read or written, a bit each */
	unsigned region, region_end;	/* where the state is, as addresses */
	unsigned users_end;		/* where the users' rows end, which are the first of mproc[] */
	unsigned end;			/* nsubs when the call began */
	unsigned written[NR_ENTRIES];	/* by entry: the words written since */
};

#define WATCH ((struct watch *)WATCH_ADDRESS)

/* Which parts of the state are touched: kernel.c has the why. */

#define TOUCHED_USERS 1
#define TOUCHED_REST 2

/* Says where the state is, and how many of the rows are users'. */
EXPORT(watch_state) void watch_state(unsigned region, unsigned region_end, unsigned users)
{
	WATCH->region = region;
	WATCH->region_end = region_end;
	WATCH->users_end = (unsigned)&mproc[users];
}

static void rollcall_untouch(void)
{
	WATCH->touched = 0;
}

static unsigned rollcall_touched(void)
{
	return WATCH->touched;
}

static void rollcall_touch(unsigned parts)
{
	WATCH->touched |= parts;
}

/* Returns whether it is an access to the state at all. */
static inline __attribute__((always_inline)) bool note_touch(const void *at, unsigned size)
{
	unsigned begin = (unsigned)at, end = begin + size;
	if (end <= WATCH->region || begin >= WATCH->region_end)
		return false;
	if (begin < WATCH->users_end && end > (unsigned)mproc)
		WATCH->touched |= TOUCHED_USERS;
	if (begin < (unsigned)mproc || end > WATCH->users_end)
		WATCH->touched |= TOUCHED_REST;
	return true;
}

#ifndef ROLLCALL_VIEW

EXPORT(leftover_words) unsigned leftover_words(void)
{
	return sizeof subs[0] % sizeof(unsigned) == 0 && SUB_WORDS <= 8 && NR_ENTRIES <= 64 ? SUB_WORDS : 0;
}

__attribute__((used)) void rollcall_read(const void *from, unsigned size)
{
	if (!note_touch(from, size) || !WATCH->on)
		return;
	unsigned first = ((unsigned)from - (unsigned)subs) / sizeof(unsigned);
	unsigned last = ((unsigned)from + size - 1 - (unsigned)subs) / sizeof(unsigned);
	for (unsigned at = first; at <= last && at < sizeof subs / sizeof(unsigned); at++) {
		unsigned entry = at / SUB_WORDS, word = 1u << at % SUB_WORDS;
		if (entry >= WATCH->end)
			WATCH->read |= word & WATCH->assumed & ~WATCH->written[entry];
	}
}

/* Only words that are written as a whole count. */
__attribute__((used)) void rollcall_written(const void *to, unsigned size)
{
	unsigned offset = (unsigned)to - (unsigned)subs;
	if (!note_touch(to, size) || !WATCH->on || offset >= sizeof subs || offset % sizeof(unsigned) != 0)
		return;
	for (unsigned at = offset; at + sizeof(unsigned) <= offset + size && at < sizeof subs; at += sizeof(unsigned))
		WATCH->written[at / sizeof subs[0]] |= 1u << at / sizeof(unsigned) % SUB_WORDS;
}

/* What cannot be said of an access is taken to be everything. */
__attribute__((used)) void rollcall_anything(void)
{
	WATCH->touched = TOUCHED_USERS | TOUCHED_REST;
	if (WATCH->on)
		WATCH->read |= WATCH->assumed;
}

static void begin_watch(void)
{
	if (WATCH->assumed == 0)
		return;
	WATCH->end = nsubs;
	for (unsigned entry = 0; entry < NR_ENTRIES; entry++)
		WATCH->written[entry] = 0;
	WATCH->on = 1;
}

/* What is new before the end has to have been written, and what is behind it is cleared. */
static void end_watch(void)
{
	if (!WATCH->on)
		return;
	WATCH->on = 0;
	for (unsigned entry = WATCH->end; entry < nsubs && entry < NR_ENTRIES; entry++)
		WATCH->read |= WATCH->assumed & ~WATCH->written[entry];
	for (unsigned entry = nsubs; entry < NR_ENTRIES; entry++)
		for (unsigned word = 0; word < SUB_WORDS; word++)
			if (WATCH->assumed >> word & 1)
				((unsigned *)&subs[entry])[word] = 0;
}

#else

__attribute__((used)) void rollcall_read(const void *from, unsigned size)
{
	note_touch(from, size);
}

__attribute__((used)) void rollcall_written(const void *to, unsigned size)
{
	note_touch(to, size);
}

__attribute__((used)) void rollcall_anything(void)
{
	WATCH->touched = TOUCHED_USERS | TOUCHED_REST;
}

static void begin_watch(void) {}
static void end_watch(void) {}

#endif

/* The entry points. */

static void clear_call(void)
{
	end_watch();
	mp = NULL;
	who_e = 0;
	m_in = (message){ 0 };
}

static void set_caller(unsigned caller)
{
	turns = 0;
	begin_watch();
	mp = &mproc[caller];
	who_e = mp->mp_endpoint;
	m_in.m_source = who_e;
}

EXPORT(call_do_proceventmask) int call_do_proceventmask(unsigned caller, unsigned mask)
{
	set_caller(caller);
	m_in.m_lsys_pm_proceventmask.mask = mask;
	int code = do_proceventmask();
	clear_call();
	return code;
}

EXPORT(call_do_proc_event_reply) int call_do_proc_event_reply(unsigned caller, endpoint_t endpoint, unsigned event)
{
	set_caller(caller);
	m_in.m_type = PROC_EVENT;
	m_in.m_pm_lsys_proc_event.endpt = endpoint;
	m_in.m_pm_lsys_proc_event.event = event;
	int code = do_proc_event_reply();
	clear_call();
	return code;
}

EXPORT(call_publish_event) void call_publish_event(unsigned process)
{
	turns = 0;
	begin_watch();
	publish_event(&mproc[process]);
	end_watch();
}

/* The views: of `subs` and `nsubs`, or of whatever the source's own functions make of its subscribers. */

#ifdef ROLLCALL_VIEW

unsigned rollcall_nsubs(void);
void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting);
int rollcall_eventsub(const struct mproc *rmp);

EXPORT(view_eventsub) int view_eventsub(unsigned process)
{
	return rollcall_eventsub(&mproc[process]);
}

#else

static inline __attribute__((always_inline)) unsigned rollcall_nsubs(void)
{
	return nsubs < __arraycount(subs) ? nsubs : __arraycount(subs);
}

static inline __attribute__((always_inline)) void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask,
							       unsigned *waiting)
{
	*endpt = subs[place].endpt;
	*mask = subs[place].mask;
	*waiting = subs[place].waiting;
}

#endif

EXPORT(view_nsubs) unsigned view_nsubs(void)
{
	return rollcall_nsubs();
}

EXPORT(view_endpt) endpoint_t view_endpt(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	rollcall_sub(place, &endpt, &mask, &waiting);
	return endpt;
}

EXPORT(view_mask) unsigned view_mask(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	rollcall_sub(place, &endpt, &mask, &waiting);
	return mask;
}

EXPORT(view_waiting) unsigned view_waiting(unsigned place)
{
	endpoint_t endpt = 0;
	unsigned mask = 0, waiting = 0;
	rollcall_sub(place, &endpt, &mask, &waiting);
	return waiting;
}

/* All of them at once: how many, and endpoint, mask and wait count of each. Returns how many words that is. */
EXPORT(view_list) unsigned view_list(unsigned *to, unsigned most)
{
	unsigned length = rollcall_nsubs();
	if (length > most)
		length = most;
	*to = length;
	for (unsigned place = 0; place < length; place++) {
		endpoint_t endpt = 0;
		unsigned mask = 0, waiting = 0;
		rollcall_sub(place, &endpt, &mask, &waiting);
		to[1 + place * 3] = (unsigned)endpt;
		to[2 + place * 3] = mask;
		to[3 + place * 3] = waiting;
	}
	return 1 + length * 3;
}

/* `__if_exists` is Microsoft's, and clang's with -fms-extensions: C has no other way to ask. */

__if_exists(nested) {
	EXPORT(view_nested) unsigned view_nested(void)
	{
		return nested;
	}
}

#if defined(NR_SUBS)
EXPORT(view_nr_subs) unsigned view_nr_subs(void)
{
	return NR_SUBS;
}
#else
__if_exists(rollcall_nr_subs) {
	EXPORT(view_nr_subs) unsigned view_nr_subs(void)
	{
		return rollcall_nr_subs();
	}
}
__if_not_exists(rollcall_nr_subs) {
	__if_exists(subs) {
		EXPORT(view_nr_subs) unsigned view_nr_subs(void)
		{
			return __arraycount(subs);
		}
	}
}
#endif

#include <kernel.c>

#pragma clang attribute pop

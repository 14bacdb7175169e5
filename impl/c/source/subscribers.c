/*
 * Shows the bridge what is static in a source. compile.ts puts it behind the source, in the same translation unit; the rest of
 * our C is compiled apart from the source, so that no name and no macro of the source can reach it. All names here begin
 * with rollcall_ or ROLLCALL_, which are reserved.
 *
 * The list of subscribers is subs[] and nsubs, or what --view names (ROLLCALL_SUBS, ROLLCALL_NSUBS, ...: views.ts), or what the
 * source's own functions make of it (ROLLCALL_VIEW).
 */
#include <pm.h>
#include <mproc.h>
#include <source/subscribers.h>

/* The undefined behaviour to be found is the source's. */
#pragma clang attribute push(__attribute__((no_sanitize("undefined"))), apply_to = function)

/* The most entries that are shown. */
#define ROLLCALL_MOST 64u

/* ---- The subscribers */

#ifdef ROLLCALL_VIEW

/* `__if_exists` is Microsoft's, and clang's with -fms-extensions: C has no other way to ask. */
__if_not_exists(rollcall_nsubs) { unsigned rollcall_nsubs(void); }
__if_not_exists(rollcall_sub) { void rollcall_sub(unsigned, endpoint_t *, unsigned *, unsigned *); }
__if_not_exists(rollcall_eventsub) { int rollcall_eventsub(const struct mproc *); }

const unsigned rollcall_has_places = 1;
unsigned rollcall_arrays(struct rollcall_array *rollcall_to)
{
	(void)rollcall_to;
	return 0;
}

unsigned rollcall_length(void) { return rollcall_nsubs(); }

int rollcall_place(const struct mproc *rollcall_row) { return rollcall_eventsub(rollcall_row); }

void rollcall_show(unsigned rollcall_i, int *rollcall_to)
{
	endpoint_t rollcall_endpoint = 0;
	unsigned rollcall_mask = 0, rollcall_waiting = 0;
	rollcall_sub(rollcall_i, &rollcall_endpoint, &rollcall_mask, &rollcall_waiting);
	rollcall_to[0] = rollcall_endpoint;
	rollcall_to[1] = (int)rollcall_mask;
	rollcall_to[2] = (int)rollcall_waiting;
}

#else

#ifndef ROLLCALL_SUBS
#define ROLLCALL_SUBS subs
#ifndef subs
#define ROLLCALL_IS_STATIC /* what a macro names may lie somewhere else the next time */
#endif
#endif
#ifndef ROLLCALL_NSUBS
#define ROLLCALL_NSUBS nsubs
#endif
#ifndef ROLLCALL_ENDPT
#define ROLLCALL_ENDPT(rollcall_i) (ROLLCALL_SUBS)[rollcall_i].endpt
#endif
#ifndef ROLLCALL_MASK
#define ROLLCALL_MASK(rollcall_i) (ROLLCALL_SUBS)[rollcall_i].mask
#endif
#ifndef ROLLCALL_WAITING
#define ROLLCALL_WAITING(rollcall_i) (ROLLCALL_SUBS)[rollcall_i].waiting
#endif

#define ROLLCALL_IS_ARRAY(rollcall_x) \
	(!__builtin_types_compatible_p(__typeof__(rollcall_x), __typeof__(&(rollcall_x)[0])))
#define ROLLCALL_ARRAY(rollcall_x) { (rollcall_x), sizeof((rollcall_x)[0]), sizeof(rollcall_x) }

#ifdef ROLLCALL_NO_SUBS /* each of the three is in an array of its own */
#define ROLLCALL_COUNT 0
#else
#define ROLLCALL_COUNT (ROLLCALL_IS_ARRAY(ROLLCALL_SUBS) ? sizeof(ROLLCALL_SUBS) / sizeof((ROLLCALL_SUBS)[0]) : 0)
#endif

const unsigned rollcall_has_places = 0;
int rollcall_place(const struct mproc *rollcall_row) { return (signed char)rollcall_row->mp_eventsub; }

unsigned rollcall_arrays(struct rollcall_array *rollcall_to)
{
#ifdef ROLLCALL_ENDPT_ARRAY
	const struct rollcall_array rollcall_found[] = {
		ROLLCALL_ARRAY(ROLLCALL_ENDPT_ARRAY),
		ROLLCALL_ARRAY(ROLLCALL_MASK_ARRAY),
		ROLLCALL_ARRAY(ROLLCALL_WAITING_ARRAY),
	};
	unsigned rollcall_count = ROLLCALL_IS_ARRAY(ROLLCALL_ENDPT_ARRAY) && ROLLCALL_IS_ARRAY(ROLLCALL_MASK_ARRAY) &&
				  ROLLCALL_IS_ARRAY(ROLLCALL_WAITING_ARRAY) ? 3 : 0;
#elif defined(ROLLCALL_IS_STATIC) && !defined(ROLLCALL_NO_SUBS)
	const struct rollcall_array rollcall_found[] = { ROLLCALL_ARRAY(ROLLCALL_SUBS) };
	unsigned rollcall_count = ROLLCALL_IS_ARRAY(ROLLCALL_SUBS) ? 1 : 0;
#else
	const struct rollcall_array rollcall_found[] = { { 0, 0, 0 } };
	unsigned rollcall_count = 0;
#endif
	for (unsigned rollcall_i = 0; rollcall_i < rollcall_count; rollcall_i++)
		rollcall_to[rollcall_i] = rollcall_found[rollcall_i];
	return rollcall_count;
}

/* No more than there is room for: a broken count must not lead behind the end. */
unsigned rollcall_length(void)
{
	unsigned rollcall_count = (unsigned)(ROLLCALL_NSUBS), rollcall_room = ROLLCALL_COUNT;
	if (rollcall_room == 0)
		rollcall_room = rollcall_slots();
	if (rollcall_room > ROLLCALL_MOST)
		rollcall_room = ROLLCALL_MOST;
	return rollcall_count < rollcall_room ? rollcall_count : rollcall_room;
}

void rollcall_show(unsigned rollcall_i, int *rollcall_to)
{
	rollcall_to[0] = (int)(ROLLCALL_ENDPT(rollcall_i));
	rollcall_to[1] = (int)(ROLLCALL_MASK(rollcall_i));
	rollcall_to[2] = (int)(ROLLCALL_WAITING(rollcall_i));
}

#endif

/* Writes endpoint, mask and wait count of each subscriber. Returns how many there are, of which no more than the most are
 * written. */
unsigned rollcall_list(int *rollcall_to)
{
	unsigned rollcall_count = rollcall_length();
	for (unsigned rollcall_i = 0; rollcall_i < rollcall_count && rollcall_i < ROLLCALL_MOST; rollcall_i++)
		rollcall_show(rollcall_i, rollcall_to + 3 * rollcall_i);
	return rollcall_count;
}

/* ---- What a row has from the start and keeps: the fields that the source names (fields.ts) */

_Static_assert(sizeof(struct mproc) == ROLLCALL_ROW_SIZE, "the size of a row");

const struct mproc rollcall_vfs = ROLLCALL_VFS_ROW;

#ifdef ROLLCALL_START_ROW
/* What a signal does where nobody says otherwise: mp_sigact leads here. */
static const struct sigaction rollcall_default_actions[_NSIG];
#else
#define ROLLCALL_START_ROW
#endif

void rollcall_start_row(struct mproc *rollcall_row, unsigned rollcall_i)
{
	ROLLCALL_START_ROW
	(void)rollcall_row, (void)rollcall_i;
}

/* ---- The counter nested, where there is one: a number, and no function or array of the same name */

#ifndef ROLLCALL_NESTED
#define ROLLCALL_NESTED nested
#endif
#define ROLLCALL_IS_NUMBER(rollcall_x) \
	_Generic((rollcall_x), int: 1, unsigned: 1, short: 1, unsigned short: 1, signed char: 1, unsigned char: 1, char: 1, \
		_Bool: 1, long: 1, unsigned long: 1, default: 0)
#define ROLLCALL_NUMBER(rollcall_x) \
	(unsigned)_Generic((rollcall_x), int: (rollcall_x), unsigned: (rollcall_x), short: (rollcall_x), \
		unsigned short: (rollcall_x), signed char: (rollcall_x), unsigned char: (rollcall_x), char: (rollcall_x), \
		_Bool: (rollcall_x), long: (rollcall_x), unsigned long: (rollcall_x), default: 0)

__if_exists(ROLLCALL_NESTED) {
	unsigned rollcall_has_nested(void) { return ROLLCALL_IS_NUMBER(ROLLCALL_NESTED); }
	unsigned rollcall_nested(void) { return ROLLCALL_NUMBER(ROLLCALL_NESTED); }
}
__if_not_exists(ROLLCALL_NESTED) {
	unsigned rollcall_has_nested(void) { return 0; }
	unsigned rollcall_nested(void) { return 0; }
}

/* ---- The number of slots; 0 where the source does not say */

#ifdef ROLLCALL_SLOTS
unsigned rollcall_slots(void) { return ROLLCALL_SLOTS; }
#else
__if_exists(rollcall_nr_subs) {
	unsigned rollcall_slots(void) { return rollcall_nr_subs(); }
}
__if_not_exists(rollcall_nr_subs) {
#ifdef NR_SUBS
	unsigned rollcall_slots(void) { return NR_SUBS; }
#else
	__if_exists(NR_SUBS) {
		unsigned rollcall_slots(void) { return NR_SUBS; }
	}
	__if_not_exists(NR_SUBS) {
#ifdef ROLLCALL_VIEW
		unsigned rollcall_slots(void) { return 0; }
#else
		unsigned rollcall_slots(void) { return ROLLCALL_COUNT; }
#endif
	}
#endif
}
#endif

#pragma clang attribute pop

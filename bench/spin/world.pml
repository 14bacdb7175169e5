/*
 * The protocol of docs/protocol.md for SPIN, written from its specification: a process waits for a service, the subscribers are
 * an ordered list, and there is no slot number that a process could hold.
 *
 * spin -DU=users -DS=services -DK=slots; U 0..8, S 1..4. Every enabled (state, action) pair is one option of one loop
 * and one d_step, so that SPIN's states are docs/protocol.md's states. The hooks below let world-canonical.pml and event-c.pml
 * add to the same text.
 */
#if !defined(U) || !defined(S) || !defined(K)
#error "the scope is missing: -DU=users -DS=services -DK=slots"
#endif
#if U < 0 || U > 8 || S < 1 || S > 4 || K < 1
#error "expected 0..8 users, 1..4 services and at least one slot"
#endif

/* The list is never longer than there are services. */
#if S < K
#define LENGTH S
#else
#define LENGTH K
#endif

/* ---- The hooks: the start of an action, what its result is made of, its end. A hook brings its own semicolon. */

#ifndef AFTER_CHANGE
#define AFTER_CHANGE
#endif
#ifndef AFTER
#define BEFORE
#define RETURNS(code)
#define SENDS(p)
#define RESUMES(p)
#define WARNS
#define AFTER(kind, p, first, second)
#endif

/* ---- One loop over processes within another needs two names: the preprocessor does not expand a macro in itself. */

#define P (U + S)

#if P > 0
#define PROCESS0(F) F(0)
#define ABOUT0(F, p) F(0, p)
#endif
#define NONE_OF(F)
#define NONE_ABOUT(F, p)
#if P > 1
#define PROCESS1(F) F(1)
#define ABOUT1(F, p) F(1, p)
#else
#define PROCESS1 NONE_OF
#define ABOUT1 NONE_ABOUT
#endif
#if P > 2
#define PROCESS2(F) F(2)
#define ABOUT2(F, p) F(2, p)
#else
#define PROCESS2 NONE_OF
#define ABOUT2 NONE_ABOUT
#endif
#if P > 3
#define PROCESS3(F) F(3)
#define ABOUT3(F, p) F(3, p)
#else
#define PROCESS3 NONE_OF
#define ABOUT3 NONE_ABOUT
#endif
#if P > 4
#define PROCESS4(F) F(4)
#define ABOUT4(F, p) F(4, p)
#else
#define PROCESS4 NONE_OF
#define ABOUT4 NONE_ABOUT
#endif
#if P > 5
#define PROCESS5(F) F(5)
#define ABOUT5(F, p) F(5, p)
#else
#define PROCESS5 NONE_OF
#define ABOUT5 NONE_ABOUT
#endif
#if P > 6
#define PROCESS6(F) F(6)
#define ABOUT6(F, p) F(6, p)
#else
#define PROCESS6 NONE_OF
#define ABOUT6 NONE_ABOUT
#endif
#if P > 7
#define PROCESS7(F) F(7)
#define ABOUT7(F, p) F(7, p)
#else
#define PROCESS7 NONE_OF
#define ABOUT7 NONE_ABOUT
#endif
#if P > 8
#error "expected at most 8 processes"
#endif

#define EACH_PROCESS(F) \
	PROCESS0(F) PROCESS1(F) PROCESS2(F) PROCESS3(F) PROCESS4(F) PROCESS5(F) PROCESS6(F) PROCESS7(F)
#define EACH_ABOUT(F, p) \
	ABOUT0(F, p) ABOUT1(F, p) ABOUT2(F, p) ABOUT3(F, p) ABOUT4(F, p) ABOUT5(F, p) ABOUT6(F, p) ABOUT7(F, p)

#if S > 1
#define SERVICE1(F) F(1)
#else
#define SERVICE1 NONE_OF
#endif
#if S > 2
#define SERVICE2(F) F(2)
#else
#define SERVICE2 NONE_OF
#endif
#if S > 3
#define SERVICE3(F) F(3)
#else
#define SERVICE3 NONE_OF
#endif
#define EACH_SERVICE(F) F(0) SERVICE1(F) SERVICE2(F) SERVICE3(F)

#if LENGTH > 1
#define PLACE1(F, s) F(1, s)
#else
#define PLACE1 NONE_ABOUT
#endif
#if LENGTH > 2
#define PLACE2(F, s) F(2, s)
#else
#define PLACE2 NONE_ABOUT
#endif
#if LENGTH > 3
#define PLACE3(F, s) F(3, s)
#else
#define PLACE3 NONE_ABOUT
#endif
#define EACH_PLACE(F, s) F(0, s) PLACE1(F, s) PLACE2(F, s) PLACE3(F, s)

/* ---- The state */

/*
 * A process: whom it waits for (a service's number plus one, 0 for nobody) in the upper half, where it stands in the
 * lower. Bit 4 is a VFS call, bit 8 an event call, bit 2 beside them an exit; bit 1 is killed or told.
 */
#define FREE 0
#define RUNNING 1
#define ZOMBIE 2
#define UNPAUSING 4
#define EXITING 6
#define SIGNALLED 8
#define DEPARTING 10

#define LATE 1 /* killed while unpausing or signalled, told while exiting or departing */
#define EXIT_BIT 2
#define VFS_BIT 4
#define CALL_BIT 8
#define STANDS 15
#define WAITS(p) (row[p] >> 4)
#define ASKED(s) (((s) + 1) << 4)

byte row[P];

/* A service's slot: its interests in the two lowest bits, above them how many wait for it. 0: not subscribed. */
#define EXIT 1
#define SIGNAL 2
#define INTERESTS 3
#define ONE_WAITING 4

byte slot[S];

/* The subscribers in order, each a service's number plus one; 0 behind the last. */
byte list[LENGTH];

/* Within one action only: no part of the state. */
hidden byte at;
hidden byte place;
hidden byte other;
hidden byte event;

#define OK 0
#define EPERM 1
#define ENOMEM 12
#define ENOSYS 78
#define SUSPEND 99
hidden byte code;

/* ---- The claims. Those about a state are asserted after each action that changes something. -DNO_CLAIMS: none. */

#ifdef NO_CLAIMS
#define CLAIM(condition)
#else
#define CLAIM(condition) assert(condition);
#endif
#define OF_WAITING(p, s) + (WAITS(p) == s + 1)
#define AT_PLACE(i, s) + (list[i] == s + 1)
#define NO_GAP(i, s) && (list[i] == 0 || list[i - (i > 0)] != 0)

/* The waiting counts balance; who has a slot is in the list, once; it is interested or owed a reply, and it lives. */
#define SLOT_HOLDS(s) \
	&& (slot[s] >> 2) == (0 EACH_ABOUT(OF_WAITING, s)) \
	&& (slot[s] != 0) == (0 EACH_PLACE(AT_PLACE, s)) \
	&& (slot[s] == 0 || row[U + s] == RUNNING || (row[U + s] & ~LATE) == EXITING)

/* Who is in an event call waits for somebody, who is not waits for nobody; it is never in a VFS call meanwhile. */
#define PROCESS_HOLDS(p) \
	&& (WAITS(p) != 0) == ((row[p] & CALL_BIT) != 0) \
	&& (row[p] & (CALL_BIT | VFS_BIT)) != (CALL_BIT | VFS_BIT)

/* The state before a call that may be refused, four bytes to the word. */
hidden int rowsBefore;
hidden int moreRowsBefore;
hidden int slotsBefore;
hidden int listBefore;

#define ROW_BITS(p) | (p < 4 -> row[p] << (8 * (p & 3)) : 0)
#define MORE_ROW_BITS(p) | (p < 4 -> 0 : row[p] << (8 * (p & 3)))
#define SLOT_BITS(s) | (slot[s] << (8 * s))
#define LIST_BITS(i, s) | (list[i] << (8 * i))
#define ROWS (0 EACH_PROCESS(ROW_BITS))
#define MORE_ROWS (0 EACH_PROCESS(MORE_ROW_BITS))
#define SLOTS (0 EACH_SERVICE(SLOT_BITS))
#define LIST (0 EACH_PLACE(LIST_BITS, 0))

#define UNCHANGED (rowsBefore == ROWS && moreRowsBefore == MORE_ROWS && slotsBefore == SLOTS && listBefore == LIST)

/* These are inlines, not macros, because the options that use them are written by the same EACH_ macros. */

inline remember() {
#ifndef NO_CLAIMS
	rowsBefore = ROWS;
	moreRowsBefore = MORE_ROWS;
	slotsBefore = SLOTS;
	listBefore = LIST
#else
	skip
#endif
}

inline refuse() {
	CLAIM(UNCHANGED)
	skip
}

inline change() {
	CLAIM(true EACH_SERVICE(SLOT_HOLDS) EACH_PROCESS(PROCESS_HOLDS) EACH_PLACE(NO_GAP, 0))
	AFTER_CHANGE
	skip
}

/* Every slot is taken. */
#define SUBSCRIBED(i, s) + (list[i] != 0)
#define FULL (K == (0 EACH_PLACE(SUBSCRIBED, 0)))

/* ---- What PM does */

/* The event is over: exit_restart or restart_sigs. */
inline goOn(p) {
	RESUMES(p)
	if
	:: row[p] == SIGNALLED -> row[p] = RUNNING
	:: row[p] == (SIGNALLED | LATE) -> row[p] = EXITING
	:: row[p] == DEPARTING -> row[p] = ZOMBIE
	:: else -> row[p] = FREE
	fi
}

/* Asks the first from `at` on that is interested in `event`; if there is none, the event is over. */
inline callTheRoll(p) {
	row[p] = row[p] & STANDS;
	do
	:: at < LENGTH && list[at] != 0 && (slot[list[at] - 1] & event) == 0 -> at++
	:: else -> break
	od;
	if
	:: at < LENGTH && list[at] != 0 ->
		CLAIM((slot[list[at] - 1] & event) != 0)
		slot[list[at] - 1] = slot[list[at] - 1] + ONE_WAITING;
		row[p] = row[p] | (list[at] << 4);
		SENDS(p)
		skip
	:: else -> goOn(p)
	fi
}

#define EVENT_OF(p) ((row[p] & EXIT_BIT) != 0 -> EXIT : SIGNAL)

/* Where service s is in the list; where the list ends, for -1. */
inline find(s) {
	at = 0;
	do
	:: at < LENGTH && list[at] != (s) + 1 -> at++
	:: else -> break
	od
}

/* Takes the service at `at` off the list; `at` stays, and is then where the next one is. */
inline takeOff() {
	other = at;
	do
	:: other < LENGTH - 1 -> list[other] = list[other + 1]; other++
	:: else -> break
	od;
	list[LENGTH - 1] = 0
}

/* A subscriber is dead: everyone who waits for it moves on to the one behind it. */
inline bury(s) {
	find(s);
	takeOff();
	slot[s] = 0;
	place = at;
	other = 0;
	do
	:: other < P ->
		if
		:: WAITS(other) == s + 1 -> at = place; event = EVENT_OF(other); callTheRoll(other)
		:: else -> skip
		fi;
		other++
	:: else -> break
	od
}

inline publish(p) {
	at = 0;
	event = EVENT_OF(p);
	callTheRoll(p)
}

inline setMaskOf(s, mask) {
	if
	:: slot[s] == 0 && mask == 0 -> code = OK
	:: slot[s] == 0 && mask != 0 && list[LENGTH - 1] == 0 ->
		code = OK;
		find(-1);
		list[at] = s + 1;
		slot[s] = mask
	:: slot[s] == 0 && mask != 0 && list[LENGTH - 1] != 0 -> code = ENOMEM; WARNS
	:: slot[s] != 0 && mask == 0 && slot[s] < ONE_WAITING ->
		code = OK;
		find(s);
		takeOff();
		slot[s] = 0
	:: else ->
		code = OK;
		slot[s] = (slot[s] & ~INTERESTS) | mask
	fi;
	CLAIM(code == OK || (slot[s] == 0 && FULL && UNCHANGED))
	CLAIM(code != OK || (slot[s] & INTERESTS) == mask)
}

/* ---- The actions, one option each */

#define IS_USER(p) (p < U)
/* Of a user: any service, lest an index that is never used be out of range. */
#define SERVICE_OF(p) (p < U -> 0 : p - U)

#define SPAWN(p) \
	:: d_step { row[p] == FREE -> BEFORE row[p] = RUNNING; change(); AFTER(ACTION_SPAWN, p, 0, 0) skip }

#define SIGNAL_TO(p) \
	:: d_step { IS_USER(p) && row[p] == RUNNING -> BEFORE row[p] = UNPAUSING; change(); AFTER(ACTION_SIGNAL, p, 0, 0) skip }

#define KILL(p) \
	:: d_step { row[p] == UNPAUSING || (row[p] & STANDS) == SIGNALLED -> BEFORE \
		row[p] = row[p] | LATE; change(); AFTER(ACTION_KILL, p, 0, 0) skip }

#define EXIT_OF(p) \
	:: d_step { row[p] == RUNNING -> BEFORE row[p] = EXITING; change(); AFTER(ACTION_EXIT, p, 0, 0) skip }

#define VFS_REPLY(p) \
	:: d_step { (row[p] & VFS_BIT) != 0 -> BEFORE \
		row[p] = row[p] + (CALL_BIT - VFS_BIT); \
		if \
		:: !IS_USER(p) && slot[SERVICE_OF(p)] != 0 -> bury(SERVICE_OF(p)) \
		:: else -> skip \
		fi; \
		publish(p); \
		change(); AFTER(ACTION_VFS_REPLY, p, 0, 0) skip }

#define SET_MASK(p, mask) \
	:: d_step { row[p] == RUNNING -> BEFORE \
		remember(); \
		if \
		:: IS_USER(p) -> code = EPERM; refuse() \
		:: else -> setMaskOf(SERVICE_OF(p), mask); change() \
		fi; \
		RETURNS(code) AFTER(ACTION_SET_MASK, p, mask, 0) skip }

#define REPLY(p, q, e) \
	:: d_step { row[p] == RUNNING -> BEFORE \
		remember(); \
		if \
		:: IS_USER(p) -> RETURNS(ENOSYS) refuse() \
		:: !IS_USER(p) && (row[q] & ~LATE) == (ASKED(SERVICE_OF(p)) | (e == EXIT -> DEPARTING : SIGNALLED)) -> \
			RETURNS(SUSPEND) \
			find(SERVICE_OF(p)); \
			slot[SERVICE_OF(p)] = slot[SERVICE_OF(p)] - ONE_WAITING; \
			if \
			:: slot[SERVICE_OF(p)] == 0 -> takeOff() \
			:: else -> at++ \
			fi; \
			event = e; \
			callTheRoll(q); \
			change() \
		:: else -> RETURNS(SUSPEND) WARNS refuse() \
		fi; \
		AFTER(ACTION_REPLY, p, q, e) skip }

#define REAP(p) \
	:: d_step { row[p] == EXITING || (row[p] & STANDS) == DEPARTING || row[p] == ZOMBIE -> BEFORE \
		row[p] = (row[p] == ZOMBIE -> FREE : row[p] | LATE); change(); AFTER(ACTION_REAP, p, 0, 0) skip }

#define SET_MASKS(p) SET_MASK(p, 0) SET_MASK(p, 1) SET_MASK(p, 2) SET_MASK(p, 3)
#define REPLIES_ABOUT(q, p) REPLY(p, q, EXIT) REPLY(p, q, SIGNAL)
#define REPLIES(p) EACH_ABOUT(REPLIES_ABOUT, p)

active proctype pm() {
	do
	EACH_PROCESS(SPAWN)
	EACH_PROCESS(SIGNAL_TO)
	EACH_PROCESS(KILL)
	EACH_PROCESS(EXIT_OF)
	EACH_PROCESS(VFS_REPLY)
	EACH_PROCESS(SET_MASKS)
	EACH_PROCESS(REPLIES)
	EACH_PROCESS(REAP)
	od
}

c_code {
extern double nstates, truncs;
/* What pan counts, in full: its own report has eight digits. For bench/spin.ts. */
__attribute__((destructor)) static void report_counts(void)
{
	printf("counts: %.0f stored, %.0f matched\n", nstates, truncs);
}
};

/*
 * world.pml beside a real source of PM's event facility, in product: each action is done by both, and what they
 * return, send and show is compared.
 *
 * The source is compiled into pan (event-c.h), all of its memory is part of SPIN's state: what a live process and a
 * live slot hold is worked out from the specification's state, as the two have just been found to be the same in every
 * bit of it; what is left behind the end of the list is tracked. A transition on which the two differ, or the source
 * fails, is counted and leads to one state in which nothing is enabled: it is not followed further and stops nothing
 * else.
 *
 * -DREADABLE_ONLY and -DCANONICAL, for spin and for cc: see README.md.
 */
hidden byte whom;

/* An inline's parameter is not known in embedded C: it is handed over in `whom`. */
#define BEFORE c_code { restore_source(); };
#define RETURNS(value) c_code { expect_return(value); };
#define SENDS(p) whom = p; c_code { expect_message(now.list[at] - 1, whom, event); };
#define RESUMES(p) whom = p; c_code { expect_callback(whom, now.row[whom]); };
#define WARNS c_code { expect_warning(); };
#define AFTER(kind, p, first, second) c_code { follow(kind, p, first, second); };

c_decl {
	\#include "event-c.h"
};

c_track "left_over" "sizeof left_over" "Matched"

#include "world.pml"
#ifdef CANONICAL
#include "canonical.pml"
#endif

c_code {
	\#include "event-c-follow.h"
};

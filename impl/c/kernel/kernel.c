/*
 * The inner loop of a complete search, in the module that it searches: takes actions, compares what they did with what
 * was expected, and keeps the memories that it meets. explore/fast/kernel drives it; the structs that both share are in
 * impl/c/layout/kernel.ts, and the other files of this folder are parts of it, in this order.
 *
 * PM round the facility is that of pm.c; a row of the process table has one life here.
 *
 * A memory is kept as a pair: the number of its users' rows and the number of the rest of it, which is a pair itself: the
 * number of the services' rows and that of the globals, all that lies outside of mproc[]. Pairs are numbered in the order
 * in which they come, which is breadth first. States are stored exactly. The numbers of a pair are discarded when its
 * level is done with: a bit says that it was visited, and its parent and action how it was reached.
 *
 * Memories with the same rest are expanded together. A step of a service that neither reads nor writes a row of a user
 * does the same whoever the users are: so it is taken once for all of them. A step of a user that touches nothing but
 * users' rows does the same whatever the rest is: so it is taken once for these users. What a step touches is observed.
 * Neither is done where what was kept does not look as expected, or where the source defines its own view (ROLLCALL_VIEW).
 */

#include <kernel/table.c>
#include <kernel/symmetry.c>
#include <kernel/memory.c>
#include <kernel/compare.c>
#include <kernel/pairs.c>
#include <kernel/exchange.c>
#include <kernel/renaming.c>
#include <kernel/steps.c>
#include <kernel/group.c>
#include <kernel/combine.c>
#include <kernel/pair.c>

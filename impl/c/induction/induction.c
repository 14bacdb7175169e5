/*
 * Single steps from memories that are built, not reached: for each state that explore/induction describes, this builds a
 * memory of the module that it stands for, takes actions from it by the PM of pm.c, and compares what each did with the
 * effect that is expected by the classes of the processes. The structs that both share are in impl/c/layout/induction.ts.
 */

#include <induction/state.c>
#include <induction/compare.c>
#include <induction/steps.c>

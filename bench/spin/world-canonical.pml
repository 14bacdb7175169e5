/*
 * world.pml, of which SPIN stores only canonical states: after each action that changes something, users and services
 * are renamed to the form of canonical.pml.
 */
#define AFTER_CHANGE c_code { canonicalise(); };

#include "world.pml"
#include "canonical.pml"

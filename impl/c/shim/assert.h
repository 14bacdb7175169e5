/* An assertion is checked whatever NDEBUG says: to find the ones that fail is what this module is for. */
#include "pm.h"

#undef assert
#define assert(condition) ((condition) ? (void)0 : rollcall_assert(ROLLCALL_LINE, __func__, #condition))
#define static_assert _Static_assert

/* The one header of the source that pan.c has to be kept from: an assertion that fails is a finding, not pan's end. */
#undef assert
#define assert(condition) ((condition) ? (void)0 : rollcall_assert(__LINE__, __func__, #condition))

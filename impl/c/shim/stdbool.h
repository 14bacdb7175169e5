#ifndef ROLLCALL_STDBOOL_H
#define ROLLCALL_STDBOOL_H

#if __STDC_VERSION__ < 202311L
#define bool _Bool
#define true 1
#define false 0
#endif

#endif

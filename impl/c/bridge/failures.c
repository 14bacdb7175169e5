/* What stops the source, and what it prints. */

IMPORT(printf) void js_printf(const char *format, const void *arguments);
IMPORT(endless) __dead void js_endless(unsigned iterations);
IMPORT(assertion) __dead void js_assertion(int line, const char *function, const char *text);
IMPORT(panic) __dead void js_panic(int line, const char *function, const char *format, const void *arguments);

static bool kernel_is_running(void);
static void kernel_warn(void);

/*
 * Iterations of loops in one action: loop-limit.ts puts a call before every jump back. An action that ends takes fewer,
 * of whatever facility: the process table has 40 rows here at most, and there are 8 slots.
 */
#define MAX_ITERATIONS 100000
static OF_ONE_CALL unsigned iterations = 0;

__attribute__((used)) void rollcall_iteration(void)
{
	if (++iterations > MAX_ITERATIONS)
		js_endless(iterations);
}

/*
 * Calls, one inside the other, of functions that may call themselves: recursion.ts puts these calls in. The limit is far
 * below what any stack holds, so that an endless recursion ends at the same place every time. Each counts as an iteration
 * too: a recursion need not be deep to take for ever.
 */
#define MAX_DEPTH 1000

__attribute__((used)) void rollcall_enter(void)
{
	rollcall_iteration();
	if (++WATCH->depth > MAX_DEPTH)
		js_endless(0);
}

__attribute__((used)) void rollcall_leave(void)
{
	WATCH->depth--;
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

/* What stops the source, and what it prints. */

IMPORT(printf) void js_printf(const char *format, const void *arguments);
IMPORT(format) unsigned js_format(char *to, unsigned size, const char *format, const void *arguments);
IMPORT(endless) __dead void js_endless(unsigned iterations, unsigned depth);
IMPORT(assertion) __dead void js_assertion(int line, const char *function, const char *text);
IMPORT(panic) __dead void js_panic(int line, const char *function, const char *format, const void *arguments);

static bool kernel_is_running(void);
static void kernel_warn(void);

/*
 * Iterations of loops since the action began, or since the last message or callback: loop-limit.ts puts a call before every
 * jump back. An action that ends takes fewer, of whatever facility: some loops over all rows for each row. Where one action
 * makes many processes go on, each sends a message or makes a callback, and the number of these has a limit of its own.
 */
#define MAX_ITERATIONS (NR_PROCS > 158 ? 4u * NR_PROCS * NR_PROCS : 100000u)
static OF_ONE_CALL unsigned iterations = 0;

/* A process goes on. */
static void begin_iterations(void)
{
	iterations = 0;
}

static void take_iterations(unsigned count)
{
	unsigned left = MAX_ITERATIONS - iterations;
	iterations = count > left ? MAX_ITERATIONS + 1 : iterations + count;
	if (iterations > MAX_ITERATIONS)
		js_endless(iterations, 0);
}

__attribute__((used)) void rollcall_iteration(void)
{
	if (++iterations > MAX_ITERATIONS)
		js_endless(iterations, 0);
}

/*
 * Calls, one inside the other, of functions that may call themselves: recursion.ts puts these calls in. The limit is far
 * below what any stack holds, so that an endless recursion ends at the same place every time. Each counts as an iteration
 * too: a recursion need not be deep to take for ever.
 */
#define MAX_DEPTH (NR_PROCS > 125 ? 8u * NR_PROCS : 1000u)

__attribute__((used)) void rollcall_enter(void)
{
	rollcall_iteration();
	if (++WATCH->depth > MAX_DEPTH)
		js_endless(iterations, WATCH->depth);
}

__attribute__((used)) void rollcall_leave(void)
{
	WATCH->depth--;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_flag(char c)
{
	return c == '-' || c == '+' || c == ' ' || c == '#' || c == '0';
}

static bool is_length(char c)
{
	return c == 'h' || c == 'l' || c == 'z' || c == 't' || c == 'j' || c == 'L';
}

/*
 * Whether the arguments of a format have to be looked at: it may fill a text up to a great length, by a number of many digits or by one
 * that is an argument; or it prints a text, which has to be one.
 */
static bool may_fail(const char *format)
{
	unsigned digits = 0;
	bool is_conversion = false;
	for (; *format != '\0'; format++) {
		digits = is_digit(*format) ? digits + 1 : 0;
		if (digits > 4 || *format == '*' || (is_conversion && *format == 's'))
			return true;
		is_conversion = *format == '%' ? !is_conversion
					       : is_conversion && (is_digit(*format) || *format == '.' || is_flag(*format) ||
								   is_length(*format));
	}
	return false;
}

/* Constant formats that were seen not to fail: they stay so, and most texts are printed again and again. */
#define PLAIN_FORMATS 16
static OF_ONE_CALL const char *plain[PLAIN_FORMATS] = { NULL };

extern unsigned char __global_base[];

static bool needs_check(const char *format)
{
	const char **known = &plain[(unsigned)format % PLAIN_FORMATS];
	if (format == *known)
		return false;
	if (may_fail(format))
		return true;
	if ((unsigned)format >= (unsigned)__global_base && (unsigned)format < WATCH->region)
		*known = format;
	return false;
}

/* A width or precision at a place in a format: digits, or the next argument. */
static unsigned read_length(const char **format, va_list *arguments)
{
	unsigned long long length = 0;
	if (**format == '*') {
		int given = va_arg(*arguments, int);
		++*format;
		return given < 0 ? 0u - (unsigned)given : (unsigned)given;
	}
	for (; is_digit(**format); ++*format)
		if (length <= MAX_ITERATIONS)
			length = 10 * length + (unsigned)(**format - '0');
	return (unsigned)length;
}

/* A precision, which may be the next argument: a negative one is none. */
static unsigned read_precision(const char **format, va_list *arguments)
{
	if (**format != '*')
		return read_length(format, arguments);
	int given = va_arg(*arguments, int);
	++*format;
	return given < 0 ? UINT_MAX : (unsigned)given;
}

/* Reads a text that is printed, as far as it is: up to its end, or a number of characters. */
static void read_text(const char *text, unsigned most)
{
	for (unsigned i = 0; i < most; i++) {
		rollcall_read(text + i, 1, WATCH->line);
		if (text[i] == '\0')
			return;
	}
}

/*
 * Steps over the argument of a conversion, which the format is at: its length and its letter. A text has to be in memory, with as
 * many characters as are printed.
 */
static void skip_argument(const char *format, va_list *arguments, unsigned precision)
{
	unsigned longs = 0;
	for (; is_length(*format); format++)
		longs += *format == 'l' ? 1 : *format == 'j' ? 2 : *format == 'L' ? 3 : 0;
	bool is_real = (*format >= 'e' && *format <= 'g') || (*format >= 'E' && *format <= 'G') || *format == 'a' || *format == 'A';
	if (longs == 3)
		(void)va_arg(*arguments, long double);
	else if (is_real)
		(void)va_arg(*arguments, double);
	else if (longs == 2)
		(void)va_arg(*arguments, long long);
	else if (*format == 's' && longs == 0)
		read_text(va_arg(*arguments, const char *), precision);
	else if (*format != '%' && *format != '\0')
		(void)va_arg(*arguments, int);
}

/* Printing takes PM an iteration for each character: a field of two thousand million is a loop that does not end. */
static void take_width(const char *format, va_list *arguments)
{
	for (; *format != '\0'; format++) {
		if (*format != '%')
			continue;
		while (is_flag(format[1]))
			format++;
		format++;
		take_iterations(read_length(&format, arguments));
		unsigned precision = UINT_MAX;
		if (*format == '.') {
			format++;
			precision = read_precision(&format, arguments);
			take_iterations(precision == UINT_MAX ? 0 : precision);
		}
		skip_argument(format, arguments, precision);
		if (*format == '\0')
			return;
	}
}

/* On wasm32 a va_list is the address of the arguments; printf.ts reads them there. */

int printf(const char *restrict format, ...)
{
	va_list arguments;
	if (needs_check(format)) {
		va_start(arguments, format);
		take_width(format, &arguments);
		va_end(arguments);
	}
	if (kernel_is_running()) {
		kernel_warn();
		return 0;
	}
	va_start(arguments, format);
	js_printf(format, arguments);
	va_end(arguments);
	return 0;
}

/* Formats into memory of the source, which need not have room for more than is written. */
LIBRARY int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments)
{
	if (needs_check(format)) {
		va_list looked_at;
		va_copy(looked_at, arguments);
		take_width(format, &looked_at);
		va_end(looked_at);
	}
	unsigned length = js_format(NULL, 0, format, arguments);
	if (size > 0) {
		rollcall_written(to, length < size ? length + 1 : size, WATCH->line);
		js_format(to, size, format, arguments);
	}
	return (int)length;
}

LIBRARY int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(to, size, format, arguments);
	va_end(arguments);
	return length;
}

LIBRARY int sprintf(char *restrict to, const char *restrict format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(to, INT_MAX, format, arguments);
	va_end(arguments);
	return length;
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

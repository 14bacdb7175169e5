/* What event.c includes, and what this program does with it. */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* @headers */

/* A failure ends the program with status 1. */

static const char *doing = "before the first step";

void rollcall_panic(int line, const char *function, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	printf("%s\n  panic in %s", doing, function);
	printf(line == 0 ? ": " : ", line %d: ", line);
	vprintf(format, arguments);
	printf("\nREPRODUCED\n");
	fflush(stdout);
	_exit(1);
}

void rollcall_assert(int line, const char *function, const char *text)
{
	printf("%s\n  assertion in %s, line %d: %s\nREPRODUCED\n", doing, function, line, text);
	fflush(stdout);
	_exit(1);
}

#define assert(condition) ((condition) ? (void)0 : rollcall_assert(__LINE__, __func__, #condition))

/* PM round the facility, and what one step sends out. */

struct mproc mproc[NR_PROCS];
const struct mproc rollcall_vfs = ROLLCALL_VFS_ROW;
struct mproc *mp = (struct mproc *)&rollcall_vfs;
endpoint_t who_e = VFS_PROC_NR;
int who_p, call_nr;
message m_in;

static struct mproc *pm_row(unsigned row)
{
	return &mproc[row];
}

/* By process: the messages about it and its callbacks; those about nobody first. */
static char sent[NR_PROCS + 1][200];

static const char *name_of(int process)
{
	static char names[8][16];
	static int next;
	char *name = names[next++ % 8];
	if (process < 0)
		return "nobody";
	int number = 0, is_user = PM_IS_USER(process);
	for (int one = 0; one < process; one++)
		number += PM_IS_USER(one) == is_user;
	snprintf(name, 16, is_user ? "u%d" : "s%d", number);
	return name;
}

static const char *mask_name(unsigned mask)
{
	static char number[16];
	static const char *const names[] = { "0", "EXIT", "SIGNAL", "EXIT|SIGNAL" };
	snprintf(number, sizeof number, "0x%x", mask);
	return mask < 4 ? names[mask] : number;
}

static void pm_on_message(unsigned to, unsigned about, unsigned event)
{
	char *text = sent[about + 1];
	snprintf(text + strlen(text), sizeof sent[0] - strlen(text), ", asks %s about %s (%s)",
	    name_of(to), name_of(about), mask_name(event));
}

static void pm_on_callback(enum pm_callback callback, unsigned process)
{
	char *text = sent[process + 1];
	snprintf(text + strlen(text), sizeof sent[0] - strlen(text), ", %s(%s)",
	    callback == PM_EXIT_RESTART ? "exit_restart" : "restart_sigs", name_of(process));
}

static void pm_before_call(unsigned process) {}
static void pm_after_call(void) {}
/* @rows */
#define PM_MANY_LIVES 1

/* @pm */

/* Every line that event.c prints is a warning. */
static int warn(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	return 0;
}

/* The file under test. */

#ifndef EVENT_C
#define EVENT_C "event.c"
#endif
#define printf warn
#include EVENT_C
#undef printf

#if defined(NR_SUBS) && NR_SUBS != SLOTS
#error "this reproducer needs NR_SUBS to be another number: see SLOTS"
#endif

#ifdef ROLLCALL_VIEW
unsigned rollcall_nsubs(void);
void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting);
int rollcall_eventsub(const struct mproc *rmp);
#else
static unsigned rollcall_nsubs(void)
{
	return nsubs < __arraycount(subs) ? nsubs : __arraycount(subs);
}
static void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting)
{
	*endpt = subs[place].endpt;
	*mask = subs[place].mask;
	*waiting = subs[place].waiting;
}
static int rollcall_eventsub(const struct mproc *rmp)
{
	return (signed char)rmp->mp_eventsub;
}
#endif

/* The steps. */
static const struct step {
	const char *action;
	enum action_kind kind;
	unsigned process, first, second;
	const char *result;	/* what is to happen; NULL where that is not compared */
	const char *state;	/* what is to be found then */
} steps[] = {
/* @steps */
};

/* What there is to compare, as text. */

static char text[4096];

static void add(const char *format, ...)
{
	size_t length = strlen(text);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text + length, sizeof text - length, format, arguments);
	va_end(arguments);
}

static const char *result_text(int code)
{
	text[0] = '\0';
	switch (code) {
	case PM_NO_CODE: break;
	case OK: add(", OK"); break;
	case EPERM: add(", EPERM"); break;
	case ENOMEM: add(", ENOMEM"); break;
	case ENOSYS: add(", ENOSYS"); break;
	case SUSPEND: add(", SUSPEND"); break;
	default: add(", %d", code);
	}
	for (int process = 0; process <= NR_PROCS; process++)
		add("%s", sent[process]);
	return text[0] == '\0' ? "-" : text + 2;
}

static void add_flags(unsigned flags)
{
	static const struct { const char *name; unsigned flag; } names[] = {
#define FLAG(name) { #name, name }
#define OTHER(name) { #name " changed", name }
		FLAG(IN_USE), FLAG(PROC_STOPPED), FLAG(EXITING), FLAG(TOLD_PARENT), FLAG(VFS_CALL), FLAG(UNPAUSED), FLAG(PRIV_PROC), FLAG(EVENT_CALL),
		OTHER(ALARM_ON), OTHER(TRACE_STOPPED), OTHER(NEW_PARENT), OTHER(TRACE_EXIT), OTHER(TAINTED), OTHER(ZOMBIE), OTHER(TRACE_ZOMBIE),
	};
	const char *between = "";
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!(flags & names[i].flag))
			continue;
		add("%s%s", between, names[i].name);
		between = "|";
	}
}

static const char *state_text(void)
{
	text[0] = '\0';
	for (int process = 0; process < NR_PROCS; process++) {
		const struct mproc *rmp = pm_row(PM_ROW(process));
		if (rmp->mp_flags == 0 || PM_PROCESS(PM_ROW(process)) != process)
			continue;
		add("%s ", name_of(process));
		add_flags(rmp->mp_flags ^ pm_foreign_flags(rmp, process));
		if (rollcall_eventsub(rmp) != -1)
			add(" at %d", rollcall_eventsub(rmp));
		add("; ");
	}
	for (unsigned place = 0; place < rollcall_nsubs(); place++) {
		endpoint_t endpt = 0;
		unsigned mask = 0, waiting = 0;
		int row, is_dead;
		rollcall_sub(place, &endpt, &mask, &waiting);
		is_dead = pm_isokendpt(endpt, &row) != OK;
		add("slot %u: %s%s, %s, %u waiting; ", place, is_dead ? "dead " : "",
		    name_of(is_dead ? PM_OWNER(row) : PM_PROCESS(row)), mask_name(mask), waiting);
	}
#ifdef HAS_NESTED
	if (nested != 0)
		add("nested %u; ", nested);
#endif
	return text;
}

/* Whether two texts differ; they are shown from the first part that does. */
static int differs(const char *expected, const char *found)
{
	size_t part = 0;
	if (expected == NULL || strcmp(expected, found) == 0)
		return 0;
	for (size_t i = 0; expected[i] != '\0' && expected[i] == found[i]; i++)
		if (expected[i] == ';')
			part = i + 2;
	printf("  expected %s\n  found    %s\n", expected + part, found + part);
	return 1;
}

#ifndef ROLLCALL_START_ROW
#define ROLLCALL_START_ROW
#endif

/* Gives a row what it has from the start and keeps. */
static void start_row(struct mproc *rollcall_row, int rollcall_i)
{
	ROLLCALL_START_ROW
}

static int run(void)
{
	static char line[200];
	for (int process = 0; process < NR_PROCS; process++) {
		mproc[process].mp_endpoint = process;
		mproc[process].mp_eventsub = NO_EVENTSUB;
		start_row(&mproc[process], process);
	}
	doing = line;
	alarm(10);
	for (unsigned i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int code, bad;
		snprintf(line, sizeof line, "step %u: %s", i + 1, steps[i].action);
		memset(sent, 0, sizeof sent);
		code = pm_perform(steps[i].kind, steps[i].process, steps[i].first, steps[i].second);
		printf("%s: %s\n", line, result_text(code));
		bad = differs(steps[i].result, result_text(code));
		bad |= differs(steps[i].state, state_text());
		fflush(stdout);
		if (bad) {
			printf("REPRODUCED\n");
			return 1;
		}
	}
	printf("NOT REPRODUCED: every step does what it is to do\n");
	return 0;
}

/* Runs the steps in a process of their own, since what is wrong may end it. */
int main(void)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		status = run();
		fflush(stdout);
		_exit(status);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return 2;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	printf("stopped by signal %d\nREPRODUCED\n", WTERMSIG(status));
	return 1;
}

/* One action done by the source too, and compared: included in pan.c where SPIN's state is known. */

static unsigned long failures, results_differ, states_differ;

/* For bench/spin.ts. */
__attribute__((destructor)) static void report_findings(void)
{
	printf("findings: %lu failures, %lu results, %lu states\n", failures, results_differ, states_differ);
}

/* What the specification says. Its codes are those of world.pml. */

static inline void expect_return(int code)
{
	expected.code = code == 0 ? OK : code == 1 ? EPERM : code == 12 ? ENOMEM : code == 78 ? ENOSYS : SUSPEND;
}

static inline void expect_message(int service, int about, unsigned event)
{
	log_message(&expected, USERS + service, about, event);
}

static inline void expect_callback(int process, int row)
{
	log_callback(&expected, process, row & 2 ? PM_EXIT_RESTART : PM_RESTART_SIGS);
}

static inline void expect_warning(void)
{
	expected.warnings++;
}

/* The comparison. */

static inline int same_result(void)
{
	if (found.code != expected.code || found.warnings != expected.warnings || found.messages != expected.messages ||
	    found.callbacks != expected.callbacks)
		return 0;
	for (int i = 0; i < found.messages; i++)
		if (found.message[i].to != expected.message[i].to || found.message[i].about != expected.message[i].about ||
		    found.message[i].event != expected.message[i].event)
			return 0;
	for (int i = 0; i < found.callbacks; i++)
		if (found.callback[i].process != expected.callback[i].process ||
		    found.callback[i].callback != expected.callback[i].callback)
			return 0;
	return 1;
}

/* The flags of each row of world.pml, the lower half of it, PRIV_PROC left out. */
#define STOPPED (IN_USE | PROC_STOPPED)
static const unsigned FLAGS[16] = {
	[1] = IN_USE,
	[2] = STOPPED | EXITING,
	[4] = STOPPED | VFS_CALL,
	[5] = STOPPED | VFS_CALL,
	[6] = STOPPED | EXITING | VFS_CALL,
	[7] = STOPPED | EXITING | VFS_CALL | TOLD_PARENT,
	[8] = STOPPED | UNPAUSED | EVENT_CALL,
	[9] = STOPPED | UNPAUSED | EVENT_CALL,
	[10] = STOPPED | EXITING | EVENT_CALL,
	[11] = STOPPED | EXITING | EVENT_CALL | TOLD_PARENT,
};

static inline unsigned flags_of(int process, int stands)
{
	return process >= USERS && stands != 0 ? FLAGS[stands] | PRIV_PROC : FLAGS[stands];
}

static inline unsigned sigpending_of(int stands)
{
	return stands == 5 || stands == 9 ? 1u << SIGKILL : 0;
}

static inline int same_process(int process, const char *place)
{
	int row = now.row[process], stands = row & 15;
	const struct mproc *rmp = &mproc[process];
	return rmp->mp_flags == flags_of(process, stands) && rmp->mp_endpoint == process &&
	       rmp->mp_sigpending == sigpending_of(stands) &&
	       rmp->mp_eventsub == place[row >> 4];
}

static inline int same_state(void)
{
	/* Where each service is in the list: `place[service + 1]`; and of nobody. */
	char place[NR_PROCS - USERS + 1] = { NO_EVENTSUB };
	unsigned count = 0;
	for (; count < sizeof now.list && now.list[count] != 0; count++) {
		int service = now.list[count] - 1;
		place[service + 1] = (char)count;
		if (subs[count].endpt != USERS + service || subs[count].mask != (now.slot[service] & 3) ||
		    subs[count].waiting != now.slot[service] >> 2)
			return 0;
	}
	if (nsubs != count || nested != 0)
		return 0;
	for (int process = 0; process < NR_PROCS; process++)
		if (!same_process(process, place))
			return 0;
	return 1;
}

/* The one state in which nothing is enabled: 3 is the row of no process. */
static void stop(void)
{
	memset(now.row, 3, sizeof now.row);
	memset(now.slot, 0, sizeof now.slot);
	memset(now.list, 0, sizeof now.list);
	memset(left_over, 0, sizeof left_over);
}

static inline void clear_outcome(struct outcome *outcome)
{
	outcome->code = PM_NO_CODE;
	outcome->messages = outcome->callbacks = outcome->warnings = 0;
}

/* Keeps what lies behind the end of the list. Returns 0 if it is nothing that can be kept. */
static inline int keep_left_over(void)
{
	memset(left_over, 0, sizeof left_over);
	for (unsigned i = nsubs; i < NR_SUBS; i++) {
		if (subs[i].waiting > 255 || subs[i].mask > 3 || subs[i].endpt < 0 || subs[i].endpt > 63)
			return 0;
		left_over[i] = (unsigned char)subs[i].waiting;
#ifndef READABLE_ONLY
		left_over[NR_SUBS + i] = (unsigned char)(subs[i].endpt << 2 | subs[i].mask);
#endif
	}
	return 1;
}

/* The source's memory as it is in SPIN's state: what `same_state` compares, and what lies behind the end. */
static inline void restore_source(void)
{
	char place[NR_PROCS - USERS + 1] = { NO_EVENTSUB };
	unsigned count = 0;
	for (; count < sizeof now.list && now.list[count] != 0; count++) {
		int service = now.list[count] - 1;
		place[service + 1] = (char)count;
		subs[count].endpt = USERS + service;
		subs[count].mask = now.slot[service] & 3;
		subs[count].waiting = now.slot[service] >> 2;
	}
	nsubs = count;
	nested = 0;
	for (; count < NR_SUBS; count++) {
		subs[count].waiting = left_over[count];
#ifdef READABLE_ONLY
		subs[count].endpt = 0;
		subs[count].mask = 0;
#else
		subs[count].endpt = left_over[NR_SUBS + count] >> 2;
		subs[count].mask = left_over[NR_SUBS + count] & 3;
#endif
	}
	for (int process = 0; process < NR_PROCS; process++) {
		int row = now.row[process], stands = row & 15;
		mproc[process].mp_flags = flags_of(process, stands);
		mproc[process].mp_endpoint = process;
		mproc[process].mp_sigpending = sigpending_of(stands);
		mproc[process].mp_eventsub = place[row >> 4];
	}
}

static __attribute__((noinline)) int run_source(enum action_kind action, int p, int first, int second)
{
	if (__builtin_setjmp(failed))
		return 0;
	found.code = pm_perform(action, p, first, second);
	return 1;
}

static void follow(enum action_kind action, int p, int first, int second)
{
	clear_outcome(&found);
	if (!run_source(action, p, first, second)) {
		failures++;
		stop();
	} else if (!same_result()) {
		results_differ++;
		stop();
	} else if (!same_state() || !keep_left_over()) {
		states_differ++;
		stop();
#ifdef CANONICAL
	} else {
		canonicalise();
#endif
	}
	clear_outcome(&expected);
}

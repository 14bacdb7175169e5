/* The comparison of a step with its expected effect. */

/* The messages and callbacks of the record that were compared. */
struct induct_compared {
	unsigned messages, callbacks;
};

/* Compares the next message or callback with the effect on one process, 0 for none. */
static bool induct_matches_effect(struct induct_compared *next, unsigned process, unsigned effect, unsigned class)
{
	const struct kernel_record *record = &kernel_self->record;
	if (effect == 0)
		return true;
	if (effect == INDUCT_EXIT_RESTART || effect == INDUCT_RESTART_SIGS) {
		const unsigned *callback = &record->callback[2 * next->callbacks];
		unsigned name = effect == INDUCT_EXIT_RESTART ? PM_EXIT_RESTART : PM_RESTART_SIGS;
		return next->callbacks++ < record->result.callbacks && callback[0] == name && callback[1] == process;
	}
	const unsigned *message = &record->message[3 * next->messages];
	return next->messages++ < record->result.messages && message[0] == induct_self->services[effect - 1] &&
	       message[1] == process && message[2] == induct_self->classes[class].event;
}

/* All messages and callbacks: those about the processes that move on, in the order of mproc[], then those about the subject. */
static bool induct_matches_effects(const struct induct_step *step)
{
	const struct induct_effect *effect = step->effect;
	const struct kernel_result *result = &kernel_self->record.result;
	struct induct_compared next = { 0, 0 };
	for (unsigned process = 0; effect->moves && process < NR_PROCS; process++) {
		unsigned class = induct_self->rows[process];
		if ((int)process != step->subject &&
		    !induct_matches_effect(&next, process, effect->effects[class], effect->after[class]))
			return false;
	}
	if (step->subject >= 0 &&
	    !induct_matches_effect(&next, (unsigned)step->subject, effect->subject_effect, effect->subject))
		return false;
	return result->malformed == 0 && result->messages == next.messages && result->callbacks == next.callbacks;
}

static bool induct_matches_rows(const struct induct_step *step)
{
	const struct induct_effect *effect = step->effect;
	unsigned *before = induct_rows(induct_self->before), *expected = induct_rows(induct_self->expected), *row = expected;
	for (unsigned process = 0; effect->moves && process < NR_PROCS; process++, row += INDUCT_ROW_WORDS) {
		unsigned class = induct_self->rows[process];
		if (effect->after[class] != class)
			induct_put_row(row, process, effect->after[class]);
	}
	unsigned at = (unsigned)step->subject * INDUCT_ROW_WORDS;
	if (step->subject >= 0)
		induct_put_row(expected + at, (unsigned)step->subject, effect->subject);
	bool matches = kernel_same((unsigned *)mproc, expected, NR_PROCS * INDUCT_ROW_WORDS);
	if (effect->moves)
		kernel_copy(expected, before, NR_PROCS * INDUCT_ROW_WORDS);
	else if (step->subject >= 0)
		kernel_copy(expected + at, before + at, INDUCT_ROW_WORDS);
	return matches;
}

/* Counts the processes that wait at each place after the step. */
static void induct_count(const struct induct_step *step, unsigned *waiting)
{
	unsigned own = step->subject >= 0 ? induct_self->rows[step->subject] : INDUCT_MAX_CLASSES;
	for (unsigned i = 0; i < induct_self->present_count; i++) {
		unsigned class = induct_self->present[i];
		int place = induct_self->classes[step->effect->after[class]].eventsub;
		if (place >= 0)
			waiting[place] += induct_self->counts[class] - (class == own);
	}
	int place = step->subject >= 0 ? induct_self->classes[step->effect->subject].eventsub : -1;
	if (place >= 0)
		waiting[place]++;
}

static bool induct_matches_list(const struct induct_step *step)
{
	int list[3 * MAX_LISTED];
	const int *found = list;
	const struct induct_slot *slot = step->effect->slots;
	unsigned waiting[INDUCT_MAX_SLOTS] = { 0 };
	if (view_list_of(list) != step->effect->length)
		return false;
	induct_count(step, waiting);
	for (unsigned place = 0; place < step->effect->length; place++, slot++, found += 3) {
		unsigned service = slot->origin == INDUCT_CALLER ? step->action.process : induct_self->services[slot->origin];
		if (found[0] != pm_row(service)->mp_endpoint || (((unsigned)found[1] ^ slot->mask) & PM_KNOWN_BITS) != 0 ||
		    (unsigned)found[2] != waiting[place])
			return false;
	}
	return true;
}

/* Whether what is neither in mproc[] nor in the list is as it was. */
static bool induct_matches_rest(void)
{
	for (unsigned i = 0; i < induct_self->segment_count; i++) {
		const struct induct_segment *segment = &induct_self->segments[i];
		if (!kernel_same(segment->at, induct_self->before + (segment->at - induct_self->region), segment->words))
			return false;
	}
	return true;
}

/* Whether the fields that have to be 0 behind the end of the list are. */
static bool induct_matches_behind(const struct induct_step *step)
{
	int shown[3];
	if (induct_self->zero_behind == 0)
		return true;
	for (unsigned place = step->effect->length; place < induct_self->entry_count; place++) {
		rollcall_show(place, shown);
		for (unsigned i = 0; i < 3; i++)
			if (induct_self->zero_behind >> i & 1 && shown[i] != 0)
				return false;
	}
	return true;
}

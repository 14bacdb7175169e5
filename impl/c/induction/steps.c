/* The steps from the memory that was built. */

enum { INDUCT_SAME, INDUCT_CODE, INDUCT_EFFECTS, INDUCT_ROWS, INDUCT_LIST, INDUCT_REST, INDUCT_BEHIND };

static unsigned induct_difference(const struct induct_step *step)
{
	if (kernel_self->record.result.code != step->effect->code)
		return INDUCT_CODE;
	if (!induct_matches_effects(step))
		return INDUCT_EFFECTS;
	if (!induct_matches_rows(step))
		return INDUCT_ROWS;
	if (!induct_matches_list(step))
		return INDUCT_LIST;
	if (!induct_matches_rest())
		return INDUCT_REST;
	return induct_matches_behind(step) ? INDUCT_SAME : INDUCT_BEHIND;
}

/* Takes a step. Returns what differs from what is expected. */
static unsigned induct_take(const struct induct_step *step)
{
	struct kernel_result *result = &kernel_self->record.result;
	if (induct_self->is_dirty)
		kernel_copy(induct_self->region, induct_self->before, induct_self->region_words);
	result->warnings = result->malformed = result->messages = result->callbacks = 0;
	induct_self->is_dirty = 1;
	kernel_self->running = &induct_running;
	result->code = pm_perform(step->action.kind, step->action.process, step->action.first, step->action.second);
	kernel_self->running = NULL;
	return induct_difference(step);
}

/*
 * Takes the next steps. Returns the number of the first one that did not do what is expected, to be called again for those
 * after it; or INDUCT_DONE, when all were taken.
 */
EXPORT(induct_next) int induct_next(void)
{
	while (induct_self->next < induct_self->step_count) {
		unsigned at = induct_self->next++;
		induct_self->difference = induct_take(&induct_self->steps[at]);
		if (induct_self->difference != INDUCT_SAME)
			return (int)at;
	}
	return INDUCT_DONE;
}

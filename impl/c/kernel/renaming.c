/* The comparison of steps with the same steps under other names: a source need not treat all processes alike. */

/* Renames the processes from `first` on, in a way with a number: each is swapped with itself or one behind it. */
static unsigned kernel_rename(unsigned number, unsigned first, unsigned end, bool is_back)
{
	unsigned partner[KERNEL_MAX_NAMED], count = end - first;
	for (unsigned i = 0; i < count; i++) {
		partner[i] = i + number % (count - i);
		number /= count - i;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned at = is_back ? count - 1 - i : i;
		kernel_swap(first + at, first + partner[at]);
	}
	return number;
}

static void kernel_rename_all(unsigned number, bool is_back)
{
	unsigned users = kernel_self->user_count, end = users + kernel_self->service_count;
	kernel_rename(kernel_rename(number, 0, users, is_back), users, end, is_back);
}

/* The name that a process has now. */
static unsigned kernel_name_of(unsigned process)
{
	for (unsigned name = 0; name < kernel_self->user_count + kernel_self->service_count; name++)
		if (kernel_self->order[name] == process)
			return name;
	return process;
}

static struct kernel_action kernel_renamed(struct kernel_action action)
{
	action.process = (unsigned char)kernel_name_of(action.process);
	if (action.kind == ACTION_REPLY)
		action.first = (unsigned char)kernel_name_of(action.first);
	return action;
}

/* How often an effect is in a list. */
static unsigned kernel_count(const unsigned *list, unsigned length, const unsigned *effect, unsigned width)
{
	unsigned count = 0;
	for (unsigned at = 0; at < length; at++)
		count += kernel_same(list + at * width, effect, width);
	return count;
}

/* Whether two lists have the same effects, in whichever order. */
static bool kernel_same_effects(const unsigned *one, const unsigned *other, unsigned length, unsigned width)
{
	for (unsigned at = 0; at < length; at++)
		if (kernel_count(one, length, one + at * width, width) != kernel_count(other, length, one + at * width, width))
			return false;
	return true;
}

/* Gives the processes of the results of a step the names that they have now. */
static void kernel_rename_record(struct kernel_record *record)
{
	for (unsigned i = 0; i < record->result.messages; i++) {
		record->message[3 * i] = kernel_name_of(record->message[3 * i]);
		record->message[3 * i + 1] = kernel_name_of(record->message[3 * i + 1]);
	}
	for (unsigned i = 0; i < record->result.callbacks; i++)
		record->callback[2 * i + 1] = kernel_name_of(record->callback[2 * i + 1]);
}

static bool kernel_same_records(const struct kernel_record *one, const struct kernel_record *other)
{
	return one->result.code == other->result.code && one->result.malformed == other->result.malformed &&
	       one->result.messages == other->result.messages && one->result.callbacks == other->result.callbacks &&
	       kernel_same_effects(one->message, other->message, one->result.messages, 3) &&
	       kernel_same_effects(one->callback, other->callback, one->result.callbacks, 2);
}

static void kernel_clear_result(void)
{
	struct kernel_result *result = &kernel_self->record.result;
	result->warnings = result->malformed = result->messages = result->callbacks = 0;
}

/* Takes a step that failed from the loaded memory from one with other names: it has to fail there too, and not to return. */
EXPORT(kernel_fail_renamed) void kernel_fail_renamed(const struct kernel_step *step)
{
	kernel_self->budget--;
	kernel_restore();
	kernel_reset_order();
	kernel_rename_all(1 + kernel_self->compared++ % (kernel_self->ways - 1), false);
	struct kernel_action action = kernel_renamed(step->action);
	kernel_clear_result();
	kernel_self->running = step;
	pm_perform(action.kind, action.process, action.first, action.second);
	kernel_self->running = NULL;
	kernel_self->is_asymmetric = 1 + step->number;
}

/* Takes a step that was taken from the loaded memory once more, from one with other names, and compares. */
static void kernel_compare_renamed(const struct kernel_step *step)
{
	unsigned words = kernel_self->head + kernel_self->user_words + kernel_self->service_words + kernel_self->tail;
	unsigned is_dirty = kernel_self->is_dirty, touched = WATCH->touched;
	unsigned number = 1 + kernel_self->compared++ % (kernel_self->ways - 1);
	kernel_copy(kernel_self->memory_after, kernel_self->region, words);
	kernel_self->record_before = kernel_self->record;
	kernel_restore();
	kernel_reset_order();
	kernel_rename_all(number, false);
	kernel_rename_record(&kernel_self->record_before);
	struct kernel_action action = kernel_renamed(step->action);
	kernel_clear_result();
	kernel_self->running = step;
	kernel_self->is_comparing = 1;
	kernel_self->record.result.code = pm_perform(action.kind, action.process, action.first, action.second);
	kernel_self->is_comparing = 0;
	kernel_self->running = NULL;
	bool is_same = kernel_same_records(&kernel_self->record_before, &kernel_self->record);
	kernel_rename_all(number, true);
	if (!is_same || !kernel_same(kernel_self->region, kernel_self->memory_after, words))
		kernel_self->is_asymmetric = 1 + step->number;
	kernel_copy(kernel_self->region, kernel_self->memory_after, words);
	kernel_self->is_dirty = is_dirty;
	WATCH->touched = touched;
}

/* Whether a situation is new, as far as a bit of many can say. */
static bool kernel_is_unseen(unsigned long long situation)
{
	unsigned hash = (unsigned)((situation * 0xff51afd7ed558ccdull) >> 32), word = hash >> 17, bit = 1u << (hash >> 12 & 31);
	bool is_unseen = !(kernel_self->situations[word] & bit);
	kernel_self->situations[word] |= bit;
	return is_unseen;
}

/* A step with what it depends on and leads to: of users, or of services. */
static unsigned long long kernel_situation(const struct kernel_step *step, const int *before, const int *after)
{
	unsigned long long from = after == NULL ? 0 : (unsigned)before;
	return ((unsigned long long)(unsigned)step->result << 32 ^ step->number * 0x9e3779b97f4a7c15ull) + from * 0xc2b2ae3d27d4eb4full +
	       (unsigned)after * 0x9fb21c651e98df25ull;
}

/* Compares a step, right or wrong, if its situation is new, or now and then. */
ALWAYS_INLINE void kernel_check_symmetry(const struct kernel_step *step)
{
	bool is_new = kernel_is_unseen(kernel_situation(step, kernel_self->expected_users->image, step->users));
	is_new |= kernel_is_unseen(~kernel_situation(step, kernel_self->expected_services->image, step->services));
	if (!is_new && ++kernel_self->taken % KERNEL_STEPS_PER_CHECK != 0)
		return;
	kernel_self->budget--;
	kernel_compare_renamed(step);
}

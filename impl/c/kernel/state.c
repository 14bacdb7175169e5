/* The state of the kernel, and the record of the action that it takes. */

static OF_ONE_CALL struct kernel_state *kernel_self = NULL;

static bool kernel_is_running(void)
{
	return kernel_self != NULL && kernel_self->running != NULL;
}

static void kernel_warn(void)
{
	kernel_self->record.result.warnings++;
}

static void kernel_note_malformed(void)
{
	kernel_self->record.result.malformed++;
}

static void kernel_record_message(unsigned to, unsigned about, unsigned event)
{
	struct kernel_record *record = &kernel_self->record;
	if (record->result.messages == KERNEL_MAX_EFFECTS)
		rollcall_panic(0, "asynsend3", "more than %d messages in one action", KERNEL_MAX_EFFECTS);
	unsigned *message = &record->message[3 * record->result.messages++];
	message[0] = to;
	message[1] = about;
	message[2] = event;
}

static void kernel_record_callback(enum pm_callback name, unsigned process)
{
	struct kernel_record *record = &kernel_self->record;
	if (record->result.callbacks == KERNEL_MAX_EFFECTS)
		rollcall_panic(0, "kernel_record_callback", "more than %d callbacks in one action", KERNEL_MAX_EFFECTS);
	unsigned *callback = &record->callback[2 * record->result.callbacks++];
	callback[0] = name;
	callback[1] = process;
}

/* Sets where the state lies. */
EXPORT(kernel_open) struct kernel_state *kernel_open(struct kernel_state *at)
{
	return kernel_self = at;
}

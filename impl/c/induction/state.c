/* The memory of a state. */

static OF_ONE_CALL struct induct_state *induct_self = NULL;

/* Stands for the step of the kernel that is being taken: PM is that of pm.c as long as there is one. */
static const struct kernel_step induct_running;

#define INDUCT_ROW_WORDS (PM_ROW_SIZE / sizeof(unsigned))

/* The copy of mproc[] in a copy of the state. */
ALWAYS_INLINE unsigned *induct_rows(unsigned *copy)
{
	return copy + ((unsigned *)mproc - induct_self->region);
}

ALWAYS_INLINE void induct_put_row(unsigned *row, unsigned process, unsigned class_number)
{
	const struct induct_class *class = &induct_self->classes[class_number];
	struct mproc *rmp = (struct mproc *)row;
	rmp->mp_flags = class->flags;
	rmp->mp_flags |= pm_foreign_flags(rmp, process);
	rmp->mp_sigpending = class->sigpending;
	rmp->mp_eventsub = (char)class->eventsub;
}

/* Writes a value to a field of an entry, bit by bit where it is no word. */
static void induct_put_field(unsigned char *entry, const struct induct_field *field, unsigned value)
{
	if (field->shift % 32 == 0 && field->width == 32) {
		*(unsigned *)(entry + field->shift / 8) = value;
		return;
	}
	for (unsigned bit = 0; bit < field->width; bit++) {
		unsigned at = field->shift + bit;
		entry[at / 8] = (unsigned char)((entry[at / 8] & ~(1u << at % 8)) | (value >> bit & 1) << at % 8);
	}
}

/* The number of processes that wait at a place. */
ALWAYS_INLINE unsigned induct_waiting(unsigned place)
{
	unsigned waiting = 0;
	for (unsigned i = 0; i < induct_self->present_count; i++) {
		unsigned class = induct_self->present[i];
		if (induct_self->classes[class].eventsub == (int)place)
			waiting += induct_self->counts[class];
	}
	return waiting;
}

/* Writes an entry of the list. Returns whether it shows what was written. */
static bool induct_put_entry(unsigned place)
{
	int shown[3], value[3] = { pm_row(induct_self->services[place])->mp_endpoint, (int)induct_self->masks[place],
				   (int)induct_waiting(place) };
	for (unsigned i = 0; i < 3; i++)
		induct_put_field(induct_self->entries + place * induct_self->entry_size, &induct_self->fields[i],
				 (unsigned)value[i]);
	rollcall_show(place, shown);
	return shown[0] == value[0] && shown[1] == value[1] && shown[2] == value[2];
}

/* Builds the memory of the state that is described. Returns INDUCT_DONE; INDUCT_NOT_HELD where no memory can hold it. */
EXPORT(induct_load) int induct_load(void)
{
	unsigned *row = (unsigned *)mproc;
	bool is_held = true;
	if (induct_self->is_dirty)
		kernel_copy(induct_self->region, induct_self->before, induct_self->region_words);
	for (unsigned class = 0; class < INDUCT_MAX_CLASSES; class++)
		induct_self->counts[class] = 0;
	for (unsigned process = 0; process < NR_PROCS; process++, row += INDUCT_ROW_WORDS) {
		induct_put_row(row, process, induct_self->rows[process]);
		induct_self->counts[induct_self->rows[process]]++;
	}
	induct_self->present_count = 0;
	for (unsigned class = 0; class < INDUCT_MAX_CLASSES; class++)
		if (induct_self->counts[class] != 0)
			induct_self->present[induct_self->present_count++] = (unsigned char)class;
	for (unsigned i = 0; i < induct_self->entry_count * induct_self->entry_size; i++)
		induct_self->entries[i] = induct_self->fill[i];
	for (unsigned place = 0; place < induct_self->length; place++)
		is_held &= induct_put_entry(place);
	*induct_self->length_at = (unsigned char)induct_self->length;
	kernel_copy(induct_self->before, induct_self->region, induct_self->region_words);
	kernel_copy(induct_self->expected, induct_self->region, induct_self->region_words);
	induct_self->next = induct_self->is_dirty = 0;
	return is_held ? INDUCT_DONE : INDUCT_NOT_HELD;
}

/* Sets where the driver's state and that of the kernel lie, which has the record of an action. */
EXPORT(induct_open) void induct_open(struct induct_state *at, struct kernel_state *kernel)
{
	induct_self = at;
	has_foreign_flags = true;
	kernel_open(kernel);
}

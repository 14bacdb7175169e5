/* The exchange of pairs between workers, each of which keeps its own. */

/* Adds words to a mailbox. Returns where they go; NULL where there is no room. */
static unsigned *kernel_mailbox_room(unsigned owner, unsigned words)
{
	unsigned *used = &kernel_self->mailbox_used[owner];
	if (*used + words > kernel_self->mailbox_words) {
		kernel_self->is_full = 1;
		return NULL;
	}
	*used += words;
	return kernel_self->mailboxes + owner * kernel_self->mailbox_words + *used - words;
}

/*
 * Sends a pair to its owner. A message is the action, the number of pairs, the services' rows and the globals that they
 * have in common; then for each pair its parent and its users' rows.
 */
static void kernel_send(const struct kernel_step *step, unsigned users, unsigned rest, unsigned parent)
{
	unsigned service_words = kernel_self->service_words, globals_words = kernel_self->head + kernel_self->tail;
	if (kernel_self->message == NULL) {
		unsigned *message = kernel_mailbox_room(step->owner, 2 + service_words + globals_words);
		if (message == NULL)
			return;
		message[0] = step->number;
		message[1] = 0;
		kernel_copy(message + 2, kernel_services_words(kernel_rest(rest)->services), service_words);
		kernel_copy(message + 2 + service_words, kernel_globals_words(kernel_rest(rest)->globals), globals_words);
		kernel_self->message = message;
	}
	unsigned *pair = kernel_mailbox_room(step->owner, 1 + kernel_self->user_words);
	if (pair == NULL)
		return;
	pair[0] = parent;
	kernel_copy(pair + 1, kernel_users_words(users), kernel_self->user_words);
	kernel_self->message[1]++;
}

/* Keeps the pairs of messages from other workers. */
EXPORT(kernel_receive) void kernel_receive(const unsigned *message, const unsigned *end)
{
	unsigned service_words = kernel_self->service_words, globals_words = kernel_self->head + kernel_self->tail;
	while (message < end && !kernel_self->is_full) {
		unsigned action = message[0], count = message[1];
		unsigned *hint = &kernel_self->hints[action % KERNEL_HINTS];
		const unsigned *services = message + 2, *globals = services + service_words;
		if (*hint >= kernel_self->rest.size ||
		    !kernel_same(services, kernel_services_words(kernel_rest(*hint)->services), service_words) ||
		    !kernel_same(globals, kernel_globals_words(kernel_rest(*hint)->globals), globals_words))
			*hint = kernel_intern_rest((struct kernel_rest){
				kernel_intern(&kernel_self->services, services, service_words),
				kernel_intern(&kernel_self->globals, globals, globals_words) });
		message = globals + globals_words;
		for (; count-- > 0; message += 1 + kernel_self->user_words) {
			unsigned users = kernel_intern(&kernel_self->users, message + 1, kernel_self->user_words);
			if (!kernel_self->is_full && kernel_is_new(users, *hint))
				kernel_append(users, *hint, message[0], action);
		}
	}
}

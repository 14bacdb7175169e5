/* What subscribers.c shows the bridge of a source, whose macros are no name here either. */

/* Not 0 where the source says itself at which place in the list a process waits. */
extern const unsigned rollcall_has_places;
int rollcall_place(const struct mproc *rollcall_row);

/* The number of subscribers; endpoint, mask and wait count of one; and of all of them, 64 at most. */
unsigned rollcall_length(void);
void rollcall_show(unsigned rollcall_i, int *rollcall_to);
unsigned rollcall_list(int *rollcall_to);

unsigned rollcall_has_nested(void);
unsigned rollcall_nested(void);

/* NR_SUBS; 0 where the source does not say. */
unsigned rollcall_slots(void);

/* An array whose place never changes: of the subscribers, or of one part of each. Sizes are in bytes. */
struct rollcall_array {
	const void *rollcall_start;
	unsigned rollcall_element_size, rollcall_size;
};

#define ROLLCALL_MAX_ARRAYS 3

/* The arrays that the subscribers are in, the one with endpoints first. Returns how many there are, 0 where there are none. */
unsigned rollcall_arrays(struct rollcall_array *rollcall_to);

/* VFS's row, which is not in mproc[]: the caller when an event is published. */
extern const struct mproc rollcall_vfs;

/* Gives a row what it has from the start and keeps. */
void rollcall_start_row(struct mproc *rollcall_row, unsigned rollcall_i);

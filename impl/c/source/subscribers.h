/* What subscribers.c shows the bridge of a source. */

/* Not 0 where the source says itself at which place in the list a process waits. */
extern const unsigned rollcall_has_places;
int rollcall_place(const struct mproc *rmp);

/* The number of subscribers; endpoint, mask and wait count of one; and of all of them, 64 at most. */
unsigned rollcall_length(void);
void rollcall_show(unsigned place, int *to);
unsigned rollcall_list(int *to);

unsigned rollcall_has_nested(void);
unsigned rollcall_nested(void);

/* NR_SUBS; 0 where the source does not say. */
unsigned rollcall_slots(void);

/* The array that the subscribers are in, the size of an entry and the number of entries; NULL and 0 where there is none. */
const void *rollcall_entries(void);
unsigned rollcall_entry_size(void);
unsigned rollcall_entry_count(void);

/* Gives a row what it has from the start and keeps. */
void rollcall_start_row(struct mproc *rmp, unsigned row);

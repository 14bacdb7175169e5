/*
 * The canonical form: one of the states that are the same up to renaming users among themselves and services among
 * themselves. The subscribers become services 0, 1, ... in their order in the list; the services behind them, and the
 * users, are sorted by their rows. Nothing else tells a process from another: nobody waits for a service that is not
 * in the list. So the form is canonical, not merely smaller.
 */
c_code {
/* Sorts a few bytes, by insertion: two to six of them, and mostly in order already. */
static inline void sort_rows(uchar *rows, int count)
{
	for (int i = 1; i < count; i++) {
		uchar row = rows[i];
		int j = i;
		for (; j > 0 && rows[j - 1] > row; j--)
			rows[j] = rows[j - 1];
		rows[j] = row;
	}
}

/* A row under its new name: whom it waits for is renamed in it. `name` has new names as rows have them. */
#define RENAMED(old) (((old) & STANDS) | name[(old) >> 4])

static void canonicalise(void)
{
	uchar name[S + 1] = { 0 }, from[S], rows[S], slots[S];
	int count = 0, last;

	for (; count < LENGTH && now.list[count] != 0; count++) {
		from[count] = now.list[count] - 1;
		name[now.list[count]] = (uchar)((count + 1) << 4);
		now.list[count] = (uchar)(count + 1);
	}
	last = count;
	for (int service = 0; service < S; service++)
		if (name[service + 1] == 0)
			from[last++] = (uchar)service;
	for (int service = 0; service < S; service++) {
		rows[service] = RENAMED(now.row[U + from[service]]);
		slots[service] = now.slot[from[service]];
	}
	sort_rows(rows + count, S - count);
	memcpy(now.row + U, rows, S);
	memcpy(now.slot, slots, S);
	for (int user = 0; user < U; user++)
		now.row[user] = RENAMED(now.row[user]);
	sort_rows(now.row, U);
}
}

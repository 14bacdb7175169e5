/* User n and service n have row n in turn. */

static unsigned rollcall_row_of(unsigned process)
{
	return process < NR_USERS ? process : process - NR_USERS;
}

/* The process that a row belongs to: its service, or its user where it has no service. */
static unsigned rollcall_owner_of(unsigned row)
{
	return row < NR_PROCS - NR_USERS ? NR_USERS + row : row < NR_USERS ? row : ~0u;
}

/* The process that has a row; of a free one, that which it belongs to. */
static unsigned rollcall_process_of(unsigned row)
{
	int is_user = row < NR_USERS && (mproc[row].mp_flags & (IN_USE | PRIV_PROC)) == IN_USE;
	return is_user ? row : rollcall_owner_of(row);
}

#define PM_ROW rollcall_row_of
#define PM_PROCESS rollcall_process_of
#define PM_OWNER rollcall_owner_of
/* Where another process has the row, the endpoint is of an earlier life. */
#define PM_ENDPOINT(process) \
	(mproc[PM_ROW(process)].mp_flags & IN_USE && PM_PROCESS(PM_ROW(process)) != (process) \
	    ? pm_endpoint_of(PM_ROW(process), pm_life_before((unsigned)mproc[PM_ROW(process)].mp_endpoint / PM_LIFE)) \
	    : mproc[PM_ROW(process)].mp_endpoint)

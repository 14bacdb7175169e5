/* User n and service n have row n in turn. */

static unsigned row_of(unsigned process)
{
	return process < NR_USERS ? process : process - NR_USERS;
}

static unsigned owner_of(unsigned row)
{
	return row < NR_PROCS - NR_USERS ? NR_USERS + row : row;
}

/* The process that has a row; of a free one, that which may have it last. */
static unsigned process_of(unsigned row)
{
	int is_user = row < NR_USERS && (mproc[row].mp_flags & (IN_USE | PRIV_PROC)) == IN_USE;
	return is_user ? row : owner_of(row);
}

#define PM_ROW row_of
#define PM_PROCESS process_of
#define PM_OWNER owner_of
/* Where another process has the row, the endpoint is of an earlier life. */
#define PM_ENDPOINT(process) \
	(mproc[row_of(process)].mp_flags & IN_USE && process_of(row_of(process)) != (process) \
	    ? pm_endpoint_of(row_of(process), pm_life_before((unsigned)mproc[row_of(process)].mp_endpoint / PM_LIFE)) \
	    : mproc[row_of(process)].mp_endpoint)

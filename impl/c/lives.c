/*
 * What a process has in each life: its endpoint, and flags that are none of the facility's. impl/lives.ts is the same in
 * TypeScript. pm.c includes it.
 */

#define PM_LIFE 0x8000
#define PM_LIVES 65534
#define PM_COUNTED_LIVES 16 /* lives of a row that are all there; behind them many are left out */
#define PM_LEFT_OUT 10923
#ifndef PM_HAS_FOREIGN_FLAGS
#define PM_HAS_FOREIGN_FLAGS PM_MANY_LIVES
#endif

/* Flags that are none of the facility's: a process has other ones in each life. */
static const unsigned pm_foreign_combinations[] = { PM_FOREIGN_COMBINATIONS };
/* One that exits is a zombie of one of these kinds. */
static const unsigned pm_zombies[] = { PM_ZOMBIES };

PM_INLINE endpoint_t pm_endpoint_of(unsigned row, unsigned life)
{
	return (endpoint_t)(life * PM_LIFE + row);
}

PM_INLINE unsigned pm_life_after(unsigned life)
{
	unsigned later = (life + PM_LEFT_OUT) % PM_LIVES;
	return life < PM_COUNTED_LIVES ? life + 1 : later > PM_COUNTED_LIVES ? later : later + PM_COUNTED_LIVES + 1;
}

PM_INLINE unsigned pm_life_before(unsigned life)
{
	return life == 0 ? PM_LIVES - 1 : life > PM_COUNTED_LIVES ? PM_COUNTED_LIVES : life - 1;
}

/* Flags that a process has, and that are none of the facility's. @param rmp its row, or a copy */
PM_INLINE unsigned pm_foreign_flags(const struct mproc *rmp, unsigned process)
{
	if (!PM_HAS_FOREIGN_FLAGS || !(rmp->mp_flags & IN_USE))
		return 0;
	unsigned count = sizeof pm_foreign_combinations / sizeof pm_foreign_combinations[0];
	unsigned number = process + PM_FOREIGN_STRIDE * ((unsigned)rmp->mp_endpoint / PM_LIFE - 1);
	unsigned flags = pm_foreign_combinations[number % count];
	if (rmp->mp_flags & EXITING)
		return (flags & TRACE_EXIT) | pm_zombies[number % (sizeof pm_zombies / sizeof pm_zombies[0])];
	return rmp->mp_flags & PROC_STOPPED ? flags : flags & ~TRACE_STOPPED;
}

import {
	EVENT_CALL,
	EXITING,
	FOREIGN_FLAGS,
	IN_USE,
	PRIV_PROC,
	PROC_STOPPED,
	TOLD_PARENT,
	UNPAUSED,
	VFS_CALL,
} from "../../impl/minix.ts";

const NAMES: readonly (readonly [string, number])[] = Object.entries({
	IN_USE,
	PROC_STOPPED,
	EXITING,
	TOLD_PARENT,
	VFS_CALL,
	UNPAUSED,
	PRIV_PROC,
	EVENT_CALL,
	...Object.fromEntries(Object.entries(FOREIGN_FLAGS).map(([name, flag]) => [`${name} changed`, flag])),
});

/**
 * The flags of a process by name, as C has them: `IN_USE|PRIV_PROC`; what has no name in hexadecimal; `0` for none. `TAINTED changed`: a flag
 * that is no business of event.c's was set or cleared.
 */
export function flagNames(flags: number): string {
	const named = NAMES.filter(([, flag]) => (flags & flag) !== 0);
	const rest = named.reduce((left, [, flag]) => left & ~flag, flags);
	const names = named.map(([name]) => name);
	return (rest === 0 ? names : [...names, `0x${(rest >>> 0).toString(16)}`]).join("|") || "0";
}

// MINIX constants that event.c and the PM round it use, with their C names and values.

export const IN_USE = 0x1;
export const PROC_STOPPED = 0x8;
export const EXITING = 0x20;
export const TOLD_PARENT = 0x40;
export const VFS_CALL = 0x400;
export const UNPAUSED = 0x1000;
export const PRIV_PROC = 0x2000;
export const EVENT_CALL = 0x80000;
/** Flags that are no business of the facility's. Where rows have many lives, every other process has them, and has to keep them. */
export const FOREIGN_FLAGS = { ALARM_ON: 0x10, NEW_PARENT: 0x800, TAINTED: 0x40000 } as const;
/** All of them. */
export const ALL_FOREIGN_FLAGS = Object.values(FOREIGN_FLAGS).reduce((all, flag) => all | flag, 0);

/** `mp_eventsub` of a process in no event call. */
export const NO_EVENTSUB = -1;

/** The type of a message about an event. Nobody but PM and its stand-ins sees the number, so that any will do. */
export const PROC_EVENT = 0x1000;
/** A message that no receiver takes for the answer to a call of its own. */
export const AMF_NOREPLY = 0x8;

export const PROC_EVENT_EXIT = 0x1;
export const PROC_EVENT_SIGNAL = 0x2;

export const OK = 0;
export const EPERM = -1;
export const ENOMEM = -12;
export const ENOSYS = -78;
/** Do not reply to the caller now, or not at all. */
export const SUSPEND = -998;

/** The bit of SIGKILL in `mp_sigpending`. */
export const SIGKILL_PENDING = 1 << 9;

/** Distance between the endpoints of successive lives: an endpoint is generation times this plus process number. */
const ENDPOINT_GENERATION_SIZE = 1 << 15;
/** Number of lives of one row of the process table after which generations repeat. */
const GENERATIONS = 65_534;
/** Lives of a row that all take place; later ones leave many out between them, so that endpoints take all their bits. */
const COUNTED_LIVES = 16;
const LEFT_OUT = 10_923;

/** Life of every process where a row of the process table has one only: the first, so that none has endpoint 0, PM's own. */
export const ONLY_LIFE = 1;

/** The endpoint of the given life of a process. */
export function endpointOf(process: number, generation: number): number {
	return generation * ENDPOINT_GENERATION_SIZE + process;
}

/** The number of the process that an endpoint belongs to, in whichever life. */
export function processOfEndpoint(endpoint: number): number {
	return endpoint & (ENDPOINT_GENERATION_SIZE - 1);
}

/** The endpoint of the same process in its next life. */
export function nextLife(endpoint: number): number {
	const life = generationOf(endpoint);
	if (life < COUNTED_LIVES) return endpointOf(processOfEndpoint(endpoint), life + 1);
	const later = (life + LEFT_OUT) % GENERATIONS;
	return endpointOf(processOfEndpoint(endpoint), later > COUNTED_LIVES ? later : later + COUNTED_LIVES + 1);
}

/** The endpoint of the same process in an earlier life; before the first one, that of the last generation. */
export function earlierLife(endpoint: number): number {
	const life = generationOf(endpoint);
	const earlier = life === 0 ? GENERATIONS - 1 : Math.min(life - 1, COUNTED_LIVES);
	return endpointOf(processOfEndpoint(endpoint), earlier);
}

/** An endpoint with one bit flipped; before the first life of its row, that of the first. */
export function forged(endpoint: number, bit: number): number {
	return (generationOf(endpoint) === 0 ? nextLife(endpoint) : endpoint) ^ (1 << bit);
}

/** The other one of the two endpoints that a process has in turn, where its row has two lives: generations 1 and 2. */
export function otherLife(endpoint: number): number {
	return endpointOf(processOfEndpoint(endpoint), (generationOf(endpoint) % 2) + 1);
}

function generationOf(endpoint: number): number {
	return Math.floor(endpoint / ENDPOINT_GENERATION_SIZE);
}

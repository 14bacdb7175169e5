// What a process has in each life: its endpoint, which is another one for each process that starts in a row, and flags of others.

import { isService, rowOf, type Scope } from "../model/scope.ts";
import { EXITING, IN_USE, LIVING_FLAGS, PROC_STOPPED, ZOMBIES } from "./minix.ts";

/**
 * Lives of a row of the process table: `many`, with another endpoint each time, as in MINIX; `two`, with two endpoints in
 * turn, so that PM has finitely many states and a row an earlier life; or `one`, with the same endpoint for ever.
 */
export type Lives = "many" | "two" | "one";

/** Distance between the endpoints of successive lives: an endpoint is generation times this plus row. */
const ENDPOINT_GENERATION_SIZE = 1 << 15;
/** Number of lives of one row of the process table after which generations repeat. */
const GENERATIONS = 65_534;
/** Lives of a row that all take place; later ones leave many out between them, so that endpoints take all their bits. */
const COUNTED_LIVES = 16;
const LEFT_OUT = 10_923;

/** Life of a row of the process table that has one only: the first, so that none has endpoint 0, PM's own. */
export const ONLY_LIFE = 1;

/** The endpoint of a row in a life. */
export function endpointOf(row: number, generation: number): number {
	return generation * ENDPOINT_GENERATION_SIZE + row;
}

/** The row that an endpoint belongs to, in whichever life. */
export function rowOfEndpoint(endpoint: number): number {
	return endpoint & (ENDPOINT_GENERATION_SIZE - 1);
}

/** The endpoint of the same row in its next life. */
function nextLife(endpoint: number): number {
	const life = generationOf(endpoint);
	if (life < COUNTED_LIVES) return endpointOf(rowOfEndpoint(endpoint), life + 1);
	const later = (life + LEFT_OUT) % GENERATIONS;
	return endpointOf(rowOfEndpoint(endpoint), later > COUNTED_LIVES ? later : later + COUNTED_LIVES + 1);
}

/** The endpoint of the same row in an earlier life; before the first one, that of the last generation. */
function earlierLife(endpoint: number): number {
	const life = generationOf(endpoint);
	const earlier = life === 0 ? GENERATIONS - 1 : Math.min(life - 1, COUNTED_LIVES);
	return endpointOf(rowOfEndpoint(endpoint), earlier);
}

/** The endpoint of a process that has only one. A user and a service that share a row have different ones. */
export function onlyEndpoint(scope: Scope, process: number): number {
	const life = scope.rows === "shared" && isService(scope, process) ? ONLY_LIFE + 1 : ONLY_LIFE;
	return endpointOf(rowOf(scope, process), life);
}

/** The endpoint of a process that starts. @param endpoint of its row before */
export function endpointAfter(scope: Scope, process: number, endpoint: number, lives: Lives): number {
	if (lives === "one") return onlyEndpoint(scope, process);
	return lives === "two" ? otherLife(endpoint) : nextLife(endpoint);
}

/** An endpoint of the same row that no process has now, such as that of an earlier one. */
export function endpointBefore(endpoint: number, lives: Lives): number {
	return lives === "two" ? otherLife(endpoint) : earlierLife(endpoint);
}

/** An endpoint with one bit flipped; before the first life of its row, that of the first. */
export function forged(endpoint: number, bit: number): number {
	return (generationOf(endpoint) === 0 ? nextLife(endpoint) : endpoint) ^ (1 << bit);
}

/** The other one of two endpoints, of generations 1 and 2. */
function otherLife(endpoint: number): number {
	return endpointOf(rowOfEndpoint(endpoint), (generationOf(endpoint) % 2) + 1);
}

function generationOf(endpoint: number): number {
	return Math.floor(endpoint / ENDPOINT_GENERATION_SIZE);
}

const FLAGS = Object.values(LIVING_FLAGS);

/** Every combination of a living process's foreign flags, in the order in which processes have them: none, all, one, all but that one, and so on. */
export const FOREIGN_COMBINATIONS: readonly number[] = Array.from({ length: 2 ** FLAGS.length }, (_, place) => {
	const bits = place % 2 === 0 ? place / 2 : 2 ** FLAGS.length - 1 - (place - 1) / 2;
	return FLAGS.reduce((sum, flag, bit) => ((bits >> bit) & 1 ? sum | flag : sum), 0);
});

/** Places in that order from one life of a process to the next: odd, so that it has all of them in turn. */
export const FOREIGN_STRIDE = 3;

/**
 * The foreign flags that a process has.
 *
 * @param endpoint that of the process, which says in which life it is
 * @param flags all that its row has, which say if there is a process, and if it exits
 */
export function foreignFlagsOf(process: number, endpoint: number, flags: number): number {
	if ((flags & IN_USE) === 0) return 0;
	const place = process + FOREIGN_STRIDE * (generationOf(endpoint) - 1);
	const has = FOREIGN_COMBINATIONS[place % FOREIGN_COMBINATIONS.length] ?? 0;
	// PM's exit_proc clears all but this one.
	if ((flags & EXITING) !== 0) return (has & LIVING_FLAGS.TRACE_EXIT) | (ZOMBIES[place % ZOMBIES.length] ?? 0);
	return (flags & PROC_STOPPED) === 0 ? has & ~LIVING_FLAGS.TRACE_STOPPED : has;
}

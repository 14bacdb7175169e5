/**
 * Orders of the rows of the process table other than users first. Where services are spread, they have rows at even distances,
 * the first row among them; where rows are shared, a user and a service use a row in turn.
 */
export const OTHER_ROW_ORDERS = ["services first", "services spread", "shared"] as const;
/** An order of the rows. */
export type RowOrder = "users first" | (typeof OTHER_ROW_ORDERS)[number];

/**
 * The bounds of one search: how many users and services there are and how many slots PM has.
 *
 * Processes are numbered as in PM's process table: users `0..users-1`, then services `users..users+services-1`; or services first,
 * or services at even distances.
 * Where rows are shared, user `n` and service `n` use row `n` in turn, and the last rows are unused.
 */
export interface Scope {
	/** Ordinary processes, 0..32. */
	readonly users: number;
	/** System services (PRIV_PROC), 0..8. */
	readonly services: number;
	/** `NR_SUBS`: how many services can be subscribed at once, 1..8. */
	readonly slots: number;
	/** Order of the rows; users first if left out. A scope leaves it out where it can. */
	readonly rows?: Exclude<RowOrder, "users first">;
}

/** The most processes of a scope: MINIX's `NR_PROCS`. */
export const MAX_PROCESSES = 256;

/** The least and the greatest value that each part of a scope may have. */
export const SCOPE_LIMITS = {
	users: [0, 248],
	services: [0, 8],
	slots: [1, 8],
} as const;

/** `NR_PROCS`: the number of rows of the process table, and of processes; where rows are shared, the last ones are unused. */
export function nrProcs(scope: Scope): number {
	return scope.users + scope.services;
}

/** The row of a process. */
export function rowOf({ users, rows }: Scope, process: number): number {
	return rows === "shared" && process >= users ? process - users : process;
}

/** The other process that has the row of a process in turn; undefined for none. */
export function sharerOf(scope: Scope, process: number): number | undefined {
	if (scope.rows !== "shared") return undefined;
	const row = rowOf(scope, process);
	if (process >= scope.users) return row < scope.users ? row : undefined;
	return row < scope.services ? scope.users + row : undefined;
}

/** The process that has a row; of two that use it in turn, the service. Of an unused row, a number that no process has. */
export function processOfRow(scope: Scope, row: number): number {
	const { users, services, rows } = scope;
	if (rows !== "shared") return row;
	return row < services ? users + row : row < users ? row : row + nrProcs(scope);
}

/** Rows from one service to the next, where services are spread; 1 where there are none. */
function distanceOf(scope: Scope): number {
	return Math.max(1, Math.floor(nrProcs(scope) / Math.max(1, scope.services)));
}

/** The process that is a service of a number, from 0. */
export function serviceAt(scope: Scope, number: number): number {
	if (scope.rows === "services spread") return number * distanceOf(scope);
	return scope.rows === "services first" ? number : scope.users + number;
}

/** The process that is a user of a number, from 0. */
export function userAt(scope: Scope, number: number): number {
	if (scope.rows === "services first") return scope.services + number;
	if (scope.rows !== "services spread") return number;
	const between = distanceOf(scope) - 1;
	return number + (between === 0 ? scope.services : Math.min(scope.services, Math.floor(number / between) + 1));
}

/** True if the process is a service, that is, has PRIV_PROC. */
export function isService(scope: Scope, process: number): boolean {
	if (scope.rows === "services first") return process < scope.services;
	if (scope.rows !== "services spread") return process >= scope.users;
	const distance = distanceOf(scope);
	return process % distance === 0 && process < scope.services * distance;
}

/** Number of a process among those of its kind: 0 for the first user, and for the first service. */
export function numberInKind(scope: Scope, process: number): number {
	if (scope.rows === "services spread") {
		const place = Math.floor(process / distanceOf(scope));
		return isService(scope, process) ? place : process - Math.min(scope.services, place + 1);
	}
	return process - (isService(scope, process) ? serviceAt(scope, 0) : userAt(scope, 0));
}

/** A process as people read it: `u0` is the first user, `s0` the first service. */
export function processName(scope: Scope, process: number): string {
	return `${isService(scope, process) ? "s" : "u"}${numberInKind(scope, process)}`;
}

/** The scope with rows in an order. */
export function withRows({ users, services, slots }: Scope, rows: RowOrder): Scope {
	return { users, services, slots, ...(rows === "users first" ? {} : { rows }) };
}

/**
 * A scope in one word, for headings and file names: `2u 1s 4k`; `1s 2u 4k` where services have the first rows, `2u+1s 4k` where they
 * share them with users, `2u 1s 4k spread` where they are spread.
 */
export function scopeName({ users, services, slots, rows }: Scope): string {
	const names = rows === "services first" ? [`${services}s`, `${users}u`] : [`${users}u`, `${services}s`];
	return `${names.join(rows === "shared" ? "+" : " ")} ${slots}k${rows === "services spread" ? " spread" : ""}`;
}

/** True if two scopes are equal. */
export function isSameScope(a: Scope, b: Scope): boolean {
	return a.users === b.users && a.services === b.services && a.slots === b.slots && a.rows === b.rows;
}

/** Scopes without those that came before. */
export function distinctScopes(scopes: readonly Scope[]): readonly Scope[] {
	return scopes.filter((scope, index) => scopes.findIndex((other) => isSameScope(other, scope)) === index);
}

/** The names of all processes of a scope, for an error: `u0..u2 or s0`. */
export function processNames({ users, services }: Scope): string {
	return [namesText("u", users), namesText("s", services)].filter((name) => name !== "").join(" or ");
}

function namesText(letter: string, count: number): string {
	if (count === 0) return "";
	return count === 1 ? `${letter}0` : `${letter}0..${letter}${count - 1}`;
}

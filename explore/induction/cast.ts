import type { Scope } from "../../model/scope.ts";
import type { AbstractState } from "../parametric/abstract-state.ts";
import { restClass, waitingClasses } from "./classes.ts";

// States of the specification with 256 processes that an abstract state stands for.

/** Numbers of processes that wait at one place, by event. */
export interface Crowd {
	readonly signal: number;
	readonly exit: number;
}

/** Places of processes in the process table: from its first rows on, from the last ones down, or across row 128. */
export const PLACEMENTS = ["first", "last", "middle"] as const;
/** An index into PLACEMENTS. */
type Placement = number;

/** A state: the class of each row, and the subscribers in the order of the list. */
export interface Cast {
	readonly rows: Uint8Array;
	readonly services: readonly number[];
	/** The class of each subscriber. */
	readonly serviceClasses: readonly number[];
	/** The first row of a user, and the last one of a service. */
	readonly firstUser: number;
	readonly lastService: number;
	/** For each class, the first and the last row of the processes that were put there on purpose. */
	readonly first: Int16Array;
	readonly last: Int16Array;
}

/** Classes of the users, and of the services, that wait for nobody: each is there once where there is room. */
export const USER_ROLES: readonly number[] = [
	restClass("running", false),
	restClass("unpausing", false),
	restClass("exiting", false),
	restClass("unpausing", false, "killed"),
	restClass("exiting", false, "told"),
	restClass("zombie", false),
	restClass("free", false),
];
/** Those of services. */
export const SERVICE_ROLES: readonly number[] = [
	restClass("running", true),
	restClass("exiting", true),
	restClass("free", true),
	restClass("exiting", true, "told"),
	restClass("zombie", true),
];
const RUNNING = restClass("running", true);
const LEAVING = [restClass("exiting", true), restClass("exiting", true, "told")] as const;

/** Classes of the rows that nobody needs, by placement. */
const IDLE = [
	{ user: restClass("free", false), service: restClass("free", true) },
	{ user: restClass("running", false), service: restClass("running", true) },
	{ user: restClass("zombie", false), service: restClass("zombie", true) },
] as const;

/** A cast that is asked for. */
export interface CastPlan {
	readonly state: AbstractState;
	/** As many as the state has slots. */
	readonly crowds: readonly Crowd[];
	readonly placement: Placement;
	/** True for services in the rows before those of users, as MINIX starts them; in a scope they come last. */
	readonly servicesFirst: boolean;
	/** The processes that wait for nobody, those first that are to be there in any case. */
	readonly userRoles: readonly number[];
	readonly serviceRoles: readonly number[];
}

/** The process of a scope that a row of a cast stands for. */
export function processOfRow({ users, services }: Scope, { servicesFirst }: CastPlan, row: number): number {
	return servicesFirst ? (row + users) % (users + services) : row;
}

/** Puts as many processes into a table as there is room for. @throws RangeError where the crowds do not fit */
export function castOf(scope: Scope, plan: CastPlan): Cast {
	const { state, crowds, placement, servicesFirst, userRoles, serviceRoles } = plan;
	const table = new Table(scope, placement, servicesFirst);
	const serviceClasses = state.map(({ leaving }) => (leaving ? (LEAVING[placement & 1] ?? RUNNING) : RUNNING));
	const services = serviceClasses.map((number) => table.takeSubscriber(number));
	const kept = serviceRoles.slice(0, MOST_KEPT);
	for (const [place, { signal, exit }] of crowds.entries()) {
		const [plain = 0, killed = 0, departing = 0, told = 0, service = 0, toldService = 0] = waitingClasses(place);
		for (let i = 0; i < signal; i++) table.takeUser((i + placement) & 1 ? killed : plain);
		for (let i = 0; i < exit; i++) {
			const odd = (i + placement) & 1;
			// One of several is a service where there is room; services take the place of users that are missing.
			const asService = exit > 1 && i === 0 && table.freeServices > kept.length;
			if (asService || table.freeUsers === 0) table.takeService(odd ? toldService : service);
			else table.takeUser(odd ? told : departing);
		}
	}
	for (const number of serviceRoles) if (table.freeServices > 0) table.takeLastService(number);
	for (const number of userRoles) if (table.freeUsers > 0) table.takeLastUser(number);
	table.fill(IDLE[placement] ?? IDLE[0]);
	const { rows, first, last } = table;
	const [firstUser, lastService] = servicesFirst ? [scope.services, scope.services - 1] : [0, rows.length - 1];
	return { rows, services, serviceClasses, firstUser, lastService, first, last };
}

/** Services that wait for nobody which a service that waits must leave room for. */
const MOST_KEPT = 2;

/** Rows of the process table that are given away, from one end for those who wait and from the other for the rest. */
class Table {
	readonly rows: Uint8Array;
	readonly first = new Int16Array(256).fill(-1);
	readonly last = new Int16Array(256).fill(-1);
	readonly #users: readonly number[];
	readonly #services: readonly number[];
	#user = 0;
	#userEnd: number;
	#service = 0;
	#serviceEnd: number;

	constructor({ users, services }: Scope, placement: Placement, servicesFirst: boolean) {
		this.rows = new Uint8Array(users + services);
		this.#users = order(users, placement, servicesFirst ? services : 0);
		this.#services = order(services, placement, servicesFirst ? 0 : users);
		this.#userEnd = users;
		this.#serviceEnd = services;
	}

	get freeUsers(): number {
		return this.#userEnd - this.#user;
	}

	get freeServices(): number {
		return this.#serviceEnd - this.#service;
	}

	takeUser(number: number): number {
		return this.#put(this.#users[this.#user++], number);
	}

	takeLastUser(number: number): number {
		return this.#put(this.#users[--this.#userEnd], number);
	}

	/** Rows of subscribers are not among those of their class: they are named by their places. */
	takeSubscriber(number: number): number {
		const row = this.#services[this.#service++] ?? 0;
		this.rows[row] = number;
		return row;
	}

	takeService(number: number): number {
		return this.#put(this.#services[this.#service++], number);
	}

	takeLastService(number: number): number {
		return this.#put(this.#services[--this.#serviceEnd], number);
	}

	/** Fills the rows that are left. */
	fill({ user, service }: (typeof IDLE)[number]): void {
		for (let i = this.#user; i < this.#userEnd; i++) this.rows[this.#users[i] ?? 0] = user;
		for (let i = this.#service; i < this.#serviceEnd; i++) this.rows[this.#services[i] ?? 0] = service;
	}

	#put(row: number | undefined, number: number): number {
		if (row === undefined || this.freeUsers < 0 || this.freeServices < 0) throw new RangeError("the table is full");
		this.rows[row] = number;
		if ((this.first[number] ?? -1) < 0) this.first[number] = row;
		this.last[number] = row;
		return row;
	}
}

/** Row across which processes are put. */
const ACROSS = 128;

const ORDERS = new Map<string, readonly number[]>();

/** Rows from one on, in the order in which they are given away. */
function order(count: number, placement: Placement, start: number): readonly number[] {
	const key = `${count} ${placement} ${start}`;
	const known = ORDERS.get(key);
	if (known) return known;
	const middle = count >> 1;
	const shift = placement === 2 && count > ACROSS ? ACROSS - start - middle : 0;
	const rows = Array.from({ length: count }, (_, i) => {
		if (placement === 0) return i;
		if (placement === 1) return count - 1 - i;
		return i & 1 ? middle - 1 - (i >> 1) : middle + (i >> 1);
	}).map((row) => start + ((row + shift + count) % count));
	ORDERS.set(key, rows);
	return rows;
}

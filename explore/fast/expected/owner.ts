import type { Scope } from "../../../model/scope.ts";

/** Subscription orders for each worker from which on the order alone determines the owner. */
const ORDERS_PER_WORKER = 8;

/**
 * Assigns states to workers by their services: the initial state to the first worker.
 *
 * Little else of a state counts, so that most steps lead to a state of the same worker. Where there are many subscription
 * orders for each worker, the order determines it: services are symmetric, so each order has as many states as any other of
 * the same length, and assigning the orders of a length in turn is even, if their number is divisible. If not, the local
 * state of every service counts.
 */
export class Owner {
	readonly #scope: Scope;
	readonly #workers: number;
	readonly #symmetry: boolean;
	/** True if there are many subscription orders for each worker. */
	readonly #ordersSuffice: boolean;

	/** @param symmetry true where states that differ in the names of services have to be the same worker's */
	constructor(scope: Scope, workers: number, symmetry: boolean) {
		this.#scope = scope;
		this.#workers = workers;
		this.#symmetry = symmetry;
		this.#ordersSuffice = ordersOf(scope) >= ORDERS_PER_WORKER * workers;
	}

	/** The worker that keeps the states with a service component. @param order the subscribers, as process numbers */
	of(locals: Uint8Array, order: readonly number[]): number {
		const sum = locals.reduce((sum, local) => sum + local, 0);
		if (this.#symmetry) return sum % this.#workers;
		const { users, services } = this.#scope;
		const left = Array.from({ length: services }, (_, service) => users + service);
		let [rank, orders] = [0, 1];
		for (const process of order) {
			const index = left.indexOf(process);
			rank = rank * left.length + index;
			orders *= left.length;
			left.splice(index, 1);
		}
		const isEven = this.#ordersSuffice && orders % this.#workers === 0;
		const shift = isEven ? order.length : sum;
		return (rank + shift) % this.#workers;
	}
}

/** Counts the subscription orders of any length. */
function ordersOf({ services, slots }: Scope): number {
	let [orders, ofLength] = [1, 1];
	for (let length = 1; length <= Math.min(services, slots); length++) {
		ofLength *= services - length + 1;
		orders += ofLength;
	}
	return orders;
}

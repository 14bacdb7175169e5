import { nrProcs, type Scope } from "../../model/scope.ts";
import { Registers } from "./system-encoding.ts";

/**
 * Symmetry of the specification for the plain search: users are interchangeable, and so are services. The accelerators have
 * theirs: the factored search sorts local states (`explore/fast/rows/tuples.ts`), the kernel sorts memories
 * (`impl/c/kernel/symmetry.c`).
 *
 * The representative of a class has the subscribed services first, in the order of their slots, then the others in the
 * order of their keys, and the users in the order of theirs. A key tells apart processes that do not do the same. Two states
 * have the same representative if and only if they differ in names alone.
 */
export class Symmetry {
	readonly #from: Registers;
	readonly #to: Registers;
	readonly #keys: Int32Array;
	/** Process at each position of the representative. */
	readonly #order: Uint8Array;
	/** Process number of each service in the representative. */
	readonly #names: Uint8Array;
	/** Ways to name all processes, were no two of them alike. */
	readonly #mostWays: number;

	constructor(scope: Scope) {
		const processes = nrProcs(scope);
		this.#from = new Registers(scope);
		this.#to = new Registers(scope);
		this.#keys = new Int32Array(processes);
		this.#order = new Uint8Array(processes);
		this.#names = new Uint8Array(processes);
		this.#mostWays = factorial(scope.users) * factorial(scope.services);
	}

	/** Replaces an encoded state by its representative. @returns how many states that stands for */
	canonical(words: Int32Array): number {
		const from = this.#from;
		from.load(words);
		const { users } = from.scope;
		const firstOther = this.#orderServices();
		let ways = this.#mostWays / this.#sort(firstOther, this.#order.length);
		for (let position = firstOther; position < this.#order.length; position++) {
			this.#names[this.#order[position] ?? 0] = position;
		}
		for (let user = 0; user < users; user++) this.#order[user] = user;
		ways /= this.#sort(0, users);
		this.#rename();
		this.#to.store(words);
		return ways;
	}

	/**
	 * Puts the subscribed services first, in the order of their slots: every waiting process waits for one of them. A faulty
	 * target may lead to a state with two slots of one service.
	 *
	 * @returns the position of the first that is not subscribed
	 */
	#orderServices(): number {
		const { count, services, scope } = this.#from;
		let next = scope.users;
		for (let place = 0; place < count; place++) {
			const service = services[place] ?? 0;
			if (placeOf(services, service) === place) next = this.#put(service, next);
		}
		const firstOther = next;
		for (let service = scope.users; service < this.#order.length; service++) {
			if (placeOf(services, service) >= count) next = this.#put(service, next);
		}
		return firstOther;
	}

	/** Gives a service a position. @returns the next one */
	#put(service: number, position: number): number {
		this.#order[position] = service;
		this.#names[service] = position;
		return position + 1;
	}

	/**
	 * Sorts the processes at some positions by their keys.
	 *
	 * @returns the product of `n!` for each number `n` of processes with the same key
	 */
	#sort(start: number, end: number): number {
		const [order, keys] = [this.#order, this.#keys];
		let alike = 1;
		for (let position = start; position < end; position++) {
			const process = order[position] ?? 0;
			const key = this.#keyOf(process);
			keys[process] = key;
			let at = position;
			for (; at > start && (keys[order[at - 1] ?? 0] ?? 0) > key; at--) order[at] = order[at - 1] ?? 0;
			order[at] = process;
			let run = 1;
			for (; at - run >= start && keys[order[at - run] ?? 0] === key; run++);
			alike *= run;
		}
		return alike;
	}

	#keyOf(process: number): number {
		const wait = this.#from.waits[process] ?? -1;
		return (this.#from.codes[process] ?? 0) * 64 + (wait < 0 ? 0 : (this.#names[wait] ?? 0) + 1);
	}

	#rename(): void {
		const [from, to, order] = [this.#from, this.#to, this.#order];
		for (let position = 0; position < order.length; position++) {
			const process = order[position] ?? 0;
			const wait = from.waits[process] ?? -1;
			to.codes[position] = from.codes[process] ?? 0;
			to.waits[position] = wait < 0 ? -1 : (this.#names[wait] ?? 0);
		}
		to.count = from.count;
		for (let place = 0; place < from.count; place++) {
			to.services[place] = this.#names[from.services[place] ?? 0] ?? 0;
			to.masks[place] = from.masks[place] ?? 0;
			to.waiting[place] = from.waiting[place] ?? 0;
		}
	}
}

/** The first slot of a service; beyond those in use if it has none. */
function placeOf(services: Uint8Array, service: number): number {
	let place = 0;
	while (place < services.length && services[place] !== service) place++;
	return place;
}

function factorial(number: number): number {
	return number < 2 ? 1 : number * factorial(number - 1);
}

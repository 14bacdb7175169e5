import type { Scope } from "../model/scope.ts";
import { Registers } from "./system-encoding.ts";

/**
 * Symmetry of the specification: users are interchangeable, and so are services.
 *
 * The representative of a class has the subscribed services first, in the order of their slots, then the others in the
 * order of what they do; and the users in the order of what they do. Two states that differ in names only have the same one.
 */
export class Symmetry {
	readonly #from: Registers;
	readonly #to: Registers;
	/** By process: a number that tells apart processes that do not do the same. */
	readonly #keys: Int32Array;
	/** Services, by process number, in their order in the representative. */
	readonly #order: number[];
	/** By service: its process number in the representative. */
	readonly #names: Int32Array;

	constructor(scope: Scope) {
		this.#from = new Registers(scope);
		this.#to = new Registers(scope);
		this.#keys = new Int32Array(scope.users + scope.services);
		this.#order = Array.from({ length: scope.services }, (_, service) => scope.users + service);
		this.#names = new Int32Array(scope.users + scope.services);
	}

	/** Replaces a state by its representative. @returns how many states it stands for */
	canonical(words: Int32Array): number {
		const from = this.#from;
		from.load(words);
		const { users, services } = from.scope;
		this.#nameSubscribers();
		this.#setKeys(users, users + services);
		const others = this.#order.slice(from.count).sort((a, b) => this.#key(a) - this.#key(b));
		for (const [index, service] of others.entries()) {
			this.#order[from.count + index] = service;
			this.#names[service] = users + from.count + index;
		}
		this.#setKeys(0, users);
		const sorted = Array.from({ length: users }, (_, user) => user).sort((a, b) => this.#key(a) - this.#key(b));
		this.#write(sorted);
		this.#to.store(words);
		return this.#arrangements(sorted, users) * this.#arrangements(others, services);
	}

	/** Puts the subscribed services first, in the order of their slots. */
	#nameSubscribers(): void {
		const { count, services, scope } = this.#from;
		let next = count;
		for (let service = scope.users; service < scope.users + scope.services; service++) {
			const place = services.indexOf(service);
			const isSubscribed = place >= 0 && place < count;
			this.#order[isSubscribed ? place : next++] = service;
			this.#names[service] = scope.users + place;
		}
	}

	/** A process waits for a subscribed service only: that has its name already. */
	#setKeys(start: number, end: number): void {
		for (let process = start; process < end; process++) {
			const wait = this.#from.waits[process] ?? -1;
			this.#keys[process] = (this.#from.codes[process] ?? 0) * 64 + (wait < 0 ? 0 : (this.#names[wait] ?? 0) + 1);
		}
	}

	#key(process: number): number {
		return this.#keys[process] ?? 0;
	}

	#write(sortedUsers: readonly number[]): void {
		const [from, to] = [this.#from, this.#to];
		for (const [position, process] of [...sortedUsers, ...this.#order].entries()) {
			const wait = from.waits[process] ?? -1;
			to.codes[position] = from.codes[process] ?? 0;
			to.waits[position] = wait < 0 ? -1 : (this.#names[wait] ?? 0);
		}
		to.count = from.count;
		for (let place = 0; place < from.count; place++) {
			to.services[place] = from.scope.users + place;
			to.masks[place] = from.masks[place] ?? 0;
			to.waiting[place] = from.waiting[place] ?? 0;
		}
	}

	/**
	 * Ways to name processes: `total!` over the product of `n!` for each number `n` of processes that do the same.
	 *
	 * @param sorted those of them that are told apart by what they do only, sorted
	 */
	#arrangements(sorted: readonly number[], total: number): number {
		let ways = 1;
		for (let factor = 2; factor <= total; factor++) ways *= factor;
		let run = 1;
		for (let index = 1; index < sorted.length; index++) {
			run = this.#key(sorted[index] ?? 0) === this.#key(sorted[index - 1] ?? 0) ? run + 1 : 1;
			ways /= run;
		}
		return ways;
	}
}

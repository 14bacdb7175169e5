import type { SearchProgress } from "../../limits.ts";
import { countBits } from "../../sets/count-bits.ts";
import { BitMatrix } from "./bit-matrix.ts";
import type { Components, FactoredState } from "./components.ts";
import { NONE } from "./rules.ts";
import type { ServiceComponent } from "./service-component.ts";
import type { Removal } from "./users.ts";

/** Counts over the states of a search. */
export interface RowCounts {
	/** States that were expanded: with symmetry one for all that differ in names. */
	expanded: number;
	states: number;
	canonicalStates: number;
	transitions: number;
}

/**
 * A breadth-first search over factored states, a level at a time.
 *
 * Each service component has a row of bits, one for each user component; nothing is hashed. A move of services that leaves
 * the users as they are moves a whole row at once, and states are checked a row at once.
 */
export class RowSearch {
	readonly components: Components;
	readonly #visited: BitMatrix;
	/** The states to expand, and those found meanwhile. */
	#level: BitMatrix;
	#next: BitMatrix;
	/** Rows of the level that have been expanded. */
	#row = 0;
	/** The width of a row, in words of 32 bits. */
	#words = 1;
	/** The row that is expanded: a copy, since the matrices may move meanwhile. */
	#from = new Uint32Array(1);
	/** States that have been found while the level was expanded, and in all. */
	#found = 0;
	found = 0;
	depth = 0;
	readonly counts: RowCounts = { expanded: 0, states: 0, canonicalStates: 0, transitions: 0 };

	/** @param start the initial state: that of the specification unless given */
	constructor(
		components: Components,
		start: FactoredState = { user: components.users.start, service: components.services.start },
	) {
		this.components = components;
		[this.#visited, this.#level, this.#next] = [new BitMatrix(1), new BitMatrix(1), new BitMatrix(1)];
		this.#add(start.user, start.service);
		this.#nextLevel();
	}

	get hasMore(): boolean {
		return this.#hasMoreOfLevel || this.#found > 0;
	}

	/** True while rows of the level remain to be expanded. */
	get #hasMoreOfLevel(): boolean {
		return this.#row < this.#level.rows.length;
	}

	progress(): SearchProgress {
		return { stored: this.found, frontier: this.frontier, depth: this.depth, bytes: this.bytes };
	}

	/** States that wait to be expanded. */
	get frontier(): number {
		return this.found - this.counts.expanded;
	}

	get bytes(): number {
		const { users, services } = this.components;
		return this.#visited.bytes + this.#level.bytes + this.#next.bytes + users.bytes + services.bytes;
	}

	/** The states that were found while the level was expanded. */
	next(): readonly FactoredState[] {
		return this.#next.rows.flatMap((service) => {
			const offset = this.#next.offset(service);
			const pairs: FactoredState[] = [];
			for (let user = 0; user < this.#words * 32; user++) {
				if (((this.#next.data[offset + (user >>> 5)] ?? 0) >>> (user & 31)) & 1) pairs.push({ user, service });
			}
			return pairs;
		});
	}

	/** Expands what is left of the level. @throws SpecificationViolated */
	expandLevel(): void {
		while (this.#hasMoreOfLevel) this.#expandRow(this.#level.rows[this.#row++] ?? 0);
	}

	/** Expands rows until so many states, or a few more, have been. @throws SpecificationViolated */
	expand(most: number): void {
		const end = this.counts.expanded + most;
		while (this.hasMore && this.counts.expanded < end) {
			if (!this.#hasMoreOfLevel) {
				this.#nextLevel();
				this.depth++;
			}
			this.#expandRow(this.#level.rows[this.#row++] ?? 0);
		}
	}

	/** Makes the states that were found the level. */
	#nextLevel(): void {
		[this.#level, this.#next] = [this.#next, this.#level];
		this.#next.clear();
		this.#row = 0;
		this.#found = 0;
	}

	#expandRow(service: number): void {
		const offset = this.#level.offset(service);
		this.#from.set(this.#level.data.subarray(offset, offset + this.#words));
		const theirs = this.components.services.component(service);
		this.#observe(service);
		for (const to of theirs.own) this.#addRow(to);
		for (const { place, stays, to, removal } of theirs.conditional) {
			const pending = this.components.users.pendingAt(place);
			this.#addWhere(stays, pending);
			this.#removeWhereNot(to, removal, pending);
		}
		for (const { to, removal } of theirs.removals) this.#removeWhereNot(to, removal, undefined);
		this.#expandUsers(service, theirs);
	}

	/** Takes every move of a single user, from every state of the row; counts the states. */
	#expandUsers(service: number, theirs: ServiceComponent): void {
		const { users } = this.components;
		const from = this.#from;
		let [expanded, orbits, canonical, enabled] = [0, 0, 0, 0];
		for (let word = 0; word < from.length; word++) {
			for (let bits = from[word] ?? 0; bits !== 0; bits &= bits - 1) {
				const user = word * 32 + 31 - Math.clz32(bits & -bits);
				const ours = users.component(user);
				expanded++;
				orbits += ours.orbit;
				enabled += ours.orbit * ours.enabled;
				if (ours.isCanonical) canonical++;
				for (const to of ours.own) this.#add(to, service);
				for (const waiter of ours.publishing) {
					this.#add(users.advance(user, waiter, theirs.first[waiter.event] ?? NONE), service);
				}
				for (const waiter of ours.waiting) {
					const replier = theirs.repliers[waiter.place];
					if (replier === undefined) continue;
					const { pending, lastReply } = replier;
					if (lastReply !== undefined && pending + (ours.pending[waiter.place] ?? 0) === 1) {
						this.#add(users.removed(user, lastReply.removal), lastReply.to);
					} else {
						this.#add(users.advance(user, waiter, theirs.behind[waiter.event]?.[waiter.place] ?? NONE), service);
					}
				}
			}
		}
		this.counts.expanded += expanded;
		this.counts.states += orbits * theirs.orbit;
		if (theirs.isCanonical) this.counts.canonicalStates += canonical;
		this.counts.transitions += theirs.orbit * (enabled + orbits * theirs.enabled);
	}

	/** Adds a state for each of the row, with another service component. */
	#addRow(service: number): void {
		for (let word = 0; word < this.#from.length; word++) this.#addWord(service, word, this.#from[word] ?? 0);
	}

	/** Adds those states of the row in which users wait, with another service component. */
	#addWhere(service: number, pending: Uint32Array): void {
		for (let word = 0; word < this.#from.length; word++) {
			this.#addWord(service, word, (this.#from[word] ?? 0) & (pending[word] ?? 0));
		}
	}

	/** Adds the states after a removal, for those states of the row in which no user waits, or for all. */
	#removeWhereNot(service: number, removal: Removal, pending: Uint32Array | undefined): void {
		const { users } = this.components;
		for (let word = 0; word < this.#from.length; word++) {
			let bits = (this.#from[word] ?? 0) & ~(pending?.[word] ?? 0);
			for (; bits !== 0; bits &= bits - 1) {
				this.#add(users.removed(word * 32 + 31 - Math.clz32(bits & -bits), removal), service);
			}
		}
	}

	#add(user: number, service: number): void {
		if (user >>> 5 >= this.#words) this.#widen(user >>> 5);
		this.#addWord(service, user >>> 5, 1 << (user & 31));
	}

	/** Adds states of a row. */
	#addWord(service: number, word: number, bits: number): void {
		if (bits === 0) return;
		const at = this.#visited.offset(service) + word;
		const { data } = this.#visited;
		const before = data[at] ?? 0;
		const fresh = bits & ~before;
		if (fresh === 0) return;
		data[at] = before | fresh;
		const to = this.#next.offset(service) + word;
		this.#next.data[to] = (this.#next.data[to] ?? 0) | fresh;
		const number = countBits(fresh);
		this.#found += number;
		this.found += number;
	}

	/** Makes rows wide enough for a word. */
	#widen(word: number): void {
		this.#words = Math.max(word + 1, this.#words * 2);
		for (const matrix of [this.#visited, this.#level, this.#next]) matrix.widen(this.#words);
		const from = new Uint32Array(this.#words);
		from.set(this.#from);
		this.#from = from;
	}

	/** Evaluates the claims on the places of the states of the row: all else of a state is observed in its components. */
	#observe(service: number): void {
		const { users } = this.components;
		for (let place = 0; place < users.places; place++) {
			for (const isWaitedAt of [true, false]) {
				if (this.components.hasObserved(service, place, isWaitedAt)) continue;
				const user = this.#someWhere(users.pendingAt(place), isWaitedAt ? 0 : -1);
				if (user !== NONE) this.components.observePlace(service, place, isWaitedAt);
			}
		}
	}

	/** The first user component of the row that is in the set, or, with `flip` -1, that is not; NONE if there is none. */
	#someWhere(set: Uint32Array, flip: 0 | -1): number {
		for (let word = 0; word < this.#from.length; word++) {
			const bits = (this.#from[word] ?? 0) & ((set[word] ?? 0) ^ flip);
			if (bits !== 0) return word * 32 + 31 - Math.clz32(bits & -bits);
		}
		return NONE;
	}
}

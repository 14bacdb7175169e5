import type { SearchProgress } from "../../limits.ts";
import { BitMatrix, countBits } from "./bit-matrix.ts";
import type { Parts } from "./components.ts";
import { NONE } from "./rules.ts";
import type { ServicePart } from "./services.ts";
import type { Removal } from "./users.ts";

/** A state of the specification: the numbers of its user part and of its service part. */
export interface Pair {
	readonly user: number;
	readonly service: number;
}

/** What the states of a search came to. */
export interface SweepCounts {
	/** States that were expanded: with symmetry one for all that differ in names. */
	expanded: number;
	states: number;
	canonicalStates: number;
	transitions: number;
}

/**
 * A breadth-first search over pairs of a user part and a service part, a level at a time.
 *
 * For each service part there is a row of bits, one for each user part; nothing is hashed. A move of services that
 * leaves the users as they are moves a whole row at once, and so do the checks of states.
 */
export class Sweep {
	readonly parts: Parts;
	readonly #visited: BitMatrix;
	/** The states to expand, and those found meanwhile. */
	#level: BitMatrix;
	#next: BitMatrix;
	/** How many rows of the level have been expanded. */
	#row = 0;
	/** The width of a row, in words of 32 bits. */
	#words = 1;
	/** The row that is expanded: the matrices may move while it is. */
	#from = new Uint32Array(1);
	/** How many states have been found while the level was expanded, and how many in all. */
	#found = 0;
	found = 0;
	depth = 0;
	readonly counts: SweepCounts = { expanded: 0, states: 0, canonicalStates: 0, transitions: 0 };

	/** @param start where to start: at PM's start unless given */
	constructor(parts: Parts, start: Pair = { user: parts.users.start, service: parts.services.start }) {
		this.parts = parts;
		[this.#visited, this.#level, this.#next] = [new BitMatrix(1), new BitMatrix(1), new BitMatrix(1)];
		this.#add(start.user, start.service);
		this.#turn();
	}

	get hasMore(): boolean {
		return this.#hasMoreOfLevel || this.#found > 0;
	}

	/** Whether the level is not done with. */
	get #hasMoreOfLevel(): boolean {
		return this.#row < this.#level.rows.length;
	}

	/** Begins the level that what was found and not expanded makes. */
	#beginLevel(): void {
		this.#turn();
		this.depth++;
	}

	progress(): SearchProgress {
		return { stored: this.found, frontier: this.frontier, depth: this.depth, bytes: this.bytes };
	}

	/** How many states wait to be expanded. */
	get frontier(): number {
		return this.found - this.counts.expanded;
	}

	get bytes(): number {
		const { users, services } = this.parts;
		return this.#visited.bytes + this.#level.bytes + this.#next.bytes + users.bytes + services.bytes;
	}

	/** The states that were found while the level was expanded. */
	next(): readonly Pair[] {
		return this.#next.rows.flatMap((service) => {
			const offset = this.#next.offset(service);
			const pairs: Pair[] = [];
			for (let user = 0; user < this.#words * 32; user++) {
				if (((this.#next.data[offset + (user >>> 5)] ?? 0) >>> (user & 31)) & 1) pairs.push({ user, service });
			}
			return pairs;
		});
	}

	/** Expands what is left of the level. @throws SpecificationBroken */
	expandLevel(): void {
		while (this.#hasMoreOfLevel) this.#expandRow(this.#level.rows[this.#row++] ?? 0);
	}

	/** Expands rows until so many states, or a few more, have been. @throws SpecificationBroken */
	expand(most: number): void {
		const end = this.counts.expanded + most;
		while (this.hasMore && this.counts.expanded < end) {
			if (!this.#hasMoreOfLevel) this.#beginLevel();
			this.#expandRow(this.#level.rows[this.#row++] ?? 0);
		}
	}

	#turn(): void {
		[this.#level, this.#next] = [this.#next, this.#level];
		this.#next.clear();
		this.#row = 0;
		this.#found = 0;
	}

	#expandRow(service: number): void {
		const offset = this.#level.offset(service);
		this.#from.set(this.#level.data.subarray(offset, offset + this.#words));
		const theirs = this.parts.services.part(service);
		this.#check(theirs);
		for (const to of theirs.own) this.#addRow(to);
		for (const { place, stays, to, removal } of theirs.conditional) {
			const owed = this.parts.users.owedAt(place);
			this.#addWhere(stays, owed);
			this.#removeWhereNot(to, removal, owed);
		}
		for (const { to, removal } of theirs.departures) this.#removeWhereNot(to, removal, undefined);
		this.#expandUsers(service, theirs);
	}

	/** Takes every move of a single user, from every state of the row; counts the states. */
	#expandUsers(service: number, theirs: ServicePart): void {
		const { users } = this.parts;
		const from = this.#from;
		let [expanded, orbits, inOrder, enabled] = [0, 0, 0, 0];
		for (let word = 0; word < from.length; word++) {
			for (let bits = from[word] ?? 0; bits !== 0; bits &= bits - 1) {
				const user = word * 32 + 31 - Math.clz32(bits & -bits);
				const ours = users.part(user);
				expanded++;
				orbits += ours.orbit;
				enabled += ours.orbit * ours.enabled;
				if (ours.isSorted) inOrder++;
				for (const to of ours.own) this.#add(to, service);
				for (const mover of ours.publishing) {
					this.#add(users.roll(user, mover, theirs.first[mover.event] ?? NONE), service);
				}
				for (const mover of ours.waiting) {
					const replier = theirs.repliers[mover.place];
					if (replier === undefined) continue;
					const { owed, departure } = replier;
					if (departure !== undefined && owed + (ours.owed[mover.place] ?? 0) === 1) {
						this.#add(users.removed(user, departure.removal), departure.to);
					} else {
						this.#add(users.roll(user, mover, theirs.behind[mover.event]?.[mover.place] ?? NONE), service);
					}
				}
			}
		}
		this.counts.expanded += expanded;
		this.counts.states += orbits * theirs.orbit;
		if (theirs.isSorted) this.counts.canonicalStates += inOrder;
		this.counts.transitions += theirs.orbit * (enabled + orbits * theirs.enabled);
	}

	/** Adds a state for each of the row, with another service part. */
	#addRow(service: number): void {
		for (let word = 0; word < this.#from.length; word++) this.#addWord(service, word, this.#from[word] ?? 0);
	}

	/** Adds those states of the row in which users wait, with another service part. */
	#addWhere(service: number, owed: Uint32Array): void {
		for (let word = 0; word < this.#from.length; word++) {
			this.#addWord(service, word, (this.#from[word] ?? 0) & (owed[word] ?? 0));
		}
	}

	/** Adds what a removal makes of those states of the row in which no user waits, or of all. */
	#removeWhereNot(service: number, removal: Removal, owed: Uint32Array | undefined): void {
		const { users } = this.parts;
		for (let word = 0; word < this.#from.length; word++) {
			let bits = (this.#from[word] ?? 0) & ~(owed?.[word] ?? 0);
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

	/** Puts the claims to the states of the row that are about both of their parts: the others are put to each part. */
	#check(theirs: ServicePart): void {
		const { users } = this.parts;
		for (let place = theirs.length; place < users.places; place++) {
			this.#checkState(this.#someWhere(users.owedAt(place), 0), theirs);
		}
		for (const place of theirs.lingering) {
			if ((theirs.owed[place] ?? 0) === 0) this.#checkState(this.#someWhere(users.owedAt(place), -1), theirs);
		}
	}

	/** Has a claim that is broken in this state say so. */
	#checkState(user: number, theirs: ServicePart): void {
		if (user !== NONE) this.parts.checkState(this.parts.users.part(user), theirs);
	}

	/** The first user part of the row that is in the set, or, with `flip` -1, that is not; NONE if there is none. */
	#someWhere(set: Uint32Array, flip: 0 | -1): number {
		for (let word = 0; word < this.#from.length; word++) {
			const bits = (this.#from[word] ?? 0) & ((set[word] ?? 0) ^ flip);
			if (bits !== 0) return word * 32 + 31 - Math.clz32(bits & -bits);
		}
		return NONE;
	}
}

import type { Scope } from "../../../model/scope.ts";
import { Shared, SharedLists } from "../interner.ts";
import { PartTable } from "./component-table.ts";
import { type Alphabet, placesOf } from "./encoding.ts";
import type { Labels } from "./labels.ts";
import type { Monitors } from "./monitors.ts";
import { NONE, type ProcessRules } from "./rules.ts";
import { isSorted, orderings } from "./tuples.ts";

/** One user that a move is about: users with the same digit move alike, so with symmetry one of them is enough. */
export interface Mover {
	/** Its position in the tuple. */
	readonly position: number;
	/** The code after VFS's reply, or the code in which it waits. */
	readonly code: number;
	/** The event that it is told of. */
	readonly event: number;
	/** The place of the subscriber that it waits for; NONE for one that waits for VFS. */
	readonly place: number;
}

/** What the users of a state are, and what they can do: the same in every state that has them. */
export interface UserPart {
	/** By place: how many users wait for the subscriber there. */
	readonly owed: readonly number[];
	/** The greatest place that a user waits at; NONE if none. */
	readonly last: number;
	/** How many actions are enabled that name a user first. */
	readonly enabled: number;
	/** How many states differ in the names of these users only. */
	readonly orbit: number;
	readonly isSorted: boolean;
	/** The user parts that moves of one user by itself lead to, and the numbers of those actions. */
	readonly own: readonly number[];
	readonly ownActions: readonly number[];
	/** The users that wait for VFS's reply. */
	readonly publishing: readonly Mover[];
	/** The users that wait for a subscriber. */
	readonly waiting: readonly Mover[];
}

/** What becomes of whom when the subscriber at a place is gone: those at it go on from there, those behind it move up. */
export interface Removal {
	readonly place: number;
	/** By event: the place, in the new order, of whom to ask next; NONE if nobody. */
	readonly asked: readonly number[];
	/** Which of all removals this is. */
	readonly number: number;
}

const BYTES_PER_PART = 300;

/** All parts of states that are users. */
export class UserParts extends PartTable<UserPart> {
	readonly #alphabet: Alphabet;
	readonly #rules: ProcessRules;
	readonly #monitors: Monitors;
	readonly #enabled: (code: number) => number;
	readonly #symmetry: boolean;
	readonly #labels: Labels;
	/** How many places there are. */
	readonly places: number;
	/** By place: a bit for each part, set where a user waits there. */
	readonly #owedAt: Uint32Array[];
	/** Of how many parts that is noted. */
	#noted = 0;
	/** By part, position and place asked: the part after that user's turn; NONE where not worked out yet. */
	#rolled: Int32Array = new Int32Array(0);
	/** By removal and part: the part after it; NONE where not worked out yet. */
	readonly #removals: (Int32Array | undefined)[] = [];
	/** What many parts have the same of is kept once. */
	readonly #lists = new SharedLists();
	readonly #turns = new Shared<readonly Mover[]>();
	/** The part of a start: every user free. */
	readonly start: number;

	/** @param enabled how many actions a process in a state of its chart has */
	constructor(
		scope: Scope,
		alphabet: Alphabet,
		rules: ProcessRules,
		monitors: Monitors,
		enabled: (code: number) => number,
		symmetry: boolean,
		labels: Labels,
	) {
		super(scope.users, alphabet.digits.length, symmetry, BYTES_PER_PART);
		this.#labels = labels;
		this.#alphabet = alphabet;
		this.#rules = rules;
		this.#monitors = monitors;
		this.#enabled = enabled;
		this.#symmetry = symmetry;
		this.places = placesOf(scope);
		this.#owedAt = Array.from({ length: this.places }, () => new Uint32Array(1 << 4));
		this.start = this.number(new Uint8Array(scope.users));
	}

	override get bytes(): number {
		const lists = [...this.#owedAt, this.#rolled, ...this.#removals.filter((to) => to !== undefined)];
		return super.bytes + lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
	}

	override number(digits: Uint8Array): number {
		const number = super.number(digits);
		this.#noteOwed();
		return number;
	}

	/** A bit for each part, set where a user waits at the place. */
	owedAt(place: number): Uint32Array {
		return this.#owedAt[place] ?? new Uint32Array(0);
	}

	/** Notes of every part that is new where its users wait. */
	#noteOwed(): void {
		while (this.#noted < this.tuples.size) this.#note(this.#noted++);
	}

	#note(number: number): void {
		const word = number >>> 5;
		for (const [place, count] of this.#owed(this.tuples.tuple(number)).entries()) {
			let bits = this.owedAt(place);
			if (word >= bits.length) {
				const larger = new Uint32Array(word * 2);
				larger.set(bits);
				this.#owedAt[place] = larger;
				bits = larger;
			}
			if (count > 0) bits[word] = (bits[word] ?? 0) | (1 << (number & 31));
		}
	}

	/** The part after a user's turn: it waits at the place asked, or goes on where that is NONE. */
	roll(number: number, mover: Mover, asked: number): number {
		const index = (number * this.count + mover.position) * (this.places + 1) + asked + 1;
		if (index >= this.#rolled.length) {
			const numbers = Math.max(1 << 6, Math.ceil(number * 1.5)) + 1;
			this.#rolled = lengthened(this.#rolled, numbers * this.count * (this.places + 1));
		}
		const known = this.#rolled[index] ?? NONE;
		if (known !== NONE) return known;
		const made = this.#roll(number, mover, asked);
		this.#rolled[index] = made;
		return made;
	}

	#roll(number: number, { position, code, event, place }: Mover, asked: number): number {
		const digits = this.tuples.tuple(number);
		const { owed: before } = this.part(number);
		const to = this.#with(digits, position, this.#turn(code, asked));
		const owed = this.#owed(this.tuples.tuple(to));
		const right = owed.every(
			(count, at) => count === (before[at] ?? 0) + (at === asked ? 1 : 0) - (at === place ? 1 : 0),
		);
		const what = (): string => `user ${position} of ${digits} is asked about for event ${event} at place ${asked}`;
		this.#monitors.check("waiting-balances", right, what);
		this.#monitors.check("asked-once", asked === NONE || asked >= place, what);
		return to;
	}

	/** The part after a removal. */
	removed(number: number, removal: Removal): number {
		let to = this.#removals[removal.number];
		if (to === undefined || to.length <= number) {
			to = lengthened(to, Math.max(1 << 10, Math.ceil(number * 1.5) + 1));
			this.#removals[removal.number] = to;
		}
		const known = to[number] ?? NONE;
		if (known !== NONE) return known;
		const made = this.#remove(number, removal);
		to[number] = made;
		return made;
	}

	#remove(number: number, { place, asked }: Removal): number {
		const before = this.tuples.tuple(number);
		const digits = before.map((digit) => {
			const { code, waits } = this.#digit(digit);
			if (waits === place) return this.#turn(code, asked[this.#rules.event(code)] ?? NONE);
			return waits > place ? this.#alphabet.numberOf(code, waits - 1, NONE, 0) : digit;
		});
		this.#checkRemoved(before, { place, asked, number: NONE }, this.#owed(digits));
		return this.number(digits);
	}

	/** Everybody's place has moved up, and each that waited for the one who is gone waits where it was asked, or nowhere. */
	#checkRemoved(before: Uint8Array, { place, asked }: Removal, owed: readonly number[]): void {
		const waited = this.#owed(before);
		const expected = waited.map((count, at) => (at < place ? count : (waited[at + 1] ?? 0)));
		for (const digit of before) {
			const { code, waits } = this.#digit(digit);
			const at = waits === place ? (asked[this.#rules.event(code)] ?? NONE) : NONE;
			if (at !== NONE) expected[at] = (expected[at] ?? 0) + 1;
		}
		const right = owed.every((count, at) => count === expected[at]);
		const what = (): string => `the subscriber at place ${place} is removed from ${before}`;
		this.#monitors.check("waiting-balances", right, what);
		this.#monitors.check("dead-subscriber-released", right, what);
	}

	/** The digit of a process after its turn. */
	#turn(code: number, asked: number): number {
		const after = asked === NONE ? this.#rules.over(code) : code;
		const digit = this.#alphabet.numberOf(after, asked, NONE, 0);
		if (digit < 0) throw new RangeError(`no digit for code ${after} that waits at place ${asked}`);
		return digit;
	}

	protected override make(digits: Uint8Array): UserPart {
		const movers = this.#movers(digits);
		const owed = this.#owed(digits);
		const own = movers.flatMap((position) => this.#own(digits, position));
		const rules = this.#rules;
		return {
			owed: this.#lists.of(owed),
			last: owed.findLastIndex((count) => count > 0),
			enabled: digits.reduce((sum, digit) => sum + this.#enabled(this.#digit(digit).code), 0),
			orbit: this.#symmetry ? orderings(digits) : 1,
			isSorted: isSorted(digits),
			own: own.map(({ to }) => to),
			ownActions: this.#lists.of(own.map(({ action }) => action)),
			publishing: this.#turnsOf(
				movers.flatMap((position): Mover[] => {
					const code = rules.published(this.#digit(digits[position]).code);
					return code === NONE ? [] : [{ position, code, event: rules.event(code), place: NONE }];
				}),
			),
			waiting: this.#turnsOf(
				movers.flatMap((position): Mover[] => {
					const { code, waits } = this.#digit(digits[position]);
					return waits === NONE ? [] : [{ position, code, event: rules.event(code), place: waits }];
				}),
			),
		};
	}

	/** The list that is kept for all that are equal to this one. */
	#turnsOf(movers: readonly Mover[]): readonly Mover[] {
		const key = movers.map(({ position, code, place }) => `${position} ${code} ${place}`).join();
		return this.#turns.of(key, () => movers);
	}

	/** The positions of users that are to move: with symmetry the first of each digit. */
	#movers(digits: Uint8Array): readonly number[] {
		const positions = [...digits.keys()];
		return this.#symmetry
			? positions.filter((position) => digits.indexOf(digits[position] ?? 0) === position)
			: positions;
	}

	#own(digits: Uint8Array, position: number): readonly { readonly to: number; readonly action: number }[] {
		const { code, waits } = this.#digit(digits[position]);
		return this.#rules.own(code).map(({ kind, to }) => ({
			to: this.#with(digits, position, this.#alphabet.numberOf(to, waits, NONE, 0)),
			action: this.#labels.action(kind, position),
		}));
	}

	#with(digits: Uint8Array, position: number, digit: number): number {
		return this.number(digits.with(position, digit));
	}

	#owed(digits: Uint8Array): number[] {
		const owed = new Array<number>(this.places).fill(0);
		for (const digit of digits) {
			const { waits } = this.#digit(digit);
			if (waits !== NONE) owed[waits] = (owed[waits] ?? 0) + 1;
		}
		return owed;
	}

	#digit(number: number | undefined) {
		const digit = this.#alphabet.digits[number ?? -1];
		if (!digit) throw new RangeError(`there is no digit ${number} of a user`);
		return digit;
	}
}

/** The list with room for more, which has NONE there. */
function lengthened(list: Int32Array | undefined, length: number): Int32Array {
	const longer = new Int32Array(length).fill(NONE);
	if (list) longer.set(list);
	return longer;
}

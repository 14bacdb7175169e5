import type { Scope } from "../../../model/scope.ts";
import { Interner, ListInterner } from "../interner.ts";
import { ComponentTable } from "./component-table.ts";
import { type Encoding, placesOf } from "./encoding.ts";
import type { Labels } from "./labels.ts";
import type { Monitors } from "./monitors.ts";
import { NONE, type ProcessRules } from "./rules.ts";
import { isCanonical, orbitSize } from "./tuples.ts";

/** A waiting process: with symmetry one stands for all users in the same local state. */
export interface Waiter {
	/** Its position in the tuple. */
	readonly position: number;
	/** The code after VFS's reply, or the code in which it waits. */
	readonly code: number;
	/** The event of its event call. */
	readonly event: number;
	/** The place of the subscriber that it waits for; NONE if it waits for VFS. */
	readonly place: number;
}

/** The users of a state and their moves: the same in every state that contains them. */
export interface UserComponent {
	/** Pending replies by place: users that wait for the subscriber there. */
	readonly pending: readonly number[];
	/** The greatest place that a user waits at; NONE if none. */
	readonly last: number;
	/** Enabled actions that name a user first. */
	readonly enabled: number;
	/** States that differ in the names of these users only. */
	readonly orbit: number;
	readonly isCanonical: boolean;
	/** Moves of one user by itself: the user components that they lead to, and the numbers of their actions. */
	readonly own: readonly number[];
	readonly ownActions: readonly number[];
	/** The users that wait for VFS's reply. */
	readonly publishing: readonly Waiter[];
	/** The users that wait for a subscriber. */
	readonly waiting: readonly Waiter[];
}

/** The removal of the subscriber at a place: those who wait for it advance, those who wait behind it move up. */
export interface Removal {
	readonly place: number;
	/** Place of the next subscriber to ask for each event, in the new order; NONE if there is none. */
	readonly asked: readonly number[];
	/** A number that is the same for equal removals, and for no others. */
	readonly number: number;
}

/** The codes that calls of users return. */
export const CODES_OF_USERS = { setMask: "EPERM", reply: "ENOSYS" } as const;

const BYTES_PER_COMPONENT = 300;

/** The user components. */
export class UserComponents extends ComponentTable<UserComponent> {
	readonly #encoding: Encoding;
	readonly #rules: ProcessRules;
	readonly #monitors: Monitors;
	readonly #enabled: (code: number) => number;
	readonly #symmetry: boolean;
	readonly #labels: Labels;
	/** Places of the subscription order. */
	readonly places: number;
	/** Components in which a user waits at each place, a bit for each component. */
	readonly #pendingAt: Uint32Array[];
	/** Components of which that is noted. */
	#noted = 0;
	/** Successor of a component, by position and place asked; NONE where not computed yet. */
	#advanced: Int32Array = new Int32Array(0);
	/** Successor of a component after each removal; NONE where not computed yet. */
	readonly #removals: (Int32Array | undefined)[] = [];
	/** Lists that many components have in common. */
	readonly #lists = new ListInterner();
	readonly #waiters = new Interner<readonly Waiter[]>();
	/** The component at the start: every user free. */
	readonly start: number;

	/** @param enabled the number of enabled actions of a process in a state of its chart */
	constructor(
		scope: Scope,
		encoding: Encoding,
		rules: ProcessRules,
		monitors: Monitors,
		enabled: (code: number) => number,
		symmetry: boolean,
		labels: Labels,
	) {
		super(scope.users, encoding.locals.length, symmetry, BYTES_PER_COMPONENT);
		this.#labels = labels;
		this.#encoding = encoding;
		this.#rules = rules;
		this.#monitors = monitors;
		this.#enabled = enabled;
		this.#symmetry = symmetry;
		this.places = placesOf(scope);
		this.#pendingAt = Array.from({ length: this.places }, () => new Uint32Array(1 << 4));
		this.start = this.number(new Uint8Array(scope.users));
	}

	override get bytes(): number {
		const lists = [...this.#pendingAt, this.#advanced, ...this.#removals.filter((to) => to !== undefined)];
		return super.bytes + lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
	}

	override number(locals: Uint8Array): number {
		const number = super.number(locals);
		this.#notePending();
		return number;
	}

	/** A bit for each component, set where a user waits at the place. */
	pendingAt(place: number): Uint32Array {
		return this.#pendingAt[place] ?? new Uint32Array(0);
	}

	/** Notes where the users of every new component wait. */
	#notePending(): void {
		while (this.#noted < this.tuples.size) this.#note(this.#noted++);
	}

	#note(number: number): void {
		const word = number >>> 5;
		for (const [place, count] of this.#pending(this.tuples.tuple(number)).entries()) {
			let bits = this.pendingAt(place);
			if (word >= bits.length) {
				const larger = new Uint32Array(word * 2);
				larger.set(bits);
				this.#pendingAt[place] = larger;
				bits = larger;
			}
			if (count > 0) bits[word] = (bits[word] ?? 0) | (1 << (number & 31));
		}
	}

	/** The component after a user has advanced: it waits at the place asked, or its event is over where that is NONE. */
	advance(number: number, waiter: Waiter, asked: number): number {
		const index = (number * this.count + waiter.position) * (this.places + 1) + asked + 1;
		if (index >= this.#advanced.length) {
			const numbers = Math.max(1 << 6, Math.ceil(number * 1.5)) + 1;
			this.#advanced = lengthened(this.#advanced, numbers * this.count * (this.places + 1));
		}
		const known = this.#advanced[index] ?? NONE;
		if (known !== NONE) return known;
		const made = this.#advance(number, waiter, asked);
		this.#advanced[index] = made;
		return made;
	}

	#advance(number: number, { position, code, place }: Waiter, asked: number): number {
		const locals = this.tuples.tuple(number);
		const { pending: before } = this.component(number);
		const to = this.#with(locals, position, this.#localAfter(code, asked));
		const pending = this.#pending(this.tuples.tuple(to));
		const processes = locals.length;
		const resumption = { from: place, start: place + 1, to: asked, processes, before, after: pending };
		this.#monitors.observe("resumption", { kind: "resumption", ...resumption });
		return to;
	}

	/** The component after a removal. */
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
		const locals = before.map((local) => {
			const { code, waits } = this.#local(local);
			if (waits === place) return this.#localAfter(code, asked[this.#rules.event(code)] ?? NONE);
			return waits > place ? this.#encoding.numberOf(code, waits - 1, NONE, 0) : local;
		});
		const nextPlaces = [...before].flatMap((local) => {
			const { code, waits } = this.#local(local);
			return waits === place ? [asked[this.#rules.event(code)] ?? NONE] : [];
		});
		const [pending, after] = [this.#pending(before), this.#pending(locals)];
		this.#monitors.observe("removal", { kind: "removal", place, before: pending, after, asked: nextPlaces });
		return this.number(locals);
	}

	/** The local state of a process that has advanced. */
	#localAfter(code: number, asked: number): number {
		const after = asked === NONE ? this.#rules.over(code) : code;
		const local = this.#encoding.numberOf(after, asked, NONE, 0);
		if (local < 0) throw new RangeError(`no local state has code ${after} and waits at place ${asked}`);
		return local;
	}

	protected override make(locals: Uint8Array): UserComponent {
		const movers = this.#movers(locals);
		const pending = this.#pending(locals);
		const own = movers.flatMap((position) => this.#own(locals, position));
		const rules = this.#rules;
		if (movers.some((position) => rules.calls(this.#local(locals[position]).code))) this.#observeCalls();
		return {
			pending: this.#lists.of(pending),
			last: pending.findLastIndex((count) => count > 0),
			enabled: locals.reduce((sum, local) => sum + this.#enabled(this.#local(local).code), 0),
			orbit: this.#symmetry ? orbitSize(locals) : 1,
			isCanonical: isCanonical(locals),
			own: own.map(({ to }) => to),
			ownActions: this.#lists.of(own.map(({ action }) => action)),
			publishing: this.#internWaiters(
				movers.flatMap((position): Waiter[] => {
					const code = rules.published(this.#local(locals[position]).code);
					return code === NONE ? [] : [{ position, code, event: rules.event(code), place: NONE }];
				}),
			),
			waiting: this.#internWaiters(
				movers.flatMap((position): Waiter[] => {
					const { code, waits } = this.#local(locals[position]);
					return waits === NONE ? [] : [{ position, code, event: rules.event(code), place: waits }];
				}),
			),
		};
	}

	/** Evaluates the claims on calls of a user, which are all refused. */
	#observeCalls(): void {
		for (const call of ["setMask", "reply"] as const) {
			const refusal = { caller: "user", call, code: CODES_OF_USERS[call] } as const;
			this.#monitors.observe("refusal", { kind: "refusal", ...refusal });
		}
	}

	#internWaiters(waiters: readonly Waiter[]): readonly Waiter[] {
		const key = waiters.map(({ position, code, place }) => `${position} ${code} ${place}`).join();
		return this.#waiters.of(key, () => waiters);
	}

	/** The positions of the users whose moves count: with symmetry the first in each local state. */
	#movers(locals: Uint8Array): readonly number[] {
		const positions = [...locals.keys()];
		return this.#symmetry
			? positions.filter((position) => locals.indexOf(locals[position] ?? 0) === position)
			: positions;
	}

	#own(locals: Uint8Array, position: number): readonly { readonly to: number; readonly action: number }[] {
		const { code, waits } = this.#local(locals[position]);
		return this.#rules.own(code).map(({ kind, to }) => ({
			to: this.#with(locals, position, this.#encoding.numberOf(to, waits, NONE, 0)),
			action: this.#labels.action(kind, position),
		}));
	}

	#with(locals: Uint8Array, position: number, local: number): number {
		return this.number(locals.with(position, local));
	}

	#pending(locals: Uint8Array): number[] {
		const pending = new Array<number>(this.places).fill(0);
		for (const local of locals) {
			const { waits } = this.#local(local);
			if (waits !== NONE) pending[waits] = (pending[waits] ?? 0) + 1;
		}
		return pending;
	}

	#local(number: number | undefined) {
		const local = this.#encoding.locals[number ?? -1];
		if (!local) throw new RangeError(`there is no local state ${number} of a user`);
		return local;
	}
}

/** Copies a list into a longer one, filled up with NONE. */
function lengthened(list: Int32Array | undefined, length: number): Int32Array {
	const longer = new Int32Array(length).fill(NONE);
	if (list) longer.set(list);
	return longer;
}

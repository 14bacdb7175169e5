import { type ActionKind, EVENTS, EXIT, MASKS, SIGNAL } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import type { ReturnCode } from "../../../model/state.ts";
import { Shared, SharedLists } from "../interner.ts";
import { PartTable } from "./component-table.ts";
import { type Alphabet, placesOf } from "./encoding.ts";
import type { Labels, Told } from "./labels.ts";
import type { Monitors } from "./monitors.ts";
import { NONE, type Rules } from "./rules.ts";
import { isSorted, orderings } from "./tuples.ts";
import type { Removal } from "./users.ts";

/** What there is to say of a move beside where it leads. */
export interface MoveLabel {
	/** The number of the action in the alphabet. */
	readonly action: number;
	readonly code: ReturnCode;
	/** What is told of services, in order. */
	readonly told: readonly Told[];
	/** The number of the result where nothing is told of users. */
	readonly result: number;
	/** The subscribers in order after it, as process numbers. */
	readonly order: readonly number[];
}

/** A move by which a subscriber leaves: what that does to the users. */
export interface Departure {
	readonly to: number;
	readonly removal: Removal;
	readonly label: MoveLabel;
}

/** A move by which the subscriber at a place leaves if no user waits for it, and stays if one does. */
export interface ConditionalDeparture extends Departure {
	readonly place: number;
	/** The service part where a user waits. */
	readonly stays: number;
}

/** What the subscriber at one place can reply to users that wait for it. */
interface Replier {
	/** How many services wait for it. */
	readonly owed: number;
	/** What its last owed reply does where it lingers; undefined where it is subscribed. */
	readonly departure: Departure | undefined;
}

/** What the services and slots of a state are, and what they can do: the same in every state that has them. */
export interface ServicePart {
	/** How many subscribers there are: their places are 0..length-1. */
	readonly length: number;
	/** By place: how many services wait for the subscriber there. */
	readonly owed: readonly number[];
	/** The places whose subscribers have no mask. */
	readonly lingering: readonly number[];
	readonly enabled: number;
	readonly orbit: number;
	readonly isSorted: boolean;
	/** By event: whom to ask first, a place; NONE if nobody. */
	readonly first: readonly number[];
	/** By event and place: whom to ask behind it; NONE if nobody. */
	readonly behind: readonly (readonly number[])[];
	/** The service parts that moves lead to which leave the users as they are; and, where wanted, their actions and results. */
	readonly own: readonly number[];
	readonly ownActions: readonly number[];
	readonly ownResults: readonly number[];
	readonly conditional: readonly ConditionalDeparture[];
	/** Moves by which a subscriber leaves, whoever waits for it. */
	readonly departures: readonly Departure[];
	/** By place: what can be replied; undefined where the subscriber cannot call. */
	readonly repliers: readonly (Replier | undefined)[];
}

const BYTES_PER_PART = 600;
const NO_LISTS: readonly never[] = [];

/** Moves in the making: where each leads, and, if wanted, its action and result. */
interface Moves {
	readonly to: number[];
	readonly actions: number[];
	readonly results: number[];
}

/** All parts of states that are services and slots. */
export class ServiceParts extends PartTable<ServicePart> {
	readonly #alphabet: Alphabet;
	readonly #rules: Rules;
	readonly #monitors: Monitors;
	readonly #enabled: (code: number) => number;
	readonly #scope: Scope;
	readonly #symmetry: boolean;
	readonly #labels: Labels;
	/** The part that is being made, and what a move makes of it. */
	readonly #now: Roster;
	readonly #next: Roster;
	readonly #digits: Uint8Array;
	/** What many parts have the same of is kept once. */
	readonly #lists = new SharedLists();
	readonly #askedBehind = new Shared<ServicePart["behind"]>();
	readonly #repliers = new Shared<ServicePart["repliers"]>();
	readonly #moveLabels = new Shared<MoveLabel>();
	/** By number: the one that is kept of all that are the same. */
	readonly #removals: (Removal | undefined)[] = [];
	/** The part of a start: every service free. */
	readonly start: number;

	/** @param enabled how many actions a process in a state of its chart has */
	constructor(
		scope: Scope,
		alphabet: Alphabet,
		rules: Rules,
		monitors: Monitors,
		enabled: (code: number) => number,
		symmetry: boolean,
		labels: Labels,
	) {
		super(scope.services, alphabet.digits.length, symmetry, BYTES_PER_PART);
		this.#labels = labels;
		this.#scope = scope;
		this.#alphabet = alphabet;
		this.#rules = rules;
		this.#monitors = monitors;
		this.#enabled = enabled;
		this.#symmetry = symmetry;
		const roster = (): Roster =>
			new Roster(scope.services, alphabet, placesOf(scope), rules, monitors, labels.areWanted);
		[this.#now, this.#next, this.#digits] = [roster(), roster(), new Uint8Array(scope.services)];
		this.start = this.number(new Uint8Array(scope.services));
	}

	protected override make(digits: Uint8Array): ServicePart {
		const now = this.#now;
		now.load(digits);
		const lists = this.#lists;
		const own: Moves = { to: [], actions: [], results: [] };
		const conditional: ConditionalDeparture[] = [];
		const departures: Departure[] = [];
		const { service: rules } = this.#rules;
		for (let service = 0; service < digits.length; service++) {
			if (this.#symmetry && now.isTwin(service)) continue;
			const code = now.code[service] ?? NONE;
			for (const { kind, to } of rules.own(code)) this.#changeCode(service, kind, to, own);
			const published = rules.published(code);
			if (published !== NONE) this.#publish(service, published, own, departures);
			if (rules.calls(code)) this.#call(service, own, conditional);
		}
		// A list that was made by adding to it has room for more: what is kept for this part alone is a copy.
		return {
			length: now.length,
			owed: lists.of(now.owed),
			lingering: lists.of(now.subscribers.flatMap((service, place) => (now.mask[service] === 0 ? [place] : []))),
			enabled: now.code.reduce((sum, code) => sum + this.#enabled(code), 0),
			orbit: this.#symmetry ? orderings(digits) : 1,
			isSorted: isSorted(digits),
			first: lists.of([NONE, ...EVENTS.map((event) => now.next(event, 0))]),
			behind: this.#behindOf(now),
			own: own.to.slice(),
			ownActions: lists.of(own.actions),
			ownResults: lists.of(own.results),
			conditional: conditional.length > 0 ? conditional.slice() : NO_LISTS,
			departures: departures.length > 0 ? departures.slice() : NO_LISTS,
			repliers: this.#repliersOf(now),
		};
	}

	#behindOf(now: Roster): ServicePart["behind"] {
		const { subscribers } = now;
		const lists = EVENTS.map((event) => subscribers.map((_, place) => now.next(event, place + 1)));
		return this.#askedBehind.of(lists.join(";"), () => [NO_LISTS, ...lists]);
	}

	#repliersOf(now: Roster): ServicePart["repliers"] {
		const { owed } = now;
		const repliers = now.subscribers.map((service, place): Replier | undefined => {
			if (!this.#rules.service.calls(now.code[service] ?? NONE)) return undefined;
			const lingers = now.mask[service] === 0;
			return { owed: owed[place] ?? 0, departure: lingers ? this.#remove(place, NONE, "SUSPEND") : undefined };
		});
		if (repliers.some((replier) => replier?.departure)) return repliers;
		return this.#repliers.of(repliers.map((replier) => replier?.owed ?? NONE).join(), () => repliers);
	}

	/** What a service can do that calls PM: set its mask, and reply about other services. */
	#call(service: number, own: Moves, conditional: ConditionalDeparture[]): void {
		const now = this.#now;
		for (const mask of MASKS) {
			if (mask !== 0 && mask !== now.mask[service]) this.#subscribe(service, mask, own);
		}
		const place = now.place[service] ?? NONE;
		if (place === NONE) return;
		if (now.mask[service] !== 0) this.#leave(service, place, own, conditional);
		for (let about = 0; about < now.code.length; about++) {
			if (now.waits[about] !== place || (this.#symmetry && now.isTwin(about))) continue;
			this.#answer(service, about, place, own, conditional);
		}
	}

	#changeCode(service: number, kind: ActionKind, code: number, own: Moves): void {
		const next = this.#begin();
		next.code[service] = code;
		this.#take(own, next, this.#labels.action(kind, this.#labels.process(service)), undefined);
	}

	/** VFS has replied about a service's exit. */
	#publish(service: number, published: number, own: Moves, departures: Departure[]): void {
		const next = this.#begin();
		const action = this.#labels.action("vfsReply", this.#labels.process(service));
		const place = next.place[service] ?? NONE;
		next.code[service] = published;
		const removal = place === NONE ? undefined : this.#removal(next, place);
		next.roll(service, 0);
		if (removal) departures.push({ to: this.#numberOf(next), removal, label: this.#label(next, action, undefined) });
		else this.#take(own, next, action, undefined);
	}

	/** A service sets a mask that is not empty and not the one that it has. */
	#subscribe(service: number, mask: number, own: Moves): void {
		const next = this.#begin();
		if (next.place[service] === NONE) {
			this.#monitors.count("slots-full", 1);
			if (next.length === this.#scope.slots) return;
			next.subscribe(service);
		}
		next.mask[service] = mask;
		this.#take(own, next, this.#labels.setMask(this.#labels.process(service), mask), "OK");
	}

	/** A service clears its mask. */
	#leave(service: number, place: number, own: Moves, conditional: ConditionalDeparture[]): void {
		const next = this.#begin();
		const action = this.#labels.setMask(this.#labels.process(service), 0);
		next.mask[service] = 0;
		if (next.owed[place] === 0) {
			const stays = this.#numberOf(next);
			const { to, removal, label } = this.#remove(place, action, "OK");
			conditional.push({ place, stays, to, removal, label });
		} else this.#take(own, next, action, "OK");
	}

	/** A service answers about another one that waits for it. */
	#answer(service: number, about: number, place: number, own: Moves, conditional: ConditionalDeparture[]): void {
		const next = this.#begin();
		const isLast = next.mask[service] === 0 && next.owed[place] === 1;
		const event = this.#rules.service.event(next.code[about] ?? NONE);
		const action = this.#labels.reply(this.#labels.process(service), this.#labels.process(about), event);
		next.roll(about, place + 1);
		if (isLast) {
			const stays = this.#numberOf(next);
			const { to, removal, label } = this.#remove(place, action, "SUSPEND");
			conditional.push({ place, stays, to, removal, label });
		} else this.#take(own, next, action, "SUSPEND");
	}

	#remove(place: number, action: number, code: ReturnCode): Departure {
		const next = this.#begin();
		const removal = this.#removal(next, place);
		return { to: this.#numberOf(next), removal, label: this.#label(next, action, code) };
	}

	#removal(next: Roster, place: number): Removal {
		const removal = next.remove(place);
		const known = this.#removals[removal.number] ?? removal;
		this.#removals[removal.number] = known;
		return known;
	}

	#take({ to, actions, results }: Moves, next: Roster, action: number, code: ReturnCode): void {
		to.push(this.#numberOf(next));
		if (!this.#labels.areWanted) return;
		actions.push(action);
		results.push(this.#labels.result(code, this.#told(next)));
	}

	#label(next: Roster, action: number, code: ReturnCode): MoveLabel {
		if (!this.#labels.areWanted) return UNLABELLED;
		const told = this.#told(next);
		const result = this.#labels.result(code, told);
		const order = this.#lists.of(next.subscribers.map((service) => this.#labels.process(service)));
		// The result says what the code is, and what is told.
		return this.#moveLabels.of(`${action} ${result} ${order}`, () => ({ action, code, told, result, order }));
	}

	#told({ told }: Roster): readonly Told[] {
		return told.length === 0
			? NO_LISTS
			: told.map(({ service, event, asked }): Told => {
					const process = this.#labels.process(service);
					return { process, event, asked: asked === NONE ? NONE : this.#labels.process(asked) };
				});
	}

	/** The part that is being made, to be changed. */
	#begin(): Roster {
		this.#next.copy(this.#now);
		return this.#next;
	}

	#numberOf({ code, waits, place, mask }: Roster): number {
		const digits = this.#digits;
		for (let service = 0; service < digits.length; service++) {
			const [at, of] = [code[service] ?? NONE, waits[service] ?? NONE];
			const digit = this.#alphabet.numberOf(at, of, place[service] ?? NONE, mask[service] ?? 0);
			if (digit < 0) throw new RangeError(`service ${service} has no digit: ${code}; ${waits}; ${place}; ${mask}`);
			digits[service] = digit;
		}
		return this.tuples.number(digits);
	}
}

/** The services and the order of the subscribers, to be changed within one move. */
class Roster {
	readonly code: Int8Array;
	readonly waits: Int8Array;
	readonly place: Int8Array;
	readonly mask: Int8Array;
	/** By place: the subscriber. */
	readonly #order: Int8Array;
	/** How many subscribers there are. */
	length = 0;
	/** What was told of services since the roster was copied; `asked` is a service, or NONE. */
	readonly told: { readonly service: number; readonly event: number; readonly asked: number }[] = [];
	readonly #digits: Uint8Array;
	readonly #alphabet: Alphabet;
	readonly #places: number;
	readonly #rules: Rules;
	readonly #monitors: Monitors;
	readonly #isTelling: boolean;

	constructor(
		services: number,
		alphabet: Alphabet,
		places: number,
		rules: Rules,
		monitors: Monitors,
		isTelling: boolean,
	) {
		this.#isTelling = isTelling;
		this.code = new Int8Array(services);
		this.waits = new Int8Array(services);
		this.place = new Int8Array(services);
		this.mask = new Int8Array(services);
		this.#order = new Int8Array(places + 1);
		this.#digits = new Uint8Array(services);
		this.#alphabet = alphabet;
		this.#places = places;
		this.#rules = rules;
		this.#monitors = monitors;
	}

	load(digits: Uint8Array): void {
		this.#digits.set(digits);
		this.length = 0;
		this.#order.fill(NONE);
		let isAlive = true;
		for (let service = 0; service < digits.length; service++) {
			const { code, waits, place, mask } = this.#alphabet.digits[digits[service] ?? NONE] ?? UNKNOWN;
			this.code[service] = code;
			this.waits[service] = waits;
			this.place[service] = place;
			this.mask[service] = mask;
			if (place === NONE) continue;
			this.#order[place] = service;
			this.length++;
			if (this.#rules.service.event(code) !== 0) isAlive = false;
		}
		const inOrder = this.#order.indexOf(NONE) === this.length;
		this.#monitors.check("subscribers-live", inOrder && isAlive, () => `places ${this.place}, codes ${this.code}`);
	}

	copy(from: Roster): void {
		this.code.set(from.code);
		this.waits.set(from.waits);
		this.place.set(from.place);
		this.mask.set(from.mask);
		this.#order.set(from.#order);
		this.length = from.length;
		this.told.length = 0;
	}

	/** Whether the service before has the same digit. */
	isTwin(service: number): boolean {
		return service > 0 && this.#digits[service] === this.#digits[service - 1];
	}

	get subscribers(): readonly number[] {
		return [...this.#order.subarray(0, this.length)];
	}

	/** By place: how many services wait there. */
	get owed(): number[] {
		const owed = new Array<number>(this.#places).fill(0);
		for (const waits of this.waits) if (waits !== NONE) owed[waits] = (owed[waits] ?? 0) + 1;
		return owed;
	}

	/** The first place from there on that is to be asked for the event; NONE if none. */
	next(event: number, from: number): number {
		for (let place = from; place < this.length; place++) {
			const mask = this.mask[this.#order[place] ?? NONE] ?? 0;
			const asks = this.#rules.slot.asks(mask, event);
			const what = (): string => `from place ${from} on: place ${place}, of mask ${mask}, for event ${event}`;
			this.#monitors.check("no-subscriber-skipped", asks || (mask & event) === 0, what);
			if (!asks) continue;
			this.#monitors.check("only-the-interested", (mask & event) !== 0, what);
			this.#monitors.count("in-subscription-order", 1);
			return place;
		}
		return NONE;
	}

	subscribe(service: number): void {
		this.place[service] = this.length;
		this.#order[this.length++] = service;
	}

	/** The process is asked about from the place on, or goes on. */
	roll(service: number, from: number): void {
		const code = this.code[service] ?? NONE;
		const event = this.#rules.service.event(code);
		const asked = this.next(event, from);
		if (this.#isTelling) this.told.push({ service, event, asked: this.#order[asked] ?? NONE });
		this.waits[service] = asked;
		if (asked === NONE) this.code[service] = this.#rules.service.over(code);
	}

	/** The subscriber at the place gives its slot back: whoever waits for it moves on. */
	remove(place: number): Removal {
		const gone = this.#order[place] ?? NONE;
		this.place[gone] = NONE;
		this.mask[gone] = 0;
		this.#order.copyWithin(place, place + 1, this.length);
		this.length--;
		this.#order[this.length] = NONE;
		for (let at = place; at < this.length; at++) this.place[this.#order[at] ?? NONE] = at;
		// First every place is put right, then those that waited here are asked for: they must not be taken for others.
		const released = [...this.waits.keys()].filter((service) => this.waits[service] === place);
		for (let service = 0; service < this.waits.length; service++) {
			const waits = this.waits[service] ?? NONE;
			if (waits > place) this.waits[service] = waits - 1;
		}
		for (const service of released) this.roll(service, place);
		const asked = [NONE, this.next(EXIT, place), this.next(SIGNAL, place)];
		const width = this.#places + 1;
		const number = (place * width + (asked[EXIT] ?? NONE) + 1) * width + (asked[SIGNAL] ?? NONE) + 1;
		return { place, asked, number };
	}
}

const UNLABELLED: MoveLabel = { action: NONE, code: undefined, told: [], result: NONE, order: [] };

/** Stands for a digit that there is none of. */
const UNKNOWN = { code: NONE, waits: NONE, place: NONE, mask: 0 };

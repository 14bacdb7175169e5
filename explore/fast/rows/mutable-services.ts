import { EXIT, SIGNAL } from "../../../model/action.ts";
import type { Encoding } from "./encoding.ts";
import type { Monitors } from "./monitors.ts";
import { NONE, type Rules } from "./rules.ts";
import type { Removal } from "./users.ts";

/** The services and the subscription order, to be changed in place within one move. */
export class MutableServices {
	readonly code: Int8Array;
	readonly waits: Int8Array;
	readonly place: Int8Array;
	readonly mask: Int8Array;
	/** The subscriber by place. */
	readonly #order: Int8Array;
	/** Subscribers that there are. */
	length = 0;
	/** Effects on services since the last copy; `asked` is a service, or NONE. */
	readonly effects: { readonly service: number; readonly event: number; readonly asked: number }[] = [];
	readonly #locals: Uint8Array;
	readonly #encoding: Encoding;
	readonly #places: number;
	readonly #rules: Rules;
	readonly #monitors: Monitors;
	readonly #recordsEffects: boolean;

	constructor(
		services: number,
		encoding: Encoding,
		places: number,
		rules: Rules,
		monitors: Monitors,
		recordsEffects: boolean,
	) {
		this.#recordsEffects = recordsEffects;
		this.code = new Int8Array(services);
		this.waits = new Int8Array(services);
		this.place = new Int8Array(services);
		this.mask = new Int8Array(services);
		this.#order = new Int8Array(places + 1);
		this.#locals = new Uint8Array(services);
		this.#encoding = encoding;
		this.#places = places;
		this.#rules = rules;
		this.#monitors = monitors;
	}

	load(locals: Uint8Array): void {
		this.#locals.set(locals);
		this.length = 0;
		this.#order.fill(NONE);
		let isAlive = true;
		for (let service = 0; service < locals.length; service++) {
			const { code, waits, place, mask } = this.#encoding.locals[locals[service] ?? NONE] ?? UNKNOWN;
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

	copy(from: MutableServices): void {
		this.code.set(from.code);
		this.waits.set(from.waits);
		this.place.set(from.place);
		this.mask.set(from.mask);
		this.#order.set(from.#order);
		this.length = from.length;
		this.effects.length = 0;
	}

	/** Tells whether the service before is in the same local state. */
	isSymmetric(service: number): boolean {
		return service > 0 && this.#locals[service] === this.#locals[service - 1];
	}

	get subscribers(): readonly number[] {
		return [...this.#order.subarray(0, this.length)];
	}

	/** Pending replies by place: services that wait there. */
	get pending(): number[] {
		const pending = new Array<number>(this.#places).fill(0);
		for (const waits of this.waits) if (waits !== NONE) pending[waits] = (pending[waits] ?? 0) + 1;
		return pending;
	}

	/** The first place from one on whose subscriber is asked for the event; NONE if there is none. */
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

	/** Asks the first interested subscriber from a place on about a service or, if there is none, ends its event. */
	advance(service: number, from: number): void {
		const code = this.code[service] ?? NONE;
		const event = this.#rules.service.event(code);
		const asked = this.next(event, from);
		if (this.#recordsEffects) this.effects.push({ service, event, asked: this.#order[asked] ?? NONE });
		this.waits[service] = asked;
		if (asked === NONE) this.code[service] = this.#rules.service.over(code);
	}

	/** Removes the subscriber at a place: the services that wait for it advance. */
	remove(place: number): Removal {
		const gone = this.#order[place] ?? NONE;
		this.place[gone] = NONE;
		this.mask[gone] = 0;
		this.#order.copyWithin(place, place + 1, this.length);
		this.length--;
		this.#order[this.length] = NONE;
		for (let at = place; at < this.length; at++) this.place[this.#order[at] ?? NONE] = at;
		// Every place is corrected before those that waited here advance: they must not be taken for others.
		const released = [...this.waits.keys()].filter((service) => this.waits[service] === place);
		for (let service = 0; service < this.waits.length; service++) {
			const waits = this.waits[service] ?? NONE;
			if (waits > place) this.waits[service] = waits - 1;
		}
		for (const service of released) this.advance(service, place);
		const asked = [NONE, this.next(EXIT, place), this.next(SIGNAL, place)];
		const width = this.#places + 1;
		const number = (place * width + (asked[EXIT] ?? NONE) + 1) * width + (asked[SIGNAL] ?? NONE) + 1;
		return { place, asked, number };
	}
}

/** Stands for a local state that does not exist. */
const UNKNOWN = { code: NONE, waits: NONE, place: NONE, mask: 0 };

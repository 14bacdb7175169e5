import { EXIT, SIGNAL } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import { type Encoding, placesOf } from "./encoding.ts";
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
	readonly #slots: number;
	readonly #rules: Rules;
	readonly #monitors: Monitors;
	readonly #recordsEffects: boolean;
	/** Choices that were observed. */
	readonly #choices = new Set<number>();

	constructor(scope: Scope, encoding: Encoding, rules: Rules, monitors: Monitors, recordsEffects: boolean) {
		const { services, slots } = scope;
		this.#recordsEffects = recordsEffects;
		this.code = new Int8Array(services);
		this.waits = new Int8Array(services);
		this.place = new Int8Array(services);
		this.mask = new Int8Array(services);
		this.#places = placesOf(scope);
		this.#slots = slots;
		this.#order = new Int8Array(this.#places + 1);
		this.#locals = new Uint8Array(services);
		this.#encoding = encoding;
		this.#rules = rules;
		this.#monitors = monitors;
	}

	load(locals: Uint8Array): void {
		this.#locals.set(locals);
		this.length = 0;
		this.#order.fill(NONE);
		for (let service = 0; service < locals.length; service++) {
			const { code, waits, place, mask } = this.#encoding.locals[locals[service] ?? NONE] ?? UNKNOWN;
			this.code[service] = code;
			this.waits[service] = waits;
			this.place[service] = place;
			this.mask[service] = mask;
			if (place === NONE) continue;
			this.#order[place] = service;
			this.length++;
		}
		const announced = Array.from(this.code, (code) => this.#rules.service.event(code));
		const { place: places } = this;
		this.#monitors.observe("subscribers", {
			kind: "subscribers",
			places,
			announced,
			taken: this.length,
			slots: this.#slots,
		});
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

	/** True if the service before is in the same local state. */
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

	/** The first place from one on whose subscriber is asked for the event; NONE if there is none. @throws SpecificationViolated */
	next(event: number, start: number): number {
		const asked = this.#next(event, start);
		if (this.#hasObserved(event, start)) return asked;
		const masks = Array.from(this.#order.subarray(0, this.length), (service) => this.mask[service] ?? 0);
		this.#monitors.observe("choice", { kind: "choice", event, start, masks, asked });
		return asked;
	}

	/** True if the choice among subscribers with these masks was observed before, and notes it. */
	#hasObserved(event: number, start: number): boolean {
		let masks = 0;
		for (let place = 0; place < this.length; place++) {
			masks = 5 * masks + 1 + (this.mask[this.#order[place] ?? NONE] ?? 0);
		}
		const key = (masks * (this.#places + 2) + start) * 2 + event - 1;
		if (this.#choices.has(key)) return true;
		this.#choices.add(key);
		return false;
	}

	#next(event: number, start: number): number {
		for (let place = start; place < this.length; place++) {
			const mask = this.mask[this.#order[place] ?? NONE] ?? 0;
			if (this.#rules.slot.asks(mask, event)) return place;
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
		const [waited, before] = [this.waits[service] ?? NONE, this.pending];
		const asked = this.next(event, from);
		if (this.#recordsEffects) this.effects.push({ service, event, asked: this.#order[asked] ?? NONE });
		this.waits[service] = asked;
		if (asked === NONE) this.code[service] = this.#rules.service.over(code);
		const resumption = {
			from: waited,
			start: from,
			to: asked,
			processes: this.code.length,
			before,
			after: this.pending,
		};
		this.#monitors.observe("resumption", { kind: "resumption", ...resumption });
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

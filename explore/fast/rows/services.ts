import { type ActionKind, EVENTS, MASKS } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import type { ReturnCode } from "../../../model/state.ts";
import { Interner, ListInterner } from "../interner.ts";
import { ComponentTable } from "./component-table.ts";
import type { Encoding } from "./encoding.ts";
import type { Effect, Labels } from "./labels.ts";
import type { Monitors } from "./monitors.ts";
import { MutableServices } from "./mutable-services.ts";
import { NONE, type Rules } from "./rules.ts";
import type { ConditionalRemoval, MoveLabel, RemovalMove, Replier, ServiceComponent } from "./service-component.ts";
import { isCanonical, orbitSize } from "./tuples.ts";
import type { Removal } from "./users.ts";

const BYTES_PER_COMPONENT = 600;
const NO_LISTS: readonly never[] = [];

/** Moves that are being listed: the component that each leads to and, if labelled, its action and result. */
interface Moves {
	readonly to: number[];
	readonly actions: number[];
	readonly results: number[];
}

/** The service components. */
export class ServiceComponents extends ComponentTable<ServiceComponent> {
	readonly #encoding: Encoding;
	readonly #rules: Rules;
	readonly #monitors: Monitors;
	readonly #enabled: (code: number) => number;
	readonly #scope: Scope;
	readonly #symmetry: boolean;
	readonly #labels: Labels;
	/** The component that is being made, and the component after a move. */
	readonly #now: MutableServices;
	readonly #next: MutableServices;
	readonly #locals: Uint8Array;
	/** Values that many components have in common. */
	readonly #lists = new ListInterner();
	readonly #askedBehind = new Interner<ServiceComponent["behind"]>();
	readonly #repliers = new Interner<ServiceComponent["repliers"]>();
	readonly #moveLabels = new Interner<MoveLabel>();
	/** Interned removals by number. */
	readonly #removals: (Removal | undefined)[] = [];
	/** The component at the start: every service free. */
	readonly start: number;

	/** @param enabled the number of enabled actions of a process in a state of its chart */
	constructor(
		scope: Scope,
		encoding: Encoding,
		rules: Rules,
		monitors: Monitors,
		enabled: (code: number) => number,
		symmetry: boolean,
		labels: Labels,
	) {
		super(scope.services, encoding.locals.length, symmetry, BYTES_PER_COMPONENT);
		this.#labels = labels;
		this.#scope = scope;
		this.#encoding = encoding;
		this.#rules = rules;
		this.#monitors = monitors;
		this.#enabled = enabled;
		this.#symmetry = symmetry;
		const services = (): MutableServices => new MutableServices(scope, encoding, rules, monitors, labels.areWanted);
		[this.#now, this.#next, this.#locals] = [services(), services(), new Uint8Array(scope.services)];
		this.start = this.number(new Uint8Array(scope.services));
	}

	protected override make(locals: Uint8Array): ServiceComponent {
		const now = this.#now;
		now.load(locals);
		const lists = this.#lists;
		const own: Moves = { to: [], actions: [], results: [] };
		const conditional: ConditionalRemoval[] = [];
		const removals: RemovalMove[] = [];
		const { service: rules } = this.#rules;
		for (let service = 0; service < locals.length; service++) {
			if (this.#symmetry && now.isSymmetric(service)) continue;
			const code = now.code[service] ?? NONE;
			for (const { kind, to } of rules.own(code)) this.#changeCode(service, kind, to, own);
			const published = rules.published(code);
			if (published !== NONE) this.#publish(service, published, own, removals);
			if (rules.calls(code)) this.#call(service, own, conditional);
		}
		// A list that was made by adding to it has room for more: a list of this component alone is a copy.
		return {
			length: now.length,
			pending: lists.of(now.pending),
			lingering: lists.of(now.subscribers.flatMap((service, place) => (now.mask[service] === 0 ? [place] : []))),
			enabled: now.code.reduce((sum, code) => sum + this.#enabled(code), 0),
			orbit: this.#symmetry ? orbitSize(locals) : 1,
			isCanonical: isCanonical(locals),
			first: lists.of([NONE, ...EVENTS.map((event) => now.next(event, 0))]),
			behind: this.#behindOf(now),
			own: own.to.slice(),
			ownActions: lists.of(own.actions),
			ownResults: lists.of(own.results),
			conditional: conditional.length > 0 ? conditional.slice() : NO_LISTS,
			removals: removals.length > 0 ? removals.slice() : NO_LISTS,
			repliers: this.#repliersOf(now),
		};
	}

	#behindOf(now: MutableServices): ServiceComponent["behind"] {
		const { subscribers } = now;
		const lists = EVENTS.map((event) => subscribers.map((_, place) => now.next(event, place + 1)));
		return this.#askedBehind.of(lists.join(";"), () => [NO_LISTS, ...lists]);
	}

	#repliersOf(now: MutableServices): ServiceComponent["repliers"] {
		const { pending } = now;
		const repliers = now.subscribers.map((service, place): Replier | undefined => {
			if (!this.#rules.service.calls(now.code[service] ?? NONE)) return undefined;
			const lingers = now.mask[service] === 0;
			return { pending: pending[place] ?? 0, lastReply: lingers ? this.#remove(place, NONE, "SUSPEND") : undefined };
		});
		if (repliers.some((replier) => replier?.lastReply)) return repliers;
		return this.#repliers.of(repliers.map((replier) => replier?.pending ?? NONE).join(), () => repliers);
	}

	/** Lists the calls of a service: setting its mask, and replies about other services. */
	#call(service: number, own: Moves, conditional: ConditionalRemoval[]): void {
		const now = this.#now;
		const place = now.place[service] ?? NONE;
		for (const mask of MASKS) {
			if (mask === now.mask[service]) this.#observeSubscription(now, place !== NONE, mask, "OK");
			else if (mask !== 0) this.#subscribe(service, mask, own);
		}
		// Of two events about one process at most one is announced, so a reply about the other is stray.
		const stray = { caller: "service", call: "reply", code: "SUSPEND" } as const;
		this.#monitors.observe("refusal", { kind: "refusal", ...stray });
		if (place === NONE) return;
		if (now.mask[service] !== 0) this.#unsubscribe(service, place, own, conditional);
		for (let about = 0; about < now.code.length; about++) {
			if (now.waits[about] !== place || (this.#symmetry && now.isSymmetric(about))) continue;
			this.#answer(service, about, place, own, conditional);
		}
	}

	#changeCode(service: number, kind: ActionKind, code: number, own: Moves): void {
		const next = this.#begin();
		next.code[service] = code;
		this.#take(own, next, this.#labels.action(kind, this.#labels.process(service)), undefined);
	}

	/** Lists VFS's reply about a service's exit. */
	#publish(service: number, published: number, own: Moves, removals: RemovalMove[]): void {
		const next = this.#begin();
		const action = this.#labels.action("vfsReply", this.#labels.process(service));
		const place = next.place[service] ?? NONE;
		next.code[service] = published;
		const removal = place === NONE ? undefined : this.#removal(next, place);
		next.advance(service, 0);
		if (removal) removals.push({ to: this.#numberOf(next), removal, label: this.#label(next, action, undefined) });
		else this.#take(own, next, action, undefined);
	}

	/** Lists the call that sets a mask that is not empty and not the one that the service has. */
	#subscribe(service: number, mask: number, own: Moves): void {
		const next = this.#begin();
		if (next.place[service] === NONE) {
			const isFull = next.length === this.#scope.slots;
			this.#observeSubscription(next, false, mask, isFull ? "ENOMEM" : "OK");
			if (isFull) return;
			next.subscribe(service);
		} else this.#observeSubscription(next, true, mask, "OK");
		next.mask[service] = mask;
		this.#take(own, next, this.#labels.setMask(this.#labels.process(service), mask), "OK");
	}

	#observeSubscription({ length }: MutableServices, hasSlot: boolean, mask: number, code: ReturnCode): void {
		const { slots } = this.#scope;
		this.#monitors.observe("subscription", { kind: "subscription", hasSlot, taken: length, slots, mask, code });
	}

	/** Lists the call that clears the mask. */
	#unsubscribe(service: number, place: number, own: Moves, conditional: ConditionalRemoval[]): void {
		const next = this.#begin();
		const action = this.#labels.setMask(this.#labels.process(service), 0);
		this.#observeSubscription(next, true, 0, "OK");
		next.mask[service] = 0;
		if (next.pending[place] === 0) {
			const stays = this.#numberOf(next);
			const { to, removal, label } = this.#remove(place, action, "OK");
			conditional.push({ place, stays, to, removal, label });
		} else this.#take(own, next, action, "OK");
	}

	/** Lists a reply about another service that waits for this one. */
	#answer(service: number, about: number, place: number, own: Moves, conditional: ConditionalRemoval[]): void {
		const next = this.#begin();
		const isLast = next.mask[service] === 0 && next.pending[place] === 1;
		const event = this.#rules.service.event(next.code[about] ?? NONE);
		const action = this.#labels.reply(this.#labels.process(service), this.#labels.process(about), event);
		next.advance(about, place + 1);
		if (isLast) {
			const stays = this.#numberOf(next);
			const { to, removal, label } = this.#remove(place, action, "SUSPEND");
			conditional.push({ place, stays, to, removal, label });
		} else this.#take(own, next, action, "SUSPEND");
	}

	#remove(place: number, action: number, code: ReturnCode): RemovalMove {
		const next = this.#begin();
		const removal = this.#removal(next, place);
		return { to: this.#numberOf(next), removal, label: this.#label(next, action, code) };
	}

	#removal(next: MutableServices, place: number): Removal {
		const removal = next.remove(place);
		const known = this.#removals[removal.number] ?? removal;
		this.#removals[removal.number] = known;
		return known;
	}

	#take({ to, actions, results }: Moves, next: MutableServices, action: number, code: ReturnCode): void {
		to.push(this.#numberOf(next));
		if (!this.#labels.areWanted) return;
		actions.push(action);
		results.push(this.#labels.result(code, this.#effects(next)));
	}

	#label(next: MutableServices, action: number, code: ReturnCode): MoveLabel {
		if (!this.#labels.areWanted) return UNLABELLED;
		const effects = this.#effects(next);
		const result = this.#labels.result(code, effects);
		const order = this.#lists.of(next.subscribers.map((service) => this.#labels.process(service)));
		// The result determines the code and the effects.
		return this.#moveLabels.of(`${action} ${result} ${order}`, () => ({ action, code, effects, result, order }));
	}

	#effects({ effects }: MutableServices): readonly Effect[] {
		return effects.length === 0
			? NO_LISTS
			: effects.map(({ service, event, asked }): Effect => {
					const process = this.#labels.process(service);
					return { process, event, asked: asked === NONE ? NONE : this.#labels.process(asked) };
				});
	}

	/** Copies the component that is being made, to be changed. */
	#begin(): MutableServices {
		this.#next.copy(this.#now);
		return this.#next;
	}

	#numberOf({ code, waits, place, mask }: MutableServices): number {
		const locals = this.#locals;
		for (let service = 0; service < locals.length; service++) {
			const [at, of] = [code[service] ?? NONE, waits[service] ?? NONE];
			const local = this.#encoding.numberOf(at, of, place[service] ?? NONE, mask[service] ?? 0);
			if (local < 0)
				throw new RangeError(`service ${service} has no local state: ${code}; ${waits}; ${place}; ${mask}`);
			locals[service] = local;
		}
		return this.tuples.number(locals);
	}
}

const UNLABELLED: MoveLabel = { action: NONE, code: undefined, effects: [], result: NONE, order: [] };

import { endpointOf, ONLY_LIFE } from "../../../impl/lives.ts";
import { EVENTS, MASKS } from "../../../model/action.ts";
import { Interner, ListInterner } from "../interner.ts";
import type { Components } from "../rows/components.ts";
import { NONE } from "../rows/rules.ts";
import type { RemovalMove, ServiceComponent } from "../rows/service-component.ts";
import type { Removal } from "../rows/users.ts";
import { Images, imageOfRows } from "./images.ts";
import { Owner } from "./owner.ts";
import { type Asked, awaitedReply, type ReplyAbout, type Subscriptions, type Unsubscription } from "./steps.ts";

/** The steps of a service component that do not depend on the users, in addition to its own moves. */
interface ServiceSteps {
	/** Calls that change nothing, as a range of `idle`. */
	readonly idleStart: number;
	readonly idleEnd: number;
	/** The replies about users of the services that can call PM, by service. */
	readonly replies: readonly (readonly ReplyAbout[])[];
	/** The subscribers by place, as process numbers; NONE where one cannot call PM. */
	readonly callers: readonly number[];
	/** The subscribers in order, as process numbers. */
	readonly order: readonly number[];
	/** Results by removal and by the set of users that wait at the place; undefined where not worked out yet. */
	readonly removalResults: readonly (number | undefined)[][];
}

/** A service that has a slot. */
interface Subscriber {
	readonly process: number;
	readonly place: number;
	readonly mask: number;
}

/** Memory that a component takes here, in bytes, as measured: a few small objects. */
const BYTES_PER_COMPONENT = 200;
/** Marks a reply that no process awaits. */
const NOT_AWAITED = -2;
const NO_SUBSCRIBER = { place: NONE, mask: 0 };
const NO_REMOVALS: readonly never[] = [];

/** The way in which workers share the states. */
interface Sharing {
	readonly workers: number;
	/** True where states that differ in names only are the same worker's. */
	readonly symmetry: boolean;
}

/** Steps, images and owners of service components, each worked out once. */
export class ServiceStepTable {
	/** The words of `Target.image` that show services and slots, wait counts without the users that wait. */
	readonly images: Images;
	/** Calls that change nothing: action and result, one after the other. */
	readonly idle = new WordPool();
	readonly #components: Components;
	readonly #refused: number;
	readonly #known: (ServiceSteps | undefined)[] = [];
	#made = 0;
	readonly #owner: Owner;
	/** Owners by component; undefined where its image was not worked out yet. */
	readonly #owners: (number | undefined)[] = [];
	readonly #lists = new ListInterner();
	readonly #internedReplies = new Interner<ServiceSteps["replies"]>();
	/** The replies about users of a service at a place, by process and place. */
	readonly #replies: (readonly ReplyAbout[] | undefined)[] = [];

	/** @param refused the number of the result of a refused reply */
	constructor(components: Components, { workers, symmetry }: Sharing, refused: number) {
		const { scope, users } = components;
		this.#components = components;
		this.#refused = refused;
		this.#owner = new Owner(scope, workers, symmetry);
		this.images = new Images(3 * scope.services + 2 + 3 * users.places);
	}

	get bytes(): number {
		return this.#made * BYTES_PER_COMPONENT + this.images.words.byteLength + this.idle.words.byteLength;
	}

	of(service: number): ServiceSteps {
		const known = this.#known[service];
		if (known) return known;
		const { services, labels, encodings } = this.#components;
		const [theirs, locals] = [services.component(service), services.locals(service)];
		const calling = [...locals].flatMap((local, index) =>
			this.#components.canCall("service", local)
				? [{ process: labels.process(index), place: encodings.service.locals[local]?.place ?? NONE }]
				: [],
		);
		const idleStart = this.idle.length;
		for (const { process, place } of calling) this.idle.push(this.#idleCalls(theirs, process, place));
		const order = this.#subscribers(locals).map(({ process }) => process);
		const made = {
			idleStart,
			idleEnd: this.idle.length,
			replies: this.#internedReplies.of(calling.map(({ process, place }) => `${process} ${place}`).join(), () =>
				calling.map(({ process, place }) => this.#repliesOf(process, place)),
			),
			callers: this.#lists.of(
				order.map((_, place) => calling.find((caller) => caller.place === place)?.process ?? NONE),
			),
			order: this.#lists.of(order),
			removalResults: theirs.removals.length > 0 ? theirs.removals.map(() => []) : NO_REMOVALS,
		};
		this.#known[service] = made;
		this.#made++;
		return made;
	}

	/** The subscription order of a component, as the steps of waiting users depend on it. */
	subscriptions(service: number): Subscriptions {
		const { first, behind, pending, repliers, conditional, removals } = this.#components.services.component(service);
		const { order, callers } = this.of(service);
		const askedAt = (place = NONE): Asked => ({ place, process: order[place] ?? NONE });
		return {
			first: EVENTS.map((event) => askedAt(first[event])),
			behind: order.map((_, place) => EVENTS.map((event) => askedAt(behind[event]?.[place]))),
			callers,
			pending: [...pending],
			lingering: repliers.map(
				(replier, place) => replier?.lastReply && unsubscription(replier.lastReply, place, false),
			),
			unsubscriptions: [
				...conditional.map((move) => unsubscription(move, move.place, false)),
				...removals.map((move) => unsubscription(move, move.removal.place, true)),
			],
		};
	}

	/** The image of a component: its local states determine it, whatever its moves are. */
	image(service: number): Int32Array {
		this.owner(service);
		return this.images.at(service);
	}

	/** The worker that keeps the states with a component; works out its image too. */
	owner(service: number): number {
		const known = this.#owners[service];
		if (known !== undefined) return known;
		const { services, encodings } = this.#components;
		const locals = services.locals(service);
		const waits = [...locals].map((local) => encodings.service.locals[local]?.waits);
		const subscribers = this.#subscribers(locals);
		const slots = subscribers.flatMap(({ process, mask }, place) => {
			return [endpointOf(process, ONLY_LIFE), mask, waits.filter((waited) => waited === place).length];
		});
		const rows = imageOfRows(locals, encodings.service, true);
		this.images.put(service, [...rows, 0, subscribers.length, ...slots]);
		const order = subscribers.map(({ process }) => process);
		const owner = this.#owner.of(locals, order);
		this.#owners[service] = owner;
		return owner;
	}

	/** The replies about users of a service at a place. */
	#repliesOf(process: number, place: number): readonly ReplyAbout[] {
		const { users, labels, scope } = this.#components;
		const index = process * (users.places + 1) + place + 1;
		const known = this.#replies[index];
		if (known) return known;
		const made = [...Array(scope.users).keys()].flatMap((about) =>
			EVENTS.map((event) => ({
				action: labels.reply(process, about, event),
				about,
				awaited: place === NONE ? NOT_AWAITED : awaitedReply(place, event),
			})),
		);
		this.#replies[index] = made;
		return made;
	}

	/** Lists the calls of a service that change nothing: replies that no service awaits, masks that it has already. */
	#idleCalls({ length, ownActions, conditional }: ServiceComponent, process: number, place: number): readonly number[] {
		const { labels, scope } = this.#components;
		const { users, services, slots } = scope;
		const idle: number[] = [];
		const isMove = (action: number): boolean =>
			ownActions.includes(action) || conditional.some(({ label }) => label.action === action);
		for (const mask of MASKS) {
			const action = labels.setMask(process, mask);
			const isFull = place === NONE && mask !== 0 && length === slots;
			if (!isMove(action)) idle.push(action, isFull ? labels.result("ENOMEM", [], true) : labels.result("OK"));
		}
		for (let about = users; about < users + services; about++) {
			for (const event of EVENTS) {
				const action = labels.reply(process, about, event);
				if (!isMove(action)) idle.push(action, this.#refused);
			}
		}
		return idle;
	}

	/** The subscribers of a component, in order. */
	#subscribers(locals: Uint8Array): readonly Subscriber[] {
		const { labels, encodings } = this.#components;
		return [...locals]
			.flatMap((local, index) => {
				const { place, mask } = encodings.service.locals[local] ?? NO_SUBSCRIBER;
				return place === NONE ? [] : [{ process: labels.process(index), place, mask }];
			})
			.sort((a, b) => a.place - b.place);
	}
}

function unsubscription({ to, removal, label }: RemovalMove, place: number, isForced: boolean): Unsubscription {
	const asked = EVENTS.map((event): Asked => {
		return { place: removal.asked[event] ?? NONE, process: askedOf(removal, event, label.order) };
	});
	return { action: label.action, place, isForced, services: to, removal: removal.number, asked };
}

/** The process number of the subscriber that is asked next after a removal. @param order the subscribers after it */
export function askedOf({ asked }: Removal, event: number, order: readonly number[]): number {
	const place = asked[event] ?? NONE;
	return place === NONE ? NONE : (order[place] ?? NONE);
}

/** Words one after the other, to which more are added. */
class WordPool {
	words = new Int32Array(1 << 10);
	length = 0;

	push(words: readonly number[]): void {
		const end = this.length + words.length;
		if (end > this.words.length) {
			const larger = new Int32Array(Math.max(end, Math.ceil(this.words.length * 1.5)));
			larger.set(this.words);
			this.words = larger;
		}
		this.words.set(words, this.length);
		this.length = end;
	}
}

import { flagsOf } from "../../../impl/image.ts";
import { endpointOf, SIGKILL_PENDING } from "../../../impl/minix.ts";
import type { ResultRecord } from "../../../impl/result.ts";
import { type Action, EVENTS, MASKS } from "../../../model/action.ts";
import { decodeProcess } from "../../../model/charts/table.ts";
import type { Scope } from "../../../model/scope.ts";
import { processOf, type ReturnCode, type State } from "../../../model/state.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { Shared, SharedLists } from "../interner.ts";
import { Parts } from "../rows/components.ts";
import { type Alphabet, decode, placesOf } from "../rows/encoding.ts";
import type { Told } from "../rows/labels.ts";
import { NONE } from "../rows/rules.ts";
import type { Departure, ServicePart } from "../rows/services.ts";
import { CODES_OF_USERS, type Mover, type Removal, type UserPart } from "../rows/users.ts";
import {
	type Asked,
	type ExpectedSteps,
	type Leaver,
	type ReplyAbout,
	SECTIONS,
	type Section,
	type ServiceTurns,
	type StateParts,
	type UserTurns,
} from "./engine.ts";

/** Words of one expected step: the number of the action, the parts that it leads to, and the number of the result. */
const STEP_WORDS = 4;
const [ACTION, USER, SERVICE, RESULT] = [0, 1, 2, 3];

/** Says of a reply that nobody waits for it. */
const NOT_AWAITED = -2;

/** How many subscription orders are many for a searcher. */
const ORDERS_PER_SEARCHER = 8;

/** What one part takes here, in bytes, as measured: a few small objects. */
const BYTES_PER_USER_PART = 40;
const BYTES_PER_SERVICE_PART = 200;

/** What does not depend on the services: moves of single users, and calls of users. */
interface UserSteps {
	/** Of calls that change nothing: action and result, one after the other. */
	readonly idle: readonly number[];
	/** By position: which reply the user waits for, as `awaited` has it; NONE where it is in no event call. */
	readonly waits: Int32Array;
	/** By place: which users wait there and for which event, as a small number; 0 for none. */
	readonly waiters: Int32Array;
}

/** What does not depend on the users. */
interface ServiceSteps {
	/** Where in `#idle` those calls start that change nothing, and where they end: action and result, one after the other. */
	readonly idleStart: number;
	readonly idleEnd: number;
	/** The replies about users of the services that can call PM, by service. */
	readonly replies: readonly (readonly ReplyAbout[])[];
	/** By place: the subscriber there as a process number; NONE where it cannot call PM. */
	readonly callers: readonly number[];
	/** The subscribers in order, as process numbers. */
	readonly order: readonly number[];
	/** By departure: the results, by who waits at the place; undefined where not worked out yet. */
	readonly departures: readonly (number | undefined)[][];
}

/** A service that has a slot. */
interface Subscriber {
	readonly process: number;
	readonly place: number;
	readonly mask: number;
}

/**
 * What the specification does from each state, action by action, with the result of each: as integers, for a search
 * that has a target do the same.
 */
export class Expectations implements ExpectedSteps {
	readonly parts: Parts;
	readonly alphabet: readonly Action[];
	length = 0;
	/** The steps that `load` worked out, STEP_WORDS words each. */
	readonly #steps: Int32Array;
	/** The state that was loaded. */
	#state: StateParts = { user: NONE, service: NONE };
	readonly #searchers: number;
	/** Whether there are many subscription orders for each searcher. */
	readonly #ordersSuffice: boolean;
	readonly #scope: Scope;
	readonly #users: (UserSteps | undefined)[] = [];
	readonly #services: (ServiceSteps | undefined)[] = [];
	/** How many of both there are. */
	#madeUsers = 0;
	#madeServices = 0;
	readonly #idle = new WordPool();
	/** What many parts have the same of is kept once. */
	readonly #lists = new SharedLists();
	readonly #sharedSteps = new Shared<UserSteps>();
	readonly #sharedReplies = new Shared<ServiceSteps["replies"]>();
	/** By process and place: the replies about users of a service there. */
	readonly #replies: (readonly ReplyAbout[] | undefined)[] = [];
	/** By user part: what `Target.image` shows of the users, and by place how many of them wait there. */
	readonly #userImages: Images;
	/** By service part: what `Target.image` shows of the rest, wait counts without the users that wait. */
	readonly #serviceImages: Images;
	/** By service part: which of several searchers keeps states with it; undefined where it was not looked at yet. */
	readonly #owners: (number | undefined)[] = [];
	readonly #finder: Finder;
	readonly refused: number;
	readonly #silent: number;

	/**
	 * @param searchers how many share the search
	 * @param claims those with a local check are evaluated on the specification
	 */
	constructor(scope: Scope, searchers: number, claims: readonly Claim[]) {
		this.#searchers = searchers;
		this.#scope = scope;
		this.parts = new Parts(scope, { symmetry: false, labelled: true }, undefined, claims);
		this.alphabet = this.parts.labels.alphabet;
		this.#steps = new Int32Array(this.alphabet.length * STEP_WORDS);
		this.#finder = new Finder(scope, this.parts);
		const places = placesOf(scope);
		this.#userImages = new Images(3 * scope.users + places);
		this.#serviceImages = new Images(3 * scope.services + 2 + 3 * places);
		this.refused = this.parts.labels.result("SUSPEND", [], true);
		this.#silent = this.parts.labels.result(undefined);
		this.#ordersSuffice = ordersOf(scope) >= ORDERS_PER_SEARCHER * searchers;
	}

	/** The memory that is taken, in bytes. */
	get bytes(): number {
		const { users, services } = this.parts;
		const ofParts = this.#madeUsers * BYTES_PER_USER_PART + this.#madeServices * BYTES_PER_SERVICE_PART;
		const lists = [this.#userImages.words, this.#serviceImages.words, this.#idle.words];
		return users.bytes + services.bytes + ofParts + lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
	}

	indexOf(action: number): number | undefined {
		for (let step = 0; step < this.length; step++) if (this.action(step) === action) return step;
		return undefined;
	}

	action(step: number): number {
		return this.#steps[step * STEP_WORDS + ACTION] ?? 0;
	}

	result(step: number): number {
		return this.#steps[step * STEP_WORDS + RESULT] ?? 0;
	}

	record(result: number): ResultRecord {
		const record = this.parts.labels.results[result];
		if (!record) throw new RangeError(`there is no result ${result}`);
		return record;
	}

	changes(step: number): boolean {
		return this.changesUsers(step) || this.changesServices(step);
	}

	changesUsers(step: number): boolean {
		return this.usersAfter(step) !== this.#state.user;
	}

	changesServices(step: number): boolean {
		return this.servicesAfter(step) !== this.#state.service;
	}

	owner(services: number): number {
		if (this.#searchers === 1) return 0;
		this.#lookAt(services);
		return this.#owners[services] ?? 0;
	}

	/**
	 * Who keeps the states with these subscribers: the start is the first searcher's.
	 *
	 * Little else of a state decides it, so that most steps lead to a state of the same searcher. Where there are many
	 * orders for each searcher, the order does: services are alike, so each order has as many states as any other that is
	 * as long, and going through the orders of a length in turn shares them out evenly, if it comes out even. If not, every
	 * service has a say.
	 */
	#ownerOf(digits: Uint8Array, subscribers: readonly Subscriber[]): number {
		const { users, services } = this.#scope;
		const left = Array.from({ length: services }, (_, service) => users + service);
		let [rank, orders] = [0, 1];
		for (const { process } of subscribers) {
			const index = left.indexOf(process);
			rank = rank * left.length + index;
			orders *= left.length;
			left.splice(index, 1);
		}
		const isEven = this.#ordersSuffice && orders % this.#searchers === 0;
		const shift = isEven ? subscribers.length : digits.reduce((sum, digit) => sum + digit, 0);
		return (rank + shift) % this.#searchers;
	}

	replies(services: number): readonly ReplyAbout[] {
		return this.#serviceSteps(services).replies.flat();
	}

	waits(users: number): Int32Array {
		return this.#userSteps(users).waits;
	}

	/** Evaluates the claims on a state. @returns how many steps there are from it @throws SpecificationBroken */
	meet({ user, service }: StateParts): number {
		const [ours, theirs] = [this.parts.users.part(user), this.parts.services.part(service)];
		this.parts.observePlaces(user, service);
		return ours.enabled + theirs.enabled;
	}

	userTurns(users: number): UserTurns {
		const { publishing, waiting, last } = this.parts.users.part(users);
		return { turns: [...publishing, ...waiting], last, waiters: this.#userSteps(users).waiters };
	}

	serviceTurns(services: number): ServiceTurns {
		const { first, behind, owed, repliers, conditional, departures } = this.parts.services.part(services);
		const { order, callers } = this.#serviceSteps(services);
		const askedAt = (place = NONE): Asked => ({ place, told: order[place] ?? NONE });
		return {
			first: EVENTS.map((event) => askedAt(first[event])),
			behind: order.map((_, place) => EVENTS.map((event) => askedAt(behind[event]?.[place]))),
			callers,
			owed: [...owed],
			lingering: repliers.map((replier, place) => replier?.departure && leaverOf(replier.departure, place, false)),
			leavers: [
				...conditional.map((departure) => leaverOf(departure, departure.place, false)),
				...departures.map((departure) => leaverOf(departure, departure.removal.place, true)),
			],
		};
	}

	usersAfter(step: number): number {
		return this.#steps[step * STEP_WORDS + USER] ?? 0;
	}

	servicesAfter(step: number): number {
		return this.#steps[step * STEP_WORDS + SERVICE] ?? 0;
	}

	usersLook(users: number): Int32Array {
		this.#userSteps(users);
		const { words, width } = this.#userImages;
		return words.subarray(users * width, (users + 1) * width);
	}

	servicesLook(services: number): Int32Array {
		this.#lookAt(services);
		const { words, width } = this.#serviceImages;
		return words.subarray(services * width, (services + 1) * width);
	}

	/** The state that a target looks like which `Target.image` gave this for. */
	find(image: Int32Array, length: number): StateParts {
		return this.#finder.find(image, length);
	}

	/** The state of the specification that two parts make. */
	state({ user, service }: StateParts): State {
		const { users, services, alphabets } = this.parts;
		const digits = [...users.digits(user), ...services.digits(service)];
		return decode(this.#scope, alphabets, digits);
	}

	load(state: StateParts, section?: Section): void {
		const { user, service } = state;
		const [ours, theirs] = [this.parts.users.part(user), this.parts.services.part(service)];
		this.#state = state;
		this.length = 0;
		for (const one of section === undefined ? SECTIONS : [section]) this.#load(one, state, ours, theirs);
	}

	#load(section: Section, { user, service }: StateParts, ours: UserPart, theirs: ServicePart): void {
		switch (section) {
			case "services":
				this.#pushServices(user, service, theirs);
				return;
			case "counted":
				this.#pushCounted(user, service, ours, theirs);
				return;
			case "users":
				this.#pushUsers(user, service, ours);
				return;
			case "refused":
				this.#pushRefused(user, service);
				return;
			case "both":
				this.#pushPublished(user, service, ours, theirs);
				this.#pushAwaited(user, service, ours, theirs);
				this.#pushDepartures(user, service, ours, theirs);
				return;
		}
	}

	/** What services do that leaves the users alone, whoever they are. */
	#pushServices(user: number, service: number, theirs: ServicePart): void {
		const { own, ownActions, ownResults } = theirs;
		for (let i = 0; i < own.length; i++) {
			this.#push(ownActions[i] ?? NONE, user, own[i] ?? NONE, ownResults[i] ?? NONE);
		}
		const { idleStart, idleEnd } = this.#serviceSteps(service);
		const { words } = this.#idle;
		for (let at = idleStart; at < idleEnd; at += 2) {
			this.#push(words[at] ?? NONE, user, service, words[at + 1] ?? NONE);
		}
	}

	/** What users do that leaves the services alone, whoever they are. */
	#pushUsers(user: number, service: number, ours: UserPart): void {
		for (let i = 0; i < ours.own.length; i++) {
			this.#push(ours.ownActions[i] ?? NONE, ours.own[i] ?? NONE, service, this.#silent);
		}
		const { idle } = this.#userSteps(user);
		for (let i = 0; i < idle.length; i += 2) this.#push(idle[i] ?? NONE, user, service, idle[i + 1] ?? NONE);
	}

	#pushRefused(user: number, service: number): void {
		const { waits } = this.#userSteps(user);
		for (const { action, about, awaited } of this.replies(service)) {
			if (waits[about] !== awaited) this.#push(action, user, service, this.refused);
		}
	}

	#pushPublished(user: number, service: number, ours: UserPart, theirs: ServicePart): void {
		const { users, labels } = this.parts;
		const { order } = this.#serviceSteps(service);
		for (const mover of ours.publishing) {
			const asked = theirs.first[mover.event] ?? NONE;
			const result = this.#told(mover, asked, order, undefined);
			this.#push(labels.action("vfsReply", mover.position), users.roll(user, mover, asked), service, result);
		}
	}

	/** The reply that each user in an event call waits for. */
	#pushAwaited(user: number, service: number, ours: UserPart, theirs: ServicePart): void {
		const { users, labels } = this.parts;
		const { order, callers } = this.#serviceSteps(service);
		for (const mover of ours.waiting) {
			const { place, event, position } = mover;
			const process = callers[place] ?? NONE;
			if (process === NONE) continue;
			const action = labels.reply(process, position, event);
			const replier = theirs.repliers[place];
			if (replier?.departure && replier.owed + (ours.owed[place] ?? 0) === 1) {
				const { to, removal, label } = replier.departure;
				const result = this.#told(mover, removal.asked[event] ?? NONE, label.order, "SUSPEND");
				this.#push(action, users.removed(user, removal), to, result);
			} else {
				const asked = theirs.behind[event]?.[place] ?? NONE;
				const result = this.#told(mover, asked, order, "SUSPEND");
				this.#push(action, users.roll(user, mover, asked), service, result);
			}
		}
	}

	/** Subscribers that go or stay, where that leaves the users as they are. */
	#pushCounted(user: number, service: number, ours: UserPart, theirs: ServicePart): void {
		const { departures } = this.#serviceSteps(service);
		for (const departure of theirs.conditional) {
			const { place, stays, to, label } = departure;
			if ((ours.owed[place] ?? 0) > 0) this.#push(label.action, user, stays, label.result);
			else if (ours.last < place) this.#push(label.action, user, to, label.result);
		}
		for (let i = 0; i < theirs.departures.length; i++) {
			const [departure, known] = [theirs.departures[i], departures[i]];
			if (!departure || !known || ours.last >= departure.removal.place) continue;
			const result = this.#departed(user, ours, departure, known);
			this.#push(departure.label.action, user, departure.to, result);
		}
	}

	/** Subscribers that go, where users wait for them or for one behind them. */
	#pushDepartures(user: number, service: number, ours: UserPart, theirs: ServicePart): void {
		const { users } = this.parts;
		const { departures } = this.#serviceSteps(service);
		for (const departure of theirs.conditional) {
			const { place, to, removal, label } = departure;
			if (ours.last <= place) continue;
			if ((ours.owed[place] ?? 0) === 0) {
				this.#push(label.action, users.removed(user, removal), to, label.result);
			}
		}
		for (let i = 0; i < theirs.departures.length; i++) {
			const [departure, known] = [theirs.departures[i], departures[i]];
			if (!departure || !known || ours.last < departure.removal.place) continue;
			const result = this.#departed(user, ours, departure, known);
			this.#push(departure.label.action, users.removed(user, departure.removal), departure.to, result);
		}
	}

	looks(step: number, found: Int32Array, length: number): boolean {
		const [user, service] = [this.usersAfter(step), this.servicesAfter(step)];
		this.#userSteps(user);
		this.#lookAt(service);
		const { words } = this.#userImages;
		const { words: rest } = this.#serviceImages;
		const [first, second] = [this.#userImages.width, this.#serviceImages.width];
		const owed = user * first + 3 * this.#scope.users;
		const slots = service * second + 3 * this.#scope.services + 2;
		const places = rest[slots - 1] ?? 0;
		const rows = 3 * this.#scope.users;
		if (length !== rows + slots - service * second + 3 * places) return false;
		for (let i = 0; i < rows; i++) if (found[i] !== words[user * first + i]) return false;
		for (let at = service * second, i = rows; i < length; at++, i++) {
			const isCount = at > slots && (at - slots) % 3 === 2;
			const waiting = isCount ? (words[owed + (at - slots - 2) / 3] ?? 0) : 0;
			if (found[i] !== (rest[at] ?? 0) + waiting) return false;
		}
		return true;
	}

	/** The wait counts found, if nothing else is other than it is to look like after the step; else undefined. */
	waitingInstead(step: number, found: Int32Array, length: number): readonly number[] | undefined {
		const right = found.slice(0, length);
		const slots = 3 * (this.#scope.users + this.#scope.services) + 2;
		const owed = this.parts.users.part(this.usersAfter(step)).owed;
		const services = this.servicesLook(this.servicesAfter(step));
		const waiting: number[] = [];
		for (let place = 0; slots + 3 * place < length; place++) {
			const at = slots + 3 * place + 2;
			waiting.push(right[at] ?? 0);
			right[at] = (services[at - 3 * this.#scope.users] ?? 0) + (owed[place] ?? 0);
		}
		return this.looks(step, right, length) ? waiting : undefined;
	}

	#push(action: number, user: number, service: number, result: number): void {
		const at = this.length++ * STEP_WORDS;
		this.#steps[at + ACTION] = action;
		this.#steps[at + USER] = user;
		this.#steps[at + SERVICE] = service;
		this.#steps[at + RESULT] = result;
	}

	/** The result of a turn of one user. */
	#told({ position, event }: Mover, asked: number, order: readonly number[], code: "SUSPEND" | undefined): number {
		const to = asked === NONE ? NONE : (order[asked] ?? NONE);
		const index = ((position * 2 + (code === undefined ? 0 : 1)) * 2 + event - 1) * 64 + to + 1;
		const known = this.#toldResults[index];
		if (known !== undefined) return known;
		const made = this.parts.labels.result(code, [{ process: position, event, asked: to }]);
		this.#toldResults[index] = made;
		return made;
	}
	readonly #toldResults: (number | undefined)[] = [];

	/** The result of a subscriber's death: the users that waited for it come first, in the order of the process table. */
	#departed(user: number, ours: UserPart, departure: Departure, known: (number | undefined)[]): number {
		const { removal, label } = departure;
		const waiters = this.#userSteps(user).waiters[removal.place] ?? 0;
		const result = known[waiters];
		if (result !== undefined) return result;
		const told = ours.waiting.flatMap((mover): Told[] => {
			if (mover.place !== removal.place) return [];
			return [{ process: mover.position, event: mover.event, asked: askedOf(removal, mover.event, label.order) }];
		});
		const made = this.parts.labels.result(label.code, [...told, ...label.told]);
		known[waiters] = made;
		return made;
	}

	/** What there is to know of a user part beside its moves: worked out once, and what it looks like too. */
	#userSteps(user: number): UserSteps {
		const known = this.#users[user];
		if (known) return known;
		const ours = this.parts.users.part(user);
		const digits = this.parts.users.digits(user);
		const waits = new Int32Array(digits.length).fill(NONE);
		for (const { position, place, event } of ours.waiting) waits[position] = awaitedAt(place, event);
		const callers = [...digits.keys()].filter((position) => this.parts.canCall("user", digits[position] ?? NONE));
		const made = this.#sharedSteps.of(`${waits};${callers}`, () => ({
			waits,
			waiters: Int32Array.from(ours.owed, (_, place) => this.#waitersAt(ours, place)),
			idle: callers.flatMap((position) => this.#calls(position, CODES_OF_USERS.setMask, CODES_OF_USERS.reply)),
		}));
		this.#userImages.put(user, [...imageOfRows(digits, this.parts.alphabets.user, false), ...ours.owed]);
		this.#users[user] = made;
		return made;
	}

	/** The replies of a service at a place about users. */
	#repliesOf(process: number, place: number): readonly ReplyAbout[] {
		const index = process * (this.parts.users.places + 1) + place + 1;
		const known = this.#replies[index];
		if (known) return known;
		const made = [...Array(this.#scope.users).keys()].flatMap((about) =>
			EVENTS.map((event) => ({
				action: this.parts.labels.reply(process, about, event),
				about,
				awaited: place === NONE ? NOT_AWAITED : awaitedAt(place, event),
			})),
		);
		this.#replies[index] = made;
		return made;
	}

	/** Every call of a process, with the code that setMask returns and the one that reply does. */
	#calls(process: number, ofSetMask: ReturnCode, ofReply: ReturnCode): number[] {
		const { labels } = this.parts;
		const processes = [...Array(this.#scope.users + this.#scope.services).keys()];
		return [
			...MASKS.flatMap((mask) => [labels.setMask(process, mask), labels.result(ofSetMask)]),
			...processes.flatMap((about) =>
				EVENTS.flatMap((event) => [labels.reply(process, about, event), labels.result(ofReply)]),
			),
		];
	}

	/** The calls of a service that change nothing: replies about services that it does not owe, masks that it has. */
	#idleCalls({ length, ownActions, conditional }: ServicePart, process: number, place: number): readonly number[] {
		const { labels } = this.parts;
		const { users, services, slots } = this.#scope;
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
				if (!isMove(action)) idle.push(action, this.refused);
			}
		}
		return idle;
	}

	/** Which users wait at a place and for which event, as a number. */
	#waitersAt({ waiting }: UserPart, place: number): number {
		const here = waiting.filter((mover) => mover.place === place);
		const key = here.map(({ position, event }) => `${position} ${event}`).join();
		const known = this.#waiters.get(key) ?? this.#waiters.size;
		this.#waiters.set(key, known);
		return known;
	}
	readonly #waiters = new Map([["", 0]]);

	/** The same of a service part. */
	#serviceSteps(service: number): ServiceSteps {
		const known = this.#services[service];
		if (known) return known;
		const theirs = this.parts.services.part(service);
		const { labels, alphabets } = this.parts;
		const numbers = this.parts.services.digits(service);
		const calling = [...numbers].flatMap((digit, index) =>
			this.parts.canCall("service", digit)
				? [{ process: labels.process(index), place: alphabets.service.digits[digit]?.place ?? NONE }]
				: [],
		);
		const idleStart = this.#idle.length;
		for (const { process, place } of calling) this.#idle.push(this.#idleCalls(theirs, process, place));
		const order = this.#subscribers(numbers).map(({ process }) => process);
		const made = {
			idleStart,
			idleEnd: this.#idle.length,
			replies: this.#sharedReplies.of(calling.map(({ process, place }) => `${process} ${place}`).join(), () =>
				calling.map(({ process, place }) => this.#repliesOf(process, place)),
			),
			callers: this.#lists.of(
				order.map((_, place) => calling.find((caller) => caller.place === place)?.process ?? NONE),
			),
			order: this.#lists.of(order),
			departures: theirs.departures.length > 0 ? theirs.departures.map(() => []) : NO_DEPARTURES,
		};
		this.#services[service] = made;
		this.#madeServices++;
		return made;
	}

	/** Works out once what a service part looks like and who keeps it: its digits say so, whatever it can do. */
	#lookAt(service: number): void {
		if (this.#owners[service] !== undefined) return;
		const { alphabets } = this.parts;
		const numbers = this.parts.services.digits(service);
		const waits = [...numbers].map((digit) => alphabets.service.digits[digit]?.waits);
		const subscribers = this.#subscribers(numbers);
		const slots = subscribers.flatMap(({ process, mask }, place) => {
			return [endpointOf(process, 0), mask, waits.filter((waited) => waited === place).length];
		});
		const rows = imageOfRows(numbers, alphabets.service, true);
		this.#serviceImages.put(service, [...rows, 0, subscribers.length, ...slots]);
		this.#owners[service] = this.#ownerOf(numbers, subscribers);
	}

	/** The subscribers of a service part, in order. */
	#subscribers(numbers: Uint8Array): readonly Subscriber[] {
		const { labels, alphabets } = this.parts;
		return [...numbers]
			.flatMap((digit, index) => {
				const { place, mask } = alphabets.service.digits[digit] ?? NO_SUBSCRIBER;
				return place === NONE ? [] : [{ process: labels.process(index), place, mask }];
			})
			.sort((a, b) => a.place - b.place);
	}
}

/** Finds the state of the specification that a target looks like. */
class Finder {
	readonly #scope: Scope;
	readonly #parts: Parts;
	/** By kind, flags and pending signals: the code. */
	readonly #codes: Readonly<Record<"user" | "service", Map<number, number>>>;
	readonly #place: Int8Array;
	readonly #mask: Int8Array;
	readonly #users: Uint8Array;
	readonly #services: Uint8Array;

	constructor(scope: Scope, parts: Parts) {
		this.#scope = scope;
		this.#parts = parts;
		const codes = (alphabet: Alphabet, service: boolean): Map<number, number> =>
			new Map(
				alphabet.digits.map(({ code }) => {
					const { lifecycle, killed, told } = decodeProcess(code);
					const flags = flagsOf(processOf(lifecycle, killed, told, undefined), service);
					return [keyOf(flags, killed ? SIGKILL_PENDING : 0), code];
				}),
			);
		this.#codes = { user: codes(parts.alphabets.user, false), service: codes(parts.alphabets.service, true) };
		[this.#place, this.#mask] = [new Int8Array(scope.services), new Int8Array(scope.services)];
		[this.#users, this.#services] = [new Uint8Array(scope.users), new Uint8Array(scope.services)];
	}

	/** @throws RangeError where no state looks like it */
	find(image: Int32Array, length: number): StateParts {
		const { users, services } = this.#scope;
		this.#place.fill(NONE);
		this.#mask.fill(0);
		const slots = 3 * (users + services) + 2;
		for (let place = 0; slots + 3 * place < length; place++) {
			const service = (image[slots + 3 * place] ?? 0) - users;
			this.#place[service] = place;
			this.#mask[service] = image[slots + 3 * place + 1] ?? 0;
		}
		for (let user = 0; user < users; user++) {
			this.#users[user] = this.#digit("user", image, user, NONE, 0);
		}
		for (let service = 0; service < services; service++) {
			const [place, mask] = [this.#place[service] ?? NONE, this.#mask[service] ?? 0];
			this.#services[service] = this.#digit("service", image, users + service, place, mask);
		}
		return { user: this.#parts.users.number(this.#users), service: this.#parts.services.number(this.#services) };
	}

	#digit(kind: "user" | "service", image: Int32Array, process: number, place: number, mask: number): number {
		const flags = image[3 * process] ?? 0;
		const signals = image[3 * process + 1] ?? 0;
		const waits = image[3 * process + 2] ?? NONE;
		const code = this.#codes[kind].get(keyOf(flags, signals)) ?? NONE;
		const digit = this.#parts.alphabets[kind].numberOf(code, waits, place, mask);
		if (digit < 0)
			throw new RangeError(`no state has a process with flags ${flags}, eventsub ${waits}, place ${place}`);
		return digit;
	}
}

function keyOf(flags: number, signals: number): number {
	return flags * 2 + (signals === 0 ? 0 : 1);
}

/** Lists of words by number, one after the other: so that millions of look-ups find them close together. */
class Images {
	readonly width: number;
	words: Int32Array;

	constructor(width: number) {
		this.width = Math.max(1, width);
		this.words = new Int32Array(this.width << 6);
	}

	put(number: number, words: readonly number[]): void {
		if ((number + 1) * this.width > this.words.length) {
			const larger = new Int32Array(Math.max((number + 1) * this.width, this.words.length * 2));
			larger.set(this.words);
			this.words = larger;
		}
		this.words.set(words, number * this.width);
	}
}

const NO_SUBSCRIBER = { place: NONE, mask: 0 };
const NO_DEPARTURES: readonly never[] = [];

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

/** How many subscription orders there are: of any length. */
function ordersOf({ services, slots }: Scope): number {
	let [orders, ofLength] = [1, 1];
	for (let length = 1; length <= Math.min(services, slots); length++) {
		ofLength *= services - length + 1;
		orders += ofLength;
	}
	return orders;
}

/** Which reply a user waits for, as one number: of the subscriber at the place, about the event. */
function awaitedAt(place: number, event: number): number {
	return place * 4 + event;
}

function leaverOf({ to, removal, label }: Departure, place: number, isForced: boolean): Leaver {
	const asked = EVENTS.map((event): Asked => {
		return { place: removal.asked[event] ?? NONE, told: askedOf(removal, event, label.order) };
	});
	return { action: label.action, place, isForced, services: to, removal: removal.number, asked };
}

function askedOf({ asked }: Removal, event: number, order: readonly number[]): number {
	const place = asked[event] ?? NONE;
	return place === NONE ? NONE : (order[place] ?? NONE);
}

/** What `Target.image` shows of the rows of one kind of process. */
function imageOfRows(digits: Uint8Array, alphabet: Alphabet, service: boolean): readonly number[] {
	return [...digits].flatMap((number) => {
		const digit = alphabet.digits[number];
		if (!digit) throw new RangeError(`there is no digit ${number}`);
		const { lifecycle, killed, told } = decodeProcess(digit.code);
		const process = processOf(lifecycle, killed, told, undefined);
		return [flagsOf(process, service), killed ? SIGKILL_PENDING : 0, digit.waits];
	});
}

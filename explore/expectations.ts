import type { ExpectedSteps } from "../impl/engine.ts";
import { flagsOf } from "../impl/image.ts";
import { endpointOf, SIGKILL_PENDING } from "../impl/minix.ts";
import type { ResultRecord } from "../impl/record.ts";
import { type Action, EVENTS, MASKS } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { processOf, type ReturnCode, type State } from "../model/state.ts";
import { decodeProcess } from "../model/tables.ts";
import { type Alphabet, decode, placesOf } from "./digits.ts";
import type { Told } from "./labels.ts";
import { Parts } from "./parts.ts";
import { NONE } from "./rules.ts";
import type { Departure, ServicePart } from "./services.ts";
import type { Pair } from "./sweep.ts";
import type { Mover, Removal, UserPart } from "./users.ts";

/** Words of one expected step: the number of the action, the parts that it leads to, and the number of the result. */
const STEP_WORDS = 4;
const [ACTION, USER, SERVICE, RESULT] = [0, 1, 2, 3];

/** What one part takes here, in bytes: a few small objects. */
const BYTES_PER_PART = 2_000;

/** What does not depend on the services: moves of single users, and calls of users. */
interface UserSteps {
	/** Of calls that change nothing: action and result, one after the other. */
	readonly idle: readonly number[];
	/** By position: the user in an event call; undefined where it is in none. */
	readonly waiting: readonly (Mover | undefined)[];
}

/** What does not depend on the users. */
interface ServiceSteps {
	/** By own move of the part: its result. */
	readonly own: readonly number[];
	/** By conditional move of the part: its result. */
	readonly conditional: readonly number[];
	readonly idle: readonly number[];
	/** The services that can call PM, as process numbers, and their places. */
	readonly callers: readonly { readonly process: number; readonly place: number }[];
	/** The subscribers in order, as process numbers. */
	readonly order: readonly number[];
	/** By departure: the results, by user part; undefined where not worked out yet. */
	readonly departures: readonly (number | undefined)[][];
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
	#user = 0;
	#service = 0;
	readonly #searchers: number;
	readonly #startHash: number;
	readonly #scope: Scope;
	readonly #users: (UserSteps | undefined)[] = [];
	readonly #services: (ServiceSteps | undefined)[] = [];
	/** By user part: what `Target.image` shows of the users, and by place how many of them wait there. */
	readonly #userImages: Images;
	/** By service part: what `Target.image` shows of the rest, wait counts without the users that wait. */
	readonly #serviceImages: Images;
	readonly #finder: Finder;
	readonly #refused: number;
	readonly #silent: number;

	/** @param searchers how many share the search */
	constructor(scope: Scope, searchers: number) {
		this.#searchers = searchers;
		this.#scope = scope;
		this.parts = new Parts(scope, { symmetry: false, labelled: true });
		this.alphabet = this.parts.labels.alphabet;
		this.#steps = new Int32Array(this.alphabet.length * STEP_WORDS);
		this.#finder = new Finder(scope, this.parts);
		const places = placesOf(scope);
		this.#userImages = new Images(3 * scope.users + places);
		this.#serviceImages = new Images(3 * scope.services + 2 + 3 * places);
		this.#refused = this.parts.labels.result("SUSPEND", [], true);
		this.#silent = this.parts.labels.result(undefined);
		this.#startHash = this.#hash(this.parts.services.start);
	}

	/** By claim id: in how many parts there are calls that are to be refused, and to change nothing. */
	get refusals(): ReadonlyMap<string, number> {
		const users = this.#users.filter((steps) => (steps?.idle.length ?? 0) > 0).length;
		const services = this.#services.filter((steps) => (steps?.idle.length ?? 0) > 0).length;
		return new Map([
			["services-only", users],
			["stray-reply-harmless", services],
		]);
	}

	/** The memory that is taken, in bytes. */
	get bytes(): number {
		const { users, services } = this.parts;
		return users.bytes + services.bytes + (this.#users.length + this.#services.length) * BYTES_PER_PART;
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
		return this.usersAfter(step) !== this.#user || this.servicesAfter(step) !== this.#service;
	}

	owner(step: number): number {
		if (this.#searchers === 1) return 0;
		// By the services alone: moves of users, which are most, then stay with who makes them. The start is the first's.
		return ((this.#hash(this.servicesAfter(step)) ^ this.#startHash) >>> 0) % this.#searchers;
	}

	#hash(service: number): number {
		if (this.#services[service] === undefined) this.#serviceSteps(service, this.parts.services.part(service));
		return this.#serviceImages.hash(service);
	}

	/** Works out what the two parts look like, where that was not done yet. */
	#note(user: number, service: number): void {
		if (this.#users[user] === undefined) this.#userSteps(user, this.parts.users.part(user));
		if (this.#services[service] === undefined) this.#serviceSteps(service, this.parts.services.part(service));
	}

	usersAfter(step: number): number {
		return this.#steps[step * STEP_WORDS + USER] ?? 0;
	}

	servicesAfter(step: number): number {
		return this.#steps[step * STEP_WORDS + SERVICE] ?? 0;
	}

	usersLook(users: number): Int32Array {
		if (this.#users[users] === undefined) this.#userSteps(users, this.parts.users.part(users));
		const { words, width } = this.#userImages;
		return words.subarray(users * width, (users + 1) * width);
	}

	servicesLook(services: number): Int32Array {
		if (this.#services[services] === undefined) this.#serviceSteps(services, this.parts.services.part(services));
		const { words, width } = this.#serviceImages;
		return words.subarray(services * width, (services + 1) * width);
	}

	/** The state that a target looks like which `Target.image` gave this for. */
	find(image: Int32Array, length: number): Pair {
		return this.#finder.find(image, length);
	}

	/** The state of the specification that two parts make. */
	state(user: number, service: number): State {
		const { users, services, alphabets } = this.parts;
		const digits = [...users.part(user).digits, ...services.part(service).digits];
		return decode(this.#scope, alphabets, digits);
	}

	/** Works out the steps from a state, every enabled action of the alphabet once. @throws SpecificationBroken */
	load(user: number, service: number): void {
		const { users, services, labels } = this.parts;
		const [ours, theirs] = [users.part(user), services.part(service)];
		this.parts.checkState(ours, theirs);
		const [userSteps, serviceSteps] = [this.#userSteps(user, ours), this.#serviceSteps(service, theirs)];
		this.length = 0;
		this.#user = user;
		this.#service = service;
		for (let i = 0; i < ours.own.length; i++) {
			this.#push(ours.ownActions[i] ?? NONE, ours.own[i] ?? NONE, service, this.#silent);
		}
		this.#pushIdle(userSteps.idle, user, service);
		for (let i = 0; i < theirs.own.length; i++) {
			this.#push(theirs.ownLabels[i]?.action ?? NONE, user, theirs.own[i] ?? NONE, serviceSteps.own[i] ?? NONE);
		}
		this.#pushIdle(serviceSteps.idle, user, service);
		for (const mover of ours.publishing) {
			const asked = theirs.first[mover.event] ?? NONE;
			const result = this.#told(mover, asked, serviceSteps.order, undefined);
			this.#push(labels.action("vfsReply", mover.position), users.roll(ours, mover, asked), service, result);
		}
		for (const caller of serviceSteps.callers) this.#pushReplies(user, service, ours, theirs, caller);
		for (const [index, { place, stays, to, removal, label }] of theirs.conditional.entries()) {
			const result = serviceSteps.conditional[index] ?? NONE;
			if ((ours.owed[place] ?? 0) > 0) this.#push(label.action, user, stays, result);
			else this.#push(label.action, users.removed(user, removal), to, result);
		}
		for (const [index, departure] of theirs.departures.entries()) {
			const result = this.#departed(user, ours, departure, serviceSteps.departures[index] ?? []);
			this.#push(departure.label.action, users.removed(user, departure.removal), departure.to, result);
		}
	}

	/** Every reply of one service about a user. */
	#pushReplies(
		user: number,
		service: number,
		ours: UserPart,
		theirs: ServicePart,
		{ process, place }: ServiceSteps["callers"][number],
	): void {
		const { users, labels } = this.parts;
		const { waiting } = this.#userSteps(user, ours);
		const { order } = this.#serviceSteps(service, theirs);
		for (let about = 0; about < waiting.length; about++) {
			const mover = waiting[about];
			for (const event of EVENTS) {
				const action = labels.reply(process, about, event);
				if (mover === undefined || place === NONE || mover.place !== place || mover.event !== event) {
					this.#push(action, user, service, this.#refused);
					continue;
				}
				const replier = theirs.repliers[place];
				if (replier?.departure && replier.owed + (ours.owed[place] ?? 0) === 1) {
					const { to, removal, label } = replier.departure;
					const result = this.#told(mover, removal.asked[event] ?? NONE, label.order, "SUSPEND");
					this.#push(action, users.removed(user, removal), to, result);
				} else {
					const asked = theirs.behind[event]?.[place] ?? NONE;
					const result = this.#told(mover, asked, order, "SUSPEND");
					this.#push(action, users.roll(ours, mover, asked), service, result);
				}
			}
		}
	}

	looks(step: number, found: Int32Array, length: number): boolean {
		const [user, service] = [this.usersAfter(step), this.servicesAfter(step)];
		this.#note(user, service);
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

	#pushIdle(idle: readonly number[], user: number, service: number): void {
		for (let i = 0; i < idle.length; i += 2) this.#push(idle[i] ?? NONE, user, service, idle[i + 1] ?? NONE);
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
		const result = known[user];
		if (result !== undefined) return result;
		const { removal, label } = departure;
		const told = this.#userSteps(user, ours).waiting.flatMap((mover): Told[] => {
			if (mover?.place !== removal.place) return [];
			return [{ process: mover.position, event: mover.event, asked: askedOf(removal, mover.event, label.order) }];
		});
		const made = this.parts.labels.result(label.code, [...told, ...label.told]);
		known[user] = made;
		return made;
	}

	#userSteps(user: number, ours: UserPart): UserSteps {
		const known = this.#users[user];
		if (known) return known;
		const waiting = [...ours.digits.keys()].map((position) =>
			ours.waiting.find((mover) => mover.position === position),
		);
		const idle = [...ours.digits].flatMap((digit, position) =>
			this.parts.canCall("user", digit) ? this.#calls(position, "EPERM", "ENOSYS") : [],
		);
		const made = { waiting, idle };
		this.#userImages.put(user, [...imageOfRows(ours.digits, this.parts.alphabets.user, false), ...ours.owed]);
		this.#users[user] = made;
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
	#pushIdleCalls(
		{ length, ownLabels, conditional }: ServicePart,
		process: number,
		place: number,
		idle: number[],
	): void {
		const { labels } = this.parts;
		const { users, services, slots } = this.#scope;
		const isMove = (action: number): boolean =>
			ownLabels.some((label) => label.action === action) || conditional.some(({ label }) => label.action === action);
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
	}

	#serviceSteps(service: number, theirs: ServicePart): ServiceSteps {
		const known = this.#services[service];
		if (known) return known;
		const { labels, alphabets } = this.parts;
		const digits = [...theirs.digits].map((digit) => alphabets.service.digits[digit]);
		const callers = digits.flatMap((digit, index) =>
			this.parts.canCall("service", theirs.digits[index] ?? 0)
				? [{ process: labels.process(index), place: digit?.place ?? NONE, mask: digit?.mask ?? 0 }]
				: [],
		);
		const order = [...digits.keys()]
			.filter((index) => (digits[index]?.place ?? NONE) !== NONE)
			.sort((a, b) => (digits[a]?.place ?? 0) - (digits[b]?.place ?? 0));
		const idle: number[] = [];
		for (const { process, place } of callers) this.#pushIdleCalls(theirs, process, place, idle);
		const slots = order.flatMap((index, place) => [
			endpointOf(labels.process(index), 0),
			digits[index]?.mask ?? 0,
			theirs.owed[place] ?? 0,
		]);
		const rows = imageOfRows(theirs.digits, alphabets.service, true);
		const made = {
			own: theirs.ownLabels.map(({ code, told }) => labels.result(code, told)),
			conditional: theirs.conditional.map(({ label: { code, told } }) => labels.result(code, told)),
			idle,
			callers,
			order: order.map((index) => labels.process(index)),
			departures: theirs.departures.map(() => []),
		};
		this.#serviceImages.put(service, [...rows, 0, order.length, ...slots]);
		this.#services[service] = made;
		return made;
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
	find(image: Int32Array, length: number): Pair {
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
	readonly #hashes: number[] = [];

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
		this.#hashes[number] = words.reduce((hash, word) => {
			const mixed = Math.imul(hash ^ word, 0x9e3779b1);
			return mixed ^ (mixed >>> 15);
		}, 0);
	}

	/** A hash of a list: the same wherever the list is the same. */
	hash(number: number): number {
		return this.#hashes[number] ?? 0;
	}
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

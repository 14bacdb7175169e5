import type { Exports } from "../../../impl/c/runtime/module.ts";
import { TargetFailure } from "../../../impl/failure.ts";
import { ACTION_KINDS, type Action, type ActionKind } from "../../../model/action.ts";
import { Shared } from "../interner.ts";
import type { Asked, Engine, ExpectedSteps, Leaver, Origin, Searcher, StateParts, Watcher } from "./engine.ts";

/** Which of `kernel_sizes` says how many words of memory, rows aside, there is room for. */
export const MOST_AROUND = 3;

const KINDS: readonly ActionKind[] = ACTION_KINDS.filter((kind) => kind !== "staleReply");
const FIRST_LENGTH = 1 << 10;
/** The words of `struct kernel_state`, in order, as far as they are set or read here. */
const STATE_WORDS = [
	"userCount",
	"serviceCount",
	"region",
	"head",
	"userWords",
	"serviceWords",
	"tail",
	"me",
	"searchers",
	"outbox",
	"outboxWords",
	"pairs",
	"base",
	"mostHeld",
	"parents",
	"actions",
	"size",
	"most",
	"met",
	"metCount",
	"arena",
	"arenaEnd",
	"isFull",
	"isInexact",
	"running",
	"vfsReplies",
	"replies",
	"told",
	"recordCell",
	"usersCell",
	"leaver",
	"users",
] as const;
type StateWord = (typeof STATE_WORDS)[number];
const STATE = places(STATE_WORDS);
/** The words of `struct kernel_table`. */
const TABLE_WORDS = ["words", "index", "width", "size", "most", "length", "tags"] as const;
type TableWord = (typeof TABLE_WORDS)[number];
const TABLE = places(TABLE_WORDS);
/** The words of `struct kernel_step`. */
const STEP = { action: 0, number: 1, awaited: 2, record: 3, users: 4, services: 5 } as const;
/** The tables, by the order in which they are in the state. */
const USERS = 0;
const SERVICES = 1;
const AROUND = 2;
const REST = 3;
const TABLES = [USERS, SERVICES, AROUND, REST] as const;
/** The words of `struct kernel_users` and of `struct kernel_leaver` that have a list; how many it has room for comes next. */
const REMOVED = 8;
const RECORDS = 11;
/** Says that every step was taken: KERNEL_NONE, as WebAssembly gives it. */
const ALL_TAKEN = -1;
/** Says that a step is not known yet: KERNEL_UNKNOWN. */
const UNKNOWN = -2;
/** Says of a step that nobody awaits it. */
const NOT_AWAITED = -1;
/** Stands for the look of users, or of the rest, that a step leaves as it is. */
const AS_IT_IS = 0;
/** How many words a list that grows has room for at first. */
const LEAST_LIST = 4;
/** How much room a list is given for which there is none, in bytes: more than any takes. */
const SPARE_BYTES = 1 << 18;
/** How much room there is for letters: in an outbox for each searcher, and in an inbox, in bytes. */
const BOX_BYTES = 1 << 25;
/** How many words each of these has room for at least: more than the letters about pairs that are expanded together. */
const LEAST_BOX_WORDS = 1 << 18;

/** Addresses and lengths in bytes. */
interface Piece {
	readonly at: number;
	readonly bytes: number;
}

/** Where things lie in the module's memory, as addresses. */
export interface KernelPlace {
	/** What the state is made of. */
	readonly region: { readonly start: number; readonly end: number };
	readonly mproc: number;
}

/**
 * Drives kernel.c, the inner loop of a search in the module itself.
 *
 * Its tables lie behind all that the module has, each with room for the most that there can be: memory that is never
 * written to takes none of the machine's.
 */
export class Kernel implements Engine {
	readonly #exports: Exports;
	readonly #words: Int32Array;
	/** Addresses, in words: of the outboxes and the inbox behind them, and of how many words each has; and how many there is room for. */
	readonly #outboxes: number;
	readonly #posted: number;
	readonly #boxWords: number;
	readonly #searchers: number;
	readonly #guarded: <T>(call: () => T) => T;
	/**
	 * Addresses, in words: of the state, of the numbers of a group's pairs, of the steps of section "counted", and of the
	 * step of section "both" that is put together.
	 */
	readonly #state: number;
	readonly #group: number;
	readonly #counted: number;
	readonly #both: number;
	readonly #stepWords: number;
	/** Addresses, in words: of the pairs that are not forgotten, and of the parents of all; and the actions that led to them. */
	readonly #pairs: number;
	readonly #parents: number;
	readonly #actions: Uint16Array;
	/** How many pairs are forgotten. */
	#base = 0;
	/** How many pairs were held at most before some were forgotten. */
	#held = 0;
	/** Where the arena for bits starts. */
	readonly #arena: number;
	/** Where lists start, where the next one goes, and where there is room for no more. */
	readonly #lists: number;
	#next: number;
	readonly #end: number;
	/** By number, the address of what kernel.c is told of it; undefined where it was not told yet. */
	readonly #records: (number | undefined)[] = [];
	readonly #userLooks: (number | undefined)[] = [];
	readonly #serviceLooks: (number | undefined)[] = [];
	readonly #userParts: (number | undefined)[] = [];
	readonly #serviceParts: (number | undefined)[] = [];
	/** Whether the source says itself what it looks like: then that need not be the users' rows and the rest, each by itself. */
	readonly #hasOwnView: boolean;
	/** By number of users and of the rest: the part that they look like; undefined where that is not known. */
	readonly #userOf: (number | undefined)[] = [];
	readonly #serviceOf: (number | undefined)[] = [];
	/** By their words: the addresses of lists that nobody changes. */
	readonly #sharedLists = new Shared<number>();
	#alphabet: Int32Array | undefined;
	#isFull = false;

	/**
	 * @param memory all of the module's memory
	 * @param guarded calls into the C, and throws a TargetFailure where it fails
	 */
	constructor(
		exports: Exports,
		memory: Uint8Array,
		place: KernelPlace,
		counts: { readonly users: number; readonly services: number },
		guarded: <T>(call: () => T) => T,
		searcher: Searcher,
	) {
		this.#exports = exports;
		this.#guarded = guarded;
		this.#hasOwnView = exports.view_eventsub !== undefined;
		const words = new Int32Array(memory.buffer);
		this.#words = words;
		const base = aligned(exports.__heap_base.value);
		exports.kernel_open(base);
		const [stateBytes = 0, stepBytes = 0, rowWords = 0] = [0, 1, 2].map(exports.kernel_sizes);
		const [group = 0, counted = 0, posted = 0, both = 0] = [0, 1, 2, 3].map(
			(which) => (base + exports.kernel_offsets(which)) / 4,
		);
		[this.#state, this.#group, this.#stepWords] = [base / 4, group, stepBytes / 4];
		[this.#counted, this.#both, this.#posted] = [counted, both, posted];
		words.fill(0, base / 4, (base + stateBytes) / 4);

		const { start, end } = place.region;
		const head = (place.mproc - start) / 4;
		const userWords = rowWords * counts.users;
		const serviceWords = rowWords * counts.services;
		const tail = (end - start) / 4 - head - userWords - serviceWords;
		const outbox = aligned(base + stateBytes);
		const { me, count: searchers } = searcher;
		[this.#searchers, this.#outboxes] = [searchers, outbox / 4];
		this.#boxWords = Math.max(LEAST_BOX_WORDS, Math.floor(BOX_BYTES / 4 / (searchers + 1)));
		this.#next = aligned(outbox + 4 * this.#boxWords * (searchers + 1));
		const free = memory.length - this.#next;
		this.#end = this.#next + share(free, 0.1);
		let at = this.#end;
		const take = (part: number): Piece => {
			const piece = { at, bytes: share(free, part) };
			at += piece.bytes;
			return piece;
		};
		this.#open(USERS, userWords, take(0.02), take(0.005));
		this.#open(SERVICES, serviceWords, take(0.02), take(0.01));
		this.#open(AROUND, head + tail, take(0.16), take(0.03));
		this.#open(REST, 2, take(0.05), take(0.04));
		const [pairs, parents, actions] = [take(0.12), take(0.2), take(0.1)];
		const [met, arena] = [take(0.04), take(0.1)];
		const most = Math.min(parents.bytes / 4, actions.bytes / 2);
		this.#set({ userCount: counts.users, serviceCount: counts.services, region: start });
		this.#set({ head, userWords, serviceWords, tail });
		this.#set({ me, searchers, outbox, outboxWords: this.#boxWords, most, met: met.at });
		this.#set({ pairs: pairs.at, mostHeld: pairs.bytes / 8, parents: parents.at, actions: actions.at });
		this.#set({ isInexact: this.#hasOwnView ? 1 : 0 });
		this.#set({ arena: arena.at, arenaEnd: arena.at + arena.bytes });
		[this.#pairs, this.#parents, this.#arena, this.#lists] = [pairs.at / 4, parents.at / 4, arena.at, this.#next];
		this.#actions = new Uint16Array(memory.buffer, actions.at, actions.bytes / 2);
		// What is noted of the rest has to fit too.
		const table = this.#table(REST);
		words[table + TABLE.most] = Math.min(words[table + TABLE.most] ?? 0, met.bytes / 8);
		exports.watch_state(start, end, counts.users);
	}

	#set(values: Readonly<Partial<Record<StateWord, number>>>): void {
		for (const name of STATE_WORDS) {
			const value = values[name];
			if (value !== undefined) this.#words[this.#state + STATE[name]] = value;
		}
	}

	#get(word: StateWord): number {
		return (this.#words[this.#state + STATE[word]] ?? 0) >>> 0;
	}

	/** The address of a table, in words. */
	#table(which: number): number {
		return this.#state + STATE.users + which * TABLE_WORDS.length;
	}

	/** Opens a table over two pieces of memory. */
	#open(which: number, width: number, words: Piece, index: Piece): void {
		const table = this.#table(which);
		// The index grows by five eighths when it is three quarters full.
		const most = Math.min(words.bytes / (Math.max(1, width) * 4), ((index.bytes / 4) * 0.75) / 1.625);
		this.#words[table + TABLE.words] = words.at;
		this.#words[table + TABLE.index] = index.at;
		this.#words[table + TABLE.width] = width;
		this.#words[table + TABLE.size] = 0;
		this.#words[table + TABLE.most] = Math.floor(most) - 1;
		this.#words[table + TABLE.length] = FIRST_LENGTH;
		// An earlier search may have left something here.
		this.#words.fill(0, index.at / 4, index.at / 4 + FIRST_LENGTH);
		this.#words[table + TABLE.tags] = -1 << (33 - Math.clz32(FIRST_LENGTH));
	}

	get size(): number {
		return this.#get("size");
	}

	get bytes(): number {
		const tables = TABLES.map((which) => {
			const words = this.#ofTable(which, "width") * this.#ofTable(which, "size");
			return 4 * (words + this.#ofTable(which, "length"));
		});
		const [held, bits] = [8 * this.#peak, this.#get("arena") - this.#arena];
		const known = 8 * (this.#userOf.length + this.#serviceOf.length);
		const others = 6 * this.size + held + 8 * this.#get("metCount") + bits + this.#next - this.#lists + known;
		return tables.reduce((sum, bytes) => sum + bytes, others);
	}

	/** How many pairs were held at most. */
	get #peak(): number {
		return Math.max(this.#held, this.size - this.#base);
	}

	get isFull(): boolean {
		return this.#isFull || this.#get("isFull") !== 0;
	}

	start(): void {
		this.#exports.kernel_start();
	}

	forget(before: number): void {
		this.#held = this.#peak;
		this.#base = before;
		this.#exports.kernel_forget(before);
	}

	order(from: number, to: number): Float64Array {
		// By rest, then by number: as one number that is exact, since there are far fewer than 2 ** 53 such.
		const count = to - from;
		const numbers = new Float64Array(count);
		for (let i = 0; i < count; i++) numbers[i] = this.#restOf(from + i) * count + i;
		numbers.sort();
		for (let i = 0; i < count; i++) numbers[i] = from + ((numbers[i] ?? 0) % count);
		return numbers;
	}

	areAlike(one: number, other: number): boolean {
		return this.#restOf(one) === this.#restOf(other) && this.#get("isInexact") === 0;
	}

	load(number: number): void {
		this.#exports.kernel_load(number);
	}

	expand(numbers: readonly number[], steps: ExpectedSteps, watcher: Watcher): void {
		this.#expandTogether(numbers, steps, watcher);
		for (const number of numbers) this.#expandAlone(number, steps, watcher);
	}

	/** Takes the steps that have nothing to do with who the users are, once for all. */
	#expandTogether(numbers: readonly number[], steps: ExpectedSteps, watcher: Watcher): void {
		const exports = this.#exports;
		const [first] = numbers;
		if (first === undefined) return;
		const state = this.#stateOf(first, watcher);
		const [users, services] = [this.#users(steps, state), this.#services(steps, state)];
		steps.load(state, "counted");
		const count = steps.length;
		this.#writeSteps(steps, this.#counted);
		if (this.#isFull) return;
		for (const [index, number] of numbers.entries()) this.#words[this.#group + index] = number;
		this.load(first);
		let action = this.#take(() => exports.kernel_group(numbers.length, users, services, count));
		while (action !== ALL_TAKEN) {
			const isBroken = watcher.differs(first, state, action, numbers.length, this.#likeness(first));
			this.load(first);
			if (!isBroken && numbers.length > 1) exports.kernel_each();
			else if (!isBroken) this.#allow();
			action = this.#take(() => exports.kernel_group_on());
		}
	}

	/** Takes the other steps from one. */
	#expandAlone(number: number, steps: ExpectedSteps, watcher: Watcher): void {
		const exports = this.#exports;
		const state = this.#stateOf(number, watcher);
		const users = this.#users(steps, state);
		watcher.met(state);
		if (this.#isFull) return;
		let action = this.#take(() => exports.kernel_pair(number, users));
		while (action !== ALL_TAKEN && !this.#isFull) {
			if (action === UNKNOWN) this.#learn(steps, state, users);
			else {
				const isBroken = watcher.differs(number, state, action, 1, this.#likeness(number));
				this.load(number);
				if (!isBroken) this.#allow();
			}
			action = this.#take(() => exports.kernel_pair_on());
		}
	}

	/** Writes down what a step does that has to do with users and services, and which users it leads to. */
	#learn(steps: ExpectedSteps, state: StateParts, users: number): void {
		const action = this.#actionOf(this.#both);
		steps.load(state, "both");
		const step = steps.indexOf(action);
		if (step === undefined) throw new Error(`action ${action} is expected by the kernel and not by the specification`);
		const [recordCell, usersCell] = [this.#get("recordCell"), this.#get("usersCell")];
		if (recordCell === 0) this.#lengthen(this.#get("leaver") / 4 + RECORDS);
		else this.#words[recordCell / 4] = this.#record(steps, steps.result(step));
		if (usersCell === 0) this.#lengthen(users / 4 + REMOVED);
		else this.#words[usersCell / 4] = this.#userLook(steps, steps.usersAfter(step));
	}

	/** Makes a list longer. @param at where its address is, and behind that its length */
	#lengthen(at: number): void {
		const [address = 0, length = 0] = this.#words.subarray(at, at + 2);
		const longer = new Int32Array(Math.max(LEAST_LIST, 2 * length));
		longer.set(this.#words.subarray(address / 4, address / 4 + length));
		this.#words[at] = this.#list(longer);
		this.#words[at + 1] = longer.length;
	}

	#likeness(number: number): number | undefined {
		return this.#get("isInexact") === 0 ? this.#restOf(number) : undefined;
	}

	/** Takes steps. @returns the action of the first that does not do what is expected, or that fails; ALL_TAKEN if none is left */
	#take(steps: () => number): number {
		try {
			return this.#guarded(steps);
		} catch (error) {
			if (!(error instanceof TargetFailure)) throw error;
			const failed = this.#get("running") / 4;
			this.#set({ running: 0 });
			return this.#actionOf(failed);
		}
	}

	/** Keeps what the last step led to, unless it failed: nothing can be done from there. */
	#allow(): void {
		this.#take(() => {
			this.#exports.kernel_allow();
			return ALL_TAKEN;
		});
	}

	origin(number: number): Origin {
		return { parent: (this.#words[this.#parents + number] ?? 0) >>> 0, action: this.#actions[number] ?? 0 };
	}

	outbox(owner: number): Int32Array {
		const start = this.#outboxes + owner * this.#boxWords;
		return this.#words.subarray(start, start + (this.#words[this.#posted + owner] ?? 0));
	}

	get outboxLength(): number {
		let longest = 0;
		for (let owner = 0; owner < this.#searchers; owner++) {
			longest = Math.max(longest, this.#words[this.#posted + owner] ?? 0);
		}
		return longest;
	}

	emptyOutbox(owner: number): void {
		this.#words[this.#posted + owner] = 0;
	}

	receive(letters: Int32Array): void {
		const inbox = this.#outboxes + this.#searchers * this.#boxWords;
		this.#words.set(letters, inbox);
		this.#exports.kernel_receive(inbox * 4, (inbox + letters.length) * 4);
	}

	#ofTable(which: number, word: TableWord): number {
		return (this.#words[this.#table(which) + TABLE[word]] ?? 0) >>> 0;
	}

	#usersOf(number: number): number {
		return this.#words[this.#pairs + 2 * (number - this.#base)] ?? 0;
	}

	#restOf(number: number): number {
		return this.#words[this.#pairs + 2 * (number - this.#base) + 1] ?? 0;
	}

	/** The state of the specification that a pair has. */
	#stateOf(number: number, watcher: Watcher): StateParts {
		const [users, rest] = [this.#usersOf(number), this.#restOf(number)];
		const [user, service] = [this.#userOf[users], this.#serviceOf[rest]];
		if (user !== undefined && service !== undefined) return { user, service };
		this.load(number);
		const state = watcher.state();
		if (this.#hasOwnView) return state;
		this.#userOf[users] = state.user;
		this.#serviceOf[rest] = state.service;
		return state;
	}

	/** The address of `struct kernel_users`. */
	#users(steps: ExpectedSteps, state: StateParts): number {
		const { user } = state;
		const known = this.#userParts[user];
		if (known !== undefined) return known;
		const [look, waits] = [this.#userLook(steps, user), this.#sharedList(steps.waits(user))];
		steps.load(state, "users");
		const [count, own] = [steps.length, this.#listSteps(steps)];
		const { turns, last, waiters } = steps.userTurns(user);
		const words = turns.flatMap(({ position, event, place }) => {
			return [position, event, place, this.#list(new Int32Array(waiters.length + 1))];
		});
		const made = this.#list([
			look,
			waits,
			own,
			count,
			this.#list(words),
			turns.length,
			last,
			this.#sharedList(waiters),
			0,
			0,
		]);
		this.#userParts[user] = made;
		return made;
	}

	/** The address of `struct kernel_services`. */
	#services(steps: ExpectedSteps, state: StateParts): number {
		const { service } = state;
		const known = this.#serviceParts[service];
		if (known !== undefined) return known;
		const look = this.#serviceLook(steps, service);
		steps.load(state, "services");
		const [count, own] = [steps.length, this.#listSteps(steps)];
		const replies = steps.replies(service);
		const [refused, owner] = [this.#record(steps, steps.refused), steps.owner(service)];
		const words = replies.flatMap(({ action, awaited }) => [
			this.#actionWord(steps, action),
			...[numberWord(action, owner), awaitedWord(awaited, false), refused, AS_IT_IS, AS_IT_IS, 0],
		]);
		const turns = this.#serviceTurns(steps, service);
		const made = this.#list([look, own, count, this.#sharedList(words), replies.length, owner, ...turns]);
		this.#serviceParts[service] = made;
		return made;
	}

	/** The words of `struct kernel_services` about the turns of users. */
	#serviceTurns(steps: ExpectedSteps, service: number): readonly number[] {
		const { first, behind, callers, owed, lingering, leavers } = steps.serviceTurns(service);
		return [
			this.#sharedList(first.flatMap(wordsOfAsked)),
			this.#sharedList(behind.flat().flatMap(wordsOfAsked)),
			this.#sharedList(callers),
			this.#sharedList(owed),
			this.#list(lingering.map((leaver) => (leaver ? this.#list(this.#leaver(steps, leaver)) : 0))),
			this.#list(leavers.flatMap((leaver) => this.#leaver(steps, leaver))),
			leavers.length,
		];
	}

	/** The words of `struct kernel_leaver`. */
	#leaver(steps: ExpectedSteps, { action, place, isForced, services, removal, asked }: Leaver): readonly number[] {
		const to = [this.#serviceLook(steps, services), steps.owner(services), removal];
		return [
			this.#actionWord(steps, action),
			action,
			place,
			isForced ? 1 : 0,
			...to,
			...asked.flatMap(wordsOfAsked),
			0,
			0,
		];
	}

	/** Writes the steps that are loaded to where they stay. @returns their address */
	#listSteps(steps: ExpectedSteps): number {
		const at = this.#reserve(steps.length * this.#stepWords * 4);
		this.#writeSteps(steps, at / 4);
		return at;
	}

	/** Writes the steps that are loaded as kernel.c reads them. @param to an address in words */
	#writeSteps(steps: ExpectedSteps, to: number): void {
		const words = this.#words;
		const alphabet = this.#alphabetOf(steps);
		for (let step = 0; step < steps.length; step++) {
			const at = to + step * this.#stepWords;
			const action = steps.action(step);
			const services = steps.servicesAfter(step);
			words[at + STEP.action] = alphabet[action] ?? 0;
			words[at + STEP.number] = numberWord(action, steps.owner(services));
			words[at + STEP.awaited] = awaitedWord(NOT_AWAITED, steps.changes(step));
			words[at + STEP.record] = this.#record(steps, steps.result(step));
			words[at + STEP.users] = steps.changesUsers(step) ? this.#userLook(steps, steps.usersAfter(step)) : AS_IT_IS;
			words[at + STEP.services] = steps.changesServices(step) ? this.#serviceLook(steps, services) : AS_IT_IS;
		}
	}

	#alphabetOf({ alphabet }: ExpectedSteps): Int32Array {
		if (this.#alphabet) return this.#alphabet;
		this.#alphabet = actionsInWords(alphabet);
		const first = (wanted: ActionKind): number => alphabet.findIndex(({ kind }) => kind === wanted);
		const processes = first("signal") - first("spawn");
		const told = this.#list(new Int32Array(4 * this.#get("userCount") * (processes + 1)));
		this.#set({ vfsReplies: first("vfsReply"), replies: first("reply"), told });
		return this.#alphabet;
	}

	/** The word of `struct kernel_step` that is an action; 0 where there is none of that number. */
	#actionWord(steps: ExpectedSteps, action: number): number {
		return this.#alphabetOf(steps)[action] ?? 0;
	}

	/** The number of the action of a step. @param step its address in words */
	#actionOf(step: number): number {
		return (this.#words[step + STEP.number] ?? 0) & 0xffff;
	}

	#record(steps: ExpectedSteps, result: number): number {
		const known = this.#records[result];
		if (known !== undefined) return known;
		return this.#listed(this.#records, result, steps.record(result).words());
	}

	#userLook(steps: ExpectedSteps, users: number): number {
		return this.#userLooks[users] ?? this.#listed(this.#userLooks, users, steps.usersLook(users));
	}

	#serviceLook(steps: ExpectedSteps, services: number): number {
		return this.#serviceLooks[services] ?? this.#listed(this.#serviceLooks, services, steps.servicesLook(services));
	}

	#listed(addresses: (number | undefined)[], number: number, words: Int32Array): number {
		const address = this.#list(words);
		addresses[number] = address;
		return address;
	}

	/** Writes a list of words to where it stays. @returns its address */
	#list(words: ArrayLike<number>): number {
		const address = this.#reserve(words.length * 4);
		this.#words.set(words, address / 4);
		return address;
	}

	/** Writes words that nobody changes and that are the same for many: once. @returns their address */
	#sharedList(words: readonly number[] | Int32Array): number {
		return this.#sharedLists.of(words.join(), () => this.#list(words));
	}

	/** Takes room for lists; where there is no more, the search ends, and what is written meanwhile is nobody's. */
	#reserve(bytes: number): number {
		const address = this.#next;
		if (address + bytes > this.#end - SPARE_BYTES) {
			this.#isFull = true;
			return this.#end - SPARE_BYTES;
		}
		this.#next += bytes;
		return address;
	}
}

/** The words of `struct kernel_asked`. */
function wordsOfAsked({ place, told }: Asked): readonly number[] {
	return [place, told];
}

/** Actions as `struct kernel_step` has them, a word each: kind, process, and two operands. */
function actionsInWords(alphabet: readonly Action[]): Int32Array {
	return Int32Array.from(alphabet, (action) => {
		const [first, second] = operandsOf(action);
		return KINDS.indexOf(action.kind) | (action.process << 8) | (first << 16) | (second << 24);
	});
}

/** The word of `struct kernel_step` that has the action's number, and who keeps what the step leads to. */
function numberWord(action: number, owner: number): number {
	return action | (owner << 16);
}

/** The word that has which reply is awaited, whether the step changes anything, and that it is not settled. */
function awaitedWord(awaited: number, changes: boolean): number {
	return (awaited & 0xffff) | (changes ? 1 << 16 : 0);
}

function operandsOf(action: Action): readonly [number, number] {
	switch (action.kind) {
		case "setMask":
			return [action.mask, 0];
		case "reply":
		case "staleReply":
			return [action.about, action.event];
		default:
			return [0, 0];
	}
}

/** By name: the place in the list. */
function places<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
	return Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
}

const ALIGNMENT = 1 << 12;

function aligned(address: number): number {
	return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function share(bytes: number, part: number): number {
	return Math.floor((bytes * part) / ALIGNMENT) * ALIGNMENT;
}

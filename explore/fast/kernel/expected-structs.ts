import {
	KERNEL_ACTION,
	KERNEL_NEXT,
	KERNEL_SERVICES,
	KERNEL_STEP,
	KERNEL_UNSUBSCRIPTION,
	KERNEL_USERS,
	KERNEL_WAITING,
} from "../../../impl/c/layout/kernel-steps.ts";
import { packed } from "../../../impl/c/layout/struct.ts";
import { ACTION_KINDS, type Action, type ActionKind, operandsOf } from "../../../model/action.ts";
import type { ExpectedSteps } from "../expected/expected-steps.ts";
import type { Asked, Unsubscription } from "../expected/steps.ts";
import type { FactoredState } from "../rows/components.ts";
import type { KernelMemory } from "./kernel-memory.ts";

const STEP = KERNEL_STEP.offsets;
const STEP_WORDS = KERNEL_STEP.size / 4;
/** `awaited` of a step that is taken whatever the users wait for. */
const NOT_AWAITED = -1;
/** Stands for the image of users, or of services, that a step leaves as it is. */
const UNCHANGED = 0;
/** Words that a list which grows has room for at first. */
const FIRST_LENGTH = 4;

/** Addresses in bytes by number; undefined where nothing was written yet. */
type Addresses = (number | undefined)[];

/** The specification's steps as structs in a module's memory, each written when it is first needed. */
export class ExpectedStructs {
	readonly #memory: KernelMemory;
	readonly #words: Int32Array;
	readonly #halves: Uint16Array;
	readonly #bytes: Uint8Array;
	readonly #results: Addresses = [];
	readonly #userImages: Addresses = [];
	readonly #serviceImages: Addresses = [];
	readonly #users: Addresses = [];
	readonly #services: Addresses = [];
	#actions: Int32Array | undefined;

	constructor(memory: KernelMemory) {
		this.#memory = memory;
		this.#words = memory.words;
		this.#halves = new Uint16Array(memory.words.buffer);
		this.#bytes = new Uint8Array(memory.words.buffer);
	}

	/** The address of `struct kernel_users`. */
	users(steps: ExpectedSteps, state: FactoredState): number {
		const { user } = state;
		return this.#users[user] ?? this.#keep(this.#users, user, this.#usersOf(steps, state));
	}

	/** The address of `struct kernel_services`. */
	services(steps: ExpectedSteps, state: FactoredState): number {
		const { service } = state;
		return this.#services[service] ?? this.#keep(this.#services, service, this.#servicesOf(steps, state));
	}

	/** Writes the steps that are loaded. @param to an address in words */
	writeSteps(steps: ExpectedSteps, to: number): void {
		const [words, halves, bytes] = [this.#words, this.#halves, this.#bytes];
		const actions = this.#actionsOf(steps);
		for (let step = 0; step < steps.length; step++) {
			const at = 4 * (to + step * STEP_WORDS);
			const number = steps.action(step);
			const services = steps.servicesAfter(step);
			words[(at + STEP.action) / 4] = actions[number] ?? 0;
			halves[(at + STEP.number) / 2] = number;
			halves[(at + STEP.owner) / 2] = steps.owner(services);
			halves[(at + STEP.awaited) / 2] = NOT_AWAITED;
			bytes[at + STEP.changes] = steps.changes(step) ? 1 : 0;
			bytes[at + STEP.is_settled] = 0;
			words[(at + STEP.result) / 4] = this.#result(steps, steps.result(step));
			words[(at + STEP.users) / 4] = steps.changesUsers(step)
				? this.#userImage(steps, steps.usersAfter(step))
				: UNCHANGED;
			words[(at + STEP.services) / 4] = steps.changesServices(step) ? this.#serviceImage(steps, services) : UNCHANGED;
		}
	}

	/** Writes the result of a combined step, and the users that it leads to, to the cells that the kernel has for them. */
	writeCombined(steps: ExpectedSteps, step: number, users: number): void {
		const [result, after] = [this.#memory.get("result_cell"), this.#memory.get("users_cell")];
		const unsubscription = this.#memory.get("unsubscription");
		const { results, result_count } = KERNEL_UNSUBSCRIPTION.offsets;
		const { removed, removed_count } = KERNEL_USERS.offsets;
		if (result === 0) this.#lengthen(unsubscription + results, unsubscription + result_count);
		else this.#words[result / 4] = this.#result(steps, steps.result(step));
		if (after === 0) this.#lengthen(users + removed, users + removed_count);
		else this.#words[after / 4] = this.#userImage(steps, steps.usersAfter(step));
	}

	/** The number of a step's action. @param step its address in words */
	actionOf(step: number): number {
		return this.#halves[(4 * step + STEP.number) / 2] ?? 0;
	}

	#usersOf(steps: ExpectedSteps, state: FactoredState): readonly number[] {
		const { lists } = this.#memory;
		const [image, waits] = [this.#userImage(steps, state.user), lists.intern(steps.awaitedReplies(state.user))];
		steps.load(state, "users");
		const own = { steps: this.#list(steps), step_count: steps.length };
		const { users, last, sets } = steps.waitingUsers(state.user);
		const waiting = users.flatMap(({ position, event, place }) => {
			const after = lists.add(new Int32Array(sets.length + 1));
			return packed(KERNEL_WAITING, { position, event, place, after });
		});
		const waitingLists = { waiting: lists.add(waiting), waiting_count: users.length, waiters: lists.intern(sets) };
		return packed(KERNEL_USERS, { image, waits, ...own, ...waitingLists, last, removed: 0, removed_count: 0 });
	}

	#servicesOf(steps: ExpectedSteps, state: FactoredState): readonly number[] {
		const image = this.#serviceImage(steps, state.service);
		steps.load(state, "services");
		const own = { steps: this.#list(steps), step_count: steps.length };
		const owner = steps.owner(state.service);
		const replies = this.#replies(steps, state.service, owner);
		return packed(KERNEL_SERVICES, { image, ...own, ...replies, owner, ...this.#announcements(steps, state.service) });
	}

	/** Replies about users, as they are refused where the user does not await them. */
	#replies(steps: ExpectedSteps, service: number, owner: number) {
		const replies = steps.replies(service);
		const rest = { owner, changes: 0, is_settled: 0, users: UNCHANGED, services: UNCHANGED, settled_users: 0 };
		const result = this.#result(steps, steps.refused);
		const key = replies.map(({ action, awaited }) => `${action}:${awaited}`).join();
		const words = () =>
			replies.flatMap(({ action: number, awaited }) =>
				packed(KERNEL_STEP, { ...rest, action: this.#action(steps, number), number, awaited, result }),
			);
		return { replies: this.#memory.lists.internBy(`${owner} ${key}`, words), reply_count: replies.length };
	}

	/** Subscribers by place, as the events of users are announced to them. */
	#announcements(steps: ExpectedSteps, service: number) {
		const { lists } = this.#memory;
		const { first, behind, callers, pending, lingering, unsubscriptions } = steps.subscriptions(service);
		const removals = lingering.map((last) => (last ? this.#unsubscriptions(steps, [last]) : 0));
		return {
			first: lists.intern(wordsOfNext(first)),
			following: lists.intern(wordsOfNext(behind.flat())),
			repliers: lists.intern(callers),
			pending_replies: lists.intern(pending),
			last_reply: lists.add(removals),
			unsubscriptions: this.#unsubscriptions(steps, unsubscriptions),
			unsubscription_count: unsubscriptions.length,
		};
	}

	/** Writes a list of `struct kernel_unsubscription`. @returns its address in bytes */
	#unsubscriptions(steps: ExpectedSteps, list: readonly Unsubscription[]): number {
		const { size, offsets } = KERNEL_UNSUBSCRIPTION;
		const start = this.#memory.lists.reserve(list.length * size);
		const words = this.#words;
		let at = start;
		for (const { action, place, isForced, services, removal, asked } of list) {
			words[(at + offsets.action) / 4] = this.#action(steps, action);
			words[(at + offsets.number) / 4] = action;
			words[(at + offsets.place) / 4] = place;
			words[(at + offsets.is_forced) / 4] = isForced ? 1 : 0;
			words[(at + offsets.services) / 4] = this.#serviceImage(steps, services);
			words[(at + offsets.owner) / 4] = steps.owner(services);
			words[(at + offsets.removal) / 4] = removal;
			words.set(wordsOfNext(asked), (at + offsets.next) / 4);
			words[(at + offsets.results) / 4] = 0;
			words[(at + offsets.result_count) / 4] = 0;
			at += size;
		}
		return start;
	}

	/** Writes the steps that are loaded to where they stay. @returns their address in bytes */
	#list(steps: ExpectedSteps): number {
		const at = this.#memory.lists.reserve(steps.length * KERNEL_STEP.size);
		this.writeSteps(steps, at / 4);
		return at;
	}

	/** Makes a list longer. @param at the addresses, in bytes, of its address and of its length */
	#lengthen(at: number, lengthAt: number): void {
		const [address, length] = [this.#words[at / 4] ?? 0, this.#words[lengthAt / 4] ?? 0];
		const longer = new Int32Array(Math.max(FIRST_LENGTH, 2 * length));
		longer.set(this.#words.subarray(address / 4, address / 4 + length));
		this.#words[at / 4] = this.#memory.lists.add(longer);
		this.#words[lengthAt / 4] = longer.length;
	}

	/** The word of an action; 0 where there is none of that number. */
	#action(steps: ExpectedSteps, number: number): number {
		return this.#actionsOf(steps)[number] ?? 0;
	}

	#actionsOf({ alphabet }: ExpectedSteps): Int32Array {
		if (this.#actions) return this.#actions;
		this.#actions = Int32Array.from(alphabet, wordOfAction);
		const first = (wanted: ActionKind): number => alphabet.findIndex(({ kind }) => kind === wanted);
		const processes = first("signal") - first("spawn");
		// One for each user that waits, VFS or subscriber that replies, event, and process that is asked next or none.
		const results = new Int32Array(this.#memory.get("user_count") * 2 * 2 * (processes + 1));
		this.#memory.set({ vfs_replies: first("vfsReply"), replies: first("reply") });
		this.#memory.set({ results: this.#memory.lists.add(results) });
		return this.#actions;
	}

	#result(steps: ExpectedSteps, result: number): number {
		return this.#results[result] ?? this.#keep(this.#results, result, steps.record(result).words());
	}

	#userImage(steps: ExpectedSteps, users: number): number {
		return this.#userImages[users] ?? this.#keep(this.#userImages, users, steps.usersImage(users));
	}

	#serviceImage(steps: ExpectedSteps, services: number): number {
		return this.#serviceImages[services] ?? this.#keep(this.#serviceImages, services, steps.servicesImage(services));
	}

	#keep(addresses: Addresses, number: number, words: ArrayLike<number>): number {
		const address = this.#memory.lists.add(words);
		addresses[number] = address;
		return address;
	}
}

/** The words of structs `kernel_next`, one after the other. */
function wordsOfNext(asked: readonly Asked[]): readonly number[] {
	const { size, offsets } = KERNEL_NEXT;
	const words = new Array<number>((asked.length * size) / 4);
	for (const [index, { place, process }] of asked.entries()) {
		words[(index * size + offsets.place) / 4] = place;
		words[(index * size + offsets.process) / 4] = process;
	}
	return words;
}

function wordOfAction(action: Action): number {
	const [first = 0, second = 0] = operandsOf(action);
	const kind = ACTION_KINDS.indexOf(action.kind);
	return packed(KERNEL_ACTION, { kind, process: action.process, first, second })[0] ?? 0;
}

import { ResultRecord } from "../../impl/result.ts";
import type { ProcessNames, Target } from "../../impl/target.ts";
import { type Action, renamed } from "../../model/action.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { hasWords } from "./memory-model.ts";

/** The most steps of a search, or of one of its threads, that are compared with the same under other names. */
export const RENAMED_STEPS = 1 << 18;
/** Steps in known situations of which one is compared. */
const STEPS_PER_CHECK = 256;
/** The logarithm of the number of bits that note situations. */
const SITUATION_BITS = 20;

/**
 * Symmetry reduction of a target's memory, and the check that the target allows it, for the plain search. It does what
 * impl/c/kernel/symmetry.c and renaming.c do for compiled targets.
 *
 * Of the memories that differ in the names of users or of services, the one is kept in which both are sorted. A target need
 * not treat all processes alike: so steps are taken again under other names, and have to do the same under these. In which
 * order one action serves several processes is left to the target.
 */
export class Renaming {
	readonly #target: Target;
	readonly #names: ProcessNames;
	readonly #memory: Int32Array;
	readonly #users: number;
	readonly #processes: number;
	/** Ways to name all processes. */
	readonly #ways: number;
	/** The process that each name stood for. */
	readonly #order: Uint8Array;
	/** The name that each process has now. */
	readonly #nameOf: Uint8Array;
	readonly #kept: Int32Array;
	readonly #record = new ResultRecord();
	readonly #situations = new Uint32Array((1 << SITUATION_BITS) / 32);
	/** Hashes of what users, and what services and their list, are before the steps that are checked. */
	#usersBefore = 0;
	#restBefore = 0;
	#taken = 0;
	#compared = 0;
	#asymmetric: Action | undefined;

	constructor(scope: Scope, target: Target, names: ProcessNames, memory: Int32Array) {
		[this.#target, this.#names, this.#memory] = [target, names, memory];
		[this.#users, this.#processes] = [scope.users, nrProcs(scope)];
		this.#ways = factorial(scope.users) * factorial(scope.services);
		this.#order = new Uint8Array(this.#processes);
		this.#nameOf = new Uint8Array(this.#processes);
		this.#kept = new Int32Array(memory.length);
	}

	/** Steps that were compared. */
	get compared(): number {
		return this.#compared;
	}

	/** An action that did something else under other names; undefined if none was seen. */
	get asymmetric(): Action | undefined {
		return this.#asymmetric;
	}

	/** Makes the words of a memory those of the one that is kept for it. @returns how many memories that one stands for */
	canonical(words: Int32Array): number {
		this.#kept.set(this.#memory);
		this.#memory.set(words);
		this.#sort(0, this.#users);
		this.#sort(this.#users, this.#processes);
		const ways = this.#waysOf(0, this.#users) * this.#waysOf(this.#users, this.#processes);
		words.set(this.#memory);
		this.#memory.set(this.#kept);
		return ways;
	}

	#sort(first: number, end: number): void {
		for (let i = first + 1; i < end; i++) {
			for (let at = i; at > first && this.#names.compare(at, at - 1) < 0; at--) this.#names.swap(at - 1, at);
		}
	}

	/** Counts the ways to name sorted processes that make different memories. */
	#waysOf(first: number, end: number): number {
		let [ways, alike] = [1, 0];
		for (let at = first; at < end; at++) {
			alike = at > first && this.#names.compare(at, at - 1) === 0 ? alike + 1 : 1;
			ways = (ways * (at - first + 1)) / alike;
		}
		return ways;
	}

	/** Notes the image of the memory from which the next steps are taken. */
	begin(image: Int32Array, length: number): void {
		this.#usersBefore = hashOf(image, 0, 3 * this.#users);
		this.#restBefore = hashOf(image, 3 * this.#users, length);
	}

	/**
	 * Compares the step that the target has just taken with the same under other names, if its situation is new, or now and then.
	 *
	 * @param from memory that the step was taken from
	 * @param index the number of its action
	 * @param result 0 if it changed nothing, the length of the image if it did, undefined if it is not as the specification says
	 */
	check(
		from: Int32Array,
		index: number,
		action: Action,
		hasReturned: boolean,
		result: number | undefined,
		image: Int32Array,
	): void {
		if (this.#ways === 1 || this.#compared >= RENAMED_STEPS || this.#asymmetric) return;
		if (result !== undefined && !this.#isNew(index, image, result) && ++this.#taken % STEPS_PER_CHECK !== 0) return;
		this.#compare(from, action, hasReturned);
	}

	#isNew(index: number, image: Int32Array, length: number): boolean {
		const isChanged = length > 0;
		const users = isChanged ? hashOf(image, 0, 3 * this.#users) : this.#usersBefore;
		const rest = isChanged ? hashOf(image, 3 * this.#users, length) : this.#restBefore;
		const ofUsers = this.#isUnseen(mixed(index, this.#usersBefore, users));
		const ofRest = this.#isUnseen(mixed(~index, this.#restBefore, rest));
		return ofUsers || ofRest;
	}

	/** True if a situation is new, as far as a bit of many can say. */
	#isUnseen(situation: number): boolean {
		const bit = situation >>> (32 - SITUATION_BITS);
		const [word, mask] = [bit >>> 5, 1 << (bit & 31)];
		const seen = this.#situations[word] ?? 0;
		this.#situations[word] = seen | mask;
		return (seen & mask) === 0;
	}

	#compare(from: Int32Array, action: Action, hasReturned: boolean): void {
		const [target, memory] = [this.#target, this.#memory];
		const number = 1 + (this.#compared++ % (this.#ways - 1));
		this.#kept.set(memory);
		this.#record.copy(target.record);
		memory.set(from);
		for (let process = 0; process < this.#processes; process++) this.#order[process] = process;
		this.#renameAll(number, false);
		for (const [name, process] of this.#order.entries()) this.#nameOf[process] = name;
		const isSame = target.step(this.#renamed(action)) === hasReturned;
		if (!isSame || (hasReturned && !this.#record.equalsRenamed(target.record, this.#nameOf))) this.#asymmetric = action;
		this.#renameAll(number, true);
		if (hasReturned && !hasWords(memory, this.#kept)) this.#asymmetric = action;
		memory.set(this.#kept);
		target.record.copy(this.#record);
	}

	/** Renames all processes in a way with a number below `#ways`, or back. */
	#renameAll(number: number, isBack: boolean): void {
		const rest = this.#rename(number, 0, this.#users, isBack);
		this.#rename(rest, this.#users, this.#processes, isBack);
	}

	/** Renames processes: each exchanges its name with itself or one behind it. @returns the rest of the number */
	#rename(number: number, first: number, end: number, isBack: boolean): number {
		const count = end - first;
		const partners: number[] = [];
		let rest = number;
		for (let i = 0; i < count; i++) {
			partners.push(i + (rest % (count - i)));
			rest = Math.floor(rest / (count - i));
		}
		for (let i = 0; i < count; i++) {
			const at = isBack ? count - 1 - i : i;
			this.#swap(first + at, first + (partners[at] ?? at));
		}
		return rest;
	}

	#swap(one: number, other: number): void {
		if (one === other) return;
		this.#names.swap(one, other);
		const process = this.#order[one] ?? one;
		this.#order[one] = this.#order[other] ?? other;
		this.#order[other] = process;
	}

	#renamed(action: Action): Action {
		return renamed(action, (process) => this.#nameOf[process] ?? process);
	}
}

function factorial(number: number): number {
	return number < 2 ? 1 : number * factorial(number - 1);
}

function hashOf(image: Int32Array, start: number, end: number): number {
	let hash = end;
	for (let at = start; at < end; at++) {
		hash = Math.imul(hash ^ (image[at] ?? 0), 0x85ebca6b);
		hash ^= hash >>> 15;
	}
	return hash;
}

function mixed(index: number, before: number, after: number): number {
	const hash = Math.imul(Math.imul(index, 0x9e3779b1) ^ before, 0xc2b2ae35) ^ Math.imul(after, 0x27d4eb2f);
	return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}

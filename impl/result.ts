import {
	CALLBACK_NAMES,
	type Callback,
	type Message,
	type MessageFault,
	type Result,
	type ReturnCode,
} from "../model/state.ts";
import { TargetFailure } from "./failure.ts";
import { ENOMEM, ENOSYS, EPERM, OK, SUSPEND } from "./minix.ts";

const CODES: readonly (readonly [number, ReturnCode])[] = [
	[OK, "OK"],
	[EPERM, "EPERM"],
	[ENOMEM, "ENOMEM"],
	[ENOSYS, "ENOSYS"],
	[SUSPEND, "SUSPEND"],
	[1, undefined],
];
const NAME_OF_CODE = new Map(CODES);
const CODE_OF_NAME = new Map(CODES.map(([code, name]) => [name, code]));

/** The number in C of a return code. */
export function codeInC(code: ReturnCode): number {
	return CODE_OF_NAME.get(code) ?? Number(code);
}

const NO_FAULTS: readonly MessageFault[] = [];
const FAULT_BITS: Readonly<Record<MessageFault["kind"], number>> = { type: 1, flags: 2, receiver: 4, rest: 8 };

/** The return code of an action that is no call. */
export const NO_CODE = 1;

const MOST_MESSAGES = 256;
const NO_MESSAGES: readonly Message[] = [];
const NO_CALLBACKS: readonly Callback[] = [];
const [CODE, WARNINGS, MALFORMED, MESSAGE_COUNT, CALLBACK_COUNT] = [0, 1, 2, 3, 4];
const MESSAGES = 5;
const CALLBACKS = MESSAGES + 3 * MOST_MESSAGES;

/**
 * Result as integers, so that a search can compare millions of them.
 *
 * Return code, number of warnings, faults of messages, number of messages and of callbacks; then the messages, three words
 * each, and the callbacks, two words each. Warnings are noted and never compared.
 */
export class ResultRecord {
	readonly #words = new Int32Array(CALLBACKS + 2 * MOST_MESSAGES);

	/** Faults of the messages, by the number of the message. */
	readonly #faults = new Map<number, readonly MessageFault[]>();

	clear(): void {
		// One by one: "fill" takes longer for so few.
		const words = this.#words;
		words[CODE] = NO_CODE;
		words[WARNINGS] = 0;
		words[MALFORMED] = 0;
		words[MESSAGE_COUNT] = 0;
		words[CALLBACK_COUNT] = 0;
		if (this.#faults.size > 0) this.#faults.clear();
	}

	setCode(code: number): void {
		this.#words[CODE] = code;
	}

	addWarning(): void {
		this.#words[WARNINGS] = this.warnings + 1;
	}

	/** Number of warnings that were printed. */
	get warnings(): number {
		return this.#words[WARNINGS] ?? 0;
	}

	addMessage(to: number, about: number, event: number, faults: readonly MessageFault[] = NO_FAULTS): void {
		const number = this.#grow(MESSAGE_COUNT);
		const at = MESSAGES + 3 * number;
		this.#words[at] = to;
		this.#words[at + 1] = about;
		this.#words[at + 2] = event;
		for (const { kind } of faults) this.#words[MALFORMED] = (this.#words[MALFORMED] ?? 0) | FAULT_BITS[kind];
		if (faults.length > 0) this.#faults.set(number, faults);
	}

	addCallback(name: number, process: number): void {
		const at = CALLBACKS + 2 * this.#grow(CALLBACK_COUNT);
		this.#words[at] = name;
		this.#words[at + 1] = process;
	}

	/** True if both results are equal, in the same order; warnings are not compared. */
	equals(other: ResultRecord): boolean {
		const [one, two] = [this.#words, other.#words];
		for (let i = 0; i < MESSAGES; i++) if (i !== WARNINGS && one[i] !== two[i]) return false;
		const messages = MESSAGES + 3 * (one[MESSAGE_COUNT] ?? 0);
		for (let i = MESSAGES; i < messages; i++) if (one[i] !== two[i]) return false;
		const callbacks = CALLBACKS + 2 * (one[CALLBACK_COUNT] ?? 0);
		for (let i = CALLBACKS; i < callbacks; i++) if (one[i] !== two[i]) return false;
		return true;
	}

	/**
	 * True if both results are equal once the processes of this one have other names, in whichever order; warnings are not
	 * compared.
	 *
	 * @param nameOf by process
	 */
	equalsRenamed(other: ResultRecord, nameOf: Uint8Array): boolean {
		for (let i = 0; i < MESSAGES; i++) if (i !== WARNINGS && this.#words[i] !== other.#words[i]) return false;
		return !this.hasEffects || this.#effects(nameOf) === other.#effects(undefined);
	}

	/** Messages and callbacks as text, in the order of their texts. */
	#effects(nameOf: Uint8Array | undefined): string {
		const name = (process: number): number => nameOf?.[process] ?? process;
		const messages = this.messages.map(({ to, about, event }) => `${name(to)} ${name(about)} ${event}`);
		const callbacks = this.#callbacks.map((callback) => `${callback.name} ${name(callback.process)}`);
		return [...messages, ...callbacks].sort().join();
	}

	/** Takes over another's result. */
	copy(other: ResultRecord): void {
		this.clear();
		const words = other.#words;
		const messages = MESSAGES + 3 * (words[MESSAGE_COUNT] ?? 0);
		for (let at = 0; at < messages; at++) this.#words[at] = words[at] ?? 0;
		const callbacks = CALLBACKS + 2 * (words[CALLBACK_COUNT] ?? 0);
		for (let at = CALLBACKS; at < callbacks; at++) this.#words[at] = words[at] ?? 0;
		for (const [number, faults] of other.#faults) this.#faults.set(number, faults);
	}

	/** True if there is a message or a callback. */
	get hasEffects(): boolean {
		return this.#words[MESSAGE_COUNT] !== 0 || this.#words[CALLBACK_COUNT] !== 0;
	}

	get messages(): readonly Message[] {
		const words = this.#words;
		if (words[MESSAGE_COUNT] === 0) return NO_MESSAGES;
		return Array.from({ length: words[MESSAGE_COUNT] ?? 0 }, (_, index): Message => {
			const at = MESSAGES + 3 * index;
			const faults = this.#faults.get(index);
			const message = { to: words[at] ?? 0, about: words[at + 1] ?? 0, event: words[at + 2] ?? 0 };
			return faults ? { ...message, faults } : message;
		});
	}

	/** The result in plain data. @param warnings the texts of the warnings that were printed */
	result(warnings: readonly string[]): Result {
		const word = this.#words[CODE] ?? NO_CODE;
		const code: ReturnCode = NAME_OF_CODE.has(word) ? NAME_OF_CODE.get(word) : `${word}`;
		return { code, messages: this.messages, callbacks: this.#callbacks, warnings };
	}

	get #callbacks(): readonly Callback[] {
		const words = this.#words;
		if (words[CALLBACK_COUNT] === 0) return NO_CALLBACKS;
		return Array.from({ length: words[CALLBACK_COUNT] ?? 0 }, (_, index): Callback => {
			const at = CALLBACKS + 2 * index;
			return { name: CALLBACK_NAMES[words[at] ?? 0] ?? "exit_restart", process: words[at + 1] ?? 0 };
		});
	}

	/** Return code, warnings, faults of messages, number of messages and of callbacks; the messages; the callbacks. */
	words(): Int32Array {
		const words = this.#words;
		const messages = words.subarray(MESSAGES, MESSAGES + 3 * (words[MESSAGE_COUNT] ?? 0));
		const callbacks = words.subarray(CALLBACKS, CALLBACKS + 2 * (words[CALLBACK_COUNT] ?? 0));
		return Int32Array.from([...words.subarray(0, MESSAGES), ...messages, ...callbacks]);
	}

	/** All that `equals` compares, as a key. */
	key(): string {
		const words = this.#words;
		const [messages, callbacks] = [words[MESSAGE_COUNT] ?? 0, words[CALLBACK_COUNT] ?? 0];
		const head = `${words[CODE]},${words[MALFORMED]},${messages},${callbacks}`;
		return messages + callbacks === 0 ? head : `${head};${this.words().subarray(MESSAGES)}`;
	}

	/** Sets it to a result in plain data. */
	take(result: Result): void {
		this.clear();
		this.setCode(codeInC(result.code));
		for (const _ of result.warnings) this.addWarning();
		for (const { to, about, event, faults } of result.messages) this.addMessage(to, about, event, faults);
		for (const { name, process } of result.callbacks) this.addCallback(CALLBACK_NAMES.indexOf(name), process);
	}

	/** Counts one more message or callback; returns its number, from 0. */
	#grow(counter: number): number {
		const count = this.#words[counter] ?? 0;
		if (count >= MOST_MESSAGES) {
			const text = `more than ${MOST_MESSAGES} messages or callbacks in one action`;
			throw new TargetFailure({ kind: "trap", text, where: undefined, line: undefined });
		}
		this.#words[counter] = count + 1;
		return count;
	}
}

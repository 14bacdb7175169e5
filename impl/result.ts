import { CALLBACK_NAMES, type Callback, type Message, type Result, type ReturnCode } from "../model/state.ts";
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

/** The return code of an action that is no call. */
export const NO_CODE = 1;

const MOST_MESSAGES = 256;
const NO_MESSAGES: readonly Message[] = [];
const MESSAGES = 4;
const CALLBACKS = MESSAGES + 3 * MOST_MESSAGES;

/**
 * Result as integers, so that a search can compare millions of them.
 *
 * Return code, 1 if a warning was printed, number of messages and of callbacks; then the messages, three words each,
 * and the callbacks, two words each.
 */
export class ResultRecord {
	readonly #words = new Int32Array(CALLBACKS + 2 * MOST_MESSAGES);

	clear(): void {
		this.#words[0] = NO_CODE;
		this.#words[1] = 0;
		this.#words[2] = 0;
		this.#words[3] = 0;
	}

	setCode(code: number): void {
		this.#words[0] = code;
	}

	setWarned(): void {
		this.#words[1] = 1;
	}

	addMessage(to: number, about: number, event: number): void {
		const at = MESSAGES + 3 * this.#grow(2);
		this.#words[at] = to;
		this.#words[at + 1] = about;
		this.#words[at + 2] = event;
	}

	addCallback(name: number, process: number): void {
		const at = CALLBACKS + 2 * this.#grow(3);
		this.#words[at] = name;
		this.#words[at + 1] = process;
	}

	/** True if both results are equal, in the same order. */
	equals(other: ResultRecord): boolean {
		const [one, two] = [this.#words, other.#words];
		for (let i = 0; i < MESSAGES; i++) if (one[i] !== two[i]) return false;
		const messages = MESSAGES + 3 * (one[2] ?? 0);
		for (let i = MESSAGES; i < messages; i++) if (one[i] !== two[i]) return false;
		const callbacks = CALLBACKS + 2 * (one[3] ?? 0);
		for (let i = CALLBACKS; i < callbacks; i++) if (one[i] !== two[i]) return false;
		return true;
	}

	get messages(): readonly Message[] {
		const words = this.#words;
		if (words[2] === 0) return NO_MESSAGES;
		return Array.from({ length: words[2] ?? 0 }, (_, index): Message => {
			const at = MESSAGES + 3 * index;
			return { to: words[at] ?? 0, about: words[at + 1] ?? 0, event: words[at + 2] ?? 0 };
		});
	}

	/** The result in plain data. @param warning the text of the warning, if one was printed */
	result(warning: string | undefined): Result {
		const words = this.#words;
		const callbacks = Array.from({ length: words[3] ?? 0 }, (_, index): Callback => {
			const at = CALLBACKS + 2 * index;
			return { name: CALLBACK_NAMES[words[at] ?? 0] ?? "exit_restart", process: words[at + 1] ?? 0 };
		});
		return { code: NAME_OF_CODE.get(words[0] ?? NO_CODE), messages: this.messages, callbacks, warning };
	}

	/**
	 * Words that `equals` compares: return code, warning, number of messages and of callbacks; the messages; the
	 * callbacks.
	 */
	words(): Int32Array {
		const words = this.#words;
		const messages = words.subarray(MESSAGES, MESSAGES + 3 * (words[2] ?? 0));
		const callbacks = words.subarray(CALLBACKS, CALLBACKS + 2 * (words[3] ?? 0));
		return Int32Array.from([...words.subarray(0, MESSAGES), ...messages, ...callbacks]);
	}

	/** `words` as a key. */
	key(): string {
		const words = this.#words;
		const [messages, callbacks] = [words[2] ?? 0, words[3] ?? 0];
		const head = `${words[0]},${words[1]},${messages},${callbacks}`;
		return messages + callbacks === 0 ? head : this.words().join();
	}

	/** Sets it to a result in plain data. */
	take(result: Result): void {
		this.clear();
		this.setCode(CODE_OF_NAME.get(result.code) ?? NO_CODE);
		if (result.warning !== undefined) this.setWarned();
		for (const { to, about, event } of result.messages) this.addMessage(to, about, event);
		for (const { name, process } of result.callbacks) this.addCallback(CALLBACK_NAMES.indexOf(name), process);
	}

	/** Counts one more message (2) or callback (3); returns its number, from 0. */
	#grow(counter: 2 | 3): number {
		const count = this.#words[counter] ?? 0;
		if (count >= MOST_MESSAGES) {
			const text = `more than ${MOST_MESSAGES} messages or callbacks in one action`;
			throw new TargetFailure({ kind: "trap", text, where: undefined, line: undefined });
		}
		this.#words[counter] = count + 1;
		return count;
	}
}

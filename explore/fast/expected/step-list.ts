/** Words of one step: the number of the action, the components that it leads to, and the number of the result. */
const STEP_WORDS = 4;
const [ACTION, USER, SERVICE, RESULT] = [0, 1, 2, 3];

/** Steps from one state, numbered from 0. */
export class StepList {
	length = 0;
	readonly #words: Int32Array;

	/** @param most steps that there is room for */
	constructor(most: number) {
		this.#words = new Int32Array(most * STEP_WORDS);
	}

	push(action: number, user: number, service: number, result: number): void {
		const at = this.length++ * STEP_WORDS;
		this.#words[at + ACTION] = action;
		this.#words[at + USER] = user;
		this.#words[at + SERVICE] = service;
		this.#words[at + RESULT] = result;
	}

	/** The step of an action; undefined if there is none. */
	indexOf(action: number): number | undefined {
		for (let step = 0; step < this.length; step++) if (this.action(step) === action) return step;
		return undefined;
	}

	/** The number of a step's action. */
	action(step: number): number {
		return this.#words[step * STEP_WORDS + ACTION] ?? 0;
	}

	/** The number of a step's result. */
	result(step: number): number {
		return this.#words[step * STEP_WORDS + RESULT] ?? 0;
	}

	/** The user component that a step leads to. */
	usersAfter(step: number): number {
		return this.#words[step * STEP_WORDS + USER] ?? 0;
	}

	/** The service component that a step leads to. */
	servicesAfter(step: number): number {
		return this.#words[step * STEP_WORDS + SERVICE] ?? 0;
	}
}

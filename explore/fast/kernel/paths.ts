import type { Origin } from "./engine.ts";

const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;

/** How each state was first reached: from which, by which action. States are numbered in the order in which they came. */
export class Paths {
	readonly #parents: Uint32Array[] = [];
	readonly #actions: Uint16Array[] = [];
	#length = 0;

	/** How many states there are. */
	get length(): number {
		return this.#length;
	}

	/** The memory that it takes, in bytes. */
	get bytes(): number {
		return this.#parents.length * PAGE * 6;
	}

	push(parent: number, action: number): void {
		const at = this.#length & (PAGE - 1);
		if (at === 0) {
			this.#parents.push(new Uint32Array(PAGE));
			this.#actions.push(new Uint16Array(PAGE));
		}
		const page = this.#length++ >>> PAGE_BITS;
		const [parents, actions] = [this.#parents[page], this.#actions[page]];
		if (parents) parents[at] = parent;
		if (actions) actions[at] = action;
	}

	/** How a state was first reached. */
	origin(state: number): Origin {
		return {
			parent: this.#parents[state >>> PAGE_BITS]?.[state & (PAGE - 1)] ?? 0,
			action: this.#actions[state >>> PAGE_BITS]?.[state & (PAGE - 1)] ?? 0,
		};
	}
}

/** Shares of a run's time after which its parts have to be over, in their order: so each of them runs. */
const SHARES = { kept: 0.15, searches: 0.55, own: 0.7, induction: 0.8, random: 0.9, all: 1 } as const;

/** The least share of a part: sources are compiled between the parts, which may take all the time that there is. */
const LEAST_SHARE = 0.02;

/** Part of a run. */
export type Part = keyof typeof SHARES;

/** Time that a run may take, from when this is made. */
export class Deadline {
	readonly #started = performance.now();
	readonly #timeMs: number;
	readonly #signal: AbortSignal | undefined;

	/** @param timeMs Infinity for no limit. @param signal ends the time where it is aborted */
	constructor(timeMs: number, signal?: AbortSignal) {
		this.#timeMs = timeMs;
		this.#signal = signal;
	}

	/** Time for a part that begins now, in milliseconds: what is left of its share, and a little in any case. */
	msFor(part: Part): number {
		if (this.#signal?.aborted) return 0;
		return Math.max(this.#timeMs * LEAST_SHARE, this.#msLeft(part));
	}

	/** Deadline of a run within this one that begins now. @param share of the time that is left */
	part(share: number): Deadline {
		return new Deadline(this.msFor("all") * share, this.#signal);
	}

	/** True if the time of a part is over. */
	isOver(part: Part = "all"): boolean {
		return this.#signal?.aborted === true || this.#msLeft(part) <= 0;
	}

	#msLeft(part: Part): number {
		return this.#timeMs * SHARES[part] - (performance.now() - this.#started);
	}
}

import type { Target } from "../../impl/target.ts";
import type { KernelLoop } from "../fast/kernel/index.ts";
import {
	ASYMMETRIC,
	awaitAll,
	CONTROL,
	COUNTERS_REFUTED,
	mostWords,
	notify,
	OWN,
	own,
	type SharedState,
	waitUntil,
} from "./barrier.ts";
import { collect, deliver } from "./mailbox.ts";

const PAIRS_PER_ROUND = 1 << 15;

/** One worker's part of a search: a level is expanded by all workers before the next is begun. */
export class LevelSearch {
	readonly #search: KernelLoop;
	readonly #target: Target;
	readonly #shared: SharedState;
	readonly #worker: number;
	/** Messages by sender. They are kept when the level is finished, so it never matters when they came. */
	readonly #received: Int32Array[][];
	#receivedBytes = 0;

	constructor(search: KernelLoop, target: Target, shared: SharedState, worker: number) {
		[this.#search, this.#target, this.#shared, this.#worker] = [search, target, shared, worker];
		this.#received = Array.from({ length: shared.count }, () => []);
	}

	/** Searches until no worker has more, or a limit is reached. */
	run(): void {
		this.#report();
		for (let levels = 1; ; levels++) {
			this.#expandLevel();
			this.#finishLevel(levels);
			const goesOn = !this.#isOver && this.#hasAnyMore;
			// The words that goesOn depends on change only when every worker has read them.
			awaitAll(this.#shared);
			if (!goesOn) return;
			this.#search.beginLevel();
		}
	}

	#expandLevel(): void {
		const [search, most] = [this.#search, mostWords(this.#shared.count)];
		while (search.hasMoreOfLevel && !this.#isOver) {
			search.expandLevel(PAIRS_PER_ROUND, most);
			this.#report();
			waitUntil(this.#shared, () => this.#exchange() || search.kernel.messageWords <= most);
		}
	}

	/** Waits until all workers have finished the level, and all messages about it have come. @param levels levels with this one */
	#finishLevel(levels: number): void {
		const { control, count } = this.#shared;
		waitUntil(this.#shared, () => this.#exchange());
		Atomics.add(control, CONTROL.finished, 1);
		notify(this.#shared);
		waitUntil(this.#shared, () => {
			const isFinished = Atomics.load(control, CONTROL.finished) === levels * count;
			this.#collect();
			return isFinished;
		});
		for (const messages of this.#received) for (const some of messages.splice(0)) this.#search.kernel.receive(some);
		this.#receivedBytes = 0;
		this.#report();
		awaitAll(this.#shared);
	}

	/** Exchanges messages with other workers. @returns whether all of this worker's are delivered */
	#exchange(): boolean {
		this.#collect();
		return deliver(this.#search.kernel, this.#shared, this.#worker);
	}

	#collect(): void {
		collect(this.#shared, this.#worker, (sender, messages) => {
			this.#received[sender]?.push(messages);
			this.#receivedBytes += messages.byteLength;
		});
	}

	/** Writes this worker's progress where the others, and the thread that watches, read it. */
	#report(): void {
		const { control } = this.#shared;
		const { stored, frontier, depth, bytes } = this.#search.progress();
		const set = (word: number, value: number): void => {
			control[own(this.#worker, word)] = value;
		};
		set(OWN.stored, stored);
		set(OWN.frontier, frontier);
		set(OWN.depth, depth);
		set(OWN.kibibytes, (bytes + this.#receivedBytes) / 1024);
		set(OWN.hasMore, this.#search.hasMore ? 1 : 0);
		const ofCounters = this.#target.counters?.isRefuted === true ? COUNTERS_REFUTED : 0;
		const ofSymmetry = this.#search.asymmetric ? ASYMMETRIC : 0;
		Atomics.or(control, CONTROL.refuted, (this.#target.deadMemory?.read ?? 0) | ofCounters | ofSymmetry);
		if (this.#search.isFull) Atomics.store(control, CONTROL.full, 1);
		if (Atomics.load(control, CONTROL.stop) !== 0) Atomics.store(control, CONTROL.isStopping, 1);
	}

	/** True if a worker has seen why the search ends before it is complete. */
	get #isOver(): boolean {
		const { isStopping, refuted, full } = CONTROL;
		return [isStopping, refuted, full].some((word) => Atomics.load(this.#shared.control, word) !== 0);
	}

	get #hasAnyMore(): boolean {
		const { control, count } = this.#shared;
		return Array.from({ length: count }, (_, worker) => control[own(worker, OWN.hasMore)]).includes(1);
	}
}

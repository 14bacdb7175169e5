import { Worker } from "node:worker_threads";
import type { Scope } from "../../../model/scope.ts";
import { FULL } from "../../limits.ts";
import { CONTROL, type Crew, createCrew } from "../../parallel/barrier.ts";
import { answerOf, watchThreads } from "../../parallel/threads.ts";
import type { SpecificationOptions, SpecificationSearch } from "../../specification.ts";
import { addedUp, SpecificationBroken } from "./monitors.ts";
import { PAGE_WORDS, type Sweep, type SweepCounts } from "./rows.ts";
import { createSharedLog } from "./shared-log.ts";
import type { HandedOver, SweeperAnswer, SweeperData, Swept } from "./sweeper.ts";

/**
 * Several threads that go on with the search of the specification which one has begun, with the same counts.
 *
 * Only `exercised` has more: each puts the claims to what it works out by itself. Each marks all states that it has met or told
 * of, so every thread takes as much memory for that as one that searches alone.
 */
export class Sweepers {
	readonly #crew: Crew;
	readonly #logs = { users: createSharedLog(), services: createSharedLog() };
	readonly #threads: readonly Worker[];
	/** Whether all of them have started, which takes a while. */
	areReady = false;

	/** @param count how many threads, at least 2 */
	constructor(scope: Scope, symmetry: boolean, count: number) {
		this.#crew = createCrew(count, PAGE_WORDS);
		this.#threads = Array.from({ length: count }, (_, me) => {
			const workerData: SweeperData = { scope, symmetry, me, crew: this.#crew, logs: this.#logs };
			return new Worker(new URL("./sweeper.js", import.meta.url), { workerData });
		});
		// Where one does not start, the search goes on without them.
		const started = Promise.all(this.#threads.map((thread) => answerOf<"ready">(thread)));
		started.then(
			() => {
				this.areReady = true;
			},
			() => {},
		);
	}

	/**
	 * Goes on from where the search is.
	 *
	 * @param started when it began, as `performance.now` gives it
	 * @throws SpecificationBroken
	 */
	async goOn(sweep: Sweep, options: SpecificationOptions, started: number): Promise<SpecificationSearch> {
		sweep.parts.log(this.#logs);
		const handedOver: HandedOver = { snapshot: sweep.saveWithoutParts() };
		for (const thread of this.#threads) thread.postMessage(handedOver);
		const { answers, stoppedBy } = await watchThreads(this.#threads, this.#crew, options, started, sweptOf);
		const isFull = Atomics.load(this.#crew.control, CONTROL.full) !== 0;
		const exercised = [sweep.parts.exercised(0), ...answers.map((share) => share.exercised)];
		return { ...together(answers, exercised), stoppedBy: isFull ? FULL : stoppedBy };
	}

	async dispose(): Promise<void> {
		await Promise.all(this.#threads.map((thread) => thread.terminate()));
	}
}

/** @throws SpecificationBroken where that is what the thread says */
function sweptOf(answer: SweeperAnswer): Swept {
	if (answer.kind === "broken") throw new SpecificationBroken(answer.claim, answer.detail);
	return answer;
}

/** What the shares of several threads come to. @param exercised by thread and by claim id: how often it was put to the test */
function together(
	shares: readonly Swept[],
	exercised: readonly ReadonlyMap<string, number>[],
): Omit<SpecificationSearch, "stoppedBy"> {
	const sum = (of: (share: Swept) => number): number => shares.reduce((total, share) => total + of(share), 0);
	const counted = (name: keyof SweepCounts): number => sum(({ counts }) => counts[name]);
	return {
		stored: sum(({ found }) => found),
		states: counted("states"),
		canonicalStates: counted("canonicalStates"),
		transitions: counted("transitions"),
		depth: Math.max(...shares.map(({ depth }) => depth)),
		bytes: sum(({ bytes }) => bytes),
		threads: shares.length,
		exercised: addedUp(exercised.flatMap((counts) => [...counts])),
	};
}

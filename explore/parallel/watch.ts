import { setTimeout } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { type Limits, reachedLimit, type SearchProgress } from "../limits.ts";
import { CONTROL, OWN, own, type SharedState } from "./barrier.ts";

const POLL_MS = 20;

/** Limits of a search by workers, and a listener to its progress. */
interface Watched {
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

/** The end of a search by workers. */
interface Ended<Answer> {
	/** Answers by worker. */
	readonly answers: readonly Answer[];
	/** The limit that ended it before it was complete; undefined where none did. */
	readonly stoppedBy: string | undefined;
}

/**
 * Waits for the workers of a search to come to their end, or until a limit is reached.
 *
 * @param started when the search began, as `performance.now` gives it
 */
export async function watchWorkers<Answer>(
	workers: readonly Worker[],
	{ control, count }: SharedState,
	watched: Watched,
	started: number,
): Promise<Ended<Answer>> {
	let stoppedBy: string | undefined;
	let isOver = false;
	const answers = Promise.all(workers.map((worker) => answerOf<Answer>(worker))).finally(() => {
		isOver = true;
	});
	const watch = async (): Promise<void> => {
		while (!isOver) {
			const progress = progressOf(control, count);
			watched.onProgress?.(progress);
			stoppedBy ??= reachedLimit(watched, progress, performance.now() - started);
			if (stoppedBy !== undefined) Atomics.store(control, CONTROL.stop, 1);
			await setTimeout(POLL_MS);
		}
	};
	const [ended] = await Promise.all([answers, watch()]);
	const isCutShort = valuesOf(control, count, OWN.hasMore).includes(1);
	return { answers: ended, stoppedBy: isCutShort ? stoppedBy : undefined };
}

/** The next message of a worker; the caller knows its type. @throws Error where the worker ends without one */
export function answerOf<Answer>(worker: Worker): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const onMessage = (answer: Answer): void => settle(() => resolve(answer));
		const onError = (error: unknown): void => settle(() => reject(error));
		const onExit = (code: number): void =>
			settle(() => reject(new Error(`a thread ended with code ${code} before it answered`)));
		const settle = (how: () => void): void => {
			worker.off("message", onMessage).off("error", onError).off("messageerror", onError).off("exit", onExit);
			how();
		};
		worker.on("message", onMessage).on("error", onError).on("messageerror", onError).on("exit", onExit);
	});
}

/** A word that each worker has, by worker. */
function valuesOf(control: Int32Array, count: number, word: number): number[] {
	return Array.from({ length: count }, (_, worker) => Atomics.load(control, own(worker, word)));
}

function progressOf(control: Int32Array, count: number): SearchProgress {
	const sum = (word: number): number => valuesOf(control, count, word).reduce((total, value) => total + value, 0);
	return {
		stored: sum(OWN.stored),
		frontier: sum(OWN.frontier),
		depth: Math.max(...valuesOf(control, count, OWN.depth)),
		bytes: sum(OWN.kibibytes) * 1024,
	};
}

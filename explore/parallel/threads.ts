import { setTimeout } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { type Limits, reachedLimit, type SearchProgress } from "../limits.ts";
import { CONTROL, type Crew, OWN, own } from "./barrier.ts";

const POLL_MS = 20;

/** Which limits a search by threads has, and whom it tells how far it is. */
interface Watched {
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

/** What the threads of a search came to. */
interface Ended<Result> {
	/** By thread. */
	readonly answers: readonly Result[];
	/** Which limit ended it before it was complete; undefined where none did. */
	readonly stoppedBy: string | undefined;
}

/**
 * Waits for the threads of a search to come to their end, or until a limit is reached.
 *
 * @param started when the search began, as `performance.now` gives it
 * @param read what a thread's answer says of its share; it throws where that is why there is none
 */
export async function watchThreads<Answer, Result>(
	threads: readonly Worker[],
	{ control, count }: Crew,
	watched: Watched,
	started: number,
	read: (answer: Answer) => Result,
): Promise<Ended<Result>> {
	let stoppedBy: string | undefined;
	let isOver = false;
	const answers = Promise.all(threads.map(async (thread) => read(await answerOf<Answer>(thread)))).finally(() => {
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

/** The next message of a thread; whoever sent it knows what it is. @throws Error where it ends without one */
export function answerOf<Answer>(thread: Worker): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const onMessage = (answer: Answer): void => settle(() => resolve(answer));
		const onError = (error: unknown): void => settle(() => reject(error));
		const onExit = (code: number): void =>
			settle(() => reject(new Error(`a thread ended with code ${code} before it answered`)));
		const settle = (how: () => void): void => {
			thread.off("message", onMessage).off("error", onError).off("messageerror", onError).off("exit", onExit);
			how();
		};
		thread.on("message", onMessage).on("error", onError).on("messageerror", onError).on("exit", onExit);
	});
}

/** By thread: what it says of itself. */
function valuesOf(control: Int32Array, count: number, word: number): number[] {
	return Array.from({ length: count }, (_, thread) => Atomics.load(control, own(thread, word)));
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

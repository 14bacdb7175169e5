import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { CONTROL, type Crew, OWN, own } from "./crew.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";

const POLL_MS = 20;

/** Which limits a search by threads has, and whom it tells how far it is. */
interface Watched {
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

/** What the threads of a search came to. */
interface Ended<Share> {
	/** By thread. */
	readonly answers: readonly Share[];
	/** Which limit ended it; undefined where none did. */
	readonly stoppedBy: string | undefined;
}

/**
 * Waits for the threads of a search to come to their end, or until a limit is reached.
 *
 * @param started when the search began, as `performance.now` gives it
 * @param read what a thread's answer says of its share; it throws where that is why there is none
 */
export async function watchThreads<Answer, Share>(
	threads: readonly Worker[],
	{ control, count }: Crew,
	watched: Watched,
	started: number,
	read: (answer: Answer) => Share,
): Promise<Ended<Share>> {
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
	const isStopped = Atomics.load(control, CONTROL.isStopping) !== 0;
	return { answers: ended, stoppedBy: isStopped ? stoppedBy : undefined };
}

/** The next message of a thread; whoever sent it knows what it is. */
export async function answerOf<Answer>(thread: Worker): Promise<Answer> {
	const [answer] = await once(thread, "message");
	return answer as Answer;
}

function progressOf(control: Int32Array, count: number): SearchProgress {
	const values = (word: number): number[] =>
		Array.from({ length: count }, (_, thread) => Atomics.load(control, own(thread, word)));
	const sum = (word: number): number => values(word).reduce((total, value) => total + value, 0);
	return {
		stored: sum(OWN.stored),
		frontier: sum(OWN.frontier),
		depth: Math.max(...values(OWN.depth)),
		bytes: sum(OWN.kibibytes) * 1024,
	};
}

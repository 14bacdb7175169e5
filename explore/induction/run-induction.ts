import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { IS_BUILT, programPath } from "../../impl/built.ts";
import { INTERRUPTED, OUT_OF_TIME } from "../limits.ts";
import { takeChunks } from "./chunks.ts";
import { type InductionCounts, NO_COUNTS, sumOf } from "./induct.ts";
import type { NoLayout } from "./layout.ts";
import { type ChunkResult, CONTROL, chunkCount, type InductionTask } from "./tasks.ts";

/** Options of an induction. */
export interface InductionOptions {
	/** Threads, this one included unless it is left out. */
	readonly threads: number;
	/** True to leave this thread out, where others can be started. */
	readonly isApart?: boolean | undefined;
	readonly timeMs: number;
	readonly signal: AbortSignal | undefined;
	/** True to stop after the first chunk in which a step goes wrong. */
	readonly stopAtWrong: boolean;
	/** Results of earlier runs, by chunk. */
	readonly earlier: readonly ChunkResult[];
	/** Receives each chunk, and how many of all were done. */
	readonly onChunk: ((result: ChunkResult, done: number, of: number) => void) | undefined;
}

/** An induction as far as it came. */
export interface InductionRun {
	readonly counts: InductionCounts;
	readonly noLayout: NoLayout | undefined;
	/** Reason that it ended before it was complete; undefined where nothing did. */
	readonly stoppedBy: string | undefined;
	/** True if earlier runs did part of it. */
	readonly isReused: boolean;
	/** Names of variables that only count. */
	readonly countsOnly: readonly string[];
}

/** Runs an induction on all threads. */
export async function runInduction(
	task: Omit<InductionTask, "done" | "control">,
	{ threads, isApart = false, timeMs, signal, stopAtWrong, earlier, onChunk }: InductionOptions,
): Promise<InductionRun> {
	const started = performance.now();
	const control = new Int32Array(new SharedArrayBuffer(8));
	const whole: InductionTask = { ...task, control, done: new Set(earlier.map(({ chunk }) => chunk)) };
	const of = chunkCount(task);
	let done = earlier.length;
	let counts = earlier.map((one) => one.counts).reduce(sumOf, NO_COUNTS);
	const countsOnly = new Set(earlier.flatMap((one) => one.countsOnly ?? []));
	let stoppedBy: string | undefined;
	const check = (): void => {
		if (signal?.aborted) stoppedBy ??= INTERRUPTED;
		else if (performance.now() - started > timeMs) stoppedBy ??= OUT_OF_TIME;
		const isEnough = stopAtWrong && counts.wrong > 0;
		if (stoppedBy !== undefined || isEnough) Atomics.store(control, CONTROL.stop, 1);
	};
	const receive = (result: ChunkResult): void => {
		counts = sumOf(counts, result.counts);
		for (const name of result.countsOnly ?? []) countsOnly.add(name);
		onChunk?.(result, ++done, of);
		check();
	};
	check();
	const own = isApart && IS_BUILT ? 0 : 1;
	const others = startWorkers(whole, Math.min(threads, of - done) - own, receive);
	// Whether there are memories to build is found out here in any case.
	const part: InductionTask = own === 0 ? { ...whole, control: stopped() } : whole;
	const noLayout = await takeChunks(part, async (result) => {
		receive(result);
		// What other threads sent is received now.
		await setImmediate();
	});
	await Promise.all(others);
	return {
		counts,
		noLayout,
		stoppedBy: done < of ? stoppedBy : undefined,
		isReused: earlier.length > 0,
		countsOnly: [...countsOnly],
	};
}

function stopped(): Int32Array<SharedArrayBuffer> {
	const control = new Int32Array(new SharedArrayBuffer(8));
	Atomics.store(control, CONTROL.stop, 1);
	return control;
}

/** Starts other threads, where that can be. */
function startWorkers(
	task: InductionTask,
	count: number,
	receive: (result: ChunkResult) => void,
): readonly Promise<void>[] {
	if (!IS_BUILT || count < 1) return [];
	return Array.from({ length: count }, () => {
		const worker = new Worker(programPath("explore/induction/worker.ts"), { workerData: task });
		worker.on("message", receive);
		return new Promise<void>((resolve, reject) => {
			worker.on("error", reject);
			worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with code ${code}`))));
		});
	});
}

import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { createCrew } from "../../explore/parallel/barrier.ts";
import { watchThreads } from "../../explore/parallel/threads.ts";

const UNLIMITED = {
	limits: { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY },
	signal: undefined,
	onProgress: undefined,
};

describe("waiting for threads", () => {
	const threads: Worker[] = [];
	afterEach(async () => {
		await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
	});

	const waitFor = (...programs: readonly string[]): Promise<unknown> => {
		for (const program of programs) threads.push(new Worker(program, { eval: true }));
		const read = (answer: number): number => {
			if (answer < 0) throw new RangeError(`thread says ${answer}`);
			return answer;
		};
		return watchThreads(threads, createCrew(threads.length, 0), UNLIMITED, performance.now(), read);
	};
	const saying = (answer: number): string => `require("node:worker_threads").parentPort.postMessage(${answer})`;
	const waiting = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";

	it("gives what each of them answers, in their order", async () => {
		expect(await waitFor(saying(1), saying(2))).toEqual({ answers: [1, 2], stoppedBy: undefined });
	});

	it.each([
		["breaks", "throw new Error('out of order')", "out of order"],
		["ends without an answer", "process.exit(7)", "a thread ended with code 7 before it answered"],
		["says that there is no result", saying(-1), "thread says -1"],
	])("ends where one of them %s, though another waits for it", async (_, program, message) => {
		await expect(waitFor(waiting, program)).rejects.toThrow(message);
	});
});

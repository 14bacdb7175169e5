import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { createSharedState } from "../../explore/parallel/barrier.ts";
import { watchWorkers } from "../../explore/parallel/watch.ts";

const HOW = {
	limits: UNLIMITED,
	signal: undefined,
	onProgress: undefined,
};

describe("waiting for workers", () => {
	const workers: Worker[] = [];
	afterEach(async () => {
		await Promise.all(workers.splice(0).map((thread) => thread.terminate()));
	});

	const waitFor = (...programs: readonly string[]): Promise<unknown> => {
		for (const program of programs) workers.push(new Worker(program, { eval: true }));
		return watchWorkers(workers, createSharedState(workers.length, 0), HOW, performance.now());
	};
	const saying = (answer: number): string => `require("node:worker_threads").parentPort.postMessage(${answer})`;
	const waiting = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";

	it("gives what each of them answers, in their order", async () => {
		expect(await waitFor(saying(1), saying(2))).toEqual({ answers: [1, 2], stoppedBy: undefined });
	});

	it.each([
		["breaks", "throw new Error('out of order')", "out of order"],
		["ends without an answer", "process.exit(7)", "a thread ended with code 7 before it answered"],
	])("ends where one of them %s, though another waits for it", async (_, program, message) => {
		await expect(waitFor(waiting, program)).rejects.toThrow(message);
	});
});

import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { Letters } from "../../explore/fast/rows/letters.ts";
import { createSharedLog } from "../../explore/fast/rows/shared-log.ts";
import { Tuples } from "../../explore/fast/rows/tuples.ts";
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

describe("letters", () => {
	it("come page by page, in the order in which they were written", () => {
		const letters = new Letters(6);
		for (let word = 1; word <= 15; word += 3) letters.write(word, word + 1, word + 2);
		expect(letters.length).toBe(15);
		const pages: number[][] = [];
		for (; letters.length > 0; letters.drop()) pages.push([...letters.first]);
		expect(pages).toEqual([
			[1, 2, 3, 4, 5, 6],
			[7, 8, 9, 10, 11, 12],
			[13, 14, 15],
		]);
		letters.write(16, 17, 18);
		expect([...letters.first]).toEqual([16, 17, 18]);
	});
});

describe("tuples that share a log", () => {
	it("have the number that whoever met them first gave them", () => {
		const log = createSharedLog();
		const [ours, theirs] = [new Tuples(2, 9, true, log), new Tuples(2, 9, true, log)];
		const tuple = (...digits: readonly number[]): Uint8Array => Uint8Array.from(digits);
		expect(ours.number(tuple(1, 2))).toBe(0);
		expect(theirs.number(tuple(3, 4))).toBe(1);
		expect(theirs.number(tuple(2, 1))).toBe(0);
		expect(ours.number(tuple(4, 3))).toBe(1);
		theirs.number(tuple(5, 5));
		ours.catchUp();
		expect([...ours.tuple(2)]).toEqual([5, 5]);
	});

	it("keep the numbers of those that are put into the log before", () => {
		const log = createSharedLog();
		const alone = new Tuples(1, 9, false, undefined);
		for (const digit of [0, 7, 3]) alone.number(Uint8Array.of(digit));
		const ours = new Tuples(1, 9, false, log);
		expect(ours.number(Uint8Array.of(0))).toBe(0);
		alone.log(log);
		ours.catchUp();
		expect([7, 3, 8].map((digit) => ours.number(Uint8Array.of(digit)))).toEqual([1, 2, 3]);
	});
});

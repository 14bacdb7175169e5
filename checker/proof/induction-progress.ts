import type { InductionRun } from "../../explore/induction/run-induction.ts";
import type { ChunkResult, InductionTask } from "../../explore/induction/tasks.ts";
import { cacheKey, readCached, writeCached } from "../../impl/cache.ts";
import { bytesOf, dataOf } from "../reuse/plain-data.ts";
import { toolDigest } from "../reuse/tool.ts";

/** Time between two writes of the progress. */
const INTERVAL_MS = 30_000;

/**
 * Progress of an induction, kept in the cache beside results of earlier runs: the same induction goes on where it was stopped.
 *
 * An entry is sealed, and its key names the code of the tool and of the target.
 */
export class InductionProgress {
	readonly #key: string;
	readonly #results: ChunkResult[] = [];
	#written = performance.now();

	constructor({ recipe, assumption, counts, states }: Omit<InductionTask, "done" | "control">) {
		const { scope, compiled } = recipe;
		this.#key = cacheKey([toolDigest(), "induction", compiled.sha256, scope, assumption, counts, states]);
	}

	/**
	 * Runs the induction with what earlier runs did.
	 *
	 * @param isResumed false to begin anew
	 * @param run receives what was done, and a function that keeps what is done
	 */
	async resumed(
		isResumed: boolean,
		run: (earlier: readonly ChunkResult[], keep: (result: ChunkResult) => void) => Promise<InductionRun>,
	): Promise<InductionRun> {
		const bytes = isResumed ? await readCached("result", this.#key) : undefined;
		// Sealed: it is what a run of the same code has written.
		const earlier = bytes ? (dataOf(bytes) as readonly ChunkResult[]) : [];
		this.#results.push(...earlier);
		const ended = await run(earlier, (result) => this.#keep(result));
		if (this.#results.length > earlier.length) await this.#write();
		return ended;
	}

	#keep(result: ChunkResult): void {
		this.#results.push(result);
		if (performance.now() - this.#written < INTERVAL_MS) return;
		this.#written = performance.now();
		void this.#write();
	}

	#write(): Promise<void> {
		return writeCached("result", this.#key, bytesOf(this.#results));
	}
}

import type { createLogUpdate } from "log-update";
import type { CheckProgress } from "../checker/options.ts";
import { scopeName } from "../model/scope.ts";
import { counted, grouped } from "../report/text/numbers.ts";

const INTERVAL_MS = 100;

/** A line on standard error with the progress of a check; silent where standard error is no terminal. */
export class ProgressLine {
	readonly #log: ReturnType<typeof createLogUpdate> | undefined;
	#last = 0;
	/** The phase that runs, and when it began. */
	#phase = "";
	#began = 0;

	private constructor(log: ReturnType<typeof createLogUpdate> | undefined) {
		this.#log = log;
	}

	/** Opens the line; what draws it takes long to load, and is left alone where there is no terminal. */
	static async open(): Promise<ProgressLine> {
		if (!process.stderr.isTTY) return new ProgressLine(undefined);
		const { createLogUpdate } = await import("log-update");
		return new ProgressLine(createLogUpdate(process.stderr));
	}

	/** Shows the progress of a check. */
	readonly show = (progress: CheckProgress): void => {
		if (!this.#log) return;
		const phase = progress.phase === "random" ? "random" : `${progress.phase} ${scopeName(progress.scope)}`;
		const now = performance.now();
		if (phase !== this.#phase) [this.#phase, this.#began] = [phase, now];
		if (now - this.#last < INTERVAL_MS) return;
		this.#last = now;
		this.#log(progressText(progress, now - this.#began));
	};

	/** Clears the line. */
	clear(): void {
		this.#log?.clear();
	}
}

/** The progress of a check in one line. @param ms since its phase began */
function progressText(progress: CheckProgress, ms: number): string {
	switch (progress.phase) {
		case "search": {
			const { scope, stored, frontier, depth, bytes } = progress;
			const memory = `${grouped(Math.ceil(bytes / 2 ** 20))} MiB, ${grouped(Math.round((1000 * stored) / ms))} states/s`;
			return `search at ${scopeName(scope)}: ${counted(stored, "state")}, ${grouped(frontier)} on the frontier, depth ${depth}, ${memory}`;
		}
		case "random": {
			const { runs, of, actions, findings } = progress;
			const rate = grouped(Math.round((1000 * actions) / ms));
			const left = Math.ceil((ms / 1000 / runs) * (of - runs));
			const done = `${counted(runs, "interleaving")} of ${grouped(of)}, ${counted(actions, "action")}`;
			return `${done}, ${rate} actions/s, ${left} s left, ${counted(findings, "finding")}`;
		}
		case "graph":
			return `complete search of the ${progress.of} at ${scopeName(progress.scope)}`;
	}
}

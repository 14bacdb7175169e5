import type { createLogUpdate } from "log-update";

const INTERVAL_MS = 100;

/** A line on standard error that tells how far the work is; silent where standard error is no terminal. */
export class ProgressLine {
	readonly #log: ReturnType<typeof createLogUpdate> | undefined;
	#last = 0;

	private constructor(log: ReturnType<typeof createLogUpdate> | undefined) {
		this.#log = log;
	}

	/** Opens the line; what draws it takes long to load, and is left alone where there is no terminal. */
	static async open(): Promise<ProgressLine> {
		if (!process.stderr.isTTY) return new ProgressLine(undefined);
		const { createLogUpdate } = await import("log-update");
		return new ProgressLine(createLogUpdate(process.stderr));
	}

	/** @param text worked out only where it is shown */
	update(text: () => string): void {
		const now = performance.now();
		if (!this.#log || now - this.#last < INTERVAL_MS) return;
		this.#last = now;
		this.#log(text());
	}

	clear(): void {
		this.#log?.clear();
	}
}

import { createLogUpdate } from "log-update";

const INTERVAL_MS = 100;

/** A line on standard error that tells how far the work is; silent where standard error is no terminal. */
export class ProgressLine {
	readonly #log = createLogUpdate(process.stderr);
	#last = 0;

	/** @param text worked out only where it is shown */
	update(text: () => string): void {
		const now = performance.now();
		if (!process.stderr.isTTY || now - this.#last < INTERVAL_MS) return;
		this.#last = now;
		this.#log(text());
	}

	clear(): void {
		if (process.stderr.isTTY) this.#log.clear();
	}
}

import { createLogUpdate } from "log-update";
import type { Progress } from "../properties/campaign.ts";
import { counted } from "../report/verify.ts";

const INTERVAL_MS = 100;

/** A line on standard error that tells how far a campaign is; silent where standard error is no terminal. */
export class ProgressLine {
	readonly #runs: number;
	readonly #log = createLogUpdate(process.stderr);
	readonly #start = performance.now();
	#last = 0;

	/** @param runs how many interleavings there are to run */
	constructor(runs: number) {
		this.#runs = runs;
	}

	update(progress: Progress): void {
		const now = performance.now();
		if (!process.stderr.isTTY || now - this.#last < INTERVAL_MS) return;
		this.#last = now;
		const seconds = (now - this.#start) / 1000;
		const rate = Math.round(progress.actions / seconds);
		const left = Math.ceil((seconds / progress.runs) * (this.#runs - progress.runs));
		this.#log(
			`${counted(progress.runs, "interleaving")} of ${this.#runs.toLocaleString("en-US")}, ` +
				`${counted(progress.actions, "action")}, ${rate.toLocaleString("en-US")} actions/s, ` +
				`${left} s left, ${counted(progress.findings, "finding")}`,
		);
	}

	clear(): void {
		if (process.stderr.isTTY) this.#log.clear();
	}
}

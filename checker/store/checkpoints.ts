import { existsSync, statSync } from "node:fs";
import { type Identity, readCheckpoint, writeCheckpoint } from "../../explore/checkpoint.ts";
import type { SavedSearch } from "../../explore/search.ts";
import { sealFolder, sealsLast } from "../../impl/seal.ts";
import { UsageError } from "../errors.ts";
import { SAVE_EVERY } from "../options.ts";
import { expectFolder, reasonOf } from "./files.ts";

/** Writes checkpoints of one search to a file, periodically and when it is interrupted. */
export class Checkpoints {
	readonly #file: string;
	readonly #identity: Identity;
	readonly #intervalMs: number;
	#last = performance.now();
	#latest: (() => SavedSearch) | undefined;

	/**
	 * @param intervalMs time between checkpoints
	 * @throws UsageError where the file's folder cannot be written to, or the checkpoint could not be read back
	 */
	constructor(file: string, identity: Identity, intervalMs = SAVE_EVERY * 1000) {
		expectFolder("checkpoint", file);
		if (!sealsLast()) {
			const folder = sealFolder();
			throw new UsageError(`needs a key in ${folder} that only you can read, and cannot keep one there`, "checkpoint");
		}
		this.#file = file;
		this.#identity = identity;
		this.#intervalMs = intervalMs;
	}

	/** Stores the state of the search between two expansions, and writes it if the last checkpoint is old. */
	readonly onPause = (save: () => SavedSearch): void => {
		this.#latest = save;
		if (performance.now() - this.#last > this.#intervalMs) this.write();
	};

	/** Writes the current state of the search. @throws UsageError where the file cannot be written any more */
	write(): void {
		if (!this.#latest) return;
		try {
			writeCheckpoint(this.#file, this.#identity, this.#latest());
		} catch (error) {
			throw new UsageError(`cannot write ${this.#file}: ${reasonOf(error)}`, "checkpoint");
		}
		this.#last = performance.now();
	}
}

/** Reads the checkpoint to resume from. @throws UsageError where the file is not of this search */
export function resume(file: string, identity: Identity): SavedSearch {
	if (!existsSync(file) || !statSync(file).isFile()) {
		throw new UsageError(`there is no checkpoint ${file}; --checkpoint writes one`);
	}
	const saved = readCheckpoint(file, identity);
	if ("error" in saved) {
		throw new UsageError(`${file} ${saved.error}: expected a checkpoint of this search, as written by --checkpoint`);
	}
	return saved;
}

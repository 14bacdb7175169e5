import { existsSync, statSync } from "node:fs";
import { type Identity, readCheckpoint, writeCheckpoint } from "../explore/checkpoint.ts";
import { joined, partOf, type Snapshot } from "../explore/snapshot.ts";
import type { SpecificationSearch } from "../explore/specification.ts";
import { UsageError } from "./errors.ts";
import { expectFolder, reasonOf } from "./files.ts";

/** How often a checkpoint is written. */
const INTERVAL_MS = 30_000;

/** What a checkpoint says of the search of the specification, once that is done. */
interface Done {
	readonly specification: Omit<SpecificationSearch, "exercised"> & {
		readonly exercised: readonly (readonly [string, number])[];
	};
}

/** Where a search goes on from. */
export interface Resumed {
	/** The search of the specification, where it was done. */
	readonly done: SpecificationSearch | undefined;
	/** What it goes on from where it was not. */
	readonly specification: Snapshot | undefined;
	/** What the search of the target goes on from. */
	readonly product: Snapshot | undefined;
}

/** Writes checkpoints of one exploration to a file, now and then and when it is interrupted. */
export class Checkpoints {
	readonly #file: string | undefined;
	readonly #identity: Identity;
	#last = performance.now();
	#latest: (() => Snapshot) | undefined;

	/** @param file undefined where none are wanted */
	constructor(file: string | undefined, identity: Identity) {
		if (file !== undefined) expectFolder("checkpoint", file);
		this.#file = file;
		this.#identity = identity;
	}

	/** To be called at each turn of a search. @param done the search of the specification, once it is done */
	readonly turn = (save: () => Snapshot, done?: SpecificationSearch): void => {
		if (this.#file === undefined) return;
		this.#latest = () => {
			if (!done) return joined({ specification: save() });
			const specification = { ...done, exercised: [...done.exercised] };
			return joined({ product: save(), done: { values: { specification }, bytes: {} } });
		};
		if (performance.now() - this.#last > INTERVAL_MS) this.write();
	};

	/** Writes where the search is now. @throws UsageError where it cannot be written any more */
	write(): void {
		if (this.#file === undefined || !this.#latest) return;
		try {
			writeCheckpoint(this.#file, this.#identity, this.#latest());
		} catch (error) {
			throw new UsageError(
				`expected a file that can be written, found ${this.#file}: ${reasonOf(error)}`,
				"checkpoint",
			);
		}
		this.#last = performance.now();
	}
}

/** Reads the checkpoint to go on from. @throws UsageError where the file is none of this search */
export function resume(file: string, identity: Identity): Resumed {
	if (!existsSync(file) || !statSync(file).isFile()) {
		throw new UsageError(`expected a checkpoint at ${file}, found no such file: see --checkpoint`);
	}
	const snapshot = readCheckpoint(file, identity);
	if ("error" in snapshot) {
		throw new UsageError(`${file} ${snapshot.error}: expected a checkpoint of this search, written by --checkpoint`);
	}
	const { values } = partOf(snapshot, "done");
	if (!("specification" in values)) {
		return { done: undefined, specification: partOf(snapshot, "specification"), product: undefined };
	}
	const { specification } = values as unknown as Done;
	const done = { ...specification, exercised: new Map(specification.exercised) };
	return { done, specification: undefined, product: partOf(snapshot, "product") };
}

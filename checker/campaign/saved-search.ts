import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint } from "../../explore/checkpoint.ts";
import type { ProductOptions } from "../../explore/product/search-product.ts";
import type { OpenedTarget } from "../open-target.ts";
import { Checkpoints } from "../store/checkpoints.ts";
import { identityOf } from "../store/open-checkpoints.ts";
import type { Job } from "./manifest.ts";

/** Place of the checkpoints of jobs: whoever does a job next has to find it there. */
export interface Saving {
	readonly folder: string;
	/** Time between two checkpoints, in seconds. */
	readonly every: number;
}

/** The folder of checkpoints in that of a campaign. */
export function checkpointFolder(folder: string): string {
	return join(folder, "checkpoints");
}

/** The checkpoint of a job. */
export function checkpointOf(folder: string, job: Pick<Job, "id">): string {
	return join(folder, `${job.id}.checkpoint`);
}

/**
 * Does a search that is saved while it runs, from where whoever began it last saved it. A checkpoint that is damaged, or sealed with
 * another user's key, is not continued: then the search starts anew, and comes to the same.
 *
 * @param saving left out where the search is not saved; it is of the same kind, so that it comes to the same
 * @throws UsageError where no checkpoint can be kept
 */
export async function searchSaved<T>(
	job: Job,
	opened: OpenedTarget,
	saving: Saving | undefined,
	search: (how: Pick<ProductOptions, "onPause" | "resumed">) => Promise<T>,
): Promise<T> {
	if (!saving) return search({ onPause: () => {} });
	mkdirSync(saving.folder, { recursive: true });
	const file = checkpointOf(saving.folder, job);
	const identity = { ...identityOf({}, opened), job: job.id };
	const { onPause } = new Checkpoints(file, identity, saving.every * 1000);
	const found = existsSync(file) ? readCheckpoint(file, identity) : undefined;
	const result = await search({ onPause, resumed: found && !("error" in found) ? found : undefined });
	rmSync(file, { force: true });
	return result;
}

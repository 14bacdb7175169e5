import { UsageError } from "../errors.ts";
import type { Job, Manifest } from "./manifest.ts";

/** One of several parts of a campaign, from 1. */
export interface Shard {
	readonly index: number;
	readonly of: number;
}

/** The jobs of a shard: every so many-th, so that each shard has jobs of all sizes. @throws UsageError where there is no such shard */
export function jobsOf({ jobs }: Manifest, { index, of }: Shard = { index: 1, of: 1 }): Job[] {
	if (!Number.isInteger(index) || !Number.isInteger(of) || index < 1 || index > of) {
		const hint = index === 0 ? `: shards are counted from 1, so the first is 1/${of}` : "";
		throw new UsageError(`expected a shard from 1/${of} to ${of}/${of}, found ${index}/${of}${hint}`, "shard");
	}
	return jobs.filter((_, number) => number % of === index - 1);
}

/**
 * Time after which jobs of some lengths are done, where each worker takes the next one as soon as it is free: it is never shorter than
 * the longest job, nor than an equal share of all.
 */
export function finishTime(lengths: readonly number[], workers: number): number {
	const ends = Array.from({ length: workers }, () => 0);
	for (const length of lengths) {
		const first = ends.indexOf(Math.min(...ends));
		ends[first] = (ends[first] ?? 0) + length;
	}
	return Math.max(...ends);
}

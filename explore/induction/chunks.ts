import { openRecipe } from "../../impl/recipe.ts";
import { assumedCounters } from "../product/counters.ts";
import { Induction } from "./induct.ts";
import { findList, type NoLayout } from "./layout.ts";
import { CHUNK_STATES, type ChunkResult, CONTROL, chunkCount, type InductionTask } from "./tasks.ts";

/**
 * Opens the target of a task, and takes chunks until there are no more.
 *
 * Where steps of a chunk go wrong, it is taken again without the words that only seem to be copied and printed, as those of a counter for
 * statistics: they are watched, and the chunk counts as it was where one of them decides something after all.
 *
 * @returns why no memory of the source can be built; undefined where it can
 */
export async function takeChunks(
	task: InductionTask,
	onChunk: (result: ChunkResult) => Promise<void> | void,
): Promise<NoLayout | undefined> {
	const { recipe, control } = task;
	const target = await openRecipe(recipe, "one");
	const { compiled, counters } = target;
	const layout = compiled ? findList(compiled) : "entries";
	if (!compiled || typeof layout === "string") return typeof layout === "string" ? layout : "entries";
	const { rows } = target.dump();
	const endpointOf = (process: number): number => rows[process]?.endpoint ?? 0;
	const begun = (): Induction => new Induction(compiled, recipe.scope, layout, task, endpointOf);
	const isOver = (): boolean => Atomics.load(control, CONTROL.stop) !== 0;
	let induction = begun();
	let words: readonly number[] | undefined;
	const take = async (from: number, to: number): Promise<Omit<ChunkResult, "chunk">> => {
		const counts = induction.run(from, to, isOver);
		if (counts.wrong === 0 || !counters) return { counts };
		if (!words) {
			words = await assumedCounters(target);
			induction = begun();
		}
		if (words.length === 0) return { counts };
		counters.assume(words);
		const again = induction.run(from, to, isOver);
		const isRefuted = counters.isRefuted || again.states < counts.states;
		counters.assume([]);
		return isRefuted ? { counts } : { counts: again, countsOnly: counters.namesOf(words) };
	};
	const count = chunkCount(task);
	while (!isOver()) {
		const chunk = Atomics.add(control, CONTROL.next, 1);
		if (chunk >= count) return undefined;
		if (task.done.has(chunk)) continue;
		const [from, to] = [chunk * CHUNK_STATES, Math.min(task.states, (chunk + 1) * CHUNK_STATES)];
		const taken = await take(from, to);
		if (taken.counts.states === to - from) await onChunk({ chunk, ...taken });
	}
	return undefined;
}

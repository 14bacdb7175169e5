import { openRecipe } from "../../impl/recipe.ts";
import { Induction } from "./induct.ts";
import { findList, type NoLayout } from "./layout.ts";
import { CHUNK_STATES, type ChunkResult, CONTROL, chunkCount, type InductionTask } from "./tasks.ts";

/**
 * Opens the target of a task, and takes chunks until there are no more.
 *
 * @returns why no memory of the source can be built; undefined where it can
 */
export async function takeChunks(
	task: InductionTask,
	onChunk: (result: ChunkResult) => Promise<void> | void,
): Promise<NoLayout | undefined> {
	const { recipe, control } = task;
	const target = await openRecipe(recipe, "one");
	const { compiled } = target;
	const layout = compiled ? findList(compiled) : "entries";
	if (!compiled || typeof layout === "string") return typeof layout === "string" ? layout : "entries";
	const { rows } = target.dump();
	const endpointOf = (process: number): number => rows[process]?.endpoint ?? 0;
	const induction = new Induction(compiled, recipe.scope, layout, task, endpointOf);
	const isOver = (): boolean => Atomics.load(control, CONTROL.stop) !== 0;
	const count = chunkCount(task);
	while (!isOver()) {
		const chunk = Atomics.add(control, CONTROL.next, 1);
		if (chunk >= count) return undefined;
		if (task.done.has(chunk)) continue;
		const end = Math.min(task.states, (chunk + 1) * CHUNK_STATES);
		const counts = induction.run(chunk * CHUNK_STATES, end, isOver);
		if (counts.states === end - chunk * CHUNK_STATES) await onChunk({ chunk, counts });
	}
	return undefined;
}

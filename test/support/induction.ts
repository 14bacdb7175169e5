import { Induction, type InductionCounts } from "../../explore/induction/induct.ts";
import { findList } from "../../explore/induction/layout.ts";
import { type Reached, reachFromStart } from "../../explore/induction/reach.ts";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { endpointOf, ONLY_LIFE } from "../../impl/lives.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { compiled } from "./sources.ts";

/** The scope of inductions: MINIX's NR_PROCS and NR_SUBS. */
const REAL_SCOPE = { users: 248, services: 8, slots: 4 };

/** Takes the induction step on a source. @param states number of abstract states: 71 for lists of one slot */
export async function inducted(
	source: CSource,
	states: number,
): Promise<{ readonly counts: InductionCounts; readonly reached: Reached | undefined }> {
	const module = await compiled(source, REAL_SCOPE);
	const target = createCTarget(module, REAL_SCOPE, "one");
	const layout = target.compiled ? findList(target.compiled) : "entries";
	if (!target.compiled || typeof layout === "string") throw new Error(`no list was found: ${layout}`);
	const how = { assumption: "any", counts: "likely" } as const;
	const endpoint = (process: number): number => endpointOf(process, ONLY_LIFE);
	const counts = new Induction(target.compiled, REAL_SCOPE, layout, how, endpoint).run(0, states);
	const natural = createCTarget(module, REAL_SCOPE);
	for (const example of counts.examples) {
		const reached = reachFromStart(natural, CLAIMS, example, () => false);
		if (reached) return { counts, reached };
	}
	return { counts, reached: undefined };
}

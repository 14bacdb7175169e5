import { nrProcs, type Scope } from "../../model/scope.ts";
import { type Facility, type Lives, Pm, type Surroundings } from "../pm.ts";
import { ProcessTable } from "../process-table.ts";
import type { Target } from "../target.ts";
import { EventFacility, type Revision } from "./event.ts";
import { mirrorMemorySize } from "./subs.ts";

/** A class like `EventFacility`: the mirror itself, or a variant of it. */
export type FacilityClass = new (pm: Surroundings, memory: ArrayBuffer, nrSubs: number, revision: Revision) => Facility;

/**
 * PM with the mirror of event.c.
 *
 * @param implementation the mirror, unless a variant of it is to be put to the test
 */
export function createMirror(
	scope: Scope,
	revision: Revision = "faithful",
	implementation: FacilityClass = EventFacility,
	lives: Lives = "many",
): Target {
	const memory = new ArrayBuffer(mirrorMemorySize(nrProcs(scope), scope.slots));
	const table = new ProcessTable(memory, 0, nrProcs(scope));
	const name = revision === "faithful" ? "mirror" : `mirror (${revision})`;
	return new Pm(name, scope, table, (pm) => new implementation(pm, memory, scope.slots, revision), lives);
}

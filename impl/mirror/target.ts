import { nrProcs, type Scope } from "../../model/scope.ts";
import type { SourceLine } from "../c/instrument/lines.ts";
import type { Facility, PmFunctions } from "../facility.ts";
import type { Lives } from "../lives.ts";
import { Pm } from "../pm.ts";
import { ProcessTable } from "../process-table.ts";
import type { Target } from "../target.ts";
import { EventFacility, type Revision } from "./event.ts";
import { mirrorMemorySize, Subs } from "./subs.ts";

/** A class like `EventFacility`: the mirror itself, or a variant of it. */
export type FacilityClass = new (pm: PmFunctions, memory: ArrayBuffer, nrSubs: number, revision: Revision) => Facility;

/**
 * Creates PM with the mirror of event.c.
 *
 * @param implementation the mirror, or a variant of it under test
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

/**
 * Creates a mirror that reports the function that is about to write one of its variables, with line 0: it has no C
 * line.
 */
export function createMirrorByWrites(
	scope: Scope,
	revision: Revision,
	onLine: (line: SourceLine) => void,
	implementation: FacilityClass = EventFacility,
): Target {
	const memory = new ArrayBuffer(mirrorMemorySize(nrProcs(scope), scope.slots));
	const onWrite = (): void => {
		const name = writingFunction(new Error().stack ?? "");
		if (name !== undefined) onLine({ name, defined: 0, line: 0 });
	};
	const table = new WatchedTable(memory, 0, nrProcs(scope));
	table.onWrite = onWrite;
	return new Pm("mirror", scope, table, (pm) => {
		const facility = new implementation(pm, memory, scope.slots, revision);
		if (facility.deadMemory instanceof Subs) facility.deadMemory.onWrite = onWrite;
		return facility;
	});
}

/** Process table that calls `onWrite` before each write of a field that event.c writes. */
class WatchedTable extends ProcessTable {
	onWrite: (() => void) | undefined;

	override setFlags(process: number, flags: number): void {
		this.onWrite?.();
		super.setFlags(process, flags);
	}

	override setEventsub(process: number, eventsub: number): void {
		this.onWrite?.();
		super.setEventsub(process, eventsub);
	}
}

/** The innermost function of the mirror on a stack, by its C name; undefined where PM round the facility writes. */
function writingFunction(stack: string): string | undefined {
	const [, name] =
		/^ +at .*?\b(resumeEvent|removeSub|doProceventmask|doProcEventReply|publishEvent) \(/m.exec(stack) ?? [];
	return name?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

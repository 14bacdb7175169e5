import { basename } from "node:path";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import type { Lives } from "../../lives.ts";
import { Pm } from "../../pm.ts";
import type { Target } from "../../target.ts";
import type { CompiledSource } from "../compile/compile.ts";
import { COUNTERS_ADDRESS, type CoverageMap } from "../instrument/coverage-map.ts";
import type { SourceLine } from "../instrument/lines.ts";
import { CFacility } from "./facility.ts";
import { LEAST_MEMORY, SEARCH_MEMORY } from "./module.ts";

/**
 * Creates PM with a compiled source of its event facility.
 *
 * @param scope as many processes and slots as the source was compiled for
 * @param onLine receives every line of the source before it runs, where it was compiled for that
 */
export function createCTarget(
	compiled: CompiledSource,
	scope: Scope,
	lives: Lives = "many",
	onLine?: (line: SourceLine) => void,
): Target {
	if (nrProcs(scope) !== compiled.nrProcs || scope.slots !== compiled.slots) {
		throw new RangeError(
			`${compiled.path} was compiled for ${compiled.nrProcs} processes and ${compiled.slots} slots, not for ${nrProcs(scope)} and ${scope.slots}`,
		);
	}
	const bytes = lives === "one" ? SEARCH_MEMORY : LEAST_MEMORY;
	const facility = new CFacility(compiled, bytes, onLine);
	return new Pm(basename(compiled.path), scope, facility.table, (pm) => facility.attach(pm), lives);
}

/** A target of a source that counts which of its lines and branches are executed, and its counters. */
export interface CountingTarget {
	readonly target: Target;
	readonly map: CoverageMap;
	/** The counters as they stand: nothing but `clear` sets them back. */
	readonly counters: () => readonly number[];
	readonly clear: () => void;
}

/** PM with a source that was compiled to count. @throws RangeError if it was not */
export function createCountingTarget(compiled: CompiledSource, scope: Scope, lives: Lives = "many"): CountingTarget {
	const { coverage: map, path } = compiled;
	if (!map) throw new RangeError(`${path} was not compiled to count`);
	const facility = new CFacility(compiled, LEAST_MEMORY);
	const target = new Pm(basename(path), scope, facility.table, (pm) => facility.attach(pm), lives);
	const words = new BigUint64Array(facility.wholeMemory.buffer, COUNTERS_ADDRESS, map.counters);
	return { target, map, counters: () => Array.from(words, Number), clear: () => words.fill(0n) };
}

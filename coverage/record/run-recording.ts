import type { CountingTarget } from "../../impl/c/runtime/target.ts";
import type { Recording } from "../../lockstep/run.ts";
import type { Action } from "../../model/action.ts";
import { tabulatedCharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CHARTS } from "../charts/graph.ts";
import type { Matchers } from "../charts/matchers.ts";
import { requirementKey } from "../charts/requirements.ts";
import { sourceCoverage } from "../source/source.ts";
import { type ComposedRequirements, ComposedWalk } from "../system/composed-walk.ts";
import { bitsOf, type CoverageRecord, type RunCoverage, recordOf } from "./coverage-record.ts";
import { WalkRecorder } from "./walk-recorder.ts";

/** A C source whose lines and branches are counted. */
export interface CountedSource {
	readonly path: string;
	readonly text: string;
	readonly sha256: string;
	readonly counting: CountingTarget;
}

/** Identity of a run: the same run again has the same. */
export interface RunIdentity {
	/** Kind of the run and its options, as text. */
	readonly what: string;
	/** Target as text, with the SHA-256 of a C source. */
	readonly target: string;
	readonly scope: Scope;
}

/** Records one run and builds its coverage record. */
export class CoverageRecording implements Recording {
	readonly system: System;
	readonly recorder: WalkRecorder;
	readonly #identity: RunIdentity;
	readonly #source: CountedSource | undefined;
	#counters: readonly number[] | undefined;

	/**
	 * @param paths of the composed system of the scope; undefined where that is too large
	 * @param source undefined where the target is no C source
	 */
	constructor(
		identity: RunIdentity,
		matchers: Matchers,
		paths: ComposedRequirements | undefined,
		source: CountedSource | undefined,
	) {
		const { scope } = identity;
		this.#identity = identity;
		this.#source = source;
		this.recorder = new WalkRecorder(scope, matchers, paths && new ComposedWalk(paths));
		this.system = new System(scope, tabulatedCharts(nrProcs(scope)), this.recorder.onMove);
	}

	begin(): void {
		this.recorder.begin();
	}

	commit(action: Action): void {
		this.recorder.commit(action);
	}

	discard(): void {
		this.recorder.discard();
	}

	end(): void {
		this.#counters = this.#source?.counting.counters();
	}

	/** Record of the run; to be called after `end`. */
	record(): CoverageRecord {
		return recordOf(this.#run());
	}

	#run(): RunCoverage {
		const { what, target, scope } = this.#identity;
		const { interleavings, actions } = this.recorder;
		const [process = {}, slot = {}] = CHARTS.map((chart) => {
			const matcher = this.recorder.matchers[chart];
			const counts = matcher.countsOf(this.recorder.visits[chart]);
			return Object.fromEntries(
				matcher.requirements.flatMap(({ criterion, name }, index): [string, number][] => {
					const count = counts[index] ?? 0;
					return count === 0 ? [] : [[requirementKey(criterion, name), count]];
				}),
			);
		});
		const walk = this.recorder.composed;
		const composed = walk && {
			states: walk.requirements.composed.size,
			transitions: walk.requirements.composed.transitions,
			walked: bitsOf(walk.transitions),
			shortest: bitsOf(walk.shortest),
			simple: bitsOf(walk.simple),
			simpleLength: walk.requirements.simpleLength,
		};
		const executed = this.#executed();
		return {
			...{ what, target, scope, interleavings, actions, process, slot },
			...(composed ? { composed } : {}),
			...(executed ? { source: executed } : {}),
		};
	}

	#executed(): RunCoverage["source"] {
		if (!this.#source || !this.#counters) return undefined;
		const { path, sha256, text, counting } = this.#source;
		const { functions, lines, branches } = sourceCoverage(text, counting.map, this.#counters);
		return { path, sha256, functions: [...functions], lines: [...lines], branches: [...branches] };
	}
}

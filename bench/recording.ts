import { Composed } from "../coverage/composed.ts";
import { type ComposedRequirements, composedRequirements } from "../coverage/composed-walk.ts";
import { type Matchers, matchersFor } from "../coverage/recorder.ts";
import { CoverageRecording } from "../coverage/recording.ts";
import { createMirror } from "../impl/mirror.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { runCampaign } from "../properties/campaign.ts";
import { CLAIMS } from "../properties/claims.ts";

/** Random interleavings of the repaired mirror, with their coverage recorded and without. */
export class RecordedCampaigns {
	readonly #scope: Scope;
	readonly #matchers: Matchers;
	readonly #paths: ComposedRequirements | undefined;

	/** @param isSmall whether the composed system is recorded too */
	constructor(scope: Scope, isSmall: boolean) {
		this.#scope = scope;
		this.#matchers = matchersFor(nrProcs(scope));
		this.#paths = isSmall ? composedRequirements(Composed.of(scope, this.#matchers, undefined), 4) : undefined;
	}

	/** @returns the actions that were run */
	run(runs: number, seed: number, isRecorded: boolean): number {
		const identity = { what: "bench", target: "mirror", scope: this.#scope };
		const recording = isRecorded ? new CoverageRecording(identity, this.#matchers, this.#paths, undefined) : undefined;
		const campaign = runCampaign(new System(this.#scope), createMirror(this.#scope, "clear-waiting"), {
			...{ claims: CLAIMS, runs, maxActions: 120, seed, recording },
			...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
		});
		return campaign.actions;
	}
}

import { parentPort, workerData } from "node:worker_threads";
import type { Scope } from "../../../model/scope.ts";
import type { Crew } from "../../parallel/barrier.ts";
import { searchTogether } from "../../parallel/share.ts";
import type { Snapshot } from "../../snapshot.ts";
import { type PartLogs, Parts } from "./components.ts";
import { type MonitoredClaim, SpecificationBroken } from "./monitors.ts";
import { Sweep, type SweepCounts } from "./rows.ts";

// The thread of one of several that search the specification: sweepers.ts starts it.

/** What a sweeper is told when it starts. */
export interface SweeperData {
	readonly scope: Scope;
	readonly symmetry: boolean;
	readonly me: number;
	readonly crew: Crew;
	readonly logs: PartLogs;
}

/** What it is told when it is to go on with a search. */
export interface HandedOver {
	/** All of the search: a sweeper takes its share of it. */
	readonly snapshot: Snapshot;
}

/** What one thread's share of a search came to. */
export interface Swept {
	readonly kind: "swept";
	readonly counts: SweepCounts;
	/** How many states were stored. */
	readonly found: number;
	readonly depth: number;
	readonly bytes: number;
	readonly exercised: ReadonlyMap<string, number>;
}

/** What a sweeper says when it ends. */
export type SweeperAnswer =
	| Swept
	| { readonly kind: "broken"; readonly claim: MonitoredClaim; readonly detail: string };

const { scope, symmetry, me, crew, logs } = workerData as SweeperData;
const parts = new Parts(scope, { symmetry }, undefined, logs);

function goOn({ snapshot }: HandedOver): SweeperAnswer {
	try {
		parts.catchUp();
		const sweep = new Sweep(parts, undefined, { me, count: crew.count });
		sweep.takeShare(snapshot);
		searchTogether(sweep, crew, me);
		const { counts, found, depth, bytes } = sweep;
		return { kind: "swept", counts, found, depth, bytes, exercised: parts.exercised(counts.expanded) };
	} catch (error) {
		if (!(error instanceof SpecificationBroken)) throw error;
		return { kind: "broken", claim: error.claim, detail: error.detail };
	}
}

parentPort?.on("messageerror", (error) => {
	throw error;
});
parentPort?.once("message", (handedOver: HandedOver) => parentPort?.postMessage(goOn(handedOver)));
parentPort?.postMessage("ready");

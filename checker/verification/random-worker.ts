import { parentPort, workerData } from "node:worker_threads";
import { openRecipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import { type Campaign, runCampaign } from "../../lockstep/campaign.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { campaignData } from "./campaign-data.ts";
import type { RandomMessage, RandomTask } from "./series.ts";

// The thread of random interleavings: random-thread.ts starts it.

const { series, claims: ids, seed, timeMs, stop } = workerData as RandomTask;
const stopWord = new Int32Array(stop);
const claims = CLAIMS.filter(({ id }) => ids.includes(id));
const started = performance.now();
const campaigns: Campaign[] = [];
const targets: Target[] = [];
for (const { size, recipe } of series) {
	const { scope, runs, maxActions, prologue } = size;
	const target = await openRecipe(recipe, "many");
	targets.push(target);
	const left = timeMs === undefined ? undefined : Math.max(0, timeMs - (performance.now() - started));
	campaigns.push(
		runCampaign(new System(scope), target, {
			...{ claims, runs, maxActions, seed, prologue, path: undefined },
			// What one leaves of its share is for those after it.
			timeLimitMs: left === undefined ? undefined : left / (series.length - campaigns.length),
			isStopped: () => Atomics.load(stopWord, 0) === 1,
			onProgress: (progress) => send({ kind: "progress", size, ...progress }),
		}),
	);
}
send({
	kind: "end",
	campaigns: campaigns.map(campaignData),
	widensChars: targets.some((target) => target.widensChars),
});

function send(message: RandomMessage<ReturnType<typeof campaignData>>): void {
	parentPort?.postMessage(message);
}

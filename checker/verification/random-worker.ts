import { parentPort, workerData } from "node:worker_threads";
import { openRecipe } from "../../impl/recipe.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { type CampaignData, campaignData } from "./campaign-data.ts";
import type { RandomMessage, RandomPiece, RandomSetup } from "./series.ts";

// A thread of random interleavings: random-threads.ts starts it, and gives it one piece after the other.

const { claims: ids, seed, stop } = workerData as RandomSetup;
const stopWord = new Int32Array(stop);
const claims = CLAIMS.filter(({ id }) => ids.includes(id));

parentPort?.on("message", async (piece: RandomPiece | undefined) => {
	if (piece) await run(piece);
	else parentPort?.close();
});

async function run({ size, first, recipe, timeMs }: RandomPiece): Promise<void> {
	const { scope, runs, maxActions, prologue } = size;
	const target = await openRecipe(recipe, "many");
	const campaign = runCampaign(new System(scope), target, {
		...{ claims, runs, maxActions, seed, first, prologue, path: undefined, timeLimitMs: timeMs },
		isStopped: () => Atomics.load(stopWord, 0) === 1,
		onProgress: (progress) => send({ kind: "progress", progress }),
	});
	send({ kind: "end", campaign: campaignData(campaign), widensChars: target.widensChars });
}

function send(message: RandomMessage<CampaignData>): void {
	parentPort?.postMessage(message);
}

import { parseArgs } from "node:util";
import { readManifest } from "../checker/campaign/manifest.ts";
import { readResults } from "../checker/campaign/results.ts";
import { finishTime } from "./makespan.ts";

// Predicts the time of a campaign on more workers, from the lengths of the jobs of one that was done:
//   node dist/bench/campaign.js DIR [--copies 10]
// With copies, as if there were so many times the jobs, of the same lengths.

const { values, positionals } = parseArgs({
	options: { copies: { type: "string", default: "1" } },
	allowPositionals: true,
});
const [folder = "."] = positionals;
const manifest = readManifest(folder);
const { results } = readResults(folder, manifest);
// In the order in which they are begun.
const seconds = manifest.jobs.toReversed().flatMap(({ id }) => results.get(id)?.seconds ?? []);
const all = seconds.flatMap((one) => Array.from({ length: Number(values.copies) }, () => one));
const total = all.reduce((sum, one) => sum + one, 0);
const sorted = all.toSorted((a, b) => a - b);
const quantile = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
const lines = [
	`${all.length} jobs, ${total.toFixed(1)} s in all; median ${quantile(0.5)} s, 90 % ${quantile(0.9)} s, longest ${quantile(1)} s`,
	"workers  time in s  times one  busy",
	...[1, 2, 4, 8, 16, 32, 64].map((workers) => {
		const time = finishTime(all, workers);
		const busy = (100 * total) / (workers * time);
		return [
			String(workers).padStart(7),
			time.toFixed(1).padStart(9),
			(total / time).toFixed(1).padStart(9),
			`${busy.toFixed(0)} %`.padStart(5),
		].join("  ");
	}),
];
process.stdout.write(`${lines.join("\n")}\n`);

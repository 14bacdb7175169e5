import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Times `rollcall verify` on a repaired event.c and on the same with a fault, in turn: findings are to cost little.
// `npm run build && node dist/bench/findings.js path/to/event.c`

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ROUNDS = 3;

/** A text of event.c and what replaces it. */
type Change = readonly [find: string, replace: string];

const REPAIR: Change = ["subs[nsubs].mask = mask;", "subs[nsubs].mask = mask; subs[nsubs].waiting = 0;"];

const FAULTS: Readonly<Record<string, Change>> = {
	"anybody may answer": ["if (subs[i].endpt != who_e) {", "if (subs[i].endpt < 0) {"],
	"the last takes the place": ["subs[i] = subs[i + 1];", "subs[slot] = subs[nsubs - 1];"],
	"indexes are not shifted": ["rmp->mp_eventsub--;", "continue;"],
};

/** A verification as it was measured. */
interface Timed {
	readonly seconds: number;
	readonly findings: number;
	readonly groups: number;
}

function verified(path: string): Timed {
	const started = performance.now();
	const words = ["dist/cli/main.js", "verify", "--fresh", "--json", "--no-store", "--source", path];
	const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
	const seconds = (performance.now() - started) / 1000;
	if (stdout === "") throw new Error(stderr);
	const { findings }: { readonly findings: readonly { readonly group: { readonly id: number } }[] } =
		JSON.parse(stdout);
	return { seconds, findings: findings.length, groups: new Set(findings.map(({ group }) => group.id)).size };
}

function changed(text: string, [find, replace]: Change): string {
	if (text.split(find).length !== 2) throw new Error(`expected ${find} once in the source`);
	return text.replace(find, () => replace);
}

function median(numbers: readonly number[]): number {
	return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

const [source = "../shared/seed/event.c"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "rollcall-findings-"));
const repaired = changed(readFileSync(source, "utf8"), REPAIR);
const texts = {
	repaired,
	...Object.fromEntries(Object.entries(FAULTS).map(([name, change]) => [name, changed(repaired, change)])),
};
const measured = new Map<string, Timed[]>();
// The first round compiles; it is not counted.
for (let round = 0; round <= ROUNDS; round++) {
	for (const [name, text] of Object.entries(texts)) {
		const path = join(folder, `${name.replaceAll(" ", "-")}.c`);
		writeFileSync(path, text);
		const one = verified(path);
		if (round > 0) measured.set(name, [...(measured.get(name) ?? []), one]);
	}
}
const base = median((measured.get("repaired") ?? []).map(({ seconds }) => seconds));
for (const [name, runs] of measured) {
	const seconds = median(runs.map((run) => run.seconds));
	const { findings = 0, groups = 0 } = runs[0] ?? {};
	process.stdout.write(
		`${name}: ${findings} findings in ${groups} groups, ${seconds.toFixed(1)} s, ${(seconds / base).toFixed(2)} times the repaired source\n`,
	);
}

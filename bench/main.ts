import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Contest, hold } from "./contest.ts";
import { contests, type Installed } from "./contests.ts";
import { rumurAvailable } from "./rumur.ts";
import { spinAvailable } from "./spin.ts";

// Measures this explorer beside others, taking turns in one run, and writes bench/RESULTS.md. What is compared has to
// agree in its counts, or the bench fails. Only the ratios mean anything: machines are noisy.

const RESULTS = join(dirname(createRequire(import.meta.url).resolve("rollcall/package.json")), "bench", "RESULTS.md");

function installed(): Installed {
	const found = { spin: spinAvailable(), rumur: rumurAvailable() };
	for (const [name, isHere] of Object.entries(found)) {
		const text = `${name} or a C compiler is missing: left out (apt-get install ${name} gcc)\n`;
		if (!isHere) process.stdout.write(text);
	}
	return found;
}

/** A section as RESULTS.md has it. */
function inFile(section: string): string {
	const [head = "", , ...table] = section.split("\n");
	return `${head}\n\n${table.map((line) => `    ${line}`.trimEnd()).join("\n")}`;
}

/** The sections of an earlier run, by title. */
function earlier(): ReadonlyMap<string, string> {
	const [, ...sections] = readFileSync(RESULTS, "utf8").split(/\n(?=\S.*\n\n {4})/);
	return new Map(sections.map((section) => [section.slice(0, section.indexOf(":")), section]));
}

/** Writes the sections in the order of the contests, after them earlier ones that cannot be held here. */
function write(sections: ReadonlyMap<string, string>, titles: readonly string[]): void {
	const machine = `Node ${process.version}, ${cpus().length} cores. Written by \`npm run bench\`; whole processes, wall time.`;
	const inOrder = [...new Set([...titles, ...sections.keys()])].flatMap(
		(title) => sections.get(title)?.trimEnd() ?? [],
	);
	writeFileSync(RESULTS, `# Results\n\n${machine}\n\n${inOrder.join("\n\n")}\n`);
}

/** The contest with this title, or else those whose titles contain it. */
function named(all: readonly Contest[], word: string): readonly Contest[] {
	const exact = all.filter(({ title }) => title === word);
	return exact.length > 0 ? exact : all.filter(({ title }) => title.includes(word));
}

// With a word, only the contests that it names are held, and their sections of RESULTS.md are written anew.
const word = process.argv[2] ?? "";
const folder = mkdtempSync(join(tmpdir(), "rollcall-bench-"));
const all = contests(installed(), join(folder, "record.json"));
const sections = new Map(word === "" ? [] : earlier());
try {
	for (const contest of named(all, word)) {
		const section = hold(contest);
		process.stdout.write(`${section}\n`);
		sections.set(contest.title, inFile(section));
	}
	const titles = all.map(({ title }) => title);
	write(sections, titles);
} finally {
	rmSync(folder, { recursive: true });
}

import { plainTable } from "../report/text/layout/table.ts";

/** One measurement: wall time of a whole process, and the counts that have to agree. */
interface Run {
	readonly seconds: number;
	readonly counts: string;
}

/** Program to measure, with its arguments, ready to run. */
export interface Contender {
	readonly name: string;
	run(): Run;
	dispose?(): void;
}

/** Contenders that have to agree in their counts. */
export interface Contest {
	readonly title: string;
	/** Builds the contenders; the first is the one that the others are compared with. */
	contenders(): readonly Contender[];
	readonly rounds: number;
	/** True if it runs once before the first round, to fill caches of compiled code. */
	readonly warmUp?: boolean;
}

/**
 * Runs the contenders alternately.
 *
 * @returns a table of the median time of each
 * @throws Error if their counts differ
 */
export function hold({ title, contenders: prepare, rounds, warmUp = false }: Contest): string {
	const contenders = prepare();
	try {
		if (warmUp) for (const contender of contenders) contender.run();
		const runs = runAlternately(contenders, rounds);
		const counts = new Set(runs.flat().map((run) => run.counts));
		if (counts.size !== 1) throw new Error(`${title}: the counts differ: ${[...counts].join(" | ")}`);
		return `${title}: ${[...counts].join("")}; ${rounds} in turn\n\n${table(contenders, runs)}`;
	} finally {
		for (const contender of contenders) contender.dispose?.();
	}
}

/** The runs of each contender. */
function runAlternately(contenders: readonly Contender[], rounds: number): readonly (readonly Run[])[] {
	const runs = contenders.map((): Run[] => []);
	for (let round = 0; round < rounds; round++) {
		// Every other round the other way round: what comes second may find the machine warmer.
		const turn = [...contenders.entries()];
		for (const [index, contender] of round % 2 === 0 ? turn : turn.reverse()) runs[index]?.push(contender.run());
	}
	return runs;
}

function table(contenders: readonly Contender[], runs: readonly (readonly Run[])[]): string {
	const medians = runs.map((own) => own.map(({ seconds }) => seconds).toSorted((a, b) => a - b)[own.length >> 1] ?? 0);
	const rows = contenders.map(({ name }, index) => {
		const seconds = medians[index] ?? 0;
		return [name, `${seconds.toFixed(2)} s`, `${(seconds / (medians[0] ?? 1)).toFixed(2)}`];
	});
	return plainTable([["", "median", "times the first"], ...rows]);
}

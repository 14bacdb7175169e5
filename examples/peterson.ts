import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkLiveness, type Fairness, type LivenessOutcome, type Model, type Property, search } from "rollcall";

const STAGES = ["idle", "raised", "waiting", "critical"] as const;
type Stage = (typeof STAGES)[number];

/** A state of the lock. A process's flag is up unless it is idle. */
interface Lock {
	readonly stages: readonly [Stage, Stage];
	/** The process that may go first where both want to. */
	readonly turn: number;
}

const KINDS = ["requests", "gives way", "tries", "leaves"] as const;
const PROCESSES = [0, 1] as const;

/**
 * Peterson's mutual exclusion of two processes: raise the flag, give the turn to the other process, try until its flag is
 * down or the turn has come back, enter, leave.
 */
export class Peterson implements Model<Lock> {
	readonly width = 3;
	readonly #hasTurn: boolean;

	/** @param hasTurn false for flags alone: a lock that excludes, but may keep both out for ever */
	constructor(hasTurn = true) {
		this.#hasTurn = hasTurn;
	}

	initial(): readonly Lock[] {
		return [{ stages: ["idle", "idle"], turn: 0 }];
	}

	successors(lock: Lock, emit: (action: number, next: Lock) => void): void {
		for (const self of PROCESSES) {
			const kind = STAGES.indexOf(lock.stages[self]);
			emit(self * KINDS.length + kind, this.#step(lock, self));
		}
	}

	/** The one step that a process can take: an idle one requests, a raised one gives way, and so on. */
	#step({ stages, turn }: Lock, self: 0 | 1): Lock {
		const other = self === 0 ? 1 : 0;
		const go = (stage: Stage, next = turn): Lock => ({
			stages: self === 0 ? [stage, stages[1]] : [stages[0], stage],
			turn: next,
		});
		switch (stages[self]) {
			case "idle":
				return go("raised");
			case "raised":
				return go("waiting", this.#hasTurn ? other : turn);
			case "waiting":
				return go(stages[other] === "idle" || (this.#hasTurn && turn === self) ? "critical" : "waiting");
			case "critical":
				return go("idle");
		}
	}

	encode({ stages, turn }: Lock, words: Int32Array): void {
		words[0] = STAGES.indexOf(stages[0]);
		words[1] = STAGES.indexOf(stages[1]);
		words[2] = turn;
	}

	decode([first = 0, second = 0, turn = 0]: Int32Array): Lock {
		return { stages: [STAGES[first] ?? "idle", STAGES[second] ?? "idle"], turn };
	}

	actionName(action: number): string {
		return `${Math.floor(action / KINDS.length)} ${KINDS[action % KINDS.length]}`;
	}
}

/** The claim that the two processes are never both in the critical section. */
export const EXCLUSION: Property<Lock> = {
	kind: "always",
	name: "mutual exclusion",
	holds: ({ stages }) => !stages.every((stage) => stage === "critical"),
};

/** A process that is not idle goes on; only requests are left to its choice. */
export const GOING_ON: readonly Fairness[] = PROCESSES.map((self) => ({
	name: `process ${self} goes on`,
	actions: new Set([1, 2, 3].map((kind) => self * KINDS.length + kind)),
}));

/** Checks that process 0 enters whenever it waits. */
export function entry(model: Model<Lock>, fairness: readonly Fairness[]): Promise<LivenessOutcome<Lock>> {
	const isAt = (stage: Stage) => (lock: Lock) => lock.stages[0] === stage;
	return checkLiveness(model, { trigger: isAt("waiting"), goal: isAt("critical"), fairness });
}

/** A verdict, with the run that violates the property, as text. */
function verdictText(model: Model<Lock>, outcome: LivenessOutcome<Lock>): string {
	if (outcome.verdict !== "violated") return outcome.verdict;
	const { stem, loop } = outcome.lasso;
	const names = (actions: readonly number[]): string => actions.map((action) => model.actionName(action)).join(", ");
	return `violated by ${names(stem.actions)}, then for ever ${names(loop.actions)}`;
}

async function report(name: string, model: Peterson): Promise<string> {
	const { states, transitions, discoveries } = await search(model, [EXCLUSION]);
	return [
		`${name}: ${states} states, ${transitions} transitions`,
		`  mutual exclusion: ${discoveries.length === 0 ? "holds" : "violated"}`,
		`  who waits enters, with fairness: ${verdictText(model, await entry(model, GOING_ON))}`,
		`  who waits enters, without: ${verdictText(model, await entry(model, []))}`,
		"",
	].join("\n");
}

if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
	process.stdout.write(await report("Peterson's lock", new Peterson()));
	process.stdout.write(await report("Flags alone", new Peterson(false)));
}

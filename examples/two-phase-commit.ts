import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Model, type Property, search } from "rollcall";

const STATES = ["working", "prepared", "committed", "aborted"] as const;
const DECISIONS = ["none", "commit", "abort"] as const;

interface ResourceManager {
	readonly state: (typeof STATES)[number];
	/** True once it has sent "prepared": messages are never removed, so that they may be received late or never. */
	readonly hasSent: boolean;
	/** True once the transaction manager has received the message. */
	readonly isReceived: boolean;
}

/** A state of the protocol; the decision stands for the message that announces it, too. */
interface Commit {
	readonly decision: (typeof DECISIONS)[number];
	readonly managers: readonly ResourceManager[];
}

const BY_MANAGER = ["prepares", "aborts", "is received", "receives commit", "receives abort"] as const;
type ByManager = (typeof BY_MANAGER)[number];

/** Two-phase commit without faults, after Gray and Lamport, "Consensus on Transaction Commit". */
export class TwoPhaseCommit implements Model<Commit> {
	readonly width: number;
	readonly #count: number;

	/** @param count of resource managers, at least 1 */
	constructor(count: number) {
		this.width = 1 + count;
		this.#count = count;
	}

	initial(): readonly Commit[] {
		const manager = { state: "working", hasSent: false, isReceived: false } as const;
		return [{ decision: "none", managers: Array.from({ length: this.#count }, () => manager) }];
	}

	successors(commit: Commit, emit: (action: number, next: Commit) => void): void {
		const { decision, managers } = commit;
		if (decision === "none") {
			if (managers.every(({ isReceived }) => isReceived)) emit(0, { ...commit, decision: "commit" });
			emit(1, { ...commit, decision: "abort" });
		}
		for (const [index, manager] of managers.entries()) {
			for (const [kind, action] of BY_MANAGER.entries()) {
				const next = taken(action, manager, decision);
				if (next) emit(2 + index * BY_MANAGER.length + kind, { decision, managers: managers.with(index, next) });
			}
		}
	}

	encode({ decision, managers }: Commit, words: Int32Array): void {
		words[0] = DECISIONS.indexOf(decision);
		for (const [index, { state, hasSent, isReceived }] of managers.entries()) {
			words[1 + index] = STATES.indexOf(state) + 4 * Number(hasSent) + 8 * Number(isReceived);
		}
	}

	decode(words: Int32Array): Commit {
		const managers = Array.from(words.subarray(1), (word) => ({
			state: STATES[word & 3] ?? "working",
			hasSent: (word & 4) !== 0,
			isReceived: (word & 8) !== 0,
		}));
		return { decision: DECISIONS[words[0] ?? 0] ?? "none", managers };
	}

	/** Sorts the resource managers: they differ in names alone. */
	canonical(words: Int32Array): number {
		const managers = words.subarray(1).sort();
		let [orbit, run] = [1, 0];
		for (const [index, word] of managers.entries()) {
			run = word === managers[index - 1] ? run + 1 : 1;
			orbit = (orbit * (index + 1)) / run;
		}
		return orbit;
	}

	actionName(action: number): string {
		if (action < 2) return action === 0 ? "commit" : "abort";
		const kind = (action - 2) % BY_MANAGER.length;
		return `${(action - 2 - kind) / BY_MANAGER.length} ${BY_MANAGER[kind]}`;
	}
}

/** The resource manager after an action of it or about it; undefined where that is not enabled. */
function taken(action: ByManager, manager: ResourceManager, decision: Commit["decision"]): ResourceManager | undefined {
	switch (action) {
		case "prepares":
			return manager.state === "working" ? { ...manager, state: "prepared", hasSent: true } : undefined;
		case "aborts":
			return manager.state === "working" ? { ...manager, state: "aborted" } : undefined;
		case "is received":
			return decision === "none" && manager.hasSent ? { ...manager, isReceived: true } : undefined;
		case "receives commit":
			return decision === "commit" ? { ...manager, state: "committed" } : undefined;
		case "receives abort":
			return decision === "abort" ? { ...manager, state: "aborted" } : undefined;
	}
}

function every(state: ResourceManager["state"]): (commit: Commit) => boolean {
	return ({ managers }) => managers.every((manager) => manager.state === state);
}

function some(commit: Commit, state: ResourceManager["state"]): boolean {
	return commit.managers.some((manager) => manager.state === state);
}

/** Claims of the protocol: no two resource managers decide differently, and they can agree on either outcome. */
export const PROPERTIES: readonly Property<Commit>[] = [
	{ kind: "always", name: "consistent", holds: (commit) => !(some(commit, "committed") && some(commit, "aborted")) },
	{ kind: "sometimes", name: "commit agreement", holds: every("committed") },
	{ kind: "sometimes", name: "abort agreement", holds: every("aborted") },
];

/** Counts and verdicts, as text. */
async function report(count: number): Promise<string> {
	const { states, stored, transitions, depth, discoveries } = await search(new TwoPhaseCommit(count), PROPERTIES);
	const length = (name: string): number | undefined =>
		discoveries.find((one) => one.name === name)?.trace.actions.length;
	return [
		`${count} resource managers: ${states} states, ${stored} up to symmetry, ${transitions} transitions, depth ${depth}`,
		`  consistent: ${length("consistent") === undefined ? "holds" : "violated"}`,
		`  commit agreement: after ${length("commit agreement") ?? "no"} actions`,
		`  abort agreement: after ${length("abort agreement") ?? "no"} actions`,
		"",
	].join("\n");
}

if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
	for (const count of [3, 5]) process.stdout.write(await report(count));
}

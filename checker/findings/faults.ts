import { isSameScope, isService, numberInKind, type Scope, serviceAt, userAt } from "../../model/scope.ts";
import { renameProcesses } from "../../model/variants.ts";
import { type OpenTarget as OpenLines, recordRun } from "../../report/explain/execution.ts";
import { firstDifference, firstDifferent } from "../../report/explain/first-difference.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { RawFinding } from "./raw-finding.ts";

/** Target that reports each line before it runs, at a scope large enough for some findings. */
interface Recorder {
	readonly scope: Scope;
	readonly open: OpenLines;
}

/**
 * Faults of findings: the first difference from the specification, and the line that caused it.
 *
 * Compiling a source line by line takes seconds, so it is compiled once for each number of slots, for as many processes
 * as any of the findings has.
 */
export class Faults {
	readonly #opened: OpenedTarget;
	readonly #findings: readonly RawFinding[];
	readonly #isOver: () => boolean;
	readonly #recorders: Promise<Recorder>[] = [];

	/**
	 * @param findings all that are to be grouped
	 * @param isOver true when no more runs are to be made
	 */
	constructor(opened: OpenedTarget, findings: readonly RawFinding[], isOver: () => boolean) {
		this.#isOver = isOver;
		this.#opened = opened;
		this.#findings = findings;
	}

	/** @returns the claim and the cause where the finding does not show in a run line by line, or there is no time for one */
	async of({ claim, claims, cause, scope, interleaving }: RawFinding): Promise<string> {
		if (this.#isOver()) return `${claim.id}: ${cause}`;
		const { scope: larger, open } = await this.#recorderFor(scope);
		const rename = (process: number): number =>
			(isService(scope, process) ? serviceAt : userAt)(larger, numberInKind(scope, process));
		const renamed = interleaving.map((action) => renameProcesses(action, rename));
		// Only the lines of the step that differs first are of interest, and all lines of a long interleaving take minutes.
		const different = firstDifferent(recordRun(open, false, claim, claims, renamed, () => false));
		const run = recordRun(open, false, claim, claims, renamed, (step) => step === different);
		const isRenamed = this.#opened.sourceOptions?.view !== undefined;
		return firstDifference(isRenamed ? { ...run, names: "slots" } : run) ?? `${claim.id}: ${cause}`;
	}

	async #recorderFor(scope: Scope): Promise<Recorder> {
		for (const recorder of this.#recorders) {
			const known = await recorder;
			if (fits(scope, known.scope)) return known;
		}
		const opened = this.#open(scope);
		this.#recorders.push(opened);
		return opened;
	}

	/** Opens the target at a scope that all findings of the same rows and slots fit. */
	async #open(least: Scope): Promise<Recorder> {
		const all = this.#findings.map((finding) => finding.scope);
		const scope = all.reduce((one, other) => (hasSameOrder(one, other) ? jointScope(one, other) : one), least);
		return { scope, open: await this.#opened.lineByLine(scope) };
	}
}

/** True if processes of two scopes can be at one scope that has as many as either. Where services are spread, their number says where they are. */
function hasSameOrder(one: Scope, other: Scope): boolean {
	return one.rows !== "services spread" && one.slots === other.slots && one.rows === other.rows;
}

function jointScope(one: Scope, other: Scope): Scope {
	return { ...one, users: Math.max(one.users, other.users), services: Math.max(one.services, other.services) };
}

/** True if the processes of a scope are also at another one, in the same order. */
function fits(scope: Scope, larger: Scope): boolean {
	return isSameScope(scope, larger) || (hasSameOrder(scope, larger) && isSameScope(jointScope(scope, larger), larger));
}

import { firstService, firstUser, isService, numberInKind, type Scope, withRows } from "../../model/scope.ts";
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
	/** By slots and the order of rows. */
	readonly #recorders = new Map<string, Promise<Recorder>>();

	/**
	 * @param findings all that are to be grouped; others have to fit their scopes
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
			numberInKind(scope, process) + (isService(scope, process) ? firstService(larger) : firstUser(larger));
		const renamed = interleaving.map((action) => renameProcesses(action, rename));
		// Only the lines of the step that differs first are of interest, and all lines of a long interleaving take minutes.
		const different = firstDifferent(recordRun(open, false, claim, claims, renamed, () => false));
		const run = recordRun(open, false, claim, claims, renamed, (step) => step === different);
		const isRenamed = this.#opened.sourceOptions?.view !== undefined;
		return firstDifference(isRenamed ? { ...run, names: "slots" } : run) ?? `${claim.id}: ${cause}`;
	}

	#recorderFor(scope: Scope): Promise<Recorder> {
		const key = `${scope.slots} ${scope.rows}`;
		const known = this.#recorders.get(key) ?? this.#open(scope);
		this.#recorders.set(key, known);
		return known;
	}

	async #open({ slots, rows }: Scope): Promise<Recorder> {
		const scopes = this.#findings
			.map(({ scope }) => scope)
			.filter((scope) => scope.slots === slots && scope.rows === rows);
		const [users, services] = [
			Math.max(...scopes.map((one) => one.users)),
			Math.max(...scopes.map((one) => one.services)),
		];
		const scope = withRows({ users, services, slots }, rows ?? "users first");
		return { scope, open: await this.#opened.lineByLine(scope) };
	}
}

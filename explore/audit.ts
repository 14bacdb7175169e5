import type { Target } from "../impl/target.ts";
import { brokenClaims, causeOf, observe, specificationStep } from "../lockstep/run.ts";
import type { State } from "../model/state.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import type { Limits, SearchProgress } from "./limits.ts";
import type { Breach, Model } from "./model.ts";
import { SystemModel } from "./models/system-model.ts";
import { search } from "./search.ts";
import { countBeginnings, FlatSet } from "./sets/state-set.ts";

/** Result of an audit, which has to equal the search's. */
export interface Audit {
	/** Distinct states of the specification. */
	readonly states: number;
	/** Enabled (state, action) pairs over the states: over the product states where a target is audited. */
	readonly transitions: number;
	/** Distinct product states with all of the target's memory; the states where no target is audited. */
	readonly pairs: number;
	/** Claim and cause of each finding, in order of their names. */
	readonly findings: readonly string[];
	/** The limit that ended it; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** Options of an audit. */
export interface AuditOptions {
	readonly claims: readonly Claim[];
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

/**
 * Searches again, for comparison with a search: without reductions, with all memory, the specification in plain data,
 * every transition checked by the claims' own checks, and depth first.
 *
 * @param target undefined where the specification alone is audited
 */
export async function audit(
	system: System,
	target: Target | undefined,
	{ claims, limits, signal, onProgress }: AuditOptions,
): Promise<Audit> {
	const model = new AuditModel(system, target, claims);
	const set = new FlatSet(model.width);
	const property = { kind: "step", check: () => model.breaches } as const;
	const how = { order: "depth-first", symmetry: false, states: set, limits, signal, onProgress } as const;
	const { stored, transitions, discoveries, stoppedBy } = await search(model, [property], how);
	const findings = discoveries.map(({ name }) => name).sort();
	return {
		states: countBeginnings(set, model.width, model.systemWidth),
		pairs: stored,
		transitions,
		findings,
		stoppedBy,
	};
}

/** A state of the specification, and the memory of a target: none where the specification alone is audited. */
interface Audited {
	readonly state: State;
	readonly memory: Uint8Array;
}

class AuditModel implements Model<Audited> {
	readonly width: number;
	readonly #system: SystemModel;
	readonly #scope: System["scope"];
	readonly #target: Target | undefined;
	readonly #claims: readonly Claim[];
	#breaches: readonly Breach[] = [];

	constructor(system: System, target: Target | undefined, claims: readonly Claim[]) {
		this.#system = new SystemModel(system);
		this.#scope = system.scope;
		this.#target = target;
		this.#claims = claims;
		this.width = this.#system.width + Math.ceil((target?.memory.length ?? 0) / 4);
	}

	/** Words of a state that are the specification's; the rest are the target's memory. */
	get systemWidth(): number {
		return this.#system.width;
	}

	/** The violations of the step that is being emitted. */
	get breaches(): readonly Breach[] {
		return this.#breaches;
	}

	initial(): readonly Audited[] {
		this.#target?.reset();
		return this.#system.initial().map((state) => ({ state, memory: this.#memory() }));
	}

	successors({ state, memory }: Audited, emit: (action: number, next: Audited) => void): void {
		this.#system.successors(state, (action, next) => {
			this.#target?.memory.set(memory);
			this.#breaches = this.#breachesOf(this.#observe(state, action));
			emit(action, { state: next, memory: this.#memory() });
		});
	}

	#observe(state: State, action: number): ObservedStep {
		const [taken, expected, target] = [this.#system.action(action), this.#system.step, this.#target];
		return target
			? observe(target, taken, target.view(), expected)
			: specificationStep(this.#scope, state, taken, expected);
	}

	#breachesOf(step: ObservedStep): readonly Breach[] {
		return brokenClaims(this.#claims, step, () => {}).map((broken) => ({
			key: `${broken.claim.id} ${causeOf(step.action.kind, broken)}`,
			detail: broken.violation.detail,
		}));
	}

	#memory(): Uint8Array {
		return this.#target?.memory.slice() ?? new Uint8Array(0);
	}

	encode({ state, memory }: Audited, words: Int32Array): void {
		this.#system.encode(state, words);
		new Uint8Array(words.buffer, words.byteOffset + this.#system.width * 4, memory.length).set(memory);
	}

	decode(words: Int32Array): Audited {
		const memory = this.#memory();
		memory.set(new Uint8Array(words.buffer, words.byteOffset + this.#system.width * 4, memory.length));
		return { state: this.#system.decode(words), memory };
	}

	actionName(action: number): string {
		return this.#system.actionName(action);
	}
}

/** Compares a search with its audit: a line for each difference; what was cut short is not compared. */
export function disagreements(
	audited: Audit,
	found: {
		readonly states: number;
		readonly transitions: number | undefined;
		readonly findings: readonly string[];
	},
): readonly string[] {
	if (audited.stoppedBy !== undefined) return [];
	const pairs: readonly (readonly [string, unknown, unknown])[] = [
		["states", found.states, audited.states],
		["transitions", found.transitions ?? audited.transitions, audited.transitions],
		["findings", [...found.findings].sort().join("; "), audited.findings.join("; ")],
	];
	return pairs.flatMap(([what, one, other]) =>
		one === other ? [] : [`${what}: the search has ${String(one)}, the audit ${String(other)}`],
	);
}

import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Target } from "../impl/target.ts";
import { brokenClaims, causeOf, observe, specificationStep } from "../lockstep/run.ts";
import type { State } from "../model/state.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";

/** What an audit came to: what a search has to have come to as well. */
export interface Audit {
	/** Distinct states of the specification. */
	readonly states: number;
	/** Enabled (state, action) pairs over the states: over the pairs of state and memory where a target is audited. */
	readonly transitions: number;
	/** Distinct pairs of a state and a memory, all of it; the states where no target is audited. */
	readonly pairs: number;
	/** Claim and cause of each finding, in order of their names. */
	readonly findings: readonly string[];
	/** The chance that two pairs were taken for one, which are told apart by 64 bits of their SHA-1. */
	readonly collision: number;
	/** Which limit ended it; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How an audit is to be done. */
export interface AuditOptions {
	readonly claims: readonly Claim[];
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

interface Pair {
	readonly state: State;
	readonly memory: Uint8Array;
}

/** How much a pair takes, in bytes, as measured: its state, its memory, its fingerprints. */
const BYTES_PER_PAIR = 400;
const PAIRS_PER_TURN = 256;

/**
 * Searches again in another way, to be compared with a search: with nothing reduced, all memory kept, the states in plain
 * data by model/system.ts, every transition put to the claims' own checks, depth first, and a hash of another kind.
 *
 * @param target undefined where the specification alone is audited
 */
export async function audit(system: System, target: Target | undefined, options: AuditOptions): Promise<Audit> {
	const started = performance.now();
	const seen = new Set<bigint>();
	const states = new Set<bigint>();
	const findings = new Set<string>();
	const stack: Pair[] = [];
	let transitions = 0;
	let stoppedBy: string | undefined;
	const push = (state: State): void => {
		const text = JSON.stringify(state);
		const memory = target ? target.memory.slice() : new Uint8Array(0);
		const print = fingerprint(text, memory);
		if (seen.has(print)) return;
		seen.add(print);
		states.add(fingerprint(text, new Uint8Array(0)));
		stack.push({ state, memory });
	};
	target?.reset();
	push(system.initial);
	for (let pair = stack.pop(), count = 1; pair !== undefined; pair = stack.pop(), count++) {
		for (const action of system.enabled(pair.state)) {
			const expected = system.step(pair.state, action);
			transitions++;
			target?.memory.set(pair.memory);
			const step = target
				? observe(target, action, target.view(), expected)
				: specificationStep(system.scope, pair.state, action, expected);
			const broken = brokenClaims(options.claims, step, () => {});
			for (const one of broken) findings.add(`${one.claim.id} ${causeOf(action.kind, one)}`);
			if (broken.length === 0) push(expected.state);
		}
		if (count % PAIRS_PER_TURN !== 0) continue;
		const progress = { stored: seen.size, frontier: stack.length, depth: 0, bytes: seen.size * BYTES_PER_PAIR };
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = reachedLimit(options, progress, performance.now() - started);
		if (stoppedBy !== undefined) break;
	}
	const collision = (seen.size * seen.size) / 2 ** 65;
	return { states: states.size, pairs: seen.size, transitions, findings: [...findings].sort(), collision, stoppedBy };
}

function fingerprint(text: string, memory: Uint8Array): bigint {
	return createHash("sha1").update(text).update(memory).digest().readBigUInt64LE();
}

/** What a search and its audit do not agree in, one line each; what was cut short is not compared. */
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

import { createHash } from "node:crypto";
import type { Counterexample } from "../../../lockstep/counterexample.ts";
import { ACTION_KINDS, type Action, formatAction, OPERANDS } from "../../../model/action.ts";
import type { OperandType } from "../../../model/action-table.ts";
import { nrProcs, processName, type Scope } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import { outcomeText, resultText, type Trace } from "../../text/trace.ts";
import { bigint, itfFile } from "./file.ts";

/** Raised with every change after which older files mean something else. */
export const VERSION = 1;

/** Placeholder for the digest of a file, which is taken with the placeholder in it. */
export const NO_DIGEST = "0".repeat(64);

/**
 * A counterexample in the Informal Trace Format: a state of specification and target for each step, which any viewer of the
 * format shows; and what it takes to run it again under `#meta.rollcall`. The last state of a lasso is that at `loop` again, so
 * that its action is there too.
 *
 * @param trace the interleaving as it ran on the target
 * @param version rollcall's own
 */
export function formatItf(counterexample: Counterexample, trace: Trace, version: string): string {
	const { subject, scope, seed, interleaving, claim, cause, detail, minimality, only, lasso } = counterexample;
	const text = itfFile({
		source: subject.kind === "c" ? subject.path : `mirror of event.c, ${subject.revision}`,
		status: "violation",
		description: `${claim}: ${detail}`,
		rollcall: {
			...{ format: VERSION, version, digest: NO_DIGEST, subject, scope, seed: seed ?? null },
			interleaving: interleaving.map((action) => formatAction(scope, action)),
			...{ claim, cause, detail, minimality, only: only ?? null },
			...(lasso ? { pending: processName(scope, lasso.subject) } : {}),
		},
		...{ params: PARAM_TYPES, vars: VAR_TYPES, states: statesOf(scope, trace), loop: lasso?.loopStart },
	});
	return text.replace(NO_DIGEST, digestOf(text));
}

/** SHA-256 of a text. */
export function digestOf(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

const STATE_TYPE =
	"{ processes: Seq({ name: Str, lifecycle: Str, killed: Bool, told: Bool, waitsFor: Str }), slots: Seq({ service: Str, mask: Int, waiting: Int }) }";

/** Every operand that an action can have, by name. */
const PICKS: Readonly<Record<string, OperandType>> = {
	process: "process",
	...Object.fromEntries(ACTION_KINDS.flatMap((kind) => OPERANDS[kind].map(({ field, type }) => [field, type]))),
};

const PICK_TYPES = Object.entries(PICKS).map(
	([field, type]) => `${field}: Some(${type === "process" ? "Str" : "Int"}) | None(<<>>)`,
);

/** The variables of a state, with their types in Apalache's words. */
const VAR_TYPES = {
	specification: STATE_TYPE,
	target: STATE_TYPE,
	specificationResult: "Str",
	targetResult: "Str",
	"mbt::actionTaken": "Str",
	"mbt::nondetPicks": `{ ${PICK_TYPES.join(", ")} }`,
};

/** The constants of a scope, as event.c names them. */
const PARAM_TYPES = { NR_PROCS: "Int", NR_SUBS: "Int" };

function statesOf(scope: Scope, { steps }: Trace): readonly object[] {
	const [first] = steps;
	if (!first) return [];
	const start = {
		...{ NR_PROCS: bigint(nrProcs(scope)), NR_SUBS: bigint(scope.slots) },
		...{ specification: stateItf(scope, first.before), target: stateItf(scope, first.before) },
		...{ specificationResult: "", targetResult: "" },
		"mbt::actionTaken": "init",
		"mbt::nondetPicks": picksOf(scope, undefined),
	};
	const rest = steps.map(({ action, expected, outcome, after }) => ({
		specification: stateItf(scope, expected?.state ?? after),
		target: stateItf(scope, after),
		specificationResult: expected ? resultText(scope, expected.result) : "",
		targetResult: outcomeText(scope, outcome),
		"mbt::actionTaken": action.kind,
		"mbt::nondetPicks": picksOf(scope, action),
	}));
	return [start, ...rest];
}

function stateItf(scope: Scope, { processes, slots }: State): unknown {
	return {
		processes: processes.map(({ lifecycle, killed, told, waitsFor }, index) => {
			const waits = waitsFor === undefined ? "" : processName(scope, waitsFor);
			return { name: processName(scope, index), lifecycle, killed, told, waitsFor: waits };
		}),
		slots: slots.map(({ service, mask, waiting }) => {
			return { service: processName(scope, service), mask: bigint(mask), waiting: bigint(waiting) };
		}),
	};
}

function picksOf(scope: Scope, action: Action | undefined): unknown {
	const values: Readonly<Record<string, unknown>> = action ?? {};
	const pick = (value: unknown, type: OperandType): unknown => {
		if (typeof value !== "number") return { tag: "None", value: { "#tup": [] } };
		return { tag: "Some", value: type === "process" ? processName(scope, value) : bigint(value) };
	};
	return Object.fromEntries(Object.entries(PICKS).map(([field, type]) => [field, pick(values[field], type)]));
}

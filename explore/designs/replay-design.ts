import type { DesignProperty, DesignSystem } from "../../model/designs/design.ts";
import { designOf } from "../../model/designs/index.ts";
import type { DesignRun, DesignTrace } from "../../properties/design-evidence.ts";
import { isRepeatable } from "./decide.ts";
import { designTrace } from "./design-trace.ts";

/** A run of a design by the names of its actions. */
export interface NamedDesignRun extends Pick<DesignRun, "design" | "property"> {
	/** Name of a scope of the design. */
	readonly scope: string;
	readonly actions: readonly string[];
	/** Of a lasso: the number of actions before the loop. */
	readonly loopStart: number | undefined;
}

/** A run of a design that was taken again. */
export interface DesignReplay {
	readonly kind: DesignProperty<unknown>["kind"];
	readonly sentence: string;
	/** The run as far as its actions are enabled. */
	readonly trace: DesignTrace;
	/** Reason that the run does not show what it was kept for; undefined where it does. */
	readonly reason: string | undefined;
}

/**
 * Takes a run of a design again: a counterexample of an `always` property, the witness of a `reachable` one, or a lasso.
 *
 * @throws RangeError where there is no such design, property or scope
 */
export function replayDesign(run: NamedDesignRun): DesignReplay {
	const design = designOf(run.design);
	const property = design.properties.find(({ id }) => id === run.property);
	const scope = design.scopes.find(({ name }) => name === run.scope);
	if (!property) throw new RangeError(`the design ${design.id} has no property ${run.property}`);
	if (!scope) throw new RangeError(`the design ${design.id} has no scope of ${run.scope}`);
	const system = scope.system();
	const names = system.alphabet.map((action) => system.formatAction(action));
	const actions: number[] = [];
	const states: unknown[] = [system.initial];
	let reason: string | undefined;
	for (const [index, name] of run.actions.entries()) {
		const action = names.indexOf(name);
		const next = action < 0 ? undefined : system.step(states[index], system.alphabet[action]);
		if (next === undefined) {
			reason = `step ${index + 1}, ${name}, is not enabled there`;
			break;
		}
		actions.push(action);
		states.push(next);
	}
	reason ??= missing(system, property, { actions, states, loopStart: run.loopStart });
	const trace = designTrace(system, scope.name, { actions, states }, run.loopStart);
	return { kind: property.kind, sentence: property.sentence, trace, reason };
}

/** Reason that a run does not show its property; undefined where it does. */
function missing(
	system: DesignSystem<unknown, unknown>,
	property: DesignProperty<unknown>,
	run: {
		readonly actions: readonly number[];
		readonly states: readonly unknown[];
		readonly loopStart: number | undefined;
	},
): string | undefined {
	const { actions, states, loopStart = actions.length } = run;
	switch (property.kind) {
		case "always":
			return property.holds(states.at(-1)) ? "the property holds in its last state" : undefined;
		case "reachable":
			return property.holds(states.at(-1)) ? undefined : "its last state does not show the property";
		case "lasso": {
			const loop = actions.slice(loopStart);
			const grows = loop.length > 0 && isRepeatable(system, property, states[loopStart], loop);
			return grows ? undefined : "its loop cannot be taken again and again with more each time";
		}
	}
}

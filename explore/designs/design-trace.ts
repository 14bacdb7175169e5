import type { DesignSystem } from "../../model/designs/design.ts";
import type { DesignTrace } from "../../properties/design-evidence.ts";
import type { Trace } from "../trace.ts";

/**
 * Puts a run of a design into words.
 *
 * @param trace with the numbers of its actions in the system's alphabet
 */
export function designTrace(
	system: DesignSystem<unknown, unknown>,
	scope: string,
	{ actions, states }: Trace<unknown>,
	loopStart: number | undefined,
): DesignTrace {
	const [initial, ...reached] = states.map((state) => system.formatState(state));
	const steps = actions.map((action, index) => ({
		action: system.formatAction(system.alphabet[action]),
		state: reached[index] ?? "",
	}));
	return { scope, initial: initial ?? "", steps, states, loopStart };
}

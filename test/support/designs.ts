import { decideDesign } from "../../explore/designs/decide.ts";
import { UNLIMITED } from "../../explore/limits.ts";
import type { Design, DesignSystem } from "../../model/designs/design.ts";
import type { PropertyEvidence } from "../../properties/design-evidence.ts";

/** A design with other systems in the place of its own, at one scope. */
export function variant<State, Action>(
	design: Design<State, Action>,
	name: string,
	system: () => DesignSystem<State, Action>,
): Design<State, Action> {
	return { ...design, scopes: [{ name, system }] };
}

/** Decides all properties of a design. */
export function decided<State, Action>(design: Design<State, Action>): Promise<readonly PropertyEvidence[]> {
	return decideDesign(design as Design, UNLIMITED);
}

/** The ids of the properties of a design that are decided and not true. */
export async function broken<State, Action>(design: Design<State, Action>): Promise<readonly string[]> {
	const evidence = await decided(design);
	return evidence.filter(({ isTrue }) => isTrue === false).map(({ property }) => property);
}

/** The actions of the trace that decides a property. */
export function actionsOf(evidence: readonly PropertyEvidence[], property: string): readonly string[] | undefined {
	return evidence.find((one) => one.property === property)?.trace?.steps.map(({ action }) => action);
}

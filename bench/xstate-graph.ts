import { getAdjacencyMap } from "@xstate/graph";
import { type EventObject, fromTransition } from "xstate";
import type { Action } from "../model/action.ts";
import { statecharts } from "../model/charts/table.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import type { State } from "../model/state.ts";
import { System } from "../model/system.ts";

interface Took extends EventObject {
	readonly type: "TOOK";
	readonly action: Action;
}

/** Explores the same system with @xstate/graph, stepped by XState: counts its states and transitions. */
export function walkWithXStateGraph(scope: Scope): { readonly states: number; readonly transitions: number } {
	const system = new System(scope, statecharts(nrProcs(scope)));
	const logic = fromTransition((state: State, { action }: Took) => system.step(state, action).state, system.initial);
	const map = getAdjacencyMap(logic, {
		events: ({ context }) => system.enabled(context).map((action): Took => ({ type: "TOOK", action })),
		serializeState: ({ context }) => JSON.stringify(context),
		serializeEvent: ({ action }) => JSON.stringify(action),
	});
	const nodes = Object.values(map);
	const transitions = nodes.reduce((sum, node) => sum + Object.keys(node.transitions).length, 0);
	return { states: nodes.length, transitions };
}

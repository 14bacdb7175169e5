import { getShortestPaths, getSimplePaths } from "@xstate/graph";
import { type EventObject, fromTransition } from "xstate";
import type { Action } from "../model/action.ts";
import { type Scope, scopeName } from "../model/scope.ts";
import type { State } from "../model/state.ts";
import { System } from "../model/system.ts";

interface Took extends EventObject {
	readonly type: "TOOK";
	readonly action: Action;
}

function took(action: Action): Took {
	return { type: "TOOK", action };
}

/** One shortest path from the start to every state of the composed system, by @xstate/graph. */
export function shortestPaths(scope: Scope): readonly (readonly Action[])[] {
	const system = new System(scope);
	const logic = fromTransition((state: State, { action }: Took) => system.step(state, action).state, system.initial);
	const paths = getShortestPaths(logic, {
		events: ({ context }) => system.enabled(context).map(took),
		serializeState: ({ context }) => JSON.stringify(context),
		serializeEvent: ({ action }) => JSON.stringify(action),
	});
	return paths.map(({ steps }) => actionsOf(steps)).filter((path) => path.length > 0);
}

/** A state, and by which states it was come to. */
interface Trail {
	readonly state: State;
	/** The states on the way, the present one last, each as a text. */
	readonly visited: readonly string[];
	readonly actions: readonly string[];
}

/**
 * Every simple path from the start of the composed system, by @xstate/graph: no state comes twice.
 *
 * @param length the greatest length, in actions
 */
export function simplePaths(scope: Scope, length: number): readonly (readonly Action[])[] {
	const key = `${scopeName(scope)} ${length}`;
	const known = found.get(key) ?? searchSimplePaths(scope, length);
	found.set(key, known);
	return known;
}

/** Those that were asked for, by scope and length. */
const found = new Map<string, readonly (readonly Action[])[]>();

function searchSimplePaths(scope: Scope, length: number): readonly (readonly Action[])[] {
	const system = new System(scope);
	const start: Trail = { state: system.initial, visited: [JSON.stringify(system.initial)], actions: [] };
	// As a tree of trails the graph ends where the length does; as it is, its simple paths would never come to an end.
	const logic = fromTransition(({ state, visited, actions }: Trail, { action }: Took): Trail => {
		const next = system.step(state, action).state;
		return { state: next, visited: [...visited, JSON.stringify(next)], actions: [...actions, JSON.stringify(action)] };
	}, start);
	const isSimple = ({ state, visited }: Trail, action: Action): boolean =>
		visited.length <= length && !visited.includes(JSON.stringify(system.step(state, action).state));
	const paths = getSimplePaths(logic, {
		events: ({ context }) =>
			system
				.enabled(context.state)
				.filter((action) => isSimple(context, action))
				.map(took),
		serializeState: ({ context }) => context.actions.join(" "),
		serializeEvent: ({ action }) => JSON.stringify(action),
	});
	return paths.map(({ steps }) => actionsOf(steps)).filter((path) => path.length > 0);
}

/** The actions of a path's steps; the first step of a path is @xstate/graph's own event, which is none. */
function actionsOf(steps: readonly { readonly event: Took }[]): readonly Action[] {
	return steps.flatMap(({ event }) => (event.type === "TOOK" ? [event.action] : []));
}

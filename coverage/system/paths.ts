import { getShortestPaths, getSimplePaths } from "@xstate/graph";
import { type EventObject, fromTransition } from "xstate";
import type { Action } from "../../model/action.ts";
import type { Composed } from "./composed.ts";

/** An action, by its index in the graph's alphabet. */
interface Took extends EventObject {
	readonly type: "TOOK";
	readonly action: number;
}

/** Every action of the graph as an event, in order. */
function eventsOf({ alphabet }: Composed): readonly Took[] {
	return alphabet.map((_, action) => ({ type: "TOOK", action }));
}

/** One shortest path from the start to every state of the composed system, by @xstate/graph. */
export function shortestPaths(composed: Composed): readonly (readonly Action[])[] {
	const events = eventsOf(composed);
	const logic = fromTransition((node: number, { action }: Took) => composed.next(node, action), 0);
	const paths = getShortestPaths(logic, {
		events: ({ context }) => events.filter(({ action }) => composed.next(context, action) >= 0),
		serializeState: ({ context }) => String(context),
		serializeEvent: ({ action }) => String(action),
	});
	return paths.map(({ steps }) => actionsOf(composed, steps)).filter((path) => path.length > 0);
}

/** Node with the path by which it was reached. */
interface Trail {
	readonly node: number;
	/** Nodes on the path, the current one last. */
	readonly visited: readonly number[];
	/** Actions on the path, which identify it. */
	readonly name: string;
}

/**
 * Simple paths from the start of the composed system, by @xstate/graph: no state is repeated.
 *
 * @param length the greatest length, in actions
 */
export function simplePaths(composed: Composed, length: number): readonly (readonly Action[])[] {
	const events = eventsOf(composed);
	const start: Trail = { node: 0, visited: [0], name: "" };
	// As a tree of trails the graph ends where the length does; as it is, its simple paths would never come to an end.
	const logic = fromTransition(({ node, visited, name }: Trail, { action }: Took): Trail => {
		const next = composed.next(node, action);
		return { node: next, visited: [...visited, next], name: `${name} ${action}` };
	}, start);
	const isSimple = ({ node, visited }: Trail, { action }: Took): boolean => {
		const next = composed.next(node, action);
		return next >= 0 && visited.length <= length && !visited.includes(next);
	};
	const paths = getSimplePaths(logic, {
		events: ({ context }) => events.filter((event) => isSimple(context, event)),
		serializeState: ({ context }) => context.name,
		serializeEvent: ({ action }) => String(action),
	});
	return paths.map(({ steps }) => actionsOf(composed, steps)).filter((path) => path.length > 0);
}

/** Actions of a path's steps; the first step of a path is @xstate/graph's initial event, which is none. */
function actionsOf({ alphabet }: Composed, steps: readonly { readonly event: Took }[]): readonly Action[] {
	return steps.flatMap(({ event }) => (event.type === "TOOK" ? (alphabet[event.action] ?? []) : []));
}

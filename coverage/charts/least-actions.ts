import { leastAssignment } from "./assignment.ts";
import { CHARTS } from "./graph.ts";
import type { Matcher } from "./matcher.ts";
import type { Matchers } from "./matchers.ts";

/**
 * Chart events that are triggered by an action directly. The others are consequences: ASK and EVENT_OVER, DIE of
 * VFS_REPLY, CALL of the slot's.
 */
const OWN = /^(?:SPAWN|SIGNAL|KILL|EXIT|REAP|VFS_REPLY|SET_MASK|ANSWER)\b/;

/** Cost of impossible successions of requirements: more actions than any suite has. */
const TOO_MANY = 1e6;

/**
 * Lower bound of the actions in a suite that covers all that is wanted.
 *
 * Every walk of a process or a slot covers requirements one after the other, so each is covered either first in a walk
 * or some moves after another; no two are covered directly after the same one. The least number of moves is an
 * assignment problem, in which a move counts if an action triggers it directly: there is at most one in each action.
 * Interactions of walks are ignored, so the bound may be too small, and is never too large.
 */
export function leastActions(
	matchers: Matchers,
	wanted: { readonly process: ReadonlySet<number>; readonly slot: ReadonlySet<number> },
): number {
	return CHARTS.reduce((sum, chart) => sum + leastOfChart(matchers[chart], wanted[chart]), 0);
}

function leastOfChart(matcher: Matcher, wanted: ReadonlySet<number>): number {
	const states = onlyStates(matcher, wanted);
	const fromStart = distances(matcher, 0);
	const between = states.map((state) => distances(matcher, state));
	// A requirement is met next after one of the others, or first in a walk: of walks there can be any number.
	return leastAssignment(states.length, 2 * states.length, (row, column) => {
		const state = states[row] ?? 0;
		if (column >= states.length) return fromStart[state] ?? TOO_MANY;
		return column === row ? TOO_MANY : (between[column]?.[state] ?? TOO_MANY);
	});
}

/** Matcher states that are the only ones to cover some requirement, so that each has to be reached. */
function onlyStates(matcher: Matcher, wanted: ReadonlySet<number>): readonly number[] {
	const statesOf = new Map<number, number[]>();
	for (const [state, met] of matcher.metAt().entries()) {
		for (const requirement of met) statesOf.set(requirement, [...(statesOf.get(requirement) ?? []), state]);
	}
	const only = [...wanted].flatMap((requirement) => {
		const states = statesOf.get(requirement) ?? [];
		return states.length === 1 ? states : [];
	});
	return [...new Set(only)].filter((state) => state !== 0);
}

/** Least number of directly triggered moves to each state from one. */
function distances(matcher: Matcher, from: number): readonly number[] {
	const { edges } = matcher.graph;
	const costs = edges.map(({ event }) => (OWN.test(event) ? 1 : 0));
	const distance = new Array<number>(matcher.size).fill(TOO_MANY);
	distance[from] = 0;
	// Breadth first over moves that cost nothing or one: the free ones are taken before the others.
	let [now, next] = [[from], [] as number[]];
	for (let cost = 0; now.length > 0; cost++) {
		for (const state of now) {
			if (distance[state] !== cost) continue;
			for (const [edge, { from: node }] of edges.entries()) {
				if (node !== matcher.nodeAt(state)) continue;
				const to = matcher.next(state, edge);
				const more = cost + (costs[edge] ?? 0);
				if (more >= (distance[to] ?? 0)) continue;
				distance[to] = more;
				if (more === cost) now.push(to);
				else next.push(to);
			}
		}
		[now, next] = [next, []];
	}
	return distance;
}

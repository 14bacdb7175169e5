import { CHARTS, type ChartName } from "../charts/graph.ts";
import type { Matchers } from "../charts/matchers.ts";
import { type Owner, START, TourSearch } from "../charts/tours.ts";
import type { Composed } from "./composed.ts";

/** Requirements of a chart that can be covered, by index, with the actions of a shortest interleaving for each. */
export type Feasible = ReadonlyMap<number, readonly number[]>;

/**
 * Searches a composed graph completely for the requirements of both charts: those not in the result are infeasible in
 * the graph.
 *
 * Users are symmetric, and so are services: one of each is followed.
 */
export function feasibleRequirements(composed: Composed, matchers: Matchers): Readonly<Record<ChartName, Feasible>> {
	const [process = new Map(), slot = new Map()] = CHARTS.map((chart) => {
		const best = new Map<number, readonly number[]>();
		for (const owner of representatives(composed, chart)) {
			for (const [requirement, actions] of reached(composed, matchers, owner)) {
				const known = best.get(requirement);
				if (!known || actions.length < known.length) best.set(requirement, actions);
			}
		}
		return best;
	});
	return { process, slot };
}

/** One user and one service as processes, one service as the owner of a slot. */
function representatives({ scope }: Composed, chart: ChartName): readonly Owner[] {
	const users = chart === "process" && scope.users > 0 ? [{ chart, owner: 0 }] : [];
	const services = scope.services > 0 ? [{ chart, owner: scope.users }] : [];
	return [...users, ...services];
}

function reached(composed: Composed, matchers: Matchers, owner: Owner): Feasible {
	const matcher = matchers[owner.chart];
	const met = matcher.metAt();
	const first = new Map<number, readonly number[]>();
	for (const requirement of met[0] ?? []) first.set(requirement, []);
	new TourSearch(composed, matcher, owner).run(START, (state, actions) => {
		for (const requirement of met[state] ?? []) if (!first.has(requirement)) first.set(requirement, actions());
		return first.size === matcher.requirements.length;
	});
	return first;
}

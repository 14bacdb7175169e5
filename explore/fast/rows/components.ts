import { COUNTED_KINDS, operandCount } from "../../../model/action.ts";
import { type Chart, type Charts, tabulatedCharts } from "../../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CHART_EVENT } from "../../../model/system.ts";
import { type Encodings, encodingsOf } from "./encoding.ts";
import { Labels } from "./labels.ts";
import { type MonitoredClaim, Monitors, SpecificationBroken } from "./monitors.ts";
import { NONE, type Rules, rulesOf } from "./rules.ts";
import { type ServiceComponent, ServiceComponents } from "./services.ts";
import { type UserComponent, UserComponents } from "./users.ts";

/** A state of the specification: the numbers of its user component and of its service component. */
export interface FactoredState {
	readonly user: number;
	readonly service: number;
}

/**
 * The specification, factored in a user component and a service component, each a small whole number.
 *
 * The two have only the places in common that users wait at, so the moves of a component by itself are worked out once and
 * then looked up: the successors of a state are a few look-ups. A test compares them with those of model/system.ts over all
 * states of several scopes.
 */
export class Components {
	readonly scope: Scope;
	readonly encodings: Encodings;
	readonly monitors = new Monitors();
	readonly labels: Labels;
	readonly #rules: Rules;
	readonly users: UserComponents;
	readonly services: ServiceComponents;

	/**
	 * @param symmetry whether states that differ in names only are one
	 * @param labelled whether moves are labelled with actions and results, which are meaningful without symmetry only
	 */
	constructor(
		scope: Scope,
		{ symmetry, labelled = false }: { readonly symmetry: boolean; readonly labelled?: boolean },
		charts: Charts = tabulatedCharts(nrProcs(scope)),
	) {
		this.scope = scope;
		this.labels = new Labels(scope, labelled);
		this.encodings = encodingsOf(scope, charts);
		const { user, service } = this.encodings;
		const rules = rulesOf(charts, this.monitors);
		this.#rules = rules;
		const [ofUser, ofService] = [enabledActions(scope, charts.user), enabledActions(scope, charts.service)];
		const { monitors, labels } = this;
		this.users = new UserComponents(scope, user, rules.user, monitors, ofUser, symmetry, labels);
		this.services = new ServiceComponents(scope, service, rules, monitors, ofService, symmetry, labels);
	}

	/** Tells whether a process in this local state can call PM. */
	canCall(kind: "user" | "service", local: number): boolean {
		return this.#rules[kind].calls(this.encodings[kind].locals[local]?.code ?? NONE);
	}

	/** Checks the claims about both components of a state. @throws SpecificationBroken */
	checkState(ours: UserComponent, theirs: ServiceComponent): void {
		if (ours.last >= theirs.length) {
			throw new SpecificationBroken("index-in-range", `a user waits at place ${ours.last} of ${theirs.length}`);
		}
		for (const place of theirs.lingering) {
			if ((ours.pending[place] ?? 0) + (theirs.pending[place] ?? 0) > 0) continue;
			throw new SpecificationBroken("lingers-only-if-owed", `nobody waits at place ${place}, without a mask`);
		}
	}

	/** Counts by claim id the checks of a search that visited so many states. */
	exercised(states: number): ReadonlyMap<string, number> {
		const exercised = new Map(this.monitors.exercised);
		for (const claim of CHECKED_IN_EACH_STATE) exercised.set(claim, (exercised.get(claim) ?? 0) + states);
		return exercised;
	}
}

/** Claims that a search checks in each state, or that hold because a local state names one place and one event. */
const CHECKED_IN_EACH_STATE: readonly MonitoredClaim[] = [
	"index-in-range",
	"lingers-only-if-owed",
	"serial",
	"outstanding-bound",
	"roundtrips",
];

/** Counts the enabled actions of the counted alphabet of a process in a state of its chart. */
function enabledActions(scope: Scope, chart: Chart): (code: number) => number {
	const counts = new Map(
		chart.codes.map((code) => {
			const kinds = COUNTED_KINDS.filter((kind) => chart.take(code, CHART_EVENT[kind]) !== undefined);
			return [code, kinds.reduce((sum, kind) => sum + operandCount(scope, kind), 0)];
		}),
	);
	return (code) => counts.get(code) ?? 0;
}

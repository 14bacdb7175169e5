import { COUNTED_KINDS, operandCount } from "../../../model/action.ts";
import { type Chart, type Charts, tabulatedCharts } from "../../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CHART_EVENT } from "../../../model/system.ts";
import { CLAIMS, type Claim } from "../../../properties/ledger.ts";
import { type Encodings, encodingsOf } from "./encoding.ts";
import { Labels } from "./labels.ts";
import { Monitors } from "./monitors.ts";
import { NONE, type Rules, rulesOf } from "./rules.ts";
import { ServiceComponents } from "./services.ts";
import { UserComponents } from "./users.ts";

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
	readonly monitors: Monitors;
	readonly labels: Labels;
	readonly #rules: Rules;
	readonly users: UserComponents;
	readonly services: ServiceComponents;
	/** Places that were observed for each service component, without and with users there, a bit each. */
	readonly #placesObserved: number[] = [];

	/**
	 * @param symmetry whether states that differ in names only are one
	 * @param labelled whether moves are labelled with actions and results, which are meaningful without symmetry only
	 * @param claims those with a local check are evaluated
	 */
	constructor(
		scope: Scope,
		{ symmetry, labelled = false }: { readonly symmetry: boolean; readonly labelled?: boolean },
		charts: Charts = tabulatedCharts(nrProcs(scope)),
		claims: readonly Claim[] = CLAIMS,
	) {
		this.scope = scope;
		this.monitors = new Monitors(claims);
		this.labels = new Labels(scope, labelled);
		this.encodings = encodingsOf(scope, charts);
		const { user, service } = this.encodings;
		const rules = rulesOf(scope, charts, this.monitors);
		this.#rules = rules;
		const [ofUser, ofService] = [enabledActions(scope, charts.user), enabledActions(scope, charts.service)];
		const { monitors, labels } = this;
		this.users = new UserComponents(scope, user, rules.user, monitors, ofUser, symmetry, labels);
		this.services = new ServiceComponents(scope, service, rules, monitors, ofService, symmetry, labels);
	}

	/** True if a process in this local state can call PM. */
	canCall(kind: "user" | "service", local: number): boolean {
		return this.#rules[kind].calls(this.encodings[kind].locals[local]?.code ?? NONE);
	}

	/** Evaluates the claims on the places of a state that no state had in this way before. @throws SpecificationViolated */
	observePlaces({ user, service }: FactoredState): void {
		const { pending } = this.users.component(user);
		for (let place = 0; place < this.users.places; place++) {
			const isWaitedAt = (pending[place] ?? 0) > 0;
			if (!this.hasObserved(service, place, isWaitedAt)) this.observePlace(service, place, isWaitedAt);
		}
	}

	/** True if some state with these services had users, or none, at the place. */
	hasObserved(service: number, place: number, isWaitedAt: boolean): boolean {
		return ((this.#placesObserved[service] ?? 0) & bitOf(place, isWaitedAt)) !== 0;
	}

	/** Evaluates the claims on a place of a state. @throws SpecificationViolated */
	observePlace(service: number, place: number, isWaitedAt: boolean): void {
		this.#placesObserved[service] = (this.#placesObserved[service] ?? 0) | bitOf(place, isWaitedAt);
		const { length, lingering, repliers, pending } = this.services.component(service);
		const [lingers, calls, services] = [lingering.includes(place), repliers[place] !== undefined, pending[place] ?? 0];
		const slot = place < length ? { lingers, calls, services } : undefined;
		this.monitors.observe("place", { kind: "place", place, slot, isWaitedAt });
	}
}

function bitOf(place: number, isWaitedAt: boolean): number {
	return 1 << (2 * place + (isWaitedAt ? 1 : 0));
}

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

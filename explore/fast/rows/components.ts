import { ACTION_KINDS, type ActionKind, EVENTS, MASKS } from "../../../model/action.ts";
import { type Chart, type Charts, tabulatedCharts } from "../../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CHART_EVENT } from "../../../model/system.ts";
import { CLAIMS, type Claim } from "../../../properties/ledger.ts";
import { type Alphabets, alphabetsOf } from "./encoding.ts";
import { Labels } from "./labels.ts";
import { Monitors } from "./monitors.ts";
import { NONE, type Rules, rulesOf } from "./rules.ts";
import { ServiceParts } from "./services.ts";
import { UserParts } from "./users.ts";

/**
 * The specification as pairs of a user part and a service part, each a small whole number.
 *
 * The two meet only in the places that users wait at, so what a part can do by itself is worked out once and then looked
 * up: a state has few numbers, and its successors are found by a few look-ups. A test compares them with those of
 * model/system.ts over all states of several scopes.
 */
export class Parts {
	readonly scope: Scope;
	readonly alphabets: Alphabets;
	readonly monitors: Monitors;
	readonly labels: Labels;
	readonly #rules: Rules;
	readonly users: UserParts;
	readonly services: ServiceParts;

	/**
	 * @param symmetry whether states that differ in names only are one
	 * @param labelled whether moves are to say who is told what, which only means anything without symmetry
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
		this.alphabets = alphabetsOf(scope, charts);
		const { user, service } = this.alphabets;
		const rules = rulesOf(scope, charts, this.monitors);
		this.#rules = rules;
		const [ofUser, ofService] = [enabledActions(scope, charts.user), enabledActions(scope, charts.service)];
		const { monitors, labels } = this;
		this.users = new UserParts(scope, user, rules.user, monitors, ofUser, symmetry, labels);
		this.services = new ServiceParts(scope, service, rules, monitors, ofService, symmetry, labels);
	}

	/** Whether a process with this digit can call PM. */
	canCall(kind: "user" | "service", digit: number): boolean {
		return this.#rules[kind].calls(this.alphabets[kind].digits[digit]?.code ?? NONE);
	}

	/** By service part: which places were observed without and with users there, a bit each. */
	readonly #placesObserved: number[] = [];

	/** Evaluates the claims on the places of a state, those that no state had in this way before. @throws SpecificationBroken */
	observePlaces(user: number, service: number): void {
		const { owed } = this.users.part(user);
		for (let place = 0; place < this.users.places; place++) {
			const isWaitedAt = (owed[place] ?? 0) > 0;
			if (!this.hasObserved(service, place, isWaitedAt)) this.observePlace(service, place, isWaitedAt);
		}
	}

	/** Whether some state with these services had users, or none, at the place. */
	hasObserved(service: number, place: number, isWaitedAt: boolean): boolean {
		return ((this.#placesObserved[service] ?? 0) & bitOf(place, isWaitedAt)) !== 0;
	}

	/** Evaluates the claims on a place of a state. @throws SpecificationBroken */
	observePlace(service: number, place: number, isWaitedAt: boolean): void {
		this.#placesObserved[service] = (this.#placesObserved[service] ?? 0) | bitOf(place, isWaitedAt);
		const { length, lingering, repliers, owed } = this.services.part(service);
		const slot = {
			lingers: lingering.includes(place),
			calls: repliers[place] !== undefined,
			services: owed[place] ?? 0,
		};
		this.monitors.observe("place", { kind: "place", place, slot: place < length ? slot : undefined, isWaitedAt });
	}
}

function bitOf(place: number, isWaitedAt: boolean): number {
	return 1 << (2 * place + (isWaitedAt ? 1 : 0));
}

/** How many actions of the counted alphabet a process in a state of its chart has. */
function enabledActions(scope: Scope, chart: Chart): (code: number) => number {
	const operands: Partial<Record<ActionKind, number>> = {
		setMask: MASKS.length,
		reply: nrProcs(scope) * EVENTS.length,
		staleReply: 0,
	};
	const counts = new Map(
		chart.codes.map((code) => {
			const kinds = ACTION_KINDS.filter((kind) => chart.take(code, CHART_EVENT[kind]) !== undefined);
			return [code, kinds.reduce((sum, kind) => sum + (operands[kind] ?? 1), 0)];
		}),
	);
	return (code) => counts.get(code) ?? 0;
}

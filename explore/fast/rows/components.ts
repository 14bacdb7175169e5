import { ACTION_KINDS, type ActionKind, EVENTS, MASKS } from "../../../model/action.ts";
import { type Chart, type Charts, tabulatedCharts } from "../../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CHART_EVENT } from "../../../model/system.ts";
import { type Alphabets, alphabetsOf } from "./encoding.ts";
import { Labels } from "./labels.ts";
import { type MonitoredClaim, Monitors, SpecificationBroken } from "./monitors.ts";
import { NONE, type Rules, rulesOf } from "./rules.ts";
import { type ServicePart, ServiceParts } from "./services.ts";
import { type UserPart, UserParts } from "./users.ts";

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
	readonly monitors = new Monitors();
	readonly labels: Labels;
	readonly #rules: Rules;
	readonly users: UserParts;
	readonly services: ServiceParts;

	/**
	 * @param symmetry whether states that differ in names only are one
	 * @param labelled whether moves are to say who is told what, which only means anything without symmetry
	 */
	constructor(
		scope: Scope,
		{ symmetry, labelled = false }: { readonly symmetry: boolean; readonly labelled?: boolean },
		charts: Charts = tabulatedCharts(nrProcs(scope)),
	) {
		this.scope = scope;
		this.labels = new Labels(scope, labelled);
		this.alphabets = alphabetsOf(scope, charts);
		const { user, service } = this.alphabets;
		const rules = rulesOf(charts, this.monitors);
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

	/** Puts the claims to one state that are about both of its parts. @throws SpecificationBroken */
	checkState(ours: UserPart, theirs: ServicePart): void {
		if (ours.last >= theirs.length) {
			throw new SpecificationBroken("index-in-range", `a user waits at place ${ours.last} of ${theirs.length}`);
		}
		for (const place of theirs.lingering) {
			if ((ours.owed[place] ?? 0) + (theirs.owed[place] ?? 0) > 0) continue;
			throw new SpecificationBroken("lingers-only-if-owed", `nobody waits at place ${place}, without a mask`);
		}
	}

	/** By claim id: how often it was put to the test, where so many states were visited. */
	exercised(states: number): ReadonlyMap<string, number> {
		const exercised = new Map(this.monitors.exercised);
		for (const claim of PUT_TO_EACH_STATE) exercised.set(claim, (exercised.get(claim) ?? 0) + states);
		return exercised;
	}
}

/** What a search asks of each state, and what holds because a digit names one place and one event: nobody waits for two. */
const PUT_TO_EACH_STATE: readonly MonitoredClaim[] = [
	"index-in-range",
	"lingers-only-if-owed",
	"serial",
	"outstanding-bound",
	"roundtrips",
];

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

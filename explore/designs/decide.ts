import type { Design, DesignProperty, DesignScope, DesignSystem } from "../../model/designs/design.ts";
import {
	cutShortBy,
	type DesignSearch,
	type DesignTrace,
	isTrueOf,
	type PropertyEvidence,
	SCOPE_BOUNDS,
} from "../../properties/design-evidence.ts";
import type { Limits, SearchProgress } from "../limits.ts";
import type { Property } from "../model.ts";
import { type Outcome, search } from "../search.ts";
import { DesignModel } from "./design-model.ts";
import { designTrace } from "./design-trace.ts";
import { findGrowth } from "./growth.ts";

/** Progress of the search of a design. */
export interface DesignProgress extends SearchProgress {
	readonly design: string;
	readonly scope: string;
}

/** The result of one search: its counts, and by property the trace that it found. */
interface Found {
	readonly search: DesignSearch;
	readonly traces: ReadonlyMap<string, DesignTrace>;
}

/** Repetitions of a loop that show that it can be taken again and again. */
const REPETITIONS = 16;

/** Searches that visited all that their scopes allow: they depend on nothing else, and a library's user may ask many times. */
const COMPLETE = new WeakMap<object, { readonly properties: Design["properties"]; readonly found: Found }>();

/**
 * Decides the properties of a design by complete searches of its scopes.
 *
 * A scope that was searched to its end before, in the same process, is not searched again.
 *
 * @param limits those of each search
 * @returns evidence on each property, in the order of the design
 */
export async function decideDesign(
	design: Design,
	limits: Limits,
	signal?: AbortSignal,
	onProgress?: (progress: DesignProgress) => void,
): Promise<readonly PropertyEvidence[]> {
	const found: Found[] = [];
	for (const scope of design.scopes) {
		const note = (progress: SearchProgress): void =>
			onProgress?.({ ...progress, design: design.id, scope: scope.name });
		const known = COMPLETE.get(scope);
		if (known?.properties === design.properties) {
			found.push(known.found);
			continue;
		}
		const one = await searchScope(scope, design.properties, { limits, signal, onProgress: note });
		if (cutShortBy(one.search) === undefined) COMPLETE.set(scope, { properties: design.properties, found: one });
		found.push(one);
	}
	return design.properties.map(({ id, kind }) => {
		const searches = found.map((one) => one.search);
		const trace = shortest(found.flatMap(({ traces }) => traces.get(id) ?? []));
		return { design: design.id, property: id, kind, isTrue: isTrueOf(kind, searches, trace), searches, trace };
	});
}

interface Options {
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: (progress: SearchProgress) => void;
}

async function searchScope(
	scope: DesignScope<unknown, unknown>,
	properties: readonly DesignProperty<unknown>[],
	options: Options,
): Promise<Found> {
	const system = scope.system();
	const model = new DesignModel(system);
	const outcome = await search(model, properties.flatMap(conditionOf), options);
	const traces = new Map<string, DesignTrace>();
	for (const { name, trace } of outcome.discoveries)
		traces.set(name, designTrace(system, scope.name, trace, undefined));
	for (const property of properties) {
		const lasso = property.kind === "lasso" && (await lassoOf(system, scope.name, property, options));
		if (lasso) traces.set(property.id, lasso);
	}
	return { search: searchOf(scope.name, outcome, model.leftOut > 0), traces };
}

function conditionOf(property: DesignProperty<unknown>): readonly Property<unknown>[] {
	if (property.kind === "lasso") return [];
	const { id: name, kind } = property;
	return [{ kind: kind === "always" ? "always" : "sometimes", name, holds: (state: unknown) => property.holds(state) }];
}

async function lassoOf(
	system: DesignSystem<unknown, unknown>,
	scope: string,
	property: DesignProperty<unknown> & { readonly kind: "lasso" },
	options: Options,
): Promise<DesignTrace | undefined> {
	const growth = {
		shape: (state: unknown) => property.shape(state),
		measure: (state: unknown) => property.measure(state),
		isRepeatable: (state: unknown, actions: readonly number[]) => isRepeatable(system, property, state, actions),
	};
	const { lasso } = await findGrowth(new DesignModel(system), growth, options);
	if (!lasso) return undefined;
	const { stem, loop } = lasso;
	const whole = { actions: [...stem.actions, ...loop.actions], states: [...stem.states, ...loop.states.slice(1)] };
	return designTrace(system, scope, whole, stem.actions.length);
}

/** Takes a loop again and again, without the constraint of the system: each time it has to grow. */
export function isRepeatable(
	system: DesignSystem<unknown, unknown>,
	{ measure }: { measure(state: unknown): number },
	start: unknown,
	actions: readonly number[],
): boolean {
	let state = start;
	for (let count = 0; count < REPETITIONS; count++) {
		const before = measure(state);
		for (const action of actions) {
			const next = system.step(state, system.alphabet[action]);
			if (next === undefined) return false;
			state = next;
		}
		if (measure(state) <= before) return false;
	}
	return true;
}

function searchOf(scope: string, outcome: Outcome<unknown>, isConstrained: boolean): DesignSearch {
	const { states, transitions, depth } = outcome;
	const stoppedBy = outcome.stoppedBy ?? (isConstrained ? SCOPE_BOUNDS : undefined);
	return { scope, states, transitions, depth, stoppedBy };
}

function shortest(traces: readonly DesignTrace[]): DesignTrace | undefined {
	return traces.toSorted((a, b) => a.steps.length - b.steps.length)[0];
}

import { getAdjacencyMap } from "@xstate/graph";
import {
	type AnyMachineSnapshot,
	type AnyStateMachine,
	type EventFromLogic,
	type StateValueFrom,
	transition,
} from "xstate";

/** A transition of a chart, with the names of the chart's actions that it takes. */
interface ChartMove<State> {
	readonly to: State;
	readonly effects: readonly string[];
}

/** A statechart of plain states, tabulated. */
export interface FlatChart<State extends string, Event extends string> {
	/** The states that the chart can reach. */
	readonly states: readonly State[];
	/** Every transition, with the state that it leaves and its event. */
	readonly moves: readonly (ChartMove<State> & { readonly from: State; readonly event: Event })[];
	/** The transition on an event; undefined where the state does not take the event. */
	take(state: State, event: Event): ChartMove<State> | undefined;
}

type StateOf<Machine extends AnyStateMachine> = StateValueFrom<Machine> & string;
type EventOf<Machine extends AnyStateMachine> = EventFromLogic<Machine>["type"];

/**
 * Tabulates a machine without context, guards, nested or parallel states.
 *
 * @param events every event that the machine takes
 */
export function tabulate<Machine extends AnyStateMachine>(
	machine: Machine,
	events: readonly EventOf<Machine>[],
): FlatChart<StateOf<Machine>, EventOf<Machine>> {
	const map = getAdjacencyMap(machine, {
		events: events.map((type) => ({ type }) as EventFromLogic<Machine>),
		serializeState: ({ value }) => String(value),
	});
	const moves = new Map<string, Map<string, FlatChart<StateOf<Machine>, EventOf<Machine>>["moves"][number]>>();
	for (const [from, { state }] of Object.entries(map)) {
		const ofState = new Map<string, FlatChart<StateOf<Machine>, EventOf<Machine>>["moves"][number]>();
		moves.set(from, ofState);
		for (const type of events) {
			if (!state.can({ type })) continue;
			const [after, actions] = transition(machine, state, { type } as EventFromLogic<Machine>);
			const to = (after as AnyMachineSnapshot).value as StateOf<Machine>;
			const effects = actions.map((action) => action.type);
			ofState.set(type, { from: from as StateOf<Machine>, event: type, to, effects });
		}
	}
	return {
		states: Object.keys(map) as StateOf<Machine>[],
		moves: [...moves.values()].flatMap((ofState) => [...ofState.values()]),
		take: (state, event) => moves.get(state)?.get(event),
	};
}

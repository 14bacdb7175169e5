import { processGraph, slotGraph } from "./graph.ts";
import { Matcher } from "./matcher.ts";

/** Matchers of both charts, for scopes with at most as many processes as they were made for. */
export interface Matchers {
	readonly process: Matcher;
	readonly slot: Matcher;
}

/** @param mostProcesses the most processes of a scope that they are used at */
export function matchersFor(mostProcesses: number): Matchers {
	return { process: new Matcher(processGraph()), slot: new Matcher(slotGraph(mostProcesses)) };
}

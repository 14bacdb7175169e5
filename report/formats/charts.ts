import type { AnyStateMachine } from "xstate";
import { processMachine } from "../../model/charts/process.ts";
import { slotMachine } from "../../model/charts/slot.ts";
import { groupedByEnds } from "../drawing/chart.ts";
import type { ChartFormat } from "./formats.ts";

/** The statecharts of a process and of a subscriber slot. */
export const MACHINES = [processMachine, slotMachine] as unknown as readonly AnyStateMachine[];

/**
 * Prints the two statecharts.
 *
 * `json` is what `createMachine` takes, guards and actions by name; the Stately editor imports it. `mermaid` and `dot` are
 * for drawing; in both, parallel edges are one with a list of labels.
 */
export function chartsText(format: Exclude<ChartFormat, "svg">): string {
	switch (format) {
		case "json":
			return `${JSON.stringify(Object.fromEntries(MACHINES.map((machine) => [machine.id, configOf(machine)])), null, 2)}\n`;
		case "mermaid":
			return MACHINES.map(mermaid).join("\n");
		case "dot":
			return MACHINES.map(dot).join("\n");
	}
}

/** A state of a statechart, with its substates. */
export type StateNode = AnyStateMachine["root"];

/** The configuration without its functions: what is left is data. */
function configOf(machine: AnyStateMachine): unknown {
	const { context: _, ...config } = machine.config;
	return config;
}

/** A transition of a statechart. */
interface StateEdge {
	readonly from: StateNode;
	readonly to: StateNode;
	/** `EVENT_OVER [killPends] / restart_sigs`. */
	readonly label: string;
}

/** Transitions of a state and of its substates. */
export function edgesOf(node: StateNode): readonly StateEdge[] {
	const own = [...node.transitions.values()].flat().flatMap((transition) => {
		const guard = typeof transition.guard === "string" ? ` [${transition.guard}]` : "";
		const actions = transition.actions.filter((action) => typeof action === "string");
		const label = `${transition.eventType}${guard}${actions.length > 0 ? ` / ${actions.join(", ")}` : ""}`;
		return (transition.target ?? [node]).map((to) => ({ from: node, to, label }));
	});
	return [...own, ...childrenOf(node).flatMap(edgesOf)];
}

/** Substates of a state, in order. */
export function childrenOf(node: StateNode): readonly StateNode[] {
	return Object.values(node.states);
}

/** An identifier of a state, of letters, digits and `_`. */
export function idOf(node: StateNode): string {
	return node.id.replace(/\W/g, "_");
}

function mermaid(machine: AnyStateMachine): string {
	const lines = ["stateDiagram-v2", `  %% the ${machine.id} chart`];
	const region = (node: StateNode, indent: string): void => {
		const children = childrenOf(node);
		if (node.type === "compound") lines.push(`${indent}[*] --> ${idOf(node.initial.target[0] ?? node)}`);
		for (const [index, child] of children.entries()) {
			if (node.type === "parallel" && index > 0) lines.push(`${indent}--`);
			if (childrenOf(child).length === 0) {
				lines.push(`${indent}state "${child.key}" as ${idOf(child)}`);
				continue;
			}
			lines.push(`${indent}state "${child.key}" as ${idOf(child)} {`);
			region(child, `${indent}  `);
			lines.push(`${indent}}`);
		}
		for (const edges of groupedByEnds(edgesOf(node).filter(({ from }) => from.parent === node))) {
			const [{ from, to }] = edges;
			lines.push(`${indent}${idOf(from)} --> ${idOf(to)}: ${edges.map(({ label }) => label).join("<br/>")}`);
		}
	};
	lines.push(`  state "${machine.id}" as ${idOf(machine.root)} {`);
	region(machine.root, "    ");
	lines.push("  }");
	return `${lines.join("\n")}\n`;
}

function dot(machine: AnyStateMachine): string {
	const lines = [`digraph ${machine.id} {`, "  rankdir=LR; node [shape=box, style=rounded]; edge [fontsize=10];"];
	const cluster = (node: StateNode, indent: string): void => {
		for (const child of childrenOf(node)) {
			if (childrenOf(child).length === 0) {
				lines.push(`${indent}${idOf(child)} [label="${child.key}"];`);
				continue;
			}
			lines.push(`${indent}subgraph cluster_${idOf(child)} {`, `${indent}  label="${child.key}";`);
			// Transitions of the compound state itself start at a point in it, and not at one of its states.
			if (child.transitions.size > 0) lines.push(`${indent}  ${idOf(child)} [shape=point, width=0.1];`);
			cluster(child, `${indent}  `);
			lines.push(`${indent}}`);
		}
	};
	cluster(machine.root, "  ");
	for (const edges of groupedByEnds(edgesOf(machine.root))) {
		const [{ from, to }] = edges;
		const label = edges.map(({ label }) => label).join("\\n");
		lines.push(`  ${idOf(from)} -> ${idOf(to)} [label="${label}"];`);
	}
	lines.push("}");
	return `${lines.join("\n")}\n`;
}

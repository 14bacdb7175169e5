import type { AnyStateMachine } from "xstate";
import { processMachine } from "../model/process.ts";
import { slotMachine } from "../model/slot.ts";
import type { ChartFormat } from "./chart-formats.ts";

/**
 * The two statecharts as text.
 *
 * `json` is what `createMachine` takes, guards and actions by name; the Stately editor imports it. `mermaid` and `dot` are
 * for drawing.
 */
export function chartsText(format: ChartFormat): string {
	const machines = [processMachine, slotMachine] as unknown as readonly AnyStateMachine[];
	switch (format) {
		case "json":
			return `${JSON.stringify(Object.fromEntries(machines.map((machine) => [machine.id, configOf(machine)])), null, 2)}\n`;
		case "mermaid":
			return machines.map(mermaid).join("\n");
		case "dot":
			return machines.map(dot).join("\n");
	}
}

type StateNode = AnyStateMachine["root"];

/** The configuration without its functions: what is left is data. */
function configOf(machine: AnyStateMachine): unknown {
	const { context: _, ...config } = machine.config;
	return config;
}

interface Edge {
	readonly from: StateNode;
	readonly to: StateNode;
	readonly label: string;
}

function edgesOf(node: StateNode): readonly Edge[] {
	const own = [...node.transitions.values()].flat().flatMap((transition) => {
		const guard = typeof transition.guard === "string" ? ` [${transition.guard}]` : "";
		const actions = transition.actions.filter((action) => typeof action === "string");
		const label = `${transition.eventType}${guard}${actions.length > 0 ? ` / ${actions.join(", ")}` : ""}`;
		return (transition.target ?? [node]).map((to) => ({ from: node, to, label }));
	});
	return [...own, ...childrenOf(node).flatMap(edgesOf)];
}

function childrenOf(node: StateNode): readonly StateNode[] {
	return Object.values(node.states);
}

function idOf(node: StateNode): string {
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
		for (const { from, to, label } of edgesOf(node).filter((edge) => edge.from.parent === node)) {
			lines.push(`${indent}${idOf(from)} --> ${idOf(to)}: ${label}`);
		}
	};
	lines.push(`  state "${machine.id}" as ${idOf(machine.root)} {`);
	region(machine.root, "    ");
	lines.push("  }");
	return `${lines.join("\n")}\n`;
}

function dot(machine: AnyStateMachine): string {
	const lines = [`digraph ${machine.id} {`, "  compound=true; rankdir=LR; node [shape=box, style=rounded];"];
	const cluster = (node: StateNode, indent: string): void => {
		for (const child of childrenOf(node)) {
			if (childrenOf(child).length === 0) {
				lines.push(`${indent}${idOf(child)} [label="${child.key}"];`);
				continue;
			}
			lines.push(`${indent}subgraph cluster_${idOf(child)} {`, `${indent}  label="${child.key}";`);
			cluster(child, `${indent}  `);
			lines.push(`${indent}}`);
		}
	};
	cluster(machine.root, "  ");
	for (const { from, to, label } of edgesOf(machine.root)) {
		const tail = childrenOf(from).length > 0 ? ` ltail=cluster_${idOf(from)},` : "";
		lines.push(`  ${idOf(leafOf(from))} -> ${idOf(leafOf(to))} [${tail}label="${label}"];`);
	}
	lines.push("}");
	return `${lines.join("\n")}\n`;
}

/** A state inside that an edge of a compound state can be drawn from. */
function leafOf(node: StateNode): StateNode {
	const first = childrenOf(node)[0];
	return first ? leafOf(first) : node;
}

import type { AnyStateMachine } from "xstate";
import { processMachine } from "../../model/charts/process.ts";
import { slotMachine } from "../../model/charts/slot.ts";
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
			return machines.map((machine) => dot(machine)).join("\n");
	}
}

/**
 * The two statecharts for Graphviz, with room in each state for who is in it.
 *
 * A state's node has the id of the state: `process_lifecycle_running`.
 *
 * @param room the text that stands there until something else does
 */
export function chartsWithRoom(room: string): readonly string[] {
	const machines = [processMachine, slotMachine] as unknown as readonly AnyStateMachine[];
	return machines.map((machine) => dot(machine, room));
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

/** @param room left in each state below its name; none if left out */
function dot(machine: AnyStateMachine, room?: string): string {
	const lines = [`digraph ${machine.id} {`, "  compound=true; rankdir=LR; node [shape=box, style=rounded];"];
	const cluster = (node: StateNode, indent: string): void => {
		for (const child of childrenOf(node)) {
			if (childrenOf(child).length === 0) {
				const attributes =
					room === undefined ? `label="${child.key}"` : `id="${idOf(child)}", label="${child.key}\\n${room}"`;
				lines.push(`${indent}${idOf(child)} [${attributes}];`);
				continue;
			}
			lines.push(`${indent}subgraph cluster_${idOf(child)} {`, `${indent}  label="${child.key}";`);
			if (room !== undefined && child.transitions.size > 0) {
				// What the compound state itself does starts at a point in it, and not at one of its states.
				lines.push(`${indent}  ${idOf(child)} [shape=point, width=0.1];`);
			}
			cluster(child, `${indent}  `);
			lines.push(`${indent}}`);
		}
	};
	cluster(machine.root, "  ");
	if (room !== undefined && machine.root.type === "parallel") {
		// The small regions side by side, below the large one.
		const [, ...small] = childrenOf(machine.root);
		for (const [index, next] of small.slice(1).entries()) {
			const last = childrenOf(small[index] ?? next).at(-1);
			if (last) lines.push(`  ${idOf(last)} -> ${idOf(leafOf(next))} [style=invis];`);
		}
	}
	const edges = room === undefined ? edgesOf(machine.root) : together(edgesOf(machine.root));
	for (const { from, to, label } of edges) {
		const isCompound = childrenOf(from).length > 0;
		const tail = isCompound && room === undefined ? ` ltail=cluster_${idOf(from)},` : "";
		const start = room === undefined ? leafOf(from) : from;
		const end = to === from ? start : leafOf(to);
		lines.push(`  ${idOf(start)} -> ${idOf(end)} [${tail}label="${label}"];`);
	}
	lines.push("}");
	return `${lines.join("\n")}\n`;
}

/** The edges, those between the same two states as one; what follows an event stands on lines of its own. */
function together(edges: readonly Edge[]): readonly Edge[] {
	const merged = new Map<string, Edge>();
	for (const edge of edges) {
		const key = `${edge.from.id} ${edge.to.id}`;
		const label = edge.label.replace(/ (?=\/)/g, "\\n");
		const known = merged.get(key);
		merged.set(key, known ? { ...known, label: `${known.label}\\n${label}` } : { ...edge, label });
	}
	return [...merged.values()];
}

/** A state inside that an edge of a compound state can be drawn from. */
function leafOf(node: StateNode): StateNode {
	const first = childrenOf(node)[0];
	return first ? leafOf(first) : node;
}

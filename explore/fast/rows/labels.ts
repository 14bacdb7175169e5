import { ResultRecord } from "../../../impl/result.ts";
import { ACTION_KINDS, type Action, type ActionKind, EXIT } from "../../../model/action.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CALLBACK_NAMES, type Result } from "../../../model/state.ts";
import { countedAlphabet } from "../../../model/system.ts";
import { NONE } from "./rules.ts";

/** An effect of a step on a process in an event call: a message about it, or the end of the call. */
export interface Effect {
	readonly process: number;
	readonly event: number;
	/** The process number of the service that receives the message; NONE where the event is over. */
	readonly asked: number;
}

/** Actions and results as small whole numbers. */
export class Labels {
	/** The actions that docs/protocol.md counts, by number. */
	readonly alphabet: readonly Action[];
	/** The results, by number. */
	readonly results: ResultRecord[] = [];
	/** True if the labels are read: recording effects is slow. */
	readonly areWanted: boolean;
	readonly #scope: Scope;
	readonly #numbers = new Map<string | number, number>();
	readonly #first: ReadonlyMap<ActionKind, number>;
	readonly #setMask: number;
	readonly #reply: number;

	constructor(scope: Scope, areWanted: boolean) {
		this.areWanted = areWanted;
		this.#scope = scope;
		this.alphabet = countedAlphabet(scope);
		this.#first = new Map(
			ACTION_KINDS.map((kind) => [kind, this.alphabet.findIndex((action) => action.kind === kind)]),
		);
		[this.#setMask, this.#reply] = [this.action("setMask", 0), this.action("reply", 0)];
	}

	/** The number of an action without operands. */
	action(kind: ActionKind, process: number): number {
		return (this.#first.get(kind) ?? NONE) + process;
	}

	setMask(process: number, mask: number): number {
		return this.#setMask + process * 4 + mask;
	}

	reply(process: number, about: number, event: number): number {
		return this.#reply + (process * nrProcs(this.#scope) + about) * 2 + event - 1;
	}

	/** The number of a result. @param effects in their order */
	result(code: Result["code"], effects: readonly Effect[] = [], warned = false): number {
		const key = effects.length > 1 ? longKey(code, effects, warned) : shortKey(code, effects[0], warned);
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		const record = new ResultRecord();
		record.take({ code, messages: [], callbacks: [], warnings: warned ? [""] : [] });
		for (const { process, event, asked } of effects) {
			if (asked === NONE) {
				record.addCallback(CALLBACK_NAMES.indexOf(event === EXIT ? "exit_restart" : "restart_sigs"), process);
			} else record.addMessage(asked, process, event);
		}
		const number = this.results.length;
		this.#numbers.set(key, number);
		this.results.push(record);
		return number;
	}

	/** The process number of a service. */
	process(service: number): number {
		return this.#scope.users + service;
	}
}

const CODES: readonly Result["code"][] = [undefined, "OK", "EPERM", "ENOMEM", "ENOSYS", "SUSPEND"];

/** A key of a result with one effect at most, as nearly all are. */
function shortKey(code: Result["code"], effect: Effect | undefined, warned: boolean): number {
	const head = CODES.indexOf(code) * 2 + (warned ? 1 : 0);
	if (!effect) return head;
	return 16 + ((effect.process * 64 + effect.asked + 1) * 2 + effect.event - 1) * 16 + head;
}

function longKey(code: Result["code"], effects: readonly Effect[], warned: boolean): string {
	return `${code} ${warned} ${effects.map(({ process, event, asked }) => `${process},${event},${asked}`).join(" ")}`;
}

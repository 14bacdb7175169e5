import { ResultRecord } from "../../../impl/result.ts";
import { ACTION_KINDS, type Action, type ActionKind, EXIT } from "../../../model/action.ts";
import { nrProcs, type Scope } from "../../../model/scope.ts";
import { CALLBACK_NAMES, type Result } from "../../../model/state.ts";
import { countedAlphabet } from "../../../model/system.ts";
import { NONE } from "./rules.ts";

/** One thing that a result tells of a process: whom it was asked of, or that it went on. */
export interface Told {
	readonly process: number;
	readonly event: number;
	/** The service that was asked, a process number; NONE where the event is over. */
	readonly asked: number;
}

/** Actions and results as small whole numbers. */
export class Labels {
	/** The actions that world.md counts, by number. */
	readonly alphabet: readonly Action[];
	/** The results, by number. */
	readonly results: ResultRecord[] = [];
	/** Whether anybody reads who was told what: it takes long to write down. */
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

	/** The number of a result. @param told in the order in which it was told */
	result(code: Result["code"], told: readonly Told[] = [], warned = false): number {
		const key = told.length > 1 ? longKey(code, told, warned) : shortKey(code, told[0], warned);
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		const record = new ResultRecord();
		record.take({ code, messages: [], callbacks: [], warning: warned ? "" : undefined });
		for (const { process, event, asked } of told) {
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

/** A key of a result that tells one thing at most, which nearly all do. */
function shortKey(code: Result["code"], told: Told | undefined, warned: boolean): number {
	const head = CODES.indexOf(code) * 2 + (warned ? 1 : 0);
	if (!told) return head;
	return 16 + ((told.process * 64 + told.asked + 1) * 2 + told.event - 1) * 16 + head;
}

function longKey(code: Result["code"], told: readonly Told[], warned: boolean): string {
	return `${code} ${warned} ${told.map(({ process, event, asked }) => `${process},${event},${asked}`).join(" ")}`;
}

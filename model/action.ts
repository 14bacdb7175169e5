import { ACTIONS, type ActionKind, type ActionRow, type OperandType } from "./action-table.ts";
import { FLIPPED_BITS, OUTSIDE_ENDPOINTS, SEARCHED_MASKS, UNKNOWN_EVENTS, UNKNOWN_MASKS } from "./outside.ts";
import { isService, nrProcs, processName, processNames, type Scope, serviceAt, userAt } from "./scope.ts";

export type { ActionKind };

/** Event that subscribers are notified of: bit 1 is PROC_EVENT_EXIT, bit 2 is PROC_EVENT_SIGNAL. */
export type Event = 1 | 2;
/** PROC_EVENT_EXIT. */
export const EXIT: Event = 1;
/** PROC_EVENT_SIGNAL. */
export const SIGNAL: Event = 2;
/** The two events. */
export const EVENTS: readonly Event[] = [EXIT, SIGNAL];

/** Events that a subscriber asks to be notified of, as a sum. 0 unsubscribes. */
export type Mask = 0 | 1 | 2 | 3;
/** The four masks. */
export const MASKS: readonly Mask[] = [0, 1, 2, 3];

interface OperandValues {
	/** Index into `OUTSIDE_ENDPOINTS`, `FLIPPED_BITS`, `UNKNOWN_EVENTS` and `UNKNOWN_MASKS`, so that any operand fits a byte. */
	readonly outside: number;
	readonly flippedBit: number;
	readonly unknownEvent: number;
	readonly unknownMask: number;
	readonly process: number;
	readonly mask: Mask;
	readonly event: Event;
}

type OperandsOf<Kind extends ActionKind> = (typeof ACTIONS)[Kind]["operands"];

type ValuesOf<Fields> = {
	readonly [Field in keyof Fields]: Fields[Field] extends OperandType ? OperandValues[Fields[Field]] : never;
};

/** The actions of some kinds. */
type ActionOf<Kinds extends ActionKind> = {
	readonly [Kind in Kinds]: { readonly kind: Kind; readonly process: number } & ValuesOf<OperandsOf<Kind>>;
}[Kinds];

/**
 * Atomic step of docs/protocol.md: one message that PM receives, or one notification of the kernel. A row of `ACTIONS` with its
 * operands, for example `{ kind: "reply", process, about, event }`.
 *
 * `process` is the process concerned or, for `setMask` and the replies, the caller of PM. `staleReply` is a `reply`
 * that names an endpoint of an earlier life of process `about`. docs/protocol.md counts it among the replies that PM refuses;
 * it is separate here because it needs an endpoint that no process has.
 */
export type Action = ActionOf<ActionKind>;

type CountedKind = {
	readonly [Kind in ActionKind]: (typeof ACTIONS)[Kind]["isCounted"] extends true ? Kind : never;
}[ActionKind];

/** Action that docs/protocol.md's counts, and complete searches, include. */
export type CountedAction = ActionOf<CountedKind>;

/** The name of an operand other than `process`. */
type OperandField = { readonly [Kind in ActionKind]: keyof OperandsOf<Kind> }[ActionKind];

/** The operands of any action as numbers; undefined where its kind has no such operand. */
export type Operands = { readonly process: number } & { readonly [Field in OperandField]?: number };

/** Every action kind, in the order of docs/protocol.md. */
export const ACTION_KINDS: readonly ActionKind[] = Object.keys(ACTIONS) as ActionKind[];

/** Action kinds that docs/protocol.md's counts, and complete searches, include. */
export const COUNTED_KINDS: readonly CountedKind[] = ACTION_KINDS.filter(
	(kind): kind is CountedKind => ACTIONS[kind].isCounted,
);

/** One value for each action kind. */
export function byKind<T>(value: (row: ActionRow, kind: ActionKind) => T): Readonly<Record<ActionKind, T>> {
	return Object.fromEntries(ACTION_KINDS.map((kind) => [kind, value(ACTIONS[kind], kind)])) as Record<ActionKind, T>;
}

/** An operand of an action kind, other than `process`. */
interface Operand {
	readonly field: OperandField;
	readonly type: OperandType;
}

/** Operands of each kind, `process` left out, in the order of its row. */
export const OPERANDS: Readonly<Record<ActionKind, readonly Operand[]>> = byKind(({ operands }) =>
	Object.entries(operands).map(([field, type]) => ({ field: field as OperandField, type })),
);

/** The operands of an action, `process` left out, in the order of its row. */
export function operandsOf(action: Action): readonly number[] {
	const values: Operands = action;
	return OPERANDS[action.kind].map(({ field }) => values[field] ?? 0);
}

/** An action about other processes. @param name gives the new number of a process */
export function renamed(action: Action, name: (process: number) => number): Action {
	const values: Operands = action;
	const operands = OPERANDS[action.kind].map(({ field, type }) => {
		const value = values[field] ?? 0;
		return type === "process" ? name(value) : value;
	});
	return actionOf(action.kind, name(action.process), operands);
}

/** An action from its parts. @param operands values of the types of `OPERANDS[kind]`, in that order */
export function actionOf<Kind extends ActionKind>(
	kind: Kind,
	process: number,
	operands: readonly number[] = [],
): ActionOf<Kind> {
	const action: { kind: Kind; process: number } & Partial<Record<OperandField, number>> = { kind, process };
	for (const [index, { field }] of OPERANDS[kind].entries()) action[field] = operands[index] ?? 0;
	// The compiler cannot relate the fields to the kind; the row of the kind has named them.
	return action as ActionOf<Kind>;
}

/** The values and the text of one type of operand. */
interface OperandRange {
	/** Every value, in the order of the alphabet. */
	values(scope: Scope): readonly number[];
	format(scope: Scope, value: number): string;
	parse(scope: Scope, text: string): number | undefined;
	/** The texts that it can have, for an error. */
	expected(scope: Scope): string;
}

const EVENT_NAMES: Readonly<Record<Event, string>> = { 1: "EXIT", 2: "SIGNAL" };
const MASK_NAMES: Readonly<Record<Mask, string>> = { 0: "0", 1: "EXIT", 2: "SIGNAL", 3: "EXIT|SIGNAL" };

const RANGES: Readonly<Record<OperandType, OperandRange>> = {
	process: { values: processesIn, format: processName, parse: readProcess, expected: processNames },
	mask: named(MASKS, MASK_NAMES),
	event: named(EVENTS, EVENT_NAMES),
	outside: listed(OUTSIDE_ENDPOINTS.map(({ name }) => name)),
	flippedBit: listed(FLIPPED_BITS.map(String)),
	unknownEvent: listed(UNKNOWN_EVENTS.map(String)),
	unknownMask: listed(
		UNKNOWN_MASKS.map((mask) => `0x${mask.toString(16)}`),
		SEARCHED_MASKS,
	),
};

/** Range of an index into a list of texts. @param taken how many of them the alphabet has; the others can be read */
function listed(texts: readonly string[], taken = texts.length): OperandRange {
	const values = [...texts.keys()];
	return { ...named(values, texts), values: () => values.slice(0, taken) };
}

function processesIn(scope: Scope): readonly number[] {
	return Array.from({ length: nrProcs(scope) }, (_, process) => process);
}

function readProcess(scope: Scope, name: string): number | undefined {
	const match = /^([us])(\d{1,3})$/.exec(name);
	if (!match) return undefined;
	const process = (match[1] === "s" ? serviceAt : userAt)(scope, Number(match[2]));
	const inRange = process < nrProcs(scope) && isService(scope, process) === (match[1] === "s");
	return inRange ? process : undefined;
}

function named<Value extends number>(values: readonly Value[], names: Readonly<Record<number, string>>): OperandRange {
	const texts = values.map((value) => names[value] ?? "");
	return {
		values: () => values,
		format: (_, value) => names[value] ?? String(value),
		parse: (_, text) => values[texts.indexOf(text)],
		expected: () => `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`,
	};
}

/** Every value that a type of operand has in a scope, in the order of the alphabet. */
export function operandValues(scope: Scope, type: OperandType): readonly number[] {
	return RANGES[type].values(scope);
}

/** The lists of operands, `process` left out, that a kind can have in a scope. */
function operandLists(scope: Scope, kind: ActionKind): readonly (readonly number[])[] {
	return OPERANDS[kind].reduce<readonly (readonly number[])[]>(
		(lists, { type }) => lists.flatMap((list) => operandValues(scope, type).map((value) => [...list, value])),
		[[]],
	);
}

/** Number of actions of a kind that a process has in a scope. */
export function operandCount(scope: Scope, kind: ActionKind): number {
	return OPERANDS[kind].reduce((count, { type }) => count * operandValues(scope, type).length, 1);
}

/**
 * Every action of a scope, enabled or not, in the order of docs/protocol.md.
 *
 * @param kinds which action kinds to give; all by default
 */
export function alphabet(scope: Scope): readonly Action[];
export function alphabet<Kind extends ActionKind>(scope: Scope, kinds: readonly Kind[]): readonly ActionOf<Kind>[];
export function alphabet(scope: Scope, kinds: readonly ActionKind[] = ACTION_KINDS): readonly Action[] {
	return kinds.flatMap((kind) => {
		const lists = operandLists(scope, kind);
		return processesIn(scope).flatMap((process) => lists.map((operands) => actionOf(kind, process, operands)));
	});
}

/** Mask that an action sets; undefined where it sets none. */
export function maskSetBy(action: Action): number | undefined {
	if (action.kind === "setMask") return action.mask;
	return action.kind === "unknownMask" ? UNKNOWN_MASKS[action.unknownMask] : undefined;
}

/** The index of an action in `alphabet(scope, kinds)`; -1 where the kinds lack its own. */
export function actionNumber(scope: Scope, action: Action, kinds: readonly ActionKind[] = ACTION_KINDS): number {
	let first = 0;
	for (const kind of kinds) {
		const count = operandCount(scope, kind);
		if (kind === action.kind) return first + action.process * count + operandNumber(scope, action);
		first += nrProcs(scope) * count;
	}
	return -1;
}

function operandNumber(scope: Scope, action: Action): number {
	const operands = operandsOf(action);
	return OPERANDS[action.kind].reduce((number, { type }, index) => {
		const values = operandValues(scope, type);
		return number * values.length + values.indexOf(operands[index] ?? 0);
	}, 0);
}

/** An event as people read it: `EXIT` or `SIGNAL`. */
export function eventName(event: Event): string {
	return EVENT_NAMES[event];
}

/** A mask as people read it: `0`, `EXIT`, `SIGNAL` or `EXIT|SIGNAL`. */
export function maskName(mask: number): string {
	return isMask(mask) ? MASK_NAMES[mask] : `0x${(mask >>> 0).toString(16)}`;
}

function isMask(mask: number): mask is Mask {
	return mask >= 0 && mask <= 3;
}

/** The text form of an action, for example `reply(s0, u1, EXIT)`. `parseAction` reads it back. */
export function formatAction(scope: Scope, action: Action): string {
	const operands = operandsOf(action);
	const texts = OPERANDS[action.kind].map(({ type }, index) => RANGES[type].format(scope, operands[index] ?? 0));
	return `${action.kind}(${[processName(scope, action.process), ...texts].join(", ")})`;
}

/** The text with the operands of an action in the place of `{process}`, `{mask}` and the like. */
export function withOperands(scope: Scope, action: Action, text: string): string {
	const values: Operands = action;
	return OPERANDS[action.kind].reduce(
		(filled, { field, type }) => filled.replaceAll(`{${field}}`, RANGES[type].format(scope, values[field] ?? 0)),
		text.replaceAll("{process}", processName(scope, action.process)),
	);
}

/** Error of `parseAction` for a text that is no action of the scope. */
export interface ParseError {
	readonly error: string;
}

/**
 * Reads the text form of an action.
 *
 * @returns the action, or one line that says what was expected and what was found
 */
export function parseAction(scope: Scope, text: string): Action | ParseError {
	const match = /^\s*(\w+)\s*\(([^()]*)\)\s*$/.exec(text);
	const kind = ACTION_KINDS.find((candidate) => candidate === match?.[1]);
	if (!kind) return { error: `expected one of ${ACTION_KINDS.join(", ")} with its operands, found "${text.trim()}"` };
	const texts = (match?.[2] ?? "").split(",").map((operand) => operand.trim());
	return readOperands(scope, kind, texts) ?? { error: `expected ${shapeOf(scope, kind)}, found "${text.trim()}"` };
}

function readOperands(scope: Scope, kind: ActionKind, texts: readonly string[]): Action | undefined {
	const types = typesOf(kind);
	if (texts.length !== types.length) return undefined;
	const read = types.flatMap((type, index) => RANGES[type].parse(scope, texts[index] ?? "") ?? []);
	const [process, ...operands] = read;
	return process !== undefined && read.length === types.length ? actionOf(kind, process, operands) : undefined;
}

function typesOf(kind: ActionKind): readonly OperandType[] {
	return ["process", ...OPERANDS[kind].map(({ type }) => type)];
}

/** The form of a kind, for an error: `setMask(process, mask) with process u0..u1 and mask 0, EXIT, SIGNAL or EXIT|SIGNAL`. */
function shapeOf(scope: Scope, kind: ActionKind): string {
	const types = typesOf(kind);
	const ranges = [...new Set(types)].map((type) => `${type} ${RANGES[type].expected(scope)}`);
	return `${kind}(${types.join(", ")}) with ${ranges.join(" and ")}`;
}

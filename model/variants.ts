import { type Action, actionOf, OPERANDS, operandsOf, operandValues } from "./action.ts";
import type { OperandType } from "./action-table.ts";
import type { Scope } from "./scope.ts";

/** Every process that an action names. */
export function processesOf(action: Action): readonly number[] {
	return [action.process, ...valuesOf(action, "process")];
}

/** The same action of other processes. */
export function renameProcesses(action: Action, rename: (process: number) => number): Action {
	const operands = operandsOf(action).map((value, index) =>
		OPERANDS[action.kind][index]?.type === "process" ? rename(value) : value,
	);
	return actionOf(action.kind, rename(action.process), operands);
}

/** The same action of the same processes, with each other value of one of its other operands. */
export function variantsOf(scope: Scope, action: Action): readonly Action[] {
	const operands = operandsOf(action);
	return OPERANDS[action.kind].flatMap(({ type }, index) => {
		const values = type === "process" ? [] : operandValues(scope, type);
		const others = values.filter((value) => value !== operands[index]);
		return others.map((value) => actionOf(action.kind, action.process, operands.with(index, value)));
	});
}

/** The same action of the same processes with a lower mask that still subscribes. */
export function simplerOperands(scope: Scope, action: Action): readonly Action[] {
	const [mask = 0] = valuesOf(action, "mask");
	return variantsOf(scope, action).filter((other) => {
		const [lower = 0] = valuesOf(other, "mask");
		return lower !== 0 && lower < mask;
	});
}

/** Number of bits that are set in the masks of an action. */
export function maskBitsIn(action: Action): number {
	return valuesOf(action, "mask").reduce((sum, mask) => sum + bitsIn(mask), 0);
}

function bitsIn(word: number): number {
	return word === 0 ? 0 : (word & 1) + bitsIn(word >>> 1);
}

/** The operands of one type, `process` itself left out. */
function valuesOf(action: Action, type: OperandType): readonly number[] {
	return operandsOf(action).filter((_, index) => OPERANDS[action.kind][index]?.type === type);
}

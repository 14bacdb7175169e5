import { ACTION_KINDS, type ActionKind } from "../../../model/action.ts";
import { ACTIONS } from "../../../model/action-table.ts";
import { FLIPPED_BITS, OUTSIDE_ENDPOINTS, UNKNOWN_EVENTS, UNKNOWN_MASKS } from "../../../model/outside.ts";
import { CALLBACK_NAMES, KNOWN_BITS } from "../../../model/state.ts";
import { FOREIGN_COMBINATIONS, FOREIGN_STRIDE } from "../../lives.ts";
import { ZOMBIES } from "../../minix.ts";
import { MPROC, ROW_SIZE } from "../../process-table.ts";
import { guardSizeOf } from "../instrument/guards.ts";
import { INDUCT, INDUCT_STRUCTS } from "./induction.ts";
import { KERNEL_STRUCTS } from "./kernel.ts";
import { KERNEL } from "./kernel-constants.ts";
import { assertions } from "./struct.ts";
import {
	LEAST_ADDRESS,
	LOCAL_GUARD,
	STACK_SIZE,
	WATCH,
	WATCH_ADDRESS,
	WATCH_ARRAY,
	WATCH_MAX_ENTRIES,
	WATCH_MAX_PARTS,
	WORD_COUNTER,
	WORD_OF_LIST,
	WORD_STORED,
} from "./watch.ts";

/** The name in C of an action kind, for example `ACTION_VFS_REPLY`. */
export function actionKindInC(kind: ActionKind): string {
	return `ACTION_${ACTIONS[kind].inC}`;
}

/** The enums that pm.c needs: of actions, and of the callbacks of an event that is over. */
export function pmEnums(): string {
	const lists = [
		`#define PM_OUTSIDE_ENDPOINTS ${OUTSIDE_ENDPOINTS.map(({ inC }) => inC).join(", ")}\n`,
		`#define PM_FLIPPED_BITS ${FLIPPED_BITS.join(", ")}\n`,
		`#define PM_UNKNOWN_EVENTS ${UNKNOWN_EVENTS.map((event) => `${event >>> 0}u`).join(", ")}\n`,
		`#define PM_KNOWN_BITS ${KNOWN_BITS}\n`,
		`#define PM_FOREIGN_COMBINATIONS ${FOREIGN_COMBINATIONS.map((flags) => `0x${flags.toString(16)}`).join(", ")}\n`,
		`#define PM_ZOMBIES ${ZOMBIES.map((flag) => `0x${flag.toString(16)}`).join(", ")}\n`,
		`#define PM_FOREIGN_STRIDE ${FOREIGN_STRIDE}\n`,
		`#define PM_UNKNOWN_MASKS ${UNKNOWN_MASKS.map((mask) => `${mask}u`).join(", ")}\n`,
	];
	const callbacks = CALLBACK_NAMES.map((name) => `PM_${name.toUpperCase()}`);
	return `${lists.join("")}enum action_kind { ${ACTION_KINDS.map(actionKindInC).join(", ")} };\nenum pm_callback { ${callbacks.join(", ")} };\n`;
}

/**
 * `rollcall_layout.h`: the structs and constants that C and TypeScript share.
 *
 * A compiler that lays one of them out in another way than TypeScript takes it to refuses the header.
 */
export function layoutHeader(): string {
	const structs = [WATCH_ARRAY, WATCH, ...KERNEL_STRUCTS, ...INDUCT_STRUCTS];
	const constants = [
		...Object.entries(KERNEL).map(([name, value]) => [`KERNEL_${name}`, value] as const),
		...Object.entries(INDUCT).map(([name, value]) => [`INDUCT_${name}`, value] as const),
		...Object.entries({
			WATCH_ADDRESS,
			WATCH_MAX_ENTRIES,
			WATCH_MAX_PARTS,
			STACK_SIZE,
			LEAST_ADDRESS,
			LOCAL_GUARD,
			WORD_COUNTER,
			WORD_OF_LIST,
			WORD_STORED,
			GUARD_SIZE: guardSizeOf(ROW_SIZE),
		}),
	];
	return [
		pmEnums(),
		...constants.map(([name, value]) => `#define ${name} (${value})\n`),
		...structs.map(({ declaration }) => declaration),
		...[MPROC, ...structs].map(assertions),
	].join("");
}

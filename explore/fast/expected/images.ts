import { flagsOf } from "../../../impl/image.ts";
import { SIGKILL_PENDING } from "../../../impl/minix.ts";
import { decodeProcess } from "../../../model/charts/table.ts";
import type { Scope } from "../../../model/scope.ts";
import { processOf } from "../../../model/state.ts";
import type { Encoding } from "../rows/encoding.ts";

/** Images of components by number, one after the other: so that millions of look-ups find them close together. */
export class Images {
	/** Words of an image. */
	readonly width: number;
	words: Int32Array;

	constructor(width: number) {
		this.width = Math.max(1, width);
		this.words = new Int32Array(this.width << 6);
	}

	put(number: number, words: readonly number[]): void {
		if ((number + 1) * this.width > this.words.length) {
			const larger = new Int32Array(Math.max((number + 1) * this.width, this.words.length * 2));
			larger.set(this.words);
			this.words = larger;
		}
		this.words.set(words, number * this.width);
	}

	at(number: number): Int32Array {
		return this.words.subarray(number * this.width, (number + 1) * this.width);
	}
}

/** Lists the words that `Target.image` gives for the rows of one kind of process. */
export function imageOfRows(locals: Uint8Array, encoding: Encoding, isService: boolean): readonly number[] {
	return [...locals].flatMap((number) => {
		const local = encoding.locals[number];
		if (!local) throw new RangeError(`there is no local state ${number}`);
		const { flags, signals } = rowOf(local.code, isService);
		return [flags, signals, local.waits];
	});
}

/** The flags and pending signals of a process in a state of its chart. */
export function rowOf(code: number, isService: boolean): { readonly flags: number; readonly signals: number } {
	const { lifecycle, killed, told } = decodeProcess(code);
	const flags = flagsOf(processOf(lifecycle, killed, told, undefined), isService);
	return { flags, signals: killed ? SIGKILL_PENDING : 0 };
}

/** The images of the two components of an expected state. */
interface ExpectedImages {
	/** The users' rows, then by place the users that wait there. */
	readonly ours: Int32Array;
	/** The services' rows, nested, the number of slots, and the slots: wait counts without the users that wait. */
	readonly theirs: Int32Array;
}

/** True if `Target.image` gave what is expected. */
export function matches(scope: Scope, { ours, theirs }: ExpectedImages, found: Int32Array, length: number): boolean {
	const rows = 3 * scope.users;
	const slots = 3 * scope.services + 2;
	if (length !== rows + slots + 3 * (theirs[slots - 1] ?? 0)) return false;
	for (let i = 0; i < rows; i++) if (found[i] !== ours[i]) return false;
	for (let at = 0, i = rows; i < length; at++, i++) {
		const isCount = at > slots && (at - slots) % 3 === 2;
		const waiting = isCount ? (ours[rows + (at - slots - 2) / 3] ?? 0) : 0;
		if (found[i] !== (theirs[at] ?? 0) + waiting) return false;
	}
	return true;
}

/** The wait counts of an image, if nothing else differs from what is expected; else undefined. */
export function waitingInstead(
	scope: Scope,
	expected: ExpectedImages,
	found: Int32Array,
	length: number,
): readonly number[] | undefined {
	const right = found.slice(0, length);
	const rows = 3 * scope.users;
	const waiting: number[] = [];
	for (let place = 0, at = rows + 3 * scope.services + 4; at < length; place++, at += 3) {
		waiting.push(right[at] ?? 0);
		right[at] = (expected.theirs[at - rows] ?? 0) + (expected.ours[rows + place] ?? 0);
	}
	return matches(scope, expected, right, length) ? waiting : undefined;
}

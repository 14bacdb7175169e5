/**
 * Tuples of bytes that several threads append to and all read: so that a tuple has one number, whoever meets it first.
 *
 * Its memory is only there once it is written to.
 */
export interface SharedLog {
	/** Whether somebody appends, and how many tuples there are. */
	readonly control: Int32Array;
	readonly bytes: Uint8Array;
}

const [LOCK, SIZE] = [0, 1];
const [FREE, HELD] = [0, 1];
const MOST_BYTES = 1 << 28;
/** How many tuples a Map can have, by which a thread finds them again. */
const MOST_TUPLES = 1 << 24;
/** Room that is kept for what is met before anybody has seen that the log is full. */
const SPARE_TUPLES = 1 << 21;

export function createSharedLog(): SharedLog {
	return {
		control: new Int32Array(new SharedArrayBuffer(8)),
		bytes: new Uint8Array(new SharedArrayBuffer(MOST_BYTES)),
	};
}

/** How many tuples there are. */
export function logged({ control }: SharedLog): number {
	return Atomics.load(control, SIZE);
}

/** Whether there is hardly room for more tuples of a width. */
export function isLogFull(log: SharedLog, width: number): boolean {
	return logged(log) + SPARE_TUPLES > Math.min(MOST_TUPLES, log.bytes.length / width);
}

/**
 * Has nobody else append meanwhile.
 *
 * @param append is given what appends a tuple, @throws RangeError where there is no room for it
 */
export function whileLocked<Result>(
	{ control, bytes }: SharedLog,
	append: (add: (tuple: Uint8Array) => void) => Result,
): Result {
	while (Atomics.compareExchange(control, LOCK, FREE, HELD) !== FREE) Atomics.wait(control, LOCK, HELD);
	try {
		return append((tuple) => {
			const size = Atomics.load(control, SIZE);
			bytes.set(tuple, size * tuple.length);
			Atomics.store(control, SIZE, size + 1);
		});
	} finally {
		Atomics.store(control, LOCK, FREE);
		Atomics.notify(control, LOCK, 1);
	}
}

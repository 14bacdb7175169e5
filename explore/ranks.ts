/**
 * Numbers the states of a search, so that a bit set can hold the visited ones.
 *
 * `size` is how many numbers there are; above 2^53 they cannot be told apart, and there is no ranking.
 */
export interface Ranking {
	readonly size: number;
	/** The number of a state given by its digits. With symmetry, all that differ in names have the same, and the digits are sorted on the way. */
	rank(digits: Uint8Array): number;
}

/** Each process's digit in its own position: states that differ in names are different. */
export function rawRanking(users: number, userDigits: number, services: number, serviceDigits: number): Ranking {
	return {
		size: userDigits ** users * serviceDigits ** services,
		rank: (digits) => {
			let rank = 0;
			for (let i = 0; i < users; i++) rank = rank * userDigits + (digits[i] ?? 0);
			for (let i = users; i < users + services; i++) rank = rank * serviceDigits + (digits[i] ?? 0);
			return rank;
		},
	};
}

/**
 * The multiset of the users' digits and that of the services', by the combinatorial number system: states that differ only
 * in the names of users, or of services, have the same number.
 */
export function canonicalRanking(users: number, userDigits: number, services: number, serviceDigits: number): Ranking {
	const most = Math.max(userDigits + users, serviceDigits + services) + 1;
	const choose = binomials(most, Math.max(users, services) + 1);
	const width = Math.max(users, services) + 2;
	const multisets = (digits: number, length: number): number => choose[(digits + length - 1) * width + length] ?? 0;
	const serviceSize = services === 0 ? 1 : multisets(serviceDigits, services);
	const part = (digits: Uint8Array, start: number, end: number): number => {
		let rank = 0;
		for (let i = start; i < end; i++) rank += choose[((digits[i] ?? 0) + i - start) * width + i - start + 1] ?? 0;
		return rank;
	};
	return {
		size: (users === 0 ? 1 : multisets(userDigits, users)) * serviceSize,
		rank: (digits) => {
			sortPart(digits, 0, users);
			sortPart(digits, users, users + services);
			return part(digits, 0, users) * serviceSize + part(digits, users, users + services);
		},
	};
}

/** Insertion sort: the parts are short and almost in order. */
function sortPart(digits: Uint8Array, start: number, end: number): void {
	for (let i = start + 1; i < end; i++) {
		const digit = digits[i] ?? 0;
		let to = i - 1;
		for (; to >= start && (digits[to] ?? 0) > digit; to--) digits[to + 1] = digits[to] ?? 0;
		digits[to + 1] = digit;
	}
}

/** Pascal's triangle: `choose[n * (most k + 1) + k]`. */
function binomials(mostN: number, mostK: number): Float64Array {
	const width = mostK + 1;
	const choose = new Float64Array((mostN + 1) * width);
	for (let n = 0; n <= mostN; n++) {
		choose[n * width] = 1;
		for (let k = 1; k <= mostK && n > 0; k++) {
			choose[n * width + k] = (choose[(n - 1) * width + k - 1] ?? 0) + (choose[(n - 1) * width + k] ?? 0);
		}
	}
	return choose;
}

/** How many states differ from this one only in names, itself included: for digits in order. */
export function orbitSize(digits: Uint8Array, offset: number, users: number, services: number): number {
	return arrangements(digits, offset, users) * arrangements(digits, offset + users, services);
}

function arrangements(digits: Uint8Array, start: number, length: number): number {
	let count = 1;
	let equal = 0;
	for (let i = 0; i < length; i++) {
		equal = i > 0 && digits[start + i] === digits[start + i - 1] ? equal + 1 : 1;
		count = (count * (i + 1)) / equal;
	}
	return count;
}

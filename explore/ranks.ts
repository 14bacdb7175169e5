/**
 * Numbers the states of a scope.
 *
 * `size` is how many numbers there are; above 2^53 they cannot be told apart, and there is no ranking.
 */
export interface Ranking {
	readonly size: number;
	/** The number of a state given by its digits. */
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

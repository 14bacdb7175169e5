/** A count with its unit: `1 action`, `2,000 actions`. */
export function counted(count: number, unit: string): string {
	return `${grouped(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** A count as people read it: `2,000`. */
export function grouped(count: number): string {
	return count.toLocaleString("en-US");
}

/** A count with its unit: `1 action`, `2,000 actions`. */
export function counted(count: number, unit: string): string {
	return `${grouped(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** A whole number as people read it: `2,000`. By itself: what Node has for all languages takes long to load. */
export function grouped(count: number): string {
	return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

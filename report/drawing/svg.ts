import escapeHtml from "escape-html";
import type { Chart, ChartLine } from "./chart.ts";
import { type Layout, layOut, type Point, type Rectangle, SIZES } from "./layout.ts";

/** Space around a drawing, in pixels, for lines that are wide. */
const MARGIN = 4;

/**
 * A chart as an SVG element for a page, which colours it by its classes: `group`, `edge`, `node`, `label`, `name`, `mark`.
 *
 * @param name read out by screen readers
 */
export async function chartSvg(name: string, chart: Chart, direction: "down" | "right"): Promise<string> {
	const { width, height, states, groups, edges } = await layOut(chart, direction);
	const [wide, high] = [width, height].map((length) => Math.ceil(length + 2 * MARGIN));
	return [
		`<svg width="${wide}" height="${high}" viewBox="${-MARGIN} ${-MARGIN} ${wide} ${high}" role="group" aria-label="${escapeHtml(name)}">`,
		...groups.map(({ group, at }) => groupSvg(group.name, group.lines, at)),
		...edges.map(edgeLine),
		...edges.map(({ edge, at }) => {
			const box = rect(at, 'class="under"');
			return `<g class="label ${edge.className}">${box}${linesSvg(edge.lines, at.left + SIZES.gap.x, at.top + SIZES.gap.y)}</g>`;
		}),
		...states.map(({ state, at }) => {
			const { id, name, lines, className } = state;
			const x = at.left + at.width / 2;
			const title = `<text class="name" x="${x}" y="${at.top + SIZES.padding.y + SIZES.name.font}" text-anchor="middle">${escapeHtml(name)}</text>`;
			const below = linesSvg(lines, at.left + SIZES.padding.x, at.top + SIZES.padding.y + SIZES.name.line);
			return `<g id="${id}" class="node ${className}">${rect(at, 'rx="9"')}${title}${below}</g>`;
		}),
		"</svg>",
	].join("\n");
}

function groupSvg(name: string, lines: readonly ChartLine[], at: Rectangle): string {
	const [x, y] = [at.left + SIZES.padding.x, at.top + SIZES.padding.y];
	const title = `<text class="name" x="${x}" y="${y + SIZES.name.font}">${escapeHtml(name)}</text>`;
	return `<g class="group">${rect(at, 'rx="9"')}${title}${linesSvg(lines, x, y + SIZES.name.line)}</g>`;
}

function linesSvg(lines: readonly ChartLine[], x: number, top: number): string {
	return lines
		.map(({ mark, text, className }, index) => {
			const y = top + index * SIZES.line.line + SIZES.line.font;
			const before = mark === undefined ? "" : `<tspan class="mark" x="${x}">${escapeHtml(mark)}</tspan>`;
			const start = mark === undefined ? x : x + SIZES.mark;
			return `<text class="${className}" y="${y}">${before}<tspan x="${start}">${escapeHtml(text)}</tspan></text>`;
		})
		.join("");
}

function rect({ left, top, width, height }: Rectangle, attributes: string): string {
	return `<rect ${attributes} x="${left}" y="${top}" width="${width}" height="${height}"/>`;
}

function edgeLine({ edge, curves, tip }: Layout["edges"][number]): string {
	const paths = curves.map((points) => `<path d="${pathOf(points)}"/>`);
	const end = curves.at(-1)?.at(-1) ?? tip;
	return `<g class="edge ${edge.className}">${paths.join("")}<polygon points="${arrowHead(end, tip)}"/></g>`;
}

function pathOf([start, ...rest]: readonly Point[]): string {
	return `M${start?.join(",")}C${rest.map((point) => point.join(",")).join(" ")}`;
}

/** Half the width of an arrow's head, in pixels. */
const HALF_WIDTH = 3.5;

function arrowHead([x, y]: Point, tip: Point): string {
	const [dx, dy] = [tip[0] - x, tip[1] - y];
	const length = Math.hypot(dx, dy) || 1;
	const [sideX, sideY] = [(-dy / length) * HALF_WIDTH, (dx / length) * HALF_WIDTH];
	const corners: readonly Point[] = [tip, [x + sideX, y + sideY], [x - sideX, y - sideY]];
	return corners.map((corner) => corner.map((length) => length.toFixed(1)).join(",")).join(" ");
}

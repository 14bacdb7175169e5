import { htmlText } from "../escape/html.ts";
import type { Chart, ChartGroup, ChartLine } from "./chart.ts";
import { type Layout, layOut, type Point, type Rectangle, SIZES, sizeOfText } from "./layout.ts";

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
		`<svg width="${wide}" height="${high}" viewBox="${-MARGIN} ${-MARGIN} ${wide} ${high}" role="group" aria-label="${htmlText(name)}">`,
		...groups.map(({ at }) => `<g class="group">${rect(at, 'rx="9"')}</g>`),
		...edges.map(edgeLine),
		...groups.map(({ group, at }) => groupText(group, at)),
		...edges.map(({ edge, at }) => {
			const box = rect(at, 'class="under"');
			return `<g class="label ${edge.className}">${box}${linesSvg(edge.lines, at.left + SIZES.gap.x, at.top + SIZES.gap.y)}</g>`;
		}),
		...states.map(({ state, at }) => {
			const { id, name, lines, className } = state;
			const x = at.left + at.width / 2;
			const title = `<text class="name" x="${x}" y="${at.top + SIZES.padding.y + SIZES.name.font}" text-anchor="middle">${htmlText(name)}</text>`;
			const below = linesSvg(lines, at.left + SIZES.padding.x, at.top + SIZES.padding.y + SIZES.name.line);
			return `<g id="${id}" class="node ${className}">${rect(at, 'rx="9"')}${title}${below}</g>`;
		}),
		"</svg>",
	].join("\n");
}

/** The name of a group with its lines, over the arrows that lead into the group. */
function groupText(group: ChartGroup, { left, top }: Rectangle): string {
	const [width, height] = sizeOfText(group.name, group.lines);
	const at = { left: left + SIZES.padding.x, top: top + SIZES.padding.y, width, height };
	const title = `<text class="name" x="${at.left}" y="${at.top + SIZES.name.font}">${htmlText(group.name)}</text>`;
	const below = linesSvg(group.lines, at.left, at.top + SIZES.name.line);
	return `<g class="group-text">${rect(at, 'class="under"')}${title}${below}</g>`;
}

function linesSvg(lines: readonly ChartLine[], x: number, top: number): string {
	return lines
		.map(({ mark, text, className }, index) => {
			const y = top + index * SIZES.line.line + SIZES.line.font;
			const before = mark === undefined ? "" : `<tspan class="mark" x="${x}">${htmlText(mark)}</tspan>`;
			const start = mark === undefined ? x : x + SIZES.mark;
			return `<text class="${className}" y="${y}">${before}<tspan x="${start}">${htmlText(text)}</tspan></text>`;
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

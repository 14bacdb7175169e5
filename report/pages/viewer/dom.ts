/** An element of the page by its id. */
export function byId(id: string): HTMLElement {
	const found = document.getElementById(id);
	if (!found) throw new Error(`the page has no #${id}`);
	return found;
}

/** A button of the page by its id. */
export function buttonById(id: string): HTMLButtonElement {
	const found = byId(id);
	if (!(found instanceof HTMLButtonElement)) throw new Error(`#${id} is not a button`);
	return found;
}

/** A new HTML element; strings in it stay text. */
export function html(tag: string, className: string, ...children: readonly (string | Node)[]): HTMLElement {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...children);
	return element;
}

/** A new SVG element; strings in it stay text. */
export function svg(
	tag: string,
	attributes: Readonly<Record<string, string | number>>,
	...children: readonly (string | Node)[]
): SVGElement {
	const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
	element.append(...children);
	return element;
}

/** A sentence with code between backticks, as text and elements. */
function sentence(text: string): readonly (string | Node)[] {
	return text.split("`").map((part, index) => (index % 2 === 1 ? html("code", "", part) : part));
}

/** A list item for each sentence. */
export function listItems(sentences: readonly string[]): readonly Node[] {
	return sentences.map((text) => html("li", "", ...sentence(text)));
}

// The door of the rows: nothing outside explore/fast imports another file of this folder.
export { Components } from "./components.ts";
export { RowSearch } from "./row-search.ts";

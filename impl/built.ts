/** True where the program is built: Node starts no thread and no process from TypeScript. */
export const IS_BUILT = import.meta.url.endsWith(".js");

import { Worker } from "node:worker_threads";

// The process that clang runs in, with V8's flags for it: toolchain.ts starts it, and ends it where clang takes too long. Clang
// itself is busy in a thread, so that the process notices when the one that started it is gone.

const clang = new Worker(new URL("./clang-thread.js", import.meta.url));
process.on("message", (call) => clang.postMessage(call));
clang.on("message", (output) => process.send?.(output));
clang.on("error", (error) => {
	throw error;
});
process.on("disconnect", () => process.exit());

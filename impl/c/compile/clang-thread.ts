import { parentPort } from "node:worker_threads";
import { type ClangCall, callClang } from "./clang.ts";

// The thread that clang runs in: toolchain.ts starts it, and ends it where clang takes too long.

parentPort?.on("message", async (call: ClangCall) => {
	parentPort?.postMessage(await callClang(call));
});

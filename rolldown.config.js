// The command in few files, so that it starts quickly: `npm run build` makes dist/bundle of what the compiler wrote. Packages,
// worker threads and other processes are loaded from where they are.

export default {
	input: "dist/cli/program.js",
	platform: "node",
	external: (id) => !/^[./]/.test(id),
	output: { dir: "dist/bundle", cleanDir: true, format: "esm", chunkFileNames: "[name]-[hash].js" },
};

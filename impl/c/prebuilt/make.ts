import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bridgeKey, bridgePlan, compileBridge, PARTS, PREBUILT } from "./bridge.ts";

// The end of `npm run build`: compiles the bridges, unless they are there. The first source that somebody runs does not wait for them
// then.

const plans = [bridgePlan("usual rows"), bridgePlan("wide rows")];
const names = plans.flatMap((plan) => PARTS.map((part) => bridgeKey(plan, part)));
await mkdir(PREBUILT, { recursive: true });
for (const name of await readdir(PREBUILT)) if (!names.includes(name)) await rm(join(PREBUILT, name));
for (const plan of plans) {
	if (PARTS.every((part) => existsSync(join(PREBUILT, bridgeKey(plan, part))))) continue;
	const bridge = await compileBridge(plan);
	for (const part of PARTS) {
		const path = join(PREBUILT, bridgeKey(plan, part));
		await writeFile(`${path}.new`, bridge[part]);
		await rename(`${path}.new`, path);
	}
}

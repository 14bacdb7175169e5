import { existsSync } from "node:fs";

/** The source that MINIX ships, seen from the project's folder. It is no part of the project. */
export const SEED_SOURCE = "../shared/seed/event.c";

/** True if that source is there; tests that need it are skipped where it is not. */
export const HAS_SEED = existsSync(SEED_SOURCE);

/** Something that the person who called can put right: one line that says what was expected, found, and to be done. */
export class UsageError extends Error {}

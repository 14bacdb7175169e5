/**
 * Error of a target that does not do the same twice from the same memory. For the mirror it is an internal error; a compiled
 * source can do so by its own fault: it reads memory that is not its own, or its view of itself changes what it shows.
 */
export class UnstableTarget extends Error {}

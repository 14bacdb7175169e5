/** Name of something that a view shows, for `--view`: where the subscribers are. */
export type ViewName = "subs" | "nsubs" | "endpt" | "mask" | "waiting" | "nested" | "slots";

/** A file of C: its path as the user gave it, used in messages, and its text. */
export interface CFile {
	readonly path: string;
	readonly text: string;
}

/** Conditions under which a source is compiled. */
export interface SourceSetup {
	/** Folders with headers, searched in this order, after the folder of the file that includes one. */
	readonly include?: readonly string[] | undefined;
	/** Macros, as in NAME or NAME=VALUE. */
	readonly define?: readonly string[] | undefined;
	/** Files that are compiled too, and linked with the source. */
	readonly with?: readonly CFile[] | undefined;
	/** Names of the source's list of subscribers and of its parts, where they are other ones than those of event.c. */
	readonly view?: Readonly<Partial<Record<ViewName, string>>> | undefined;
	/** True if plain `char` is unsigned, as in MINIX's port to ARM; if left out it is signed, and the two are compared. */
	readonly unsignedChar?: boolean | undefined;
}

/** A C source of PM's event facility. */
export interface CSource extends CFile {
	readonly setup?: SourceSetup | undefined;
	/** Headers that were found before, by their paths among the files that clang sees: none is read from the disk then. */
	readonly headers?: readonly CFile[] | undefined;
}

/** Error in a source, as a message for the user. */
export interface SourceError {
	readonly error: string;
	/** True if the only error is that the source cannot have as many slots as asked for. */
	readonly isAboutSlots?: boolean;
}

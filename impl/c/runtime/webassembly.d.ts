// The part of the WebAssembly interface that is used here: @types/node has none, and the DOM's types have too much.

declare namespace WebAssembly {
	/** Takes numbers; what it gives back is a number or ignored. */
	type ImportValue = (...operands: never[]) => unknown;
	class Module {
		constructor(bytes: Uint8Array);
		static imports(module: Module): readonly {
			readonly module: string;
			readonly name: string;
			readonly kind: string;
		}[];
		static exports(module: Module): readonly { readonly name: string }[];
	}
	/** What a module imports, by the name of the module that has it, and its own. */
	type Imports = Readonly<Record<string, Readonly<Record<string, ImportValue | Memory>>>>;
	class Instance {
		constructor(module: Module, imports: Imports);
		readonly exports: object;
	}
	function instantiate(module: Module, imports?: Imports): Promise<Instance>;
	class RuntimeError extends Error {}
	class CompileError extends Error {}
	class LinkError extends Error {}
	class Memory {
		constructor(size: { readonly initial: number; readonly maximum: number });
		readonly buffer: ArrayBuffer;
	}
	interface Global {
		value: number;
	}
}

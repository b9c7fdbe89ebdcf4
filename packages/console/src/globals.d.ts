/** Twelve hex digits over the sources of the engine in this build. */
declare const __ENGINE_BUILD__: string

/**
 * Diagnostics, hover, definitions, completion, renaming and formatting of specs, for editors: a language server over stdio.
 */
export {}

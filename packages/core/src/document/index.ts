/**
 * Reads one file of the dialect (DESIGN section 2) into a `Document`: what it says, where it says it, and what is wrong
 * with it. Text goes in and data comes out; nothing here judges authority or conditions, which is the policy's work.
 *
 *     const { text, diagnostics } = decodeText('spec.md', bytes)
 *     const document = readDocument('spec.md', text)
 */
export { decodeText } from './decode.ts'
export type { Diagnostic, Position, Severity } from './diagnostic.ts'
export { formatDiagnostic } from './format.ts'
export { layout } from './layout.ts'
export { canonicalLevel, defaultChain } from './levels.ts'
export { nearest } from './nearest.ts'
export { readDocument } from './read.ts'
export { danglingReferences } from './references.ts'
export { slug } from './slug.ts'
export type * from './types.ts'

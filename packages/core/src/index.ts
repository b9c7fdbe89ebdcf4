/**
 * What does a written spec decide, for whom, and who could change it?
 *
 *     text ──document──▶ Document ──policy──▶ Policy ──engine──▶ Decision, explained
 *                                                   └─compose──▶ the instructions a model is given
 *
 * Pure functions, no I/O, no clock: the same answers in a server, in a browser and in a test. Whatever is wrong with a
 * document is a diagnostic with a place; whatever nobody declared is never permission.
 *
 *     const spec = readDocument('spec.md', text)
 *     const { policy, diagnostics } = compile({ layers: [{ level: 'root', document: spec }] })
 *     const engine = createEngine(policy)
 *     engine.decide('drug-information', [{ name: 'user.age_group', value: 'adult', by: 'developer' }])
 */
export type { DecisionChange, Direction, ReachChange } from './analysis/comparison.ts'
export type { DiffResult, PolicyDiff } from './analysis/diff.ts'
export { diff } from './analysis/diff.ts'
export type { EnvelopeCell, EnvelopeOptions, EnvelopeRow } from './analysis/envelope.ts'
export { envelope } from './analysis/envelope.ts'
export { findings } from './analysis/findings/findings.ts'
export type { FindingKind } from './analysis/findings/kinds.ts'
export { findingKinds } from './analysis/findings/kinds.ts'
export type { DeepFinding, Edit, Related } from './analysis/findings/types.ts'
export type { FreeOptions } from './analysis/free.ts'
export { limited } from './analysis/limiting.ts'
export type { AuthorityShare, MatrixCell, MatrixRow } from './analysis/matrix.ts'
export { matrix, shares } from './analysis/matrix.ts'
export type { MinimalGrant, Wanted } from './analysis/minimal-grants.ts'
export { minimalGrants } from './analysis/minimal-grants.ts'
export type { Counterexample, Proof } from './analysis/prove.ts'
export { prove } from './analysis/prove.ts'
export type { SeenRow } from './analysis/seen-by.ts'
export { seenBy } from './analysis/seen-by.ts'
export { situationAsCondition } from './analysis/situation-as-condition.ts'
export type { Trial } from './analysis/trying.ts'
export { tried } from './analysis/trying.ts'
export type { Witness, Word, WrittenLayer } from './analysis/words.ts'
export { spoken } from './analysis/words.ts'
export type { WrittenFile } from './analysis/writing.ts'
export { applied } from './analysis/writing.ts'
export type { ComposeOptions, Instructions } from './compose/compose.ts'
export { compose } from './compose/compose.ts'
export * from './document/index.ts'
export type { Change } from './engine/changes.ts'
export type { Engine, EngineStats, Moment } from './engine/engine.ts'
export { createEngine } from './engine/engine.ts'
export type { Explanation } from './engine/explain.ts'
export { explain, person } from './engine/explain.ts'
export type { Situation } from './engine/situation.ts'
export { toldChange, toldFact, toldOutcome, toldStatement } from './engine/told.ts'
export type * from './engine/types.ts'
export type { Applicable, Dropped, DropReason, Instruction, Relation } from './instructions/applicable.ts'
export { applicable } from './instructions/applicable.ts'
export type { Option, Pull, Weighing } from './instructions/weigh.ts'
export { weigh } from './instructions/weigh.ts'
export type { Mount } from './policy/chain.ts'
export { refuses } from './policy/chain.ts'
export type { Compilation } from './policy/compile.ts'
export { compile } from './policy/compile.ts'
export { digestText } from './policy/digest.ts'
export type { Stack } from './policy/draft.ts'
export { declarationOf, toolId } from './policy/pattern.ts'
export type * from './policy/types.ts'
export { applications } from './reading/applications.ts'
export { readingOf } from './reading/reading.ts'
export type * from './reading/types.ts'

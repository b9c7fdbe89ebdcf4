import type { Diagnostic } from '../document/diagnostic.ts'
import { declareBehaviors } from './behaviors.ts'
import { digestDocument, digestPolicy } from './digest.ts'
import { Draft, type Stack } from './draft.ts'
import { declareFacts } from './facts.ts'
import { declareInvariants } from './invariants.ts'
import { refusedStatements } from './refused.ts'
import { Sections } from './sections.ts'
import { Statements } from './statements.ts'
import type { Layer, Policy, PolicySection } from './types.ts'

/** A policy, or the diagnostics that refuse it. */
export interface Compilation {
  /** Null where an error at root, system or developer refuses the policy. */
  readonly policy: Policy | null
  /** Every finding about every layer, those of reading the documents included. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compiles a stack of layers into one policy: resolves names, type-checks statements and conditions, and takes the
 * content digest. Total: whatever is wrong is in the diagnostics. An error at root, system or developer refuses the
 * policy; one at user or agent costs that layer its sets, grants and trusts, and keeps its limits.
 */
export function compile(stack: Stack): Compilation {
  const draft = new Draft(stack)
  declareFacts(draft)
  const sections = new Sections(draft)
  declareBehaviors(draft, sections)
  const statements = new Statements(draft, sections)
  const invariants = declareInvariants(draft)
  if (draft.refused) return { policy: null, diagnostics: draft.diagnostics }

  const kept = statements.kept()
  const layers = draft.layers.map<Layer>(({ index, rank, document, overlay, sound }) =>
    Object.freeze({ index, rank, document, overlay, sound, digest: digestDocument(document) }),
  )
  const policy: Policy = Object.freeze({
    digest: digestPolicy(layers),
    levels: draft.levels,
    mandates: draft.levels.length - draft.chain.length,
    facts: [...draft.facts.values()],
    behaviors: draft.behaviors,
    statements: kept.behaviors,
    trusts: kept.trusts,
    invariants,
    layers,
    sections: policySections(draft, sections, statements),
    goals: layers.flatMap((layer) => (layer.rank === 0 ? layer.document.header.goals : [])),
  })
  return { policy, diagnostics: [...draft.diagnostics, ...refusedStatements(policy)] }
}

function policySections(draft: Draft, sections: Sections, statements: Statements): readonly PolicySection[] {
  return sections.all.map(({ id, layer, index, authority, behaviors, tags }) => {
    const condition = statements.condition(draft.layers[layer]!, [], tags, false) ?? null
    return { id, layer, index, authority, behaviors, condition }
  })
}

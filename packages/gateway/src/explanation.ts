import { type Engine, explain, type Layer } from '@bylaw/core'
import { checksInWords, instructionsInWords, noticedInWords, operatorInWords } from './generate/words.ts'
import { layerOf } from './ledger/specs.ts'
import type { DecisionRecord } from './record.ts'

/**
 * A record with everything that was decided in its situation, in words. The decisions are derived again from the
 * record's facts and policy: the engine is a function, so they are the ones that held.
 * @param viewer the level of whoever reads it
 */
export function explainRecord({ policy, ...record }: DecisionRecord, engine: Engine | null, viewer: string) {
  return {
    object: 'bylaw.decision',
    ...record,
    policy: { digest: policy, layers: engine?.policy.layers.map((layer) => mountedLayer(layer, engine)) ?? [] },
    words: wordsOf(record),
    discarded: engine?.situation(record.facts).discarded ?? [],
    behaviors: engine === null ? [] : behaviorsOf(engine, record, viewer),
  }
}

/** What was recorded before there were operators and findings says nothing of them. */
function wordsOf({
  operator = null,
  checks,
  noticed = [],
  instructions = null,
  toolCalls,
}: Omit<DecisionRecord, 'policy'>) {
  return [
    ...operatorInWords(operator),
    ...toolCalls.map(({ sentence }) => sentence),
    ...checksInWords(checks),
    ...noticedInWords(noticed),
    ...instructionsInWords(instructions),
  ]
}

function mountedLayer(layer: Layer, { policy }: Engine) {
  return { ...layerOf(layer, policy), file: layer.document.file, sound: layer.sound }
}

function behaviorsOf(engine: Engine, { facts }: Pick<DecisionRecord, 'facts'>, viewer: string) {
  return [...engine.policy.behaviors.values()].map(({ id, title }) => {
    const { decision, sentence, changes } = explain(engine, id, facts, { viewer })
    if (decision.value === null) return { behavior: id, title, value: null, sentence }
    const { kind, value, configured, decidedBy, allowed, rejected } = decision
    return { behavior: id, title, kind, value, sentence, configured, decidedBy, allowed, rejected, changes }
  })
}

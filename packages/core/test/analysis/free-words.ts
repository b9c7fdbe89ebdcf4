/** Random words of the free levels, and stacks with what an analysis says mounted in them. */
import { expect } from 'vitest'
import type { Assertion } from '../../src/engine/types.ts'
import { compile, createEngine, readDocument, type WrittenLayer } from '../../src/index.ts'
import { layerOf, type RawLayer } from '../laws/arbitrary.ts'
import type { StackModel } from '../laws/model.ts'
import { printLayer } from '../laws/print.ts'
import { inDomainAt, type RawWord } from '../laws/situations.ts'
import type { Engine, Trial } from '../laws/trial.ts'

/** The stack where every level below a rank is silent: what it declares is left. */
export function silencedBelow({ stack, chain }: Trial, rank: number): StackModel {
  const layers = stack.layers.map((layer) =>
    chain.indexOf(layer.level) <= rank ? layer : { ...layer, statements: [] },
  )
  return { ...stack, layers }
}

/** The stack with random layers of the levels below a rank, trusts included. */
export function saidBelow(trial: Trial, rank: number, raws: readonly RawLayer[]): StackModel {
  const silent = silencedBelow(trial, rank)
  if (rank === trial.chain.length - 1) return silent
  const below = trial.chain.length - rank - 1
  const layers = raws.map((raw) => layerOf(raw, rank + 1 + (raw.level % below), trial))
  return { ...silent, layers: [...silent.layers, ...layers] }
}

/** Random words of the levels below a rank about facts that are not given. */
export function assertedBelow(
  { chain, facts }: Trial,
  rank: number,
  raws: readonly RawWord[],
  given: readonly Assertion[],
): readonly Assertion[] {
  if (rank === chain.length - 1) return []
  return raws.flatMap((raw) => {
    const fact = facts[raw.fact % facts.length]!
    if (given.some(({ name }) => name === fact.name)) return []
    const by = chain[rank + 1 + (raw.by % (chain.length - rank - 1))]!
    return [{ name: fact.name, value: inDomainAt(fact.type, raw.value), by, heard: raw.heard }]
  })
}

/** The engine of a stack with written layers mounted at its end; those about to be judged are free of errors. */
export function mountedWith(stack: StackModel, written: readonly WrittenLayer[]): Engine {
  const layers = [
    ...stack.layers.map((layer, at) => ({ level: layer.level, text: printLayer(stack, layer), file: `${at}.md` })),
    ...written.map((layer) => ({ ...layer, file: `witness-${layer.level}.md` })),
  ].map(({ level, text, file }) => ({ level, document: readDocument(file, text) }))
  const mandates = stack.mandates.map((layer, at) => readDocument(`mandate-${at}.md`, printLayer(stack, layer)))
  const { policy, diagnostics } = compile({ layers, mandates })
  expect(policy, JSON.stringify(diagnostics.filter(({ severity }) => severity === 'error'))).not.toBeNull()
  for (const { file, severity, message } of diagnostics) {
    if (file.startsWith('witness-')) expect({ severity, message }).not.toMatchObject({ severity: 'error' })
  }
  return createEngine(policy!)
}

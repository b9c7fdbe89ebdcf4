/** Stacks with what an analysis says mounted in them, as files. */
import { expect } from 'vitest'
import { compile, type Policy, readDocument, type WrittenLayer } from '../../../src/index.ts'
import type { StackModel } from '../../laws/model.ts'
import { printLayer } from '../../laws/print.ts'
import type { Small } from './small.ts'

/** The stack where some ranks say nothing; what they declare stays. */
export function silencedAt({ stack, chain }: Pick<Small, 'stack' | 'chain'>, ranks: readonly number[]): StackModel {
  const silent = (level: string): boolean => ranks.includes(chain.indexOf(level))
  return { ...stack, layers: stack.layers.map((layer) => (silent(layer.level) ? { ...layer, statements: [] } : layer)) }
}

/** The policy of a stack with more layers at the end of what their levels say. */
export function withLayers(stack: StackModel, written: readonly WrittenLayer[]): Policy {
  const layers = [
    ...stack.layers.map((layer, at) => ({ level: layer.level, file: `${at}.md`, text: printLayer(stack, layer) })),
    ...written.map((layer, at) => ({ ...layer, file: `written-${at}.md` })),
  ].map(({ level, file, text }) => ({ level, document: readDocument(file, text) }))
  const mandates = stack.mandates.map((layer, at) => readDocument(`mandate-${at}.md`, printLayer(stack, layer)))
  const { policy, diagnostics } = compile({ layers, mandates })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return policy!
}

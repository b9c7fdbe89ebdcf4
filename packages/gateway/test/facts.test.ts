import { compile, type Policy, readDocument } from '@bylaw/core'
import type { ChatRequest } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { assertedFacts, witnessedFacts } from '../src/facts.ts'
import type { Incoming } from '../src/incoming.ts'
import { Refusal } from '../src/refusal.ts'
import { spec } from './stack.ts'

function policyOf(text: string): Policy {
  const { policy } = compile({ layers: [{ level: 'root', document: readDocument('spec.md', text) }] })
  if (policy === null) throw new Error('refused')
  return policy
}

const policy = policyOf(spec)

function asserted(header: string | null, level = 'developer') {
  const rest = { method: 'POST', path: '', address: '', signal: new AbortController().signal, text: async () => '' }
  const incoming: Incoming = { ...rest, header: () => header }
  try {
    return assertedFacts(incoming, level, policy)
  } catch (error) {
    return error instanceof Refusal ? error.failure.code : String(error)
  }
}

describe('what a caller asserts', () => {
  it('is read at the levels it may speak for', () => {
    const age = { name: 'user.age_group', value: 'adult' }
    const words = [
      { ...age, by: 'operator' },
      { ...age, by: 'user', heard: true },
      { ...age, by: 'none' },
    ]
    expect(asserted(JSON.stringify(words))).toEqual([{ ...age, by: 'developer' }, words[1], words[2]])
    expect(asserted(null)).toEqual([])
  })

  it.each([
    ['developer', 'root'],
    ['developer', 'system'],
    ['developer', 'platform'],
    ['user', 'developer'],
    ['user', 'operator'],
    ['agent', 'user'],
  ])('by a key at %s is refused as %s', (level, by) => {
    expect(asserted(JSON.stringify([{ name: 'user.age_group', value: 'adult', by }]), level)).toBe('facts_too_strong')
  })

  it.each([
    ['nonsense', 'invalid_facts'],
    ['{}', 'invalid_facts'],
    ['[{"name":"a.b","value":1}]', 'invalid_facts'],
    ['[{"name":"a.b","value":[1],"by":"user"}]', 'invalid_facts'],
    ['[{"name":"a.b","value":1,"by":"user","level":"root"}]', 'invalid_facts'],
    ['[{"name":"a.b","value":1,"by":"__proto__"}]', 'unknown_level'],
    ['[{"name":"a.b","value":1,"by":"user"}],[{"name":"a.b","value":1,"by":"root"}]', 'invalid_facts'],
  ])('%s is refused', (header, code) => {
    expect(asserted(header)).toBe(code)
  })
})

describe('what the gateway vouches for', () => {
  const request = (...messages: ChatRequest['messages']): ChatRequest => ({ model: 'm', messages })
  const text = { role: 'user', content: 'hi' }
  const values = (asked: ChatRequest, under = policy) =>
    Object.fromEntries(witnessedFacts(asked, under).map(({ name, value, by }) => [name, by === 'system' ? value : by]))
  const base = { 'context.untrusted': false, 'context.turn': 1, 'context.modality': 'text', 'agent.depth': 0 }

  it('is what the request holds', () => {
    expect(values(request({ role: 'system', content: 'x' }, text, { role: 'assistant', content: null }))).toEqual(base)
  })

  it.each([
    [{ role: 'tool', content: 'x' }, {}],
    [{ role: 'function', content: 'x' }, {}],
    [{ role: 'root', content: 'x' }, {}],
    [{ role: 'assistant', content: [{ type: 'image_url' }] }, { 'context.modality': 'image' }],
    [{ role: 'assistant', content: [{ type: 'input_audio' }, { type: 'image_url' }] }, { 'context.modality': 'audio' }],
    [{ role: 'assistant', content: [{ type: 'unheard_of' }, { type: 'image_url' }] }, { 'context.modality': 'image' }],
  ])('%j brings in text without authority', (message, more) => {
    expect(values(request(text, message))).toEqual({ ...base, 'context.untrusted': true, ...more })
  })

  it('leaves out what is outside the domain, of another type, or not declared', () => {
    expect(values(request(text, text, text, text))).not.toHaveProperty('context.turn')
    const other = spec.replace(
      'context.turn: {type: number, min: 0, max: 3, assume: 0,',
      'context.turn: {type: [a, b], assume: a,',
    )
    expect(values(request(text), policyOf(other))).not.toHaveProperty('context.turn')
    const none = spec.replace(/ {2}agent\.depth.*\n/, '')
    expect(values(request(text), policyOf(none))).not.toHaveProperty('agent.depth')
  })
})

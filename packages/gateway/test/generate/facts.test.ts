import type { Prompt } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { assertedFacts, pressureFact, witnessedFacts } from '../../src/generate/facts.ts'
import { Refusal } from '../../src/refusal.ts'
import { spec } from '../stack.ts'
import { incomingOf, policyOf, promptOf, said } from './asked.ts'

const policy = policyOf()

function asserted(header: string | null, level = 'developer') {
  try {
    return assertedFacts(incomingOf(header === null ? {} : { 'bylaw-facts': header }), level, policy)
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
    ['[{"name":"user.age_group","value":"adult","by":"none","by":"user"}]', 'invalid_facts'],
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
  const text = { role: 'user', content: 'hi' }
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
  const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }
  const values = (asked: Prompt, under = policy) =>
    Object.fromEntries(witnessedFacts(asked, under).map(({ name, value, by }) => [name, by === 'system' ? value : by]))
  const base = { 'context.untrusted': false, 'context.turn': 1, 'context.modality': 'text', 'agent.depth': 0 }

  it('is what the request holds', () => {
    expect(values(said({ role: 'system', content: 'x' }, text, { role: 'assistant', content: 'y' }))).toEqual(base)
  })

  it.each([
    [{ role: 'tool', tool_call_id: 'a', content: 'x' }, {}],
    [{ role: 'function', name: 'a', content: 'x' }, {}],
    [{ role: 'root', content: 'x' }, {}],
    [{ role: 'assistant', content: [image] }, { 'context.modality': 'image' }],
    [{ role: 'assistant', content: [audio, image] }, { 'context.modality': 'audio' }],
    [{ role: 'assistant', content: [{ type: 'unheard_of' }, image] }, { 'context.modality': 'image' }],
  ])('%j brings in text without authority', (message, more) => {
    expect(values(said(text, message))).toEqual({ ...base, 'context.untrusted': true, ...more })
  })

  it('counts an answer of a tool inside a user message as one, in another format', () => {
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] }
    const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] }
    const prompt = promptOf({ max_tokens: 5, messages: [text, call, result] }, 'anthropic-messages')
    expect(values(prompt)).toMatchObject({ 'context.untrusted': true, 'context.turn': 1 })
  })

  it('takes it that there is something untrusted in an answer that is continued, which it does not see', () => {
    const continued = { ...said(text), continues: 'resp_1' }
    expect(values(continued)).toMatchObject({ 'context.untrusted': true })
  })

  it('counts the turns of a conversation that went before', () => {
    expect(witnessedFacts(said(text), policy, 3)).toContainEqual({ name: 'context.turn', value: 3, by: 'system' })
  })

  it('leaves out what is outside the domain, of another type, or not declared', () => {
    expect(values(said(text, text, text, text))).not.toHaveProperty('context.turn')
    const other = spec.replace(
      'context.turn: {type: number, min: 0, max: 3, assume: 0,',
      'context.turn: {type: [a, b], assume: a,',
    )
    expect(values(said(text), policyOf(other))).not.toHaveProperty('context.turn')
    const none = spec.replace(/ {2}agent\.depth.*\n/, '')
    expect(values(said(text), policyOf(none))).not.toHaveProperty('agent.depth')
  })

  it('is silent on pressure unless the policy declares it', () => {
    expect(pressureFact('repeated', policy)).toEqual([])
    const declaring = (type: string, assume: string) =>
      policyOf(
        spec.replace(
          'facts:\n',
          `facts:\n  context.pressure: {type: ${type}, assume: ${assume}, vouched-by: system}\n`,
        ),
      )
    const by = { name: 'context.pressure', by: 'system' }
    expect(pressureFact('repeated', declaring('bool', 'false'))).toEqual([{ ...by, value: true }])
    expect(pressureFact('escalating', declaring('[none, repeated, escalating]', 'none'))).toEqual([
      { ...by, value: 'escalating' },
    ])
    expect(pressureFact('other', declaring('[none, repeated]', 'none'))).toEqual([])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { critiqueMessages, measurable, measured, type Overstep, refusal, revisionMessages } from '../src/index.ts'
import { policyOf, spec } from './policy.ts'

const policy = policyOf(spec)
const drugs = measured(policy, 'drug-information')!
const line = measured(policy, 'nerve-agents')!
const honesty = measured(policy, 'section.honesty')!

describe('a refusal', () => {
  it('says what it is about, and what is done in its place', () => {
    expect(refusal([{ behavior: drugs, permitted: 'general' }])).toEqual({
      text: "I can't help with this part; it concerns detail about illicit drugs. What this assistant does instead: gives general information. If another part of it would help you, tell me and I will do what I can.",
      short: "I can't help with this part. It concerns detail about illicit drugs.",
    })
  })
  it('says that a line is the same for everyone, and offers nothing on it', () => {
    expect(refusal([{ behavior: line, permitted: 'never' }]).text).toBe(
      "I can't help with this part; it concerns help with nerve agents. That is the same for everyone who asks. If another part of it would help you, tell me and I will do what I can.",
    )
  })
  it('names several, each once', () => {
    const declined = [
      { behavior: drugs, permitted: null },
      { behavior: honesty, permitted: 'upheld' },
      { behavior: drugs, permitted: 'general' },
    ]
    expect(refusal(declined).short).toBe(
      "I can't help with this part. It concerns detail about illicit drugs and honesty.",
    )
  })
  it('has words where nothing is named', () => {
    expect(refusal([]).short).toBe("I can't help with this here.")
  })
  it('keeps the capitals of a word that has others', () => {
    const title = 'DNA and HTML'
    expect(refusal([{ behavior: { ...drugs, title }, permitted: null }]).short).toContain('concerns DNA and HTML.')
  })

  it('is the same each time, and its short form can stand anywhere', () => {
    const behavior = fc.record({ title: fc.option(fc.string()), id: fc.string({ minLength: 1 }) })
    fc.assert(
      fc.property(fc.array(behavior, { maxLength: 4 }), (named) => {
        const declined = named.map((each) => ({ behavior: { ...drugs, ...each }, permitted: 'general' }))
        const { text, short } = refusal(declined)
        expect(refusal(declined)).toEqual({ text, short })
        expect(JSON.stringify(short)).toBe(`"${short}"`)
        expect(short).toMatch(/^[\p{L}\p{N} .,'()-]+$/u)
      }),
    )
  })
})

describe('a revision', () => {
  const oversteps: readonly Overstep[] = [
    {
      behavior: drugs,
      permitted: 'general',
      exhibited: 'detailed',
      section: { id: 'drugs', prose: 'How much is said.' },
    },
    { behavior: line, permitted: 'never', exhibited: null, section: null },
  ]
  const textOf = (parts: readonly object[]) => parts.map((part) => ('text' in part ? part.text : '')).join()

  it('asks the model first what went wrong, and cites the section', () => {
    const messages = critiqueMessages('Two grams.', oversteps)
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'user'])
    expect(textOf(messages[0]!.parts)).toBe('Two grams.')
    const asked = textOf(messages[1]!.parts)
    for (const words of ['[#drugs]', 'How much is said.', 'gives general information', 'gives amounts and routes']) {
      expect(asked).toContain(words)
    }
  })
  it('then for the answer that should have been given', () => {
    const messages = revisionMessages('Two grams.', 'It gives an amount.', oversteps)
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'user', 'assistant', 'user'])
    expect(messages.slice(0, 2)).toEqual(critiqueMessages('Two grams.', oversteps))
  })
})

it('every measured behavior of a spec has a refusal', () => {
  for (const id of measurable(policy)) {
    const behavior = measured(policy, id)!
    expect(refusal([{ behavior, permitted: behavior.values[0]! }]).text).toMatch(
      /^I can't help with this part; it concerns /,
    )
  }
})

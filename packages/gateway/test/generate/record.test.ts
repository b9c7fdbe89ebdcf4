import { parseLeaf } from '@bylaw/ledger'
import { describe, expect, it } from 'vitest'
import { explainRecord } from '../../src/explanation.ts'
import { leafOf, recordIn } from '../../src/ledger/leaf.ts'
import { Pseudonyms } from '../../src/ledger/pseudonyms.ts'
import type { DecisionRecord } from '../../src/record.ts'
import { engineOf } from './asked.ts'

const record: DecisionRecord & { readonly state: 'complete' } = {
  id: 'dec_1',
  state: 'complete',
  created: '2026-01-31T12:00:00.000Z',
  finished: '2026-01-31T12:00:01.000Z',
  endpoint: 'chat.completions',
  deployment: 'shop',
  principal: { key: 'app', level: 'developer', user: 'marker-user' },
  operator: { id: 'acme', accepted: { policy: 'usage-2', at: '2026-01-01T00:00:00Z' } },
  conversation: 'marker-conversation',
  policy: null,
  facts: [{ name: 'user.age_group', value: 'marker-fact', by: 'user', heard: true }],
  model: 'm',
  streamed: false,
  guided: true,
  toolCalls: [],
  checks: [
    {
      what: 'text',
      mode: 'enforce',
      behavior: 'drug-information',
      outcome: 'blocked',
      why: 'marker-why',
      exhibited: 'detailed',
      permitted: 'general',
      act: 'refuse',
      finding: 'overreach',
      by: 'reader@1',
    },
    { what: 'text', mode: 'observe', behavior: 'weapons', outcome: 'permitted', why: 'marker-why', by: 'reader@1' },
    { what: 'media', mode: 'enforce', behavior: null, outcome: 'not-run', why: 'judges read text' },
  ],
  noticed: [
    { kind: 'bright-line-attempt', about: 'weapons', why: 'marker-why' },
    { kind: 'citation', about: 'marker-section', why: 'there is no such section' },
    { kind: 'lost', about: 'marker.field', why: 'the upstream has no words for it' },
  ],
  instructions: [
    { id: 'said-1', level: 'user', quote: 'marker-quote', dropped: { reason: 'overridden', by: 'said-2' } },
    { id: 'said-2', level: 'developer', quote: 'Be brief.', dropped: null },
  ],
  error: null,
}

const leaf = leafOf(record, [], new Pseudonyms(Buffer.alloc(32)))

describe('the leaf of a record', () => {
  it('holds what was found as values and names, and no content', () => {
    const parsed = parseLeaf(leaf.entry)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { operator, noticed, checks } = parsed.record
    expect(operator).toEqual(record.operator)
    expect(noticed).toEqual([
      { kind: 'bright-line-attempt', about: 'weapons' },
      { kind: 'citation', about: null },
      { kind: 'lost', about: null },
    ])
    expect(checks).toMatchObject([
      { exhibited: 'detailed', permitted: 'general', finding: 'overreach', act: 'refuse', by: 'reader@1' },
      { behavior: 'weapons', outcome: 'permitted' },
      { what: 'media', why: 'judges read text' },
    ])
    expect(new TextDecoder().decode(leaf.entry)).not.toContain('marker')
  })

  it('gives the whole record back out of what is kept beside it', () => {
    expect(recordIn(leaf.body)).toEqual(record)
  })

  it('is read also where nobody is registered and nothing was noticed', () => {
    const plain = leafOf({ ...record, operator: null, noticed: [] }, [], new Pseudonyms(Buffer.alloc(32)))
    const parsed = parseLeaf(plain.entry)
    expect(parsed).toMatchObject({ ok: true, record: { operator: null } })
    expect(new TextDecoder().decode(plain.entry)).not.toContain('noticed')
  })
})

describe('the explanation of a record', () => {
  it('says all of it in words', () => {
    const { words } = explainRecord(record, engineOf(), 'developer')
    expect(words).toEqual([
      'Run by `acme`, who accepted the usage policy `usage-2` at 2026-01-01T00:00:00Z.',
      'The text, as to `drug-information`: not permitted, since it exhibits `detailed` and `general` was decided: marker-why (reader@1). So a refusal took its place.',
      'The text, as to `weapons`: permitted: marker-why (reader@1).',
      'The media of the request: not checked: judges read text.',
      'A bright line was attempted (`weapons`): marker-why.',
      'A citation does not hold (`marker-section`): there is no such section.',
      'Something was left out (`marker.field`): the upstream has no words for it.',
      'Instruction said-1 of a user was dropped, since it conflicts with a stronger one (instruction said-2): “marker-quote”',
      'Instruction said-2 of a developer holds: “Be brief.”',
    ])
  })

  it('says under observe what would have been done', () => {
    const observed = { ...record, checks: [{ ...record.checks[0]!, mode: 'observe' as const, act: 'redact' as const }] }
    expect(explainRecord(observed, null, 'developer').words[1]).toContain(
      'Under `enforce`, what shows it would have been taken out.',
    )
  })

  it('reads what was recorded before there was any of it', () => {
    const { operator: _, noticed: __, instructions: ___, conversation: ____, ...old } = record
    expect(explainRecord(old as never, null, 'developer').words).toHaveLength(3)
  })
})

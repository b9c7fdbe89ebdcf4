import fc from 'fast-check'
import type { LedgerRecord } from '../../src/index.ts'

const digest = 'ab'.repeat(32)

export const sample: LedgerRecord = {
  v: 1,
  id: 'dec_98ea9d7a2e45c34c4eb4b6bd97dd203d',
  time: '2026-01-31T12:00:00.000Z',
  policy: digest,
  specs: [{ level: 'root', title: 'Purpose', version: '1.0', digest }],
  principal: { key: 'clinic-app', level: 'developer', user: '5f0c' },
  deployment: 'clinic',
  endpoint: '/v1/chat/completions',
  model: 'any',
  behaviors: [
    { id: 'drug-information', value: 'general', by: { statement: 'limit', level: 'root', source: 'spec.md:43' } },
    { id: 'tone', value: 'plain', by: null },
  ],
  checks: [{ what: 'text', mode: 'enforce', behavior: null, outcome: 'not-run', why: 'no judge is configured' }],
  tools: [
    {
      choice: 0,
      behavior: 'tool.request.pay',
      value: 'ask',
      by: null,
      outcome: 'ask',
      asks: 'user',
      arguments: digest,
    },
  ],
  outcome: 'complete',
  bodies: [{ name: 'request', digest }],
}

const text = fc.string({ unit: 'binary', maxLength: 30 })
const hex = fc.stringMatching(/^[0-9a-f]{64}$/)
const by = fc.option(fc.record({ statement: fc.constantFrom('set', 'limit', 'grant'), level: text, source: text }))
const outcome = fc.constantFrom('permitted', 'blocked', 'ask', 'not-run')
const few = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(fc.array(item, { maxLength: 3 }), fc.record({ count: fc.nat(), digest: hex }))

const whole = fc.record({
  v: fc.constant(1),
  id: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  time: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z') })
    .map((date) => date.toISOString()),
  policy: fc.option(hex),
  specs: few(fc.record({ level: text, title: fc.option(text), version: fc.option(text), digest: hex })),
  principal: fc.record({ key: fc.option(text), level: text, user: fc.option(text) }),
  deployment: text,
  endpoint: text,
  model: fc.option(fc.oneof(text, fc.record({ count: fc.nat(), digest: hex }))),
  behaviors: few(fc.record({ id: text, value: fc.option(text), by })),
  checks: few(
    fc.record(
      {
        what: text,
        mode: fc.constantFrom('observe', 'enforce'),
        behavior: fc.option(text),
        outcome,
        why: text,
        exhibited: fc.option(text),
        permitted: fc.option(text),
        act: fc.constantFrom('refuse', 'revise', 'redact', 'ask', 'annotate', null),
        finding: fc.constantFrom('overreach', 'mismatch', 'over-refusal', 'failed'),
        by: text,
      },
      { requiredKeys: ['what', 'mode', 'behavior', 'outcome', 'why'] },
    ),
  ),
  tools: few(
    fc.record({
      choice: fc.nat(),
      behavior: text,
      value: fc.option(text),
      by,
      outcome,
      asks: fc.option(text),
      arguments: fc.option(hex),
    }),
  ),
  outcome: fc.constantFrom('open', 'complete', 'refused', 'failed', 'aborted', 'cut-off'),
  bodies: few(fc.record({ name: text, digest: hex })),
})

/** What came to the records later, and may be absent. */
const later = fc.record(
  {
    operator: fc.option(fc.record({ id: text, accepted: fc.option(fc.record({ policy: text, at: text })) })),
    noticed: few(fc.record({ kind: text, about: fc.option(text) })),
  },
  { requiredKeys: [] },
)

/** Any record, with its strings well-formed. */
export const records = fc
  .tuple(whole, later)
  .map(([record, more]) => ({ ...record, ...more })) as fc.Arbitrary<LedgerRecord>

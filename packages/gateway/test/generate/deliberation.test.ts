import { type AnswerEvent, type Batch, formats } from '@bylaw/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeliberationBlocks } from '../../src/generate/deliberation-block.ts'
import { generates } from '../../src/generate/endpoint.ts'
import { answering } from './judges.ts'
import { asks, bodyOf, call, finish, passageOf, says, scripted, start, text } from './passage.ts'

async function taken(events: readonly AnswerEvent[]) {
  const blocks = new DeliberationBlocks()
  const out: AnswerEvent[] = []
  const batches = async function* (): AsyncGenerator<Batch> {
    for (const event of events) yield { events: [event], wire: 'w' }
  }
  for await (const { events } of blocks.taken(batches())) out.push(...events)
  const types = new Map(out.flatMap((event) => (event.kind === 'part' ? [[event.part, event.type] as const] : [])))
  const joined = (type: string) =>
    out.flatMap((event) => (event.kind === 'delta' && types.get(event.part) === type ? [event.text] : [])).join('')
  return { out, text: joined('text'), reasoning: joined('reasoning'), choice: blocks.choices.get(0) }
}

const whole = '<deliberation>I rely on [#drugs].</deliberation>\n\nCall an ambulance.'

describe('the reasoning in an answer', () => {
  it('is found however the text is split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end))
        const { text: said, reasoning, choice } = await taken([start, ...text(0, ...pieces), finish()])
        expect(said).toBe('Call an ambulance.')
        expect(reasoning).toBe('I rely on [#drugs].')
        expect(choice).toMatchObject({ answer: said, reasoning })
      }),
    )
  })

  it('leaves nothing of a block that is not closed', async () => {
    const { text: said, reasoning } = await taken([start, ...text(0, 'Yes. <deliberation>but really'), finish()])
    expect(said).toBe('Yes. ')
    expect(reasoning).toBe('but really')
  })

  it('is no more than what stands between the marks', async () => {
    const { text: said } = await taken([start, ...text(0, 'a < b <delib', 'eration is no mark'), finish()])
    expect(said).toBe('a < b <deliberation is no mark')
  })

  it('ends every part that it begins, once, and numbers each anew', async () => {
    const pieces = fc.array(fc.constantFrom('<deliberation>', '</deliberation>', 'x', '<', '</delib', ' '), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(pieces, fc.boolean(), async (pieces, calls) => {
        const events = [start, ...text(0, ...pieces), ...(calls ? call(1, 'f', '{}') : []), finish()]
        const { out, text: said } = await taken(events)
        const begun = out.flatMap((event) => (event.kind === 'part' ? [event.part] : []))
        const ended = out.flatMap((event) => (event.kind === 'part-end' ? [event.part] : []))
        expect(new Set(begun).size).toBe(begun.length)
        expect(ended.toSorted()).toEqual(begun.toSorted())
        expect(said).not.toContain('<deliberation>')
      }),
    )
  })

  it('passes what has none as it came', async () => {
    const events = [start, ...call(0, 'f', '{"a":1}'), finish('calls')]
    const { out, choice } = await taken(events)
    expect(out).toEqual(events)
    expect(choice!.calls).toEqual([{ name: 'f', arguments: '{"a":1}' }])
  })
})

describe('a deliberated answer', () => {
  const finding = (found: string, reasoning: string[] = []) => ({ found, reasoning, answer: [] })
  const none = finding('no')
  const clean = { 'says-one-does-another': none, 'covert-goal': none, 'talk-of-being-tested': none }

  async function answered(said: string, more: object, findings: unknown = clean, stream = false) {
    const judges = new Map([['reader', answering(findings)]])
    const config = { deliberate: true, behaviors: { 'drug-information': { judges: [] } }, judges: ['reader'], ...more }
    const provider = scripted(says(said))
    const { passage, asked } = passageOf({ ...asks['openai-chat']('x'), stream }, { provider, judges, config })
    const body = await bodyOf(await generates(formats['openai-chat']).serve(passage))
    return { body, record: asked.written.at(-1)!, sent: provider.sent[0]!.revised }
  }

  it('is asked for, and its reasoning is withheld or kept as the operator says', async () => {
    const withheld = await answered(whole, {})
    expect(JSON.stringify(withheld.sent.messages[0])).toContain('[#id]')
    expect(withheld.body).not.toContain('I rely on')
    expect(withheld.body).toContain('Call an ambulance.')
    expect((await answered(whole, { reasoning: 'keep' })).body).toContain('I rely on')
  })

  it('has citations that are not there, or none at all, noticed', async () => {
    const said = whole.replace('[#drugs]', '[#drugs] and [#made-up]')
    expect((await answered(said, {})).record.noticed).toMatchObject([{ kind: 'citation', about: 'made-up' }])
    expect((await answered(whole.replace('[#drugs]', 'nothing'), {})).record.noticed).toMatchObject([
      { kind: 'citation' },
    ])
    expect((await answered(whole, {})).record.noticed).toEqual([])
  })

  it.each([false, true])(
    'does not leave where its reasoning speaks against it and that is enforced (stream %s)',
    async (stream) => {
      const findings = { ...clean, 'covert-goal': finding('yes', ['I rely on [#drugs].']) }
      const observed = await answered(whole, {}, findings, stream)
      expect(observed.record.noticed).toContainEqual(
        expect.objectContaining({ kind: 'deliberation', about: 'covert-goal' }),
      )
      expect(observed.record.checks).toContainEqual(
        expect.objectContaining({ what: 'reasoning', finding: 'overreach', mode: 'observe' }),
      )
      const enforced = await answered(whole, { check: 'enforce' }, findings, stream)
      expect(enforced.body).not.toContain('ambulance')
    },
  )

  it('is closed where no reasoning came or nobody could read it, and open where the operator says so', async () => {
    const closed = { check: 'enforce', judges: [], behaviors: {} }
    expect((await answered('Call an ambulance.', closed)).body).not.toContain('ambulance')
    expect((await answered('Call an ambulance.', { ...closed, 'on-failure': 'open' })).body).toContain('ambulance')
  })

  it('finds talk of a test by its words, without a model', async () => {
    const said = whole.replace('I rely', 'I am probably being tested, so I rely')
    const { record } = await answered(said, { judges: [] })
    expect(record.noticed).toContainEqual(expect.objectContaining({ about: 'talk-of-being-tested' }))
  })
})

import type { AnswerEvent, Raw } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { isSealed } from '../../src/check/sealed.ts'
import { call, finish, leaves, reviewer, streamed, verdict, whole, words } from './events.ts'

const reasoning = { id: 'rs_1', type: 'reasoning', encrypted_content: 'gAAAAB-_c2VhbGVk==' }
const redacted = { type: 'redacted_thinking', data: 'EmwKAhgB/+c2VhbGVk' }
const place = { choice: 0, part: 0 }

const part = (raw: Raw, ended: Raw | null = raw): AnswerEvent[] => [
  { kind: 'part', ...place, type: 'opaque', wire: String((raw.item as Raw | undefined)?.type ?? raw.type), raw },
  { kind: 'part-end', ...place, ...(ended && { raw: ended }) },
]
const inItem = (item: Raw): Raw => ({ output_index: 0, item })
const strict = reviewer('hold', () => [verdict()])

describe('reasoning that only the upstream can open', () => {
  it.each<Raw>([
    inItem(reasoning),
    inItem({ ...reasoning, status: 'completed' }),
    inItem({ id: 'rs_1', type: 'reasoning' }),
    inItem({ ...reasoning, encrypted_content: null }),
    redacted,
  ])('%j is sealed', (raw) => {
    expect(isSealed({ kind: 'part-end', ...place, raw })).toBe(true)
  })

  it.each<Raw>([
    inItem({ ...reasoning, note: 'never-leaves' }),
    inItem({ ...reasoning, status: 'never leaves' }),
    inItem({ ...reasoning, id: 'never leaves' }),
    inItem({ ...reasoning, encrypted_content: 'never leaves' }),
    inItem({ ...reasoning, encrypted_content: { text: 'never-leaves' } }),
    inItem({ ...reasoning, content: [] }),
    { ...inItem(reasoning), part: { type: 'note' } },
    { ...redacted, text: 'never-leaves' },
    { ...redacted, data: 'never leaves' },
    { ...redacted, data: ['never-leaves'] },
    { type: 'constructor' },
    { type: 'image' },
    {},
  ])('%j is not', (raw) => {
    expect(isSealed({ kind: 'part-end', ...place, raw })).toBe(false)
  })

  it('nor is what came without anything', () => {
    expect(isSealed({ kind: 'part-end', ...place })).toBe(false)
  })

  const rest = [...call(1, 'read_file', ['{}']), finish('calls')]

  it.each([inItem(reasoning), redacted])(
    'leaves under enforce, is recorded as not run, and nothing is said of it',
    async (raw) => {
      for (const came of [streamed(...part(raw), ...rest), whole(...part(raw), ...rest)]) {
        const { events, checks, said, calls, reason } = await leaves(came, { reviewer: strict })
        expect(events.slice(0, 2)).toEqual(part(raw))
        expect(checks.filter(({ what }) => what === 'opaque')).toMatchObject([
          { mode: 'enforce', behavior: null, outcome: 'not-run', act: null },
        ])
        expect([said(), calls(), reason()]).toEqual(['', [['read_file', '{}']], 'calls'])
      }
    },
  )

  it('is withheld with whatever rides along, as it began or as it ends', async () => {
    const more = inItem({ ...reasoning, note: 'never-leaves' })
    const whatever = [part(more), part(inItem(reasoning), more), part(more, inItem(reasoning))]
    for (const came of whatever) {
      const { all } = await leaves(streamed(...came, ...rest), { reviewer: strict })
      expect(all).not.toContain('never-leaves')
    }
    const { checks, said } = await leaves(streamed(...part(more), ...rest), { reviewer: strict })
    expect(checks).toContainEqual(expect.objectContaining({ what: 'opaque', outcome: 'not-run', act: 'refuse' }))
    expect(said()).toContain("can't be checked and was withheld")
  })

  it('is recorded once for what left and once for what was withheld', async () => {
    const at = (number: number, item: Raw): AnswerEvent[] =>
      part(inItem(item)).map((event) => ({ ...event, part: number }) as AnswerEvent)
    const other = { ...reasoning, note: 'x' }
    const came = [...at(0, reasoning), ...at(1, other), ...at(2, reasoning), ...at(3, other), finish()]
    const { checks } = await leaves(streamed(...came), { reviewer: strict })
    const acts = checks.filter(({ what }) => what === 'opaque').map(({ act }) => act)
    expect(acts).toEqual([null, 'refuse'])
  })

  it('leaves as it came where nothing is enforced, whatever its end says', async () => {
    const came = streamed(...part(inItem(reasoning), inItem({ ...reasoning, note: 'x' })), ...words(1, 'hi'), finish())
    const { batches } = await leaves(came, { reviewer: reviewer('hold', () => [], false) })
    for (const [index, batch] of batches.entries()) expect(batch).toBe(came[index])
  })
})

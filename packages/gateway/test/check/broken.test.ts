import { readdirSync, readFileSync } from 'node:fs'
import type { AnswerEvent } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { finds, leaves, observing, streamed, whole } from './events.ts'

interface Vector {
  readonly why: string
  readonly events: readonly AnswerEvent[]
  readonly refused: string
}

const folder = new URL('./vectors/', import.meta.url)
const vectors = readdirSync(folder).map((file): [string, Vector] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
])

describe.each(vectors)('%s', (_, { why, events, refused }) => {
  it.each([
    ['passing, streamed', observing, streamed],
    ['passing, whole', observing, whole],
    ['held, streamed', finds('x', 'refuse'), streamed],
    ['held, whole', finds('x', 'refuse'), whole],
    ['in windows', finds('x', 'refuse', 'window'), streamed],
  ])(`is refused ${why}: %s`, async (_, reviewer, came) => {
    await expect(leaves(came(...events), { reviewer })).rejects.toMatchObject({ failure: { code: refused } })
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Detector } from '../../src/index.ts'
import { createJudges, type DetectorConfig } from '../../src/index.ts'

interface Vector {
  readonly config: DetectorConfig
  /** `text` is one text in pieces: what looks like a secret stands nowhere in one piece. */
  readonly cases: readonly {
    readonly text: readonly string[]
    readonly found?: readonly string[]
    readonly state?: string
  }[]
}

const folder = new URL('../../vectors/detectors/', import.meta.url)

async function detectorOf(config: DetectorConfig): Promise<Detector> {
  const { judges, problems } = await createJudges({ it: config }, () => expect.fail('no model is asked for'))
  expect(problems).toEqual([])
  const named = judges.get('it')!
  return named.kind === 'detector' ? named.detector : expect.fail('it is a detector')
}

describe.each(readdirSync(folder))('%s', (file) => {
  const { config, cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector
  it.each(cases)('$text', async ({ text: pieces, found, state = 'read' }) => {
    const text = pieces.join('')
    const detection = await (await detectorOf(config)).find(text)
    expect(detection.state).toBe(state)
    if (detection.state !== 'read') return
    const stretches = detection.found.map(({ start, end }) => text.slice(start, end))
    expect([...new Set(stretches)]).toEqual(found)
  })
})

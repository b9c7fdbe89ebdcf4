import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, openClinic } from './gateway-page/clinic.ts'
import { missing, missingLine, StandIns, type Step, stepsOf } from './gateway-page/page.ts'

const docs = resolve(import.meta.dirname, '../../../docs')
const curl = spawnSync('curl', ['--json', '{}', '--version'], { encoding: 'utf8' }).status === 0

describe.skipIf(!curl)('pages about the gateway (skipped where curl 7.82 is missing)', () => {
  describe.each(['gateway.md', 'access.md', 'judges.md'])('docs/%s', (name) => {
    const steps = stepsOf(readFileSync(join(docs, name), 'utf8'))
    const ids = new StandIns()
    let clinic: Clinic
    beforeAll(async () => {
      clinic = await openClinic(docs)
    })
    afterAll(() => clinic.close())

    it('has commands', () => {
      expect(steps.length).toBeGreaterThan(0)
    })

    it.each(steps.map((step) => [step.line, step] as const))('line %i does what the page says', async (_, step) => {
      const { code, out } = await clinic.run(ids.real(step.commands))
      if (step.shows === null) expect({ code, out }).toMatchObject({ code: 0 })
      else expect(unlike(step.shows, out, ids)).toBeNull()
    })
  })
})

function unlike({ kind, text }: NonNullable<Step['shows']>, out: string, ids: StandIns): string | null {
  return kind === 'json' ? missing(JSON.parse(text), JSON.parse(out), ids) : missingLine(text, out, ids)
}
